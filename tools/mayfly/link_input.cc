// The text goes into secret bytes at once; what is left of it elsewhere is wiped.
#include "tools/mayfly/link_input.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "tools/mayfly/say.h"

namespace mayfly {
namespace {

constexpr size_t kLinkSizeMax = 4096;

Outcome<SecretBytes> read_stdin_line() {
  SecretBytes text(kLinkSizeMax);
  const MutableBytes room = text.expose_mutable();
  size_t size = 0;
  while (size < room.size()) {
    const ssize_t got = read(STDIN_FILENO, room.data() + size, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refuse_errno("standard input", errno);
    if (got == 0 || room[size] == '\n') break;
    ++size;
  }
  return SecretBytes(text.expose().first(size));
}

std::string_view trimmed(std::string_view text) {
  static constexpr std::string_view kSpace = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

Outcome<SecretBytes> take_text(std::string& argument) {
  if (argument == "-") return read_stdin_line();
  SecretBytes text(as_bytes(argument));
  sodium_memzero(argument.data(), argument.size());
  argument.clear();
  return text;
}

}  // namespace

bool is_exposed(std::string_view origin) {
  if (!origin.starts_with("http://")) return false;
  std::string_view host = origin.substr(7);
  if (host.starts_with("[::1]")) return false;
  host = host.substr(0, host.find(':'));
  return host != "localhost" && !host.ends_with(".localhost") && !host.starts_with("127.");
}

Outcome<LinkInput> LinkInput::read(std::string& argument, LinkKind kind) {
  MAYFLY_LET(text, take_text(argument));
  auto url = split_link(trimmed(as_chars(text.expose())));
  if (!url) return refuse(ExitCode::kUsage, std::string(url.error().text.view()));
  if (url->kind != kind) {
    return refuse(ExitCode::kUsage,
                  kind == LinkKind::kShare
                      ? "this is a manage link, the owner's; a share link is needed"
                      : "this is a share link; the owner's manage link is needed");
  }
  if (url->bent) {
    warn("the link was rewritten on its way (%23 for #); a mail gateway has seen all of it");
  }
  if (is_exposed(url->origin))
    warn("plain http: the network can see who fetches what, and hinder it");
  return LinkInput(std::string(url->origin), SecretBytes(as_bytes(url->fragment)));
}

std::string_view LinkInput::fragment() const { return as_chars(fragment_.expose()); }

}  // namespace mayfly
