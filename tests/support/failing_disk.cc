// A library to preload: while the file that MAYFLY_FAILING_DISK names holds a number, whatever
// would change a file fails with that errno, as on a disk that is full, broken or read-only. Where
// it says `slow`, each change waits for half a second.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdlib>

namespace {

template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

constexpr useconds_t kSlowMicroseconds = 500'000;

// True, with errno set, where a change must fail now.
bool fails() {
  static const char* const control = std::getenv("MAYFLY_FAILING_DISK");
  if (control == nullptr) return false;
  static const auto open_file = real<int (*)(const char*, int, ...)>("open");
  const int former = errno;
  char text[8] = {};
  const int file = open_file(control, O_RDONLY | O_CLOEXEC);
  const bool is_on = file >= 0 && read(file, text, sizeof text - 1) > 0;
  if (file >= 0) close(file);
  if (is_on && text[0] == 's') {
    usleep(kSlowMicroseconds);
    errno = former;
    return false;
  }
  errno = is_on ? std::atoi(text) : former;
  return is_on;
}

bool fails_for(int file) {
  struct stat status {};
  return fstat(file, &status) == 0 && S_ISREG(status.st_mode) && fails();
}

bool changes(int flags) { return (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0; }

}  // namespace

extern "C" {

// NOLINTBEGIN(cert-dcl50-cpp): declared so by POSIX
int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (changes(flags) && fails()) return -1;
  static const auto next = real<int (*)(const char*, int, ...)>("open");
  return next(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open(path, flags, mode);
}
// NOLINTEND(cert-dcl50-cpp)

ssize_t write(int file, const void* bytes, size_t size) {
  static const auto next = real<ssize_t (*)(int, const void*, size_t)>("write");
  return fails_for(file) ? -1 : next(file, bytes, size);
}
ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  static const auto next = real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
  return fails_for(file) ? -1 : next(file, bytes, size, at);
}
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
  return pwrite(file, bytes, size, at);
}
int fsync(int file) {
  static const auto next = real<int (*)(int)>("fsync");
  return fails_for(file) ? -1 : next(file);
}
int fdatasync(int file) {
  static const auto next = real<int (*)(int)>("fdatasync");
  return fails_for(file) ? -1 : next(file);
}
int ftruncate(int file, off_t size) noexcept {
  static const auto next = real<int (*)(int, off_t)>("ftruncate");
  return fails_for(file) ? -1 : next(file, size);
}
int rename(const char* from, const char* to) noexcept {
  static const auto next = real<int (*)(const char*, const char*)>("rename");
  return fails() ? -1 : next(from, to);
}
int unlink(const char* path) noexcept {
  static const auto next = real<int (*)(const char*)>("unlink");
  return fails() ? -1 : next(path);
}

}  // extern "C"
