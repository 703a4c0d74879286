// Reading, writing and authenticating age headers.
#include "client-wasm/age/header.h"

#include <sodium.h>

#include <algorithm>

#include "client-wasm/age/hkdf.h"
#include "common/base64.h"

namespace mayfly::age {
namespace {

constexpr std::string_view kVersionLine = "age-encryption.org/v1";
constexpr std::string_view kStanzaPrefix = "-> ";
constexpr std::string_view kMacPrefix = "---";
constexpr size_t kBodyColumns = 64;
constexpr size_t kMacLength = 43;  // 32 bytes in base64

using Mac = ByteArray<crypto_auth_hmacsha256_BYTES>;
static_assert(sizeof(Mac) == sizeof(Header::mac));

Mac mac_of(std::string_view text, const FileKey& file_key) {
  ByteArray<crypto_auth_hmacsha256_KEYBYTES> key;
  hkdf_sha256(key, file_key.expose(), {}, "header");
  Mac mac;
  crypto_auth_hmacsha256(mac.data(), as_bytes(text).data(), text.size(), key.data());
  sodium_memzero(key.data(), key.size());
  return mac;
}

// The text up to and including `---`.
std::string format_maced(std::span<const Stanza> stanzas) {
  std::string text(kVersionLine);
  text += '\n';
  for (const Stanza& stanza : stanzas) {
    text += kStanzaPrefix;
    text += stanza.words;
    text += '\n';
    const std::string body = base64_encode(stanza.body);
    // A body ends with a line shorter than the rest, be it empty.
    for (size_t i = 0; i <= body.size(); i += kBodyColumns) {
      text += std::string_view(body).substr(i, kBodyColumns);
      text += '\n';
    }
  }
  text += kMacPrefix;
  return text;
}

std::string format_mac_line(std::string maced, const Mac& mac) {
  maced += ' ';
  maced += base64_encode(mac);
  maced += '\n';
  return maced;
}

Result<Bytes> decode_body(std::string_view text) {
  Bytes bytes(text.size() * 3 / 4);
  MAYFLY_TRY(base64_decode_into(text, bytes));
  return bytes;
}

// Takes lines off the front of a header.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  Result<std::string_view> next() {
    const size_t length = find_character(text_.substr(position_), '\n');
    if (length == std::string_view::npos) return fail(Fault::kTruncated, "an age header cut short");
    const std::string_view line = text_.substr(position_, length);
    position_ += length + 1;
    return line;
  }
  size_t position() const { return position_; }

 private:
  std::string_view text_;
  size_t position_ = 0;
};

// One or more words of printable ASCII, one space between each two.
bool are_words(std::string_view text) {
  char last = ' ';
  for (const char c : text) {
    if (c < ' ' || c > '~' || (c == ' ' && last == ' ')) return false;
    last = c;
  }
  return last != ' ';
}

Result<Stanza> parse_stanza(std::string_view line, Lines& lines) {
  Stanza stanza;
  stanza.words = line.substr(kStanzaPrefix.size());
  if (!are_words(stanza.words)) {
    return fail(Fault::kBadHeader, "a stanza with words that age refuses");
  }
  std::string body;
  size_t length = kBodyColumns;
  while (length == kBodyColumns) {
    MAYFLY_LET(body_line, lines.next());
    length = body_line.size();
    if (length > kBodyColumns) return fail(Fault::kBadHeader, "a stanza line that is too long");
    body += body_line;
  }
  MAYFLY_LET(bytes, decode_body(body));
  stanza.body = std::move(bytes);
  return stanza;
}

}  // namespace

std::string base64_encode(ByteView bytes) { return mayfly::base64_encode(bytes, kBase64Standard); }

Status base64_decode_into(std::string_view text, MutableBytes out) {
  if (!base64_decode(text, out, kBase64Standard)) {
    return fail(Fault::kBadHeader, "not canonical base64");
  }
  return {};
}

Result<ParsedHeader> parse_header(ByteView file) {
  const std::string_view text = as_chars(file);
  Lines lines(text);
  MAYFLY_LET(version, lines.next());
  if (version != kVersionLine) return fail(Fault::kBadHeader, "not an age v1 file");

  Header header;
  MAYFLY_LET(line, lines.next());
  while (line.starts_with(kStanzaPrefix)) {
    MAYFLY_LET(stanza, parse_stanza(line, lines));
    header.stanzas.push_back(std::move(stanza));
    MAYFLY_LET(next, lines.next());
    line = next;
  }
  if (header.stanzas.empty() || line.size() != kMacPrefix.size() + 1 + kMacLength ||
      !line.starts_with(kMacPrefix) || line[kMacPrefix.size()] != ' ') {
    return fail(Fault::kBadHeader, "an age header without its last line");
  }
  MAYFLY_TRY(base64_decode_into(line.substr(kMacPrefix.size() + 1), header.mac));
  const size_t maced_size = lines.position() - 1 - kMacLength - 1;
  return ParsedHeader{std::move(header), lines.position(), maced_size};
}

std::string format_header(const Header& header) {
  return format_mac_line(format_maced(header.stanzas), header.mac);
}

std::string seal_header(std::span<const Stanza> stanzas, const FileKey& file_key) {
  std::string maced = format_maced(stanzas);
  const Mac mac = mac_of(maced, file_key);
  return format_mac_line(std::move(maced), mac);
}

Status check_header_mac(const ParsedHeader& parsed, ByteView file, const FileKey& file_key) {
  const Mac mac = mac_of(as_chars(file.first(parsed.maced_size)), file_key);
  if (sodium_memcmp(mac.data(), parsed.header.mac.data(), mac.size()) != 0) {
    return fail(Fault::kBadHeader, "an age header that was altered");
  }
  return {};
}

}  // namespace mayfly::age
