// Makes file names harmless, and unique within a drop.
#include "client-wasm/archive/filename.h"

#include <algorithm>
#include <array>

#include "client-wasm/archive/json_writer.h"
#include "client-wasm/archive/utf8.h"
#include "common/bytes.h"
#include "common/limits.h"

namespace mayfly {
namespace {

constexpr std::string_view kReplacement = "_";
constexpr std::string_view kNameless = "file";
constexpr size_t kExtensionSizeMax = 16;  // with its dot; longer ones are part of the stem

std::string ascii_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Separators, and what Windows refuses besides.
bool is_forbidden(uint32_t code) {
  constexpr std::string_view kForbidden = "/\\:*?\"<>|";
  return code < 0x80 &&
         find_character(kForbidden, static_cast<char>(code)) != std::string_view::npos;
}

// Characters that are not seen, or that change how others are seen.
bool is_invisible(uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0xad || code == 0x61c ||
         code == 0x180e || code == 0x200b || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
         code == 0xfeff || (code >= 0xfff9 && code <= 0xfffb) ||
         (code >= 0xe0000 && code <= 0xe007f);
}

std::string harmless_characters(std::string_view name) {
  std::string clean;
  while (!name.empty()) {
    const Utf8Char next = first_utf8_char(name);
    const bool climbs = next.code == '.' && clean.ends_with('.');
    if (next.size == 0 || climbs || is_forbidden(next.code)) {
      clean += kReplacement;
    } else if (!is_invisible(next.code)) {
      clean += name.substr(0, next.size);
    }
    name.remove_prefix(std::max<size_t>(next.size, 1));
  }
  return clean;
}

// Leading dots hide a file, trailing dots and spaces vanish on Windows; `.` and `..` go with them.
std::string_view trim(std::string_view name) {
  const auto is_trimmed = [](char c) { return c == '.' || c == ' '; };
  while (!name.empty() && is_trimmed(name.front())) name.remove_prefix(1);
  while (!name.empty() && is_trimmed(name.back())) name.remove_suffix(1);
  return name;
}

// The longest front of at most `size` bytes that ends between two characters of valid UTF-8.
std::string_view cut(std::string_view text, size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<uint8_t>(text[size]) & 0xc0) == 0x80) --size;
  return text.substr(0, size);
}

// Where the extension begins: at its dot, or at the end where there is none.
size_t extension_offset(std::string_view name) {
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || name.size() - dot > kExtensionSizeMax) {
    return name.size();
  }
  return dot;
}

// The name with `suffix` in front of its extension, the stem cut so that all of it fits.
std::string with_suffix(std::string_view name, std::string_view suffix) {
  const std::string_view extension = name.substr(extension_offset(name));
  const std::string_view stem = cut(name.substr(0, name.size() - extension.size()),
                                    kFileNameSizeMax - suffix.size() - extension.size());
  std::string result(trim(stem));
  result += suffix;
  result += extension;
  return result;
}

// Names that Windows takes for a device, whatever the extension.
bool is_device(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kDevices = {"con", "prn",    "aux",
                                                               "nul", "conin$", "conout$"};
  const std::string stem(trim(ascii_lower(name.substr(0, find_character(name, '.')))));
  if (std::find(kDevices.begin(), kDevices.end(), stem) != kDevices.end()) return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) &&
         stem[3] >= '0' && stem[3] <= '9';
}

}  // namespace

std::string sanitize_file_name(std::string_view name) {
  const std::string clean = harmless_characters(name);
  std::string result(trim(clean));
  if (is_device(result)) result.insert(0, kReplacement);
  if (result.size() > kFileNameSizeMax) result = with_suffix(result, "");
  if (result.empty()) return std::string(kNameless);
  return result;
}

UniqueNames::UniqueNames(std::string_view reserved) { take(reserved); }

bool UniqueNames::take(std::string_view name) {
  const std::string key = ascii_lower(name);
  size_t place = 0;
  for (size_t end = taken_.size(); place < end;) {
    const size_t middle = (place + end) / 2;
    const int order = taken_[middle].compare(key);
    if (order == 0) return false;
    if (order < 0) {
      place = middle + 1;
    } else {
      end = middle;
    }
  }
  taken_.push_back(key);
  for (size_t i = taken_.size(); --i > place;) taken_[i].swap(taken_[i - 1]);
  return true;
}

std::string UniqueNames::add(std::string_view name) {
  const std::string clean = sanitize_file_name(name);
  std::string candidate = clean;
  for (size_t i = 2; !take(candidate); ++i) {
    std::string suffix = " (";
    append_decimal(suffix, i);
    suffix += ')';
    candidate = with_suffix(clean, suffix);
  }
  return candidate;
}

}  // namespace mayfly
