// A folder for one test, with files to write, read and count in it.
#pragma once

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "tests/support/scratch_folder.h"

namespace mayfly {

class ScratchFiles {
 public:
  std::string path(const std::string& name = "") const { return folder_.path() + "/" + name; }
  void write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name), std::ios::binary) << content;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::set<std::string> names() const {
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      found.insert(entry.path().filename().string());
    }
    return found;
  }

 private:
  ScratchFolder folder_;
};

}  // namespace mayfly
