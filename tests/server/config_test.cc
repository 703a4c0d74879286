// Flags and environment variables of mayflyd: values, units, defaults, mistakes.
#include "server/config.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <vector>

#include "server/config_units.h"

namespace mayfly {
namespace {

std::variant<Config, EarlyExit> parse(std::vector<const char*> flags) {
  flags.insert(flags.begin(), "mayflyd");
  return parse_config(static_cast<int>(flags.size()), flags.data());
}

Config config_of(const std::vector<const char*>& flags) {
  auto parsed = parse(flags);
  REQUIRE(std::holds_alternative<Config>(parsed));
  return std::get<Config>(parsed);
}

EarlyExit exit_of(const std::vector<const char*>& flags) {
  auto parsed = parse(flags);
  REQUIRE(std::holds_alternative<EarlyExit>(parsed));
  return std::get<EarlyExit>(parsed);
}

TEST_CASE("without flags: this machine only, and the documented limits") {
  const Config config = config_of({});
  CHECK(config.host == "127.0.0.1");
  CHECK(config.port == 8080);
  CHECK(config.web_folder.empty());
  CHECK(config.rules.lease_seconds == 15 * 60);
  CHECK(config.rules.lease_total_seconds == 3'600);
  CHECK(config.default_expires_in_seconds == 86'400);
  CHECK(config.default_max_views == 1);
}

TEST_CASE("flags set what they name, in units of people") {
  const Config config =
      config_of({"--host", "::1", "--port", "0", "--data", "/tmp/x", "--drop-bytes-max", "500M",
                 "--storage-bytes-max=2G", "--expires-in-max", "7d", "--lease", "90s",
                 "--lease-total", "15m", "--threads", "3", "--slowest", "1K"});
  CHECK(config.host == "::1");
  CHECK(config.port == 0);
  CHECK(config.data_folder == "/tmp/x");
  CHECK(config.rules.drop_bytes_max == uint64_t{500} << 20);
  CHECK(config.rules.reserved_bytes_max == uint64_t{2} << 30);
  CHECK(config.rules.expires_in_max_seconds == 7 * 86'400);
  CHECK(config.rules.lease_seconds == 90);
  CHECK(config.rules.lease_total_seconds == 900);
  CHECK(config.http.threads == 3);
  CHECK(config.http.bytes_per_second_min == 1024);
}

TEST_CASE("a variable sets what a flag does not") {
  setenv("MAYFLY_DROP_BYTES_MAX", "3M", 1);
  setenv("MAYFLY_PORT", "1234", 1);
  CHECK(config_of({}).rules.drop_bytes_max == 3u << 20);
  CHECK(config_of({}).port == 1234);
  CHECK(config_of({"--port", "5"}).port == 5);
  setenv("MAYFLY_PORT", "many", 1);
  CHECK(exit_of({}).status == 2);
  unsetenv("MAYFLY_DROP_BYTES_MAX");
  unsetenv("MAYFLY_PORT");
}

TEST_CASE("a mistake is named, and ends with status 2") {
  const std::vector<std::vector<const char*>> mistakes = {
      {"--report-recipient", "age1x"},
      {"--report-recipient", "AGE1V5ERQZS4T9NGKLM7ZE2X08PGZ6CRW7FNPWE28L8JVEZTYGWMQAASNF72VD"},
      {"--port", "70000"},
      {"--port", "-1"},
      {"--port", "1K"},
      {"--drop-bytes-max", "12X"},
      {"--drop-bytes-max", "0"},
      {"--drop-bytes-max", "5GG"},
      {"--drop-bytes-max", ""},
      {"--lease", "1w"},
      {"--threads", "0"},
      {"--nonsense"},
      {"stray"},
      {"--lease", "2h", "--lease-total", "1h"},
      {"--storage-bytes-max", "99999999999999999999"}};
  for (const auto& flags : mistakes) {
    CAPTURE(flags[0]);
    const EarlyExit exit = exit_of(flags);
    CHECK(exit.status == 2);
    CHECK(exit.output.empty());
    CHECK(exit.error.find(flags[0]) != std::string::npos);
    CHECK(exit.error.find("mayflyd --help") != std::string::npos);
  }
}

TEST_CASE("help and version are no mistakes") {
  const EarlyExit help = exit_of({"--help"});
  CHECK(help.status == 0);
  CHECK(help.error.empty());
  for (const char* word :
       {"--storage-bytes-max", "MAYFLY_PORT", "50G", "15m", "Connections", "127.0.0.1"}) {
    CAPTURE(word);
    CHECK(help.output.find(word) != std::string::npos);
  }
  CHECK(exit_of({"--version"}).output == std::string(kVersion) + "\n");
}

TEST_CASE("the life that pages offer is never longer than the longest") {
  CHECK(config_of({"--expires-in-max", "1h"}).default_expires_in_seconds == 3'600);
}

TEST_CASE("units parse and print") {
  CHECK(parse_size("0") == 0u);
  CHECK(parse_size("1023") == 1023u);
  CHECK(parse_size("1T") == uint64_t{1} << 40);
  CHECK(parse_duration("2h") == 7'200u);
  for (const char* text : {"", "K", "1KB", "1 K", "-1", "1.5G", "18446744073709551615K", "1k"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_size(text));
  }
  for (const uint64_t value : {uint64_t{0}, uint64_t{1}, uint64_t{1536}, uint64_t{5} << 30}) {
    CHECK(parse_size(size_text(value)) == value);
    CHECK(parse_duration(duration_text(value)) == value);
  }
  CHECK(size_text(uint64_t{50} << 30) == "50G");
  CHECK(duration_text(900) == "15m");
}

}  // namespace
}  // namespace mayfly
