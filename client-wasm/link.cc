// Link fragments and URLs, read strictly.
#include "client-wasm/link.h"

#include "common/base64url.h"

namespace mayfly {
namespace {

constexpr char kVersion = '1';
constexpr size_t kFragmentLength = 1 + base64url_length(32);

template <typename SecretType>
std::string format(const SecretType& secret) {
  std::string fragment(1, kVersion);
  fragment += base64url_encode(secret.expose());
  return fragment;
}

template <typename SecretType>
Result<SecretType> parse(std::string_view fragment) {
  if (fragment.starts_with('#')) fragment.remove_prefix(1);
  if (!fragment.empty() && fragment[0] > kVersion && fragment[0] <= '9') {
    return fail(Fault::kUnsupported, "the link is of a later version");
  }
  if (fragment.size() != kFragmentLength || fragment[0] != kVersion) {
    return fail(Fault::kBadLink, "the link is cut short or altered");
  }
  Status status;
  auto secret = SecretType::filled_by(
      [&](MutableBytes out) { status = base64url_decode_into(fragment.substr(1), out); });
  if (!status) return fail(Fault::kBadLink, "the link is cut short or altered");
  return secret;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

std::string format_fragment(const LinkSecret& link) { return format(link); }
std::string format_fragment(const OwnerSecret& owner) { return format(owner); }

Result<LinkSecret> parse_share_fragment(std::string_view fragment) {
  return parse<LinkSecret>(fragment);
}

Result<OwnerSecret> parse_manage_fragment(std::string_view fragment) {
  return parse<OwnerSecret>(fragment);
}

Result<LinkUrl> split_link(std::string_view url) {
  std::string_view rest = url;
  if (!take_prefix(rest, "https://") && !take_prefix(rest, "http://")) {
    return fail(Fault::kBadLink, "a link begins with https://");
  }
  const size_t host_length = rest.find('/');
  if (host_length == 0 || host_length == std::string_view::npos ||
      rest.substr(0, host_length).find_first_of("#?@% ") != std::string_view::npos) {
    return fail(Fault::kBadLink, "the link has no host");
  }
  rest.remove_prefix(host_length);
  const std::string_view origin = url.substr(0, url.size() - rest.size());

  LinkKind kind = LinkKind::kShare;
  if (take_prefix(rest, "/m")) {
    kind = LinkKind::kManage;
  } else if (!take_prefix(rest, "/d")) {
    return fail(Fault::kBadLink, "neither a share link nor a manage link");
  }
  const bool bent = take_prefix(rest, "%23");
  if (!bent && !take_prefix(rest, "#")) {
    return fail(Fault::kBadLink, "the link has lost the part behind #");
  }
  return LinkUrl{origin, kind, rest, bent};
}

}  // namespace mayfly
