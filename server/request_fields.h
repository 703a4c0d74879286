// What the values of a request's header fields mean to us.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/request.h"

namespace mayfly {

// ASCII only.
std::string to_lower(std::string_view text);
// Without the blanks and tabs around it.
std::string_view trim(std::string_view text);

// `target` in origin form (RFC 9112 section 3.2.1).
RequestLine request_line_of(std::string_view method, std::string_view target);

// Of Content-Type, its parameters left aside; kNone for an empty value.
MediaType media_type_of(std::string_view content_type);
// Nothing unless it is `Bearer` and base64url of 32 bytes.
std::optional<BearerToken> bearer_of(std::string_view authorization);

// Whether a comma-separated list, such as Connection's, names `option` (in lower case).
bool has_option(std::string_view list, std::string_view option);
// Whether Accept-Encoding names `coding` (in lower case) with a weight above zero.
bool accepts_coding(std::string_view accept_encoding, std::string_view coding);

}  // namespace mayfly
