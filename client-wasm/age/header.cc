// Reading, writing and authenticating age headers.
#include "client-wasm/age/header.h"

#include <sodium.h>

#include <algorithm>

#include "client-wasm/age/hkdf.h"

namespace mayfly::age {
namespace {

constexpr std::string_view kVersionLine = "age-encryption.org/v1";
constexpr std::string_view kStanzaPrefix = "-> ";
constexpr std::string_view kMacPrefix = "---";
constexpr size_t kBodyColumns = 64;
constexpr size_t kMacLength = 43;  // 32 bytes in base64
constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

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
std::string format_maced(const std::vector<Stanza>& stanzas) {
  std::string text(kVersionLine);
  text += '\n';
  for (const Stanza& stanza : stanzas) {
    text += kStanzaPrefix;
    text += stanza.type;
    for (const std::string& arg : stanza.args) {
      text += ' ';
      text += arg;
    }
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

Result<Bytes> base64_decode(std::string_view text) {
  if (text.size() % 4 == 1) return fail(Fault::kBadHeader, "not canonical base64");
  Bytes bytes(text.size() * 3 / 4);
  MAYFLY_TRY(base64_decode_into(text, bytes));
  return bytes;
}

// Takes lines off the front of a header.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  Result<std::string_view> next() {
    const size_t length = text_.substr(position_).find('\n');
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

// A type or an argument: one or more printable ASCII characters, no space.
bool is_argument(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && static_cast<unsigned char>(c) < 0x7f;
  });
}

Status parse_arguments(std::string_view line, Stanza& stanza) {
  bool first = true;
  for (bool more = true; more; first = false) {
    const size_t length = std::min(line.find(' '), line.size());
    const std::string_view arg = line.substr(0, length);
    if (!is_argument(arg)) return fail(Fault::kBadHeader, "a stanza argument that age refuses");
    if (first) {
      stanza.type = arg;
    } else {
      stanza.args.emplace_back(arg);
    }
    more = length < line.size();
    line.remove_prefix(more ? length + 1 : length);
  }
  return {};
}

Result<Stanza> parse_stanza(std::string_view line, Lines& lines) {
  Stanza stanza;
  MAYFLY_TRY(parse_arguments(line.substr(kStanzaPrefix.size()), stanza));
  std::string body;
  size_t length = kBodyColumns;
  while (length == kBodyColumns) {
    MAYFLY_LET(body_line, lines.next());
    length = body_line.size();
    if (length > kBodyColumns) return fail(Fault::kBadHeader, "a stanza line that is too long");
    body += body_line;
  }
  MAYFLY_LET(bytes, base64_decode(body));
  stanza.body = std::move(bytes);
  return stanza;
}

}  // namespace

std::string base64_encode(ByteView bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();  // the terminating NUL
  return text;
}

Status base64_decode_into(std::string_view text, MutableBytes out) {
  if (text.empty() && out.empty()) return {};  // libsodium wants no null pointers
  size_t written = 0;
  const char* end = nullptr;
  const int status = sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr,
                                       &written, &end, kVariant);
  if (status != 0 || written != out.size() || end != text.data() + text.size()) {
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

std::string seal_header(const std::vector<Stanza>& stanzas, const FileKey& file_key) {
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
