// Share and manage links in text (protocol.md section 2): fragments, and whole URLs.
#pragma once

#include <string>
#include <string_view>

#include "client-wasm/keys.h"
#include "common/result.h"

namespace mayfly {

// '1' and 43 characters of base64url: what stands behind `#`.
std::string format_fragment(const LinkSecret& link);
std::string format_fragment(const OwnerSecret& owner);

// With or without the leading `#`. kUnsupported for a later version, kBadLink for all else that was
// not written by format_fragment.
Result<LinkSecret> parse_share_fragment(std::string_view fragment);
Result<OwnerSecret> parse_manage_fragment(std::string_view fragment);

enum class LinkKind : uint8_t { kShare, kManage };

// The pieces of a URL. The fragment is secret and not yet checked.
struct LinkUrl {
  std::string_view origin;  // https://HOST, without the last slash
  LinkKind kind;
  std::string_view fragment;  // without `#`
  bool bent;  // a gateway wrote `%23` for `#`, so the whole link went through its servers and ours
};

// https (or http, for servers on this machine) URLs of the forms ORIGIN/d#… and ORIGIN/m#…; views
// into `url`.
Result<LinkUrl> split_link(std::string_view url);

}  // namespace mayfly
