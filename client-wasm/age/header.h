// The header of an age v1 file (C2SP age.md, "Encrypted file format"): text, strict in both
// directions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/bytes.h"
#include "common/result.h"
#include "common/secret.h"

namespace mayfly::age {

using FileKey = Secret<struct FileKeyTag, 16>;

// One way to the file key.
struct Stanza {
  std::string words;  // the type and the arguments, a space between each two
  Bytes body;
};

struct Header {
  std::vector<Stanza> stanzas;  // at least one
  ByteArray<32> mac{};
};

// A header, and where in the input it ended.
struct ParsedHeader {
  Header header;
  size_t size;        // of the whole header, final line feed included
  size_t maced_size;  // up to and including `---`: what the MAC covers
};

// Reads the header in front of `file`. kTruncated when it has no end, kBadHeader for anything that
// format_header would not have written: what parses, writes back the same bytes.
Result<ParsedHeader> parse_header(ByteView file);

// The whole header. The stanzas must be such as the specification allows.
std::string format_header(const Header& header);

// The header with its MAC under the file key.
std::string seal_header(std::span<const Stanza> stanzas, const FileKey& file_key);

// In constant time. kBadHeader when the MAC does not match.
Status check_header_mac(const ParsedHeader& parsed, ByteView file, const FileKey& file_key);

// Base64 (RFC 4648 section 4) without padding, as stanzas have it. Decoding refuses what is not
// canonical.
std::string base64_encode(ByteView bytes);
Status base64_decode_into(std::string_view text, MutableBytes out);

}  // namespace mayfly::age
