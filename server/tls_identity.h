// Who the server is to TLS clients: a certificate chain and its key, and what is spoken with them.
#pragma once

#include <memory>
#include <string>

#include "common/result.h"

struct ssl_ctx_st;

namespace mayfly {

// TLS 1.2 with forward secrecy or 1.3 (RFC 8446, RFC 9325), ALPN http/1.1 (RFC 7301). Nothing is
// resumed: a ticket's key would open what was recorded before. Copies share one state, which never
// changes.
class TlsIdentity {
 public:
  // PEM files: the server's certificate and then its chain; a key without a password. kStorage
  // where one cannot be read or is no such file, kWrongKey where they do not belong together,
  // kUnsupported where OpenSSL finds them too weak.
  static Result<TlsIdentity> load(const std::string& certificate_path, const std::string& key_path);

  // Unix seconds after which clients refuse the certificate.
  int64_t expires_at() const { return expires_at_; }
  ssl_ctx_st* context() const { return context_.get(); }

 private:
  std::shared_ptr<ssl_ctx_st> context_;
  int64_t expires_at_ = 0;
};

}  // namespace mayfly
