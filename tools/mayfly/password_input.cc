// utf8proc allocates the normalised text itself, so it is wiped here before it is freed.
#include "tools/mayfly/password_input.h"

#include <fcntl.h>
#include <utf8proc.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "common/limits.h"
#include "tools/mayfly/file_descriptor.h"
#include "tools/mayfly/terminal.h"

namespace mayfly {
namespace {

ByteView first_line(ByteView text) {
  const auto end = std::find(text.begin(), text.end(), uint8_t{'\n'});
  ByteView line = text.first(static_cast<size_t>(end - text.begin()));
  if (!line.empty() && line.back() == '\r') line = line.first(line.size() - 1);
  return line;
}

Outcome<SecretBytes> read_password_file(const std::string& path) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!file.is_open()) return refuse_errno(path, errno);
  SecretBytes text(4 * kPasswordSizeMax);
  size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = read(file.get(), text.expose_mutable().data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refuse_errno(path, errno);
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  return normalise_password(first_line(text.expose().first(size)));
}

}  // namespace

Outcome<SecretBytes> normalise_password(ByteView password) {
  utf8proc_uint8_t* text = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(
      password.data(), static_cast<utf8proc_ssize_t>(password.size()), &text,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT));
  if (size < 0) return refuse(ExitCode::kUsage, "the password is not UTF-8");
  SecretBytes normal(ByteView(text, static_cast<size_t>(size)));
  sodium_memzero(text, static_cast<size_t>(size));
  std::free(text);
  if (size == 0) return refuse(ExitCode::kUsage, "the password is empty");
  if (normal.size() > kPasswordSizeMax) {
    return refuse(ExitCode::kUsage, "the password is longer than 1024 bytes");
  }
  return normal;
}

Outcome<std::optional<SecretBytes>> given_password(const std::string& file) {
  if (!file.empty()) {
    MAYFLY_LET(password, read_password_file(file));
    return std::optional<SecretBytes>(std::move(password));
  }
  if (char* text = std::getenv("MAYFLY_PASSWORD")) {
    MAYFLY_LET(password, normalise_password(as_bytes(text)));
    sodium_memzero(text, std::strlen(text));
    unsetenv("MAYFLY_PASSWORD");
    return std::optional<SecretBytes>(std::move(password));
  }
  return std::optional<SecretBytes>();
}

Outcome<SecretBytes> ask_password() {
  MAYFLY_LET(typed, read_hidden("Password: "));
  return normalise_password(typed.expose());
}

Outcome<SecretBytes> ask_new_password() {
  MAYFLY_LET(typed, read_hidden("Password for this drop: "));
  MAYFLY_LET(again, read_hidden("The same again: "));
  const bool same = typed.size() == again.size() &&
                    sodium_memcmp(typed.expose().data(), again.expose().data(), typed.size()) == 0;
  if (!same) return refuse(ExitCode::kUsage, "the two passwords differ");
  return normalise_password(typed.expose());
}

}  // namespace mayfly
