// TLS over a socket that does not block.
#pragma once

#include <memory>
#include <span>

#include "server/http_socket.h"
#include "server/tls_identity.h"

struct ssl_st;

namespace mayfly {

// The server's side of one connection; the handshake happens inside receive(). One thread only.
class TlsStream {
 public:
  // The socket must outlive it.
  TlsStream(const TlsIdentity& identity, const Descriptor& socket);
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  Transfer receive(std::span<char> into);
  Transfer send(const Outgoing& outgoing);
  // Sends close_notify, once and where there was a handshake; does not wait.
  void end_sending();

  // Whether receive() may have more although the socket has not: OpenSSL keeps part of a read.
  bool may_have_more() const { return may_have_more_; }
  // What the last call that would have blocked waits for; not always what it was called for.
  enum class Wait : uint8_t { kNothing, kToRead, kToWrite };
  Wait waits() const { return waits_; }

 private:
  struct Free {
    void operator()(ssl_st* session) const;
  };

  // Why a call of OpenSSL gave no byte.
  Transfer::Outcome outcome_of(int returned);

  std::unique_ptr<ssl_st, Free> session_;
  Wait waits_ = Wait::kNothing;
  bool may_have_more_ = false;
  bool has_ended_ = false;  // close_notify came
  int records_ = 0;         // that have come since OpenSSL was asked to read
  bool is_broken_ = false;
};

}  // namespace mayfly
