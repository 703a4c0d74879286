// What a connection's bytes go through: a socket, with TLS on it or without.
#pragma once

#include <optional>

#include "server/http_socket.h"
#include "server/http_tls.h"

namespace mayfly {

class Channel {
 public:
  // Plain where there is no identity.
  Channel(Descriptor socket, const std::optional<TlsIdentity>& identity);
  // Says goodbye where there is TLS, and closes.
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  const Descriptor& socket() const { return socket_; }
  Transfer receive(std::span<char> into);
  Transfer send(const Outgoing& outgoing);
  // Tells the other side that nothing more will come, and leaves reading open.
  void end_sending();

  // Whether receive() is worth a call although epoll has nothing to say.
  bool may_have_more() const { return tls_ && tls_->may_have_more(); }
  // The events that epoll is to wait for, by what the connection waits for.
  uint32_t events(bool wants_to_read, bool wants_to_send) const;

 private:
  Descriptor socket_;
  std::optional<TlsStream> tls_;
};

}  // namespace mayfly
