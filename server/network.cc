// Addresses read, cut to networks, and looked up in a list.
#include "server/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

#include "server/request_fields.h"

namespace mayfly {
namespace {

constexpr int kAddressBits = 128;
constexpr int kMappedBits = 96;  // that all mapped IPv4 addresses share
constexpr Address kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<Address> parse_ipv4(std::string_view text) {
  in_addr address{};
  if (inet_pton(AF_INET, std::string(text).c_str(), &address) != 1) return std::nullopt;
  return address_of(address);
}

std::optional<Address> parse_ipv6(std::string_view text) {
  in6_addr address{};
  if (inet_pton(AF_INET6, std::string(text).c_str(), &address) != 1) return std::nullopt;
  return address_of(address);
}

bool share_prefix(const Address& a, const Address& b, int bits) {
  const auto whole = static_cast<size_t>(bits / 8);
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
  const int rest = bits % 8;
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

bool is_ipv4(const Address& address) { return share_prefix(address, kMapped, kMappedBits); }

bool is_zero_past(const Address& address, int bits) {
  for (int i = bits; i < kAddressBits; ++i) {
    if ((address[static_cast<size_t>(i / 8)] >> (7 - i % 8) & 1) != 0) return false;
  }
  return true;
}

}  // namespace

Address address_of(const in_addr& address) {
  Address mapped = kMapped;
  std::memcpy(mapped.data() + kMappedBits / 8, &address, sizeof address);
  return mapped;
}

Address address_of(const in6_addr& address) {
  Address bytes;
  std::memcpy(bytes.data(), &address, bytes.size());
  return bytes;
}

std::optional<Address> parse_address(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  if (text.starts_with('[')) {
    const size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view rest = text.substr(end + 1);
    if (!rest.empty() && (rest.front() != ':' || !is_digits(rest.substr(1)))) return std::nullopt;
    return parse_ipv6(text.substr(1, end - 1));
  }
  if (const auto ipv6 = parse_ipv6(text)) return ipv6;
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return parse_ipv4(text);
  return is_digits(text.substr(colon + 1)) ? parse_ipv4(text.substr(0, colon)) : std::nullopt;
}

Bytes network_of(const Address& address) {
  if (is_ipv4(address)) return {address.begin() + kMappedBits / 8, address.end()};
  return {address.begin(), address.begin() + 8};
}

std::optional<Networks::Block> Networks::parse(std::string_view text) {
  const size_t slash = text.find('/');
  const std::string_view number = text.substr(0, slash);
  const bool has_colon = number.find(':') != std::string_view::npos;
  const auto address = has_colon ? parse_ipv6(number) : parse_ipv4(number);
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Block{*address, kAddressBits};
  const std::string_view digits = text.substr(slash + 1);
  int bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (!is_digits(digits) || error != std::errc() || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  if (bits > (has_colon ? kAddressBits : kAddressBits - kMappedBits)) return std::nullopt;
  if (!has_colon) bits += kMappedBits;
  if (!is_zero_past(*address, bits)) return std::nullopt;
  return Block{*address, bits};
}

bool Networks::add(std::string_view text) {
  const auto block = parse(text);
  if (block) blocks_.push_back(*block);
  return block.has_value();
}

bool Networks::contains(const Address& address) const {
  return std::any_of(blocks_.begin(), blocks_.end(), [&](const Block& block) {
    return share_prefix(address, block.prefix, block.bits);
  });
}

std::optional<Address> forwarded_client(std::string_view forwarded_for, const Networks& trusted) {
  std::optional<Address> client;
  while (!client || trusted.contains(*client)) {
    if (forwarded_for.empty()) return client;
    const size_t comma = forwarded_for.rfind(',');
    const std::string_view last =
        comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1);
    const auto address = parse_address(trim(last));
    if (!address) return client;
    client = address;
    forwarded_for = forwarded_for.substr(0, comma == std::string_view::npos ? 0 : comma);
  }
  return client;
}

}  // namespace mayfly
