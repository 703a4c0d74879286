// Sizes, durations and names as they are shown.
#include "tools/mayfly/format.h"

#include <doctest/doctest.h>

#include "tools/mayfly/media_type.h"
#include "tools/mayfly/progress.h"
#include "tools/mayfly/say.h"

namespace mayfly {
namespace {

TEST_CASE("sizes") {
  CHECK(format_size(0) == "0 bytes");
  CHECK(format_size(1) == "1 byte");
  CHECK(format_size(999) == "999 bytes");
  CHECK(format_size(1'000) == "1.0 kB");
  CHECK(format_size(9'949) == "9.9 kB");
  CHECK(format_size(9'960) == "10 kB");
  CHECK(format_size(999'499) == "999 kB");
  CHECK(format_size(999'500) == "1.0 MB");
  CHECK(format_size(4'200'000'000) == "4.2 GB");
  CHECK(format_size(uint64_t{5'000'000'000'000'000}) == "5000 TB");
}

TEST_CASE("durations are never rounded up") {
  CHECK(format_duration(0) == "0 seconds");
  CHECK(format_duration(1) == "1 second");
  CHECK(format_duration(119) == "119 seconds");
  CHECK(format_duration(120) == "2 minutes");
  CHECK(format_duration(2 * 3'600 - 1) == "119 minutes");
  CHECK(format_duration(2 * 3'600) == "2 hours");
  CHECK(format_duration(2 * 86'400 - 1) == "47 hours");
  CHECK(format_duration(7 * 86'400) == "7 days");
}

TEST_CASE("a name cannot command the terminal") {
  CHECK(printable("plain.txt") == "plain.txt");
  CHECK(printable("\xc3\xbc\xe6\x97\xa5.txt") == "\xc3\xbc\xe6\x97\xa5.txt");
  CHECK(printable("\x1b[2J\n\t") == "?[2J??");
  CHECK(printable("a\xe2\x80\xae"
                  "b") == "a?b");  // right-to-left override
  CHECK(printable("a\xc2\x9b"
                  "31m") == "a?31m");  // C1 control sequence introducer
  CHECK(printable("\xff\xc3") == "??");
  CHECK(printable("") == "");
}

TEST_CASE("progress says the rest only once it can know it") {
  using std::chrono::milliseconds;
  CHECK(progress_line("sending", 0, 0, milliseconds(5'000)) == "sending 100 %, 0 bytes of 0 bytes");
  CHECK(progress_line("sending", 50, 200, milliseconds(10)) ==
        "sending 25 %, 50 bytes of 200 bytes");
  CHECK(progress_line("sending", 84'000'000, 200'000'000, milliseconds(7'000)) ==
        "sending 42 %, 84 MB of 200 MB, 12 MB/s, 9 seconds left");
}

TEST_CASE("media types go by the ending, whatever its case") {
  CHECK(media_type("a.JPG") == "image/jpeg");
  CHECK(media_type("a.tar.gz") == "application/gzip");
  CHECK(media_type("jpg").empty());
  CHECK(media_type("a.").empty());
  CHECK(media_type("a.unheard-of").empty());
}

}  // namespace
}  // namespace mayfly
