// The operator's terms: what is read, and what keeps the server from starting.
#include "server/terms.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/scratch_folder.h"

using namespace mayfly;

TEST_CASE("terms are plain text of a bounded size, or refused") {
  const ScratchFolder folder;
  const std::string path = folder.path() + "/terms.txt";
  const auto read = [&](const std::string& text) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    return read_terms(path);
  };
  const auto fault_of = [&](const std::string& text) {
    const auto terms = read(text);
    return terms ? Fault{} : terms.error().fault;
  };
  CHECK(read("# Terms\r\n\r\n\tBe kind \xc3\xbc <b>").value() ==
        "# Terms\r\n\r\n\tBe kind \xc3\xbc <b>");
  CHECK(read(std::string(kTermsSizeMax, 'x')).value().size() == kTermsSizeMax);
  CHECK(fault_of(std::string(kTermsSizeMax + 1, 'x')) == Fault::kTooLarge);
  CHECK(fault_of("") == Fault::kBadInput);
  CHECK(fault_of(" \n\t\r\n") == Fault::kBadInput);
  CHECK(fault_of("a\x1b[31m") == Fault::kBadInput);
  CHECK(fault_of(std::string("a\0b", 3)) == Fault::kBadInput);
  CHECK(fault_of("a\xff") == Fault::kBadInput);
  CHECK(fault_of("a\xc3") == Fault::kBadInput);
  CHECK(read_terms(folder.path() + "/none").error().fault == Fault::kNotFound);
  CHECK_FALSE(read_terms(folder.path()).has_value());
}
