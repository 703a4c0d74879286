// Bech32 as BIP 173 has it, for keys of one size. Its input and output may be secret.
#include "common/bech32.h"

#include <sodium.h>

#include <algorithm>

namespace mayfly {
namespace {

constexpr std::string_view kAlphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr size_t kChecksumLength = 6;
constexpr size_t kDataLength = (kBech32KeySize * 8 + 4) / 5;

// Groups of five bits: the data, then the checksum.
using Groups = ByteArray<kDataLength + kChecksumLength>;

class Checksum {
 public:
  explicit Checksum(std::string_view prefix) {
    for (const char c : prefix) add(static_cast<uint8_t>(c) >> 5);
    add(0);
    for (const char c : prefix) add(static_cast<uint8_t>(c) & 31);
  }
  void add(uint32_t group) {
    static constexpr uint32_t kGenerator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                              0x2a1462b3};
    const uint32_t top = state_ >> 25;
    state_ = (state_ & 0x1ffffff) << 5 ^ group;
    for (size_t i = 0; i < 5; ++i) {
      if ((top >> i & 1) != 0) state_ ^= kGenerator[i];
    }
  }
  uint32_t state() const { return state_; }

 private:
  uint32_t state_ = 1;
};

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_one_case(std::string_view text) {
  const bool lower =
      std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  const bool upper =
      std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return !(lower && upper);
}

bool has_prefix(std::string_view prefix, std::string_view text) {
  return std::equal(prefix.begin(), prefix.end(), text.begin(),
                    [](char wanted, char c) { return to_lower(c) == wanted; }) &&
         text[prefix.size()] == '1';
}

}  // namespace

std::string bech32_encode(std::string_view prefix, std::span<const uint8_t, kBech32KeySize> key) {
  Groups groups{};
  Checksum checksum(prefix);
  for (size_t i = 0; i < kDataLength; ++i) {
    for (size_t bit = i * 5; bit < i * 5 + 5; ++bit) {
      const uint32_t value = bit / 8 < key.size() ? key[bit / 8] >> (7 - bit % 8) & 1U : 0U;
      groups[i] = static_cast<uint8_t>(groups[i] << 1 | value);
    }
    checksum.add(groups[i]);
  }
  for (size_t i = 0; i < kChecksumLength; ++i) checksum.add(0);
  for (size_t i = 0; i < kChecksumLength; ++i) {
    groups[kDataLength + i] = (checksum.state() ^ 1) >> 5 * (kChecksumLength - 1 - i) & 31;
  }

  std::string text(prefix);
  text += '1';
  for (const uint8_t group : groups) text += kAlphabet[group];
  sodium_memzero(groups.data(), groups.size());
  return text;
}

Status bech32_decode_into(std::string_view prefix, std::string_view text,
                          std::span<uint8_t, kBech32KeySize> out) {
  const auto bad = [] { return fail(Fault::kBadInput, "not a key in Bech32"); };
  if (text.size() != prefix.size() + 1 + kDataLength + kChecksumLength) return bad();
  if (!is_one_case(text) || !has_prefix(prefix, text)) return bad();
  text.remove_prefix(prefix.size() + 1);

  Checksum checksum(prefix);
  bool valid = true;
  uint32_t bits = 0;
  size_t bit_count = 0;
  size_t written = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t group = kAlphabet.find(to_lower(text[i]));
    valid = valid && group != std::string_view::npos;
    checksum.add(group & 31);
    if (i >= kDataLength) continue;
    bits = (bits << 5 | (group & 31)) & 0xfff;
    bit_count += 5;
    if (bit_count < 8) continue;
    bit_count -= 8;
    out[written++] = static_cast<uint8_t>(bits >> bit_count);
  }
  if (!valid || checksum.state() != 1) return bad();
  // The four bits that fill the last group must be zero, or one key would have sixteen texts.
  if ((kAlphabet.find(to_lower(text[kDataLength - 1])) & 15) != 0) return bad();
  return {};
}

}  // namespace mayfly
