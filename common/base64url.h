// base64url without padding (RFC 4648 section 5), decoded strictly.
#pragma once

#include <string>
#include <string_view>

#include "common/base64.h"
#include "common/bytes.h"
#include "common/result.h"

namespace mayfly {

constexpr size_t base64url_length(size_t byte_count) { return base64_length(byte_count); }

std::string base64url_encode(ByteView bytes);

// kBadInput for any other alphabet, padding, white space, or trailing bits that are not zero.
Result<Bytes> base64url_decode(std::string_view text);

// Into exactly out.size() bytes; kBadInput when the text stands for another length.
Status base64url_decode_into(std::string_view text, MutableBytes out);

}  // namespace mayfly
