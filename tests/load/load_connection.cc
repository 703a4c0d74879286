// As much of HTTP/1.1 as servers speak with a well-behaved client: a status, a length, no chunks.
#include "tests/load/load_connection.h"

#include <strings.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

namespace mayfly {
namespace {

constexpr std::string_view kBlankLine = "\r\n\r\n";
// Small enough to stay in the processor's cache, so that the kernel's copy into it is all that an
// answer costs here.
constexpr size_t kReadSize = 256 * 1024;

bool would_block() { return errno == EAGAIN || errno == EINTR; }

// The value of a header field; empty where there is none.
std::string field_of(const std::string& head, const char* name) {
  const std::string wanted = std::string("\r\n") + name + ':';
  for (size_t at = 0; at + wanted.size() < head.size(); ++at) {
    if (strncasecmp(head.data() + at, wanted.data(), wanted.size()) != 0) continue;
    const size_t begin = head.find_first_not_of(' ', at + wanted.size());
    return head.substr(begin, head.find('\r', begin) - begin);
  }
  return {};
}

}  // namespace

LoadConnection::~LoadConnection() { close(socket_); }

bool LoadConnection::begin() {
  request_ = plan_.next();
  sent_ = 0;
  begun_ = std::chrono::steady_clock::now();
  return request_ != nullptr;
}

bool LoadConnection::send() {
  const std::string_view head =
      std::string_view(request_->head).substr(std::min(sent_, request_->head.size()));
  const std::string_view body =
      request_->body.substr(sent_ - std::min(sent_, request_->head.size()));
  std::array<iovec, 2> pieces{{{const_cast<char*>(head.data()), head.size()},
                               {const_cast<char*>(body.data()), body.size()}}};
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = pieces.size();
  const ssize_t size = sendmsg(socket_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (size < 0) return would_block();
  sent_ += static_cast<size_t>(size);
  return true;
}

bool LoadConnection::receive() {
  static std::array<char, kReadSize> buffer;
  const ssize_t size = recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size < 0) return would_block();
  if (size == 0) {
    if (request_ != nullptr) ++result_.broken;
    return false;
  }
  return request_ != nullptr && take({buffer.data(), static_cast<size_t>(size)});
}

bool LoadConnection::take(std::string_view bytes) {
  if (!awaited_) {
    head_.append(bytes);
    const size_t end = head_.find(kBlankLine);
    if (end == std::string::npos) return true;
    const size_t of_content = head_.size() - end - kBlankLine.size();
    bytes.remove_prefix(bytes.size() - of_content);
    head_.resize(end + kBlankLine.size());
    if (!read_head()) return false;
  }
  if (bytes.size() > *awaited_) return false;
  *awaited_ -= bytes.size();
  result_.bytes_received += bytes.size();
  if (*awaited_ > 0) return true;
  finish();
  return !closes_;
}

bool LoadConnection::read_head() {
  const size_t status =
      std::strtoul(head_.c_str() + std::string_view("HTTP/1.1 ").size(), nullptr, 10);
  if (status >= result_.by_status.size()) return false;
  ++result_.by_status[status];
  awaited_ = std::strtoull(field_of(head_, "Content-Length").c_str(), nullptr, 10);
  closes_ = field_of(head_, "Connection") == "close";
  head_.clear();
  return true;
}

void LoadConnection::finish() {
  const auto took = std::chrono::steady_clock::now() - begun_;
  result_.milliseconds.push_back(std::chrono::duration<float, std::milli>(took).count());
  result_.bytes_sent += request_->body.size();
  request_ = nullptr;
  awaited_.reset();
}

}  // namespace mayfly
