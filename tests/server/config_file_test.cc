// A TOML file of settings: read strictly, below variables and flags, and printed back.
#include "server/config_file.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "server/config.h"

namespace mayfly {
namespace {

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content)
      : path_(std::filesystem::temp_directory_path() /
              ("mayfly-settings-" + std::to_string(getpid()) + ".toml")) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::variant<Config, EarlyExit> parse(std::vector<const char*> flags) {
  flags.insert(flags.begin(), "mayflyd");
  return parse_config(static_cast<int>(flags.size()), flags.data());
}

// A table with one setting of each shape.
struct Sample {
  std::string name = "a";
  std::vector<std::string> names;
  bool on = false;
  uint16_t count = 1;
  uint64_t bytes = 2048;
  enum class Mode : uint8_t { kSlow, kFast } mode = Mode::kSlow;
  Settings settings;

  Sample() {
    settings.group("Things");
    settings.text("--name", name, "NAME", "A name");
    settings.texts(
        "--names", names, "NAME", "names in lower case",
        [](std::string_view text) { return text.find('A') == std::string_view::npos; }, "Names");
    settings.toggle("--on", on, "On");
    settings.number("--count", count, 1, 9, "A count");
    settings.size("--bytes", bytes, 0, 1 << 20, "A size");
    settings.choice<Mode>("--mode", mode, {{"slow", Mode::kSlow}, {"fast", Mode::kFast}}, "A mode");
  }

  Mistakes take(const std::string& content) {
    const TemporaryFile file(content);
    Mistakes mistakes;
    take_file(file.path(), settings, mistakes);
    for (std::string& mistake : mistakes) mistake.erase(0, file.path().size());
    return mistakes;
  }
};

TEST_CASE("a file sets what it names, in TOML's own kinds") {
  Sample sample;
  CHECK(sample
            .take("# all of them\nname = \"b\\\"c\"\nnames = ['x', \"y\"]\non = true\ncount = 9\n"
                  "bytes = '1M'\nmode = 'fast'\n")
            .empty());
  CHECK(sample.name == "b\"c");
  CHECK(sample.names == std::vector<std::string>{"x", "y"});
  CHECK(sample.on);
  CHECK(sample.count == 9);
  CHECK(sample.bytes == 1 << 20);
  CHECK(sample.mode == Sample::Mode::kFast);
  CHECK(sample.take("bytes = 5").empty());
  CHECK(sample.bytes == 5);
  CHECK(sample.settings.find("bytes")->origin == Origin::kFile);
  CHECK(Sample().take("").empty());
}

TEST_CASE("a mistake in a file is named with its line, and with what was expected") {
  struct {
    const char* content;
    const char* mistake;
  } const cases[] = {
      {"\ncuont = 1", ":2: \"cuont\" is not a setting; mayflyd --help lists them"},
      {"count = 10", ":1: count needs a whole number from 1 to 9, not \"10\""},
      {"count = -1", ":1: count needs a whole number from 1 to 9, not \"-1\""},
      {"count = '5'", ":1: count needs a whole number from 1 to 9, not a text"},
      {"count = 5.0", ":1: count needs a whole number from 1 to 9, not a fraction"},
      {"on = 'true'", ":1: on needs true or false, not a text"},
      {"on = 1", ":1: on needs true or false, not an integer"},
      {"name = 5", ":1: name needs a text in quotes, not an integer"},
      {"name = 2026-11-22", ":1: name needs a text in quotes, not a date or time"},
      {"name = 'a\\u0000b'", nullptr},
      {"name = \"a\\u0000b\"", ":1: name needs a text, not \"a"},
      {"names = 'x'", ":1: names needs an array of texts, not a text"},
      {"names = ['x', 1]", ":1: names needs an array of texts, not an array"},
      {"names = ['A']", ":1: names needs names in lower case, not \"A\""},
      {"bytes = '1W'", ":1: bytes needs a size like 500M or 2G from 0 to 1M, not \"1W\""},
      {"mode = 'odd'", ":1: mode needs slow or fast, not \"odd\""},
      {"[things]\ncount = 1", ":1: \"things\" is not a setting"},
      {"[count]\nx = 1", ":1: count needs a whole number from 1 to 9, not a table"},
      {"count = 1\ncount = 2", ":2: "},
      {"count 1", ":1: "},
      {"name = \"\xff\"", ":1: "},
  };
  for (const auto& each : cases) {
    CAPTURE(each.content);
    const Mistakes mistakes = Sample().take(each.content);
    REQUIRE(mistakes.size() == (each.mistake == nullptr ? 0 : 1));
    if (each.mistake != nullptr) CHECK(mistakes.front().rfind(each.mistake, 0) == 0);
  }
  CHECK(Sample().take("a = 1\nb = 2\ncount = 0").size() == 3);
}

TEST_CASE("what is printed reads back as the same, whatever is in it") {
  Sample sample;
  REQUIRE(sample
              .take("name = \"tab\\t quote\\\" apostrophe' \\\\ \\u00e9 \\u0001 # \\n\"\n"
                    "names = ['', 'x, y']\ncount = 3\n")
              .empty());
  const std::string text = settings_text(sample.settings);
  CHECK(text.rfind("# Things\nname = ", 0) == 0);
  CHECK(text.find("# file\n") != std::string::npos);
  CHECK(text.find("# default\n") != std::string::npos);
  Sample again;
  CHECK(again.take(text).empty());
  CHECK(again.name == sample.name);
  CHECK(again.names == sample.names);
  CHECK(again.count == 3);
  CHECK(again.bytes == 2048);
}

TEST_CASE("a flag wins over a variable, and that over the file") {
  const TemporaryFile file("port = 1\nthreads = 1\nmax-views = 1\n");
  setenv("MAYFLY_PORT", "2", 1);
  setenv("MAYFLY_THREADS", "2", 1);
  const std::vector<const char*> flags = {"--config", file.path().c_str(), "--port", "3"};
  const auto parsed = parse(flags);
  REQUIRE(std::holds_alternative<Config>(parsed));
  CHECK(std::get<Config>(parsed).port == 3);
  CHECK(std::get<Config>(parsed).http.threads == 2);
  CHECK(std::get<Config>(parsed).default_max_views == 1);

  setenv("MAYFLY_CONFIG", file.path().c_str(), 1);
  const auto checked = parse({"--check-config", "--max-views=7"});
  REQUIRE(std::holds_alternative<EarlyExit>(checked));
  const EarlyExit& exit = std::get<EarlyExit>(checked);
  CHECK(exit.status == 0);
  for (const char* line : {"port = 2 ", "threads = 2 ", "max-views = 7 ", "lease = \"15m\" "}) {
    CAPTURE(line);
    CHECK(exit.output.find(line) != std::string::npos);
  }
  unsetenv("MAYFLY_CONFIG");
  unsetenv("MAYFLY_PORT");
  unsetenv("MAYFLY_THREADS");
}

TEST_CASE("mistakes of all places come out together, each with its place") {
  const TemporaryFile file("port = 'x'\nlease = 0\n");
  setenv("MAYFLY_THREADS", "none", 1);
  const auto parsed = parse({"--config", file.path().c_str(), "--idle-time", "1y"});
  unsetenv("MAYFLY_THREADS");
  REQUIRE(std::holds_alternative<EarlyExit>(parsed));
  const EarlyExit& exit = std::get<EarlyExit>(parsed);
  CHECK(exit.status == 2);
  for (const std::string& place : {file.path() + ":1: port", file.path() + ":2: lease",
                                   std::string("MAYFLY_THREADS"), std::string("--idle-time")}) {
    CAPTURE(place);
    CHECK(exit.error.find("mayflyd: " + place + " needs ") != std::string::npos);
  }
}

TEST_CASE("a file that is not there, and a folder, are mistakes") {
  for (const char* path : {"/nowhere/mayfly.toml", "/"}) {
    const auto parsed = parse({"--config", path});
    REQUIRE(std::holds_alternative<EarlyExit>(parsed));
    CHECK(std::get<EarlyExit>(parsed).status == 2);
    CHECK(std::get<EarlyExit>(parsed).error.find("cannot be read") != std::string::npos);
  }
}

TEST_CASE("a list of a lower place is replaced as a whole, and each of its texts is looked at") {
  const TemporaryFile file("trusted-proxy = [\"10.0.0.0/8\", \"::1\"]\n");
  const auto proxies = [&](const std::vector<const char*>& more) {
    std::vector<const char*> flags = {"--config", file.path().c_str()};
    flags.insert(flags.end(), more.begin(), more.end());
    const auto parsed = parse(flags);
    REQUIRE(std::holds_alternative<Config>(parsed));
    return std::get<Config>(parsed).http.trusted_proxies;
  };
  CHECK(proxies({}) == std::vector<std::string>{"10.0.0.0/8", "::1"});
  CHECK(proxies({"--trusted-proxy", "127.0.0.1"}) == std::vector<std::string>{"127.0.0.1"});
  CHECK(std::holds_alternative<EarlyExit>(parse({"--trusted-proxy", "10.0.0.1/8"})));
}

TEST_CASE("texts in a variable stand between commas") {
  CHECK(split_at_commas("a,b") == std::vector<std::string>{"a", "b"});
  CHECK(split_at_commas("a") == std::vector<std::string>{"a"});
  CHECK(split_at_commas("a,,") == std::vector<std::string>{"a", "", ""});
}

}  // namespace
}  // namespace mayfly
