// Received files: never over another, never through a link, never half.
#include "tools/mayfly/target_folder.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "tests/tools/scratch_files.h"
#include "tools/mayfly/extractor.h"

namespace mayfly {
namespace {

Outcome<std::string> save(const TargetFolder& folder, std::string_view name,
                          std::string_view content) {
  SystemRandom random;
  MAYFLY_LET(file, TargetFile::create(folder, random));
  MAYFLY_TRY(file.append(as_bytes(content)));
  return file.keep(name);
}

TEST_CASE("a kept file has its name and is its owner's alone") {
  const ScratchFiles scratch;
  const auto folder = TargetFolder::open(scratch.path());
  REQUIRE(folder);
  CHECK(save(*folder, "a.txt", "content") == std::string("a.txt"));
  CHECK(scratch.names() == std::set<std::string>{"a.txt"});
  CHECK(scratch.read("a.txt") == "content");
  struct stat state {};
  REQUIRE(stat(scratch.path("a.txt").c_str(), &state) == 0);
  CHECK((state.st_mode & 07777) == 0600);
}

TEST_CASE("nothing is overwritten: files, links and folders of that name stay") {
  const ScratchFiles scratch;
  scratch.write("a.txt", "old");
  std::filesystem::create_symlink("/nowhere", scratch.path("b.txt"));
  std::filesystem::create_directory(scratch.path("c.txt"));
  const auto folder = TargetFolder::open(scratch.path());
  REQUIRE(folder);
  CHECK(save(*folder, "a.txt", "new") == std::string("a (2).txt"));
  CHECK(save(*folder, "a.txt", "newer") == std::string("a (3).txt"));
  CHECK(save(*folder, "b.txt", "new") == std::string("b (2).txt"));
  CHECK(save(*folder, "c.txt", "new") == std::string("c (2).txt"));
  CHECK(scratch.read("a.txt") == "old");
  CHECK(scratch.read("a (3).txt") == "newer");
  CHECK(std::filesystem::is_symlink(scratch.path("b.txt")));
}

TEST_CASE("names cannot leave the folder") {
  const ScratchFiles scratch;
  const auto folder = TargetFolder::open(scratch.path());
  REQUIRE(folder);
  for (const char* name : {"../up", "/etc/passwd", "..", ".", "", "a/b", "a\\b", "CON"}) {
    CAPTURE(name);
    const auto saved = save(*folder, name, "x");
    REQUIRE(saved);
    CHECK(saved->find('/') == std::string::npos);
    CHECK(scratch.names().contains(*saved));
  }
  CHECK(scratch.names().size() == 8);
}

TEST_CASE("a file that is not kept leaves nothing") {
  const ScratchFiles scratch;
  const auto folder = TargetFolder::open(scratch.path());
  REQUIRE(folder);
  {
    SystemRandom random;
    auto file = TargetFile::create(*folder, random);
    REQUIRE(file);
    CHECK(file->append(as_bytes("half")));
    CHECK(scratch.names().size() == 1);
  }
  CHECK(scratch.names().empty());
}

TEST_CASE("folders that are none") {
  const ScratchFiles scratch;
  scratch.write("file", "");
  CHECK(!TargetFolder::open(scratch.path("file")));
  CHECK(!TargetFolder::open(scratch.path("missing")));
}

TEST_CASE("a folder without room says so before anything is written") {
  const ScratchFiles scratch;
  const auto folder = TargetFolder::open(scratch.path());
  REQUIRE(folder);
  CHECK(folder->check_room(0));
  const auto room = folder->check_room(uint64_t{1} << 62);
  REQUIRE(!room);
  CHECK(room.error().text.find("are free") != std::string::npos);
}

}  // namespace
}  // namespace mayfly
