// File names that are safe to show and to save on any system (protocol.md section 3).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mayfly {

// Any bytes to a name: valid UTF-8 of 1 to kFileNameSizeMax bytes, without separators, control or
// bidi characters, or anything else that Windows refuses; never a device, and no two dots in a row.
// Idempotent.
std::string sanitize_file_name(std::string_view name);

// Sanitised names, no two alike even where case does not count.
class UniqueNames {
 public:
  // `reserved` is taken from the start.
  explicit UniqueNames(std::string_view reserved);
  // The sanitised name, with " (2)" and so on in front of its extension where it is taken.
  std::string add(std::string_view name);

 private:
  bool take(std::string_view name);

  std::vector<std::string> taken_;  // sorted, ASCII in lower case
};

}  // namespace mayfly
