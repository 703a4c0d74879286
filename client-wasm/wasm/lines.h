// Results of several values: one line each.
#pragma once

#include <string>
#include <string_view>

namespace mayfly::wasm {

// `line` must have no line feed, and nothing stands in front of the first.
inline void add_line(std::string& lines, std::string_view line) {
  if (!lines.empty()) lines += '\n';
  lines += line;
}

}  // namespace mayfly::wasm
