// Chooses between the socket's calls and TLS's.
#include "server/http_channel.h"

#include <sys/epoll.h>

namespace mayfly {

Channel::Channel(Descriptor socket, const std::optional<TlsIdentity>& identity)
    : socket_(std::move(socket)) {
  if (identity) tls_.emplace(*identity, socket_);
}

Channel::~Channel() {
  if (tls_) tls_->end_sending();
}

Transfer Channel::receive(std::span<char> into) {
  return tls_ ? tls_->receive(into) : receive_from(socket_, into);
}

Transfer Channel::send(const Outgoing& outgoing) {
  return tls_ ? tls_->send(outgoing) : send_to(socket_, outgoing);
}

void Channel::end_sending() {
  if (tls_) tls_->end_sending();
  mayfly::end_sending(socket_);
}

uint32_t Channel::events(bool wants_to_read, bool wants_to_send) const {
  if (!wants_to_read && !wants_to_send) return 0;
  const auto wait = tls_ ? tls_->waits() : TlsStream::Wait::kNothing;
  if (wait == TlsStream::Wait::kToRead) return EPOLLIN;
  if (wait == TlsStream::Wait::kToWrite) return EPOLLOUT;
  return wants_to_read ? EPOLLIN : EPOLLOUT;
}

}  // namespace mayfly
