// One OpenSSL context for each pair of files.
#include "server/tls_identity.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>
#include <string_view>

namespace mayfly {
namespace {

// RFC 9325 section 4.2; TLS 1.3 has only sound ones and keeps OpenSSL's own list.
constexpr char kCiphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL";
constexpr char kGroups[] = "X25519:P-256:P-384";
constexpr std::string_view kHttp11 = "\x08http/1.1";

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// A key with a password is refused; OpenSSL would ask for it on the terminal.
int no_password(char*, int, int, void*) { return -1; }

// A client that offers protocols must offer ours.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  const auto* ours = reinterpret_cast<const unsigned char*>(kHttp11.data());
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, chosen_size, ours, kHttp11.size(), offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

bool set_up(SSL_CTX* context) {
  SSL_CTX_set_options(
      context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                   // A body's length is declared: an end without close_notify cuts none short.
                   SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  // Buffers of idle connections are given back; what waits to be sent may move meanwhile.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_passwd_cb(context, no_password);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, kCiphers) == 1 &&
         SSL_CTX_set1_groups_list(context, kGroups) == 1 &&
         SSL_CTX_set_num_tickets(context, 0) == 1;
}

Key read_key(const std::string& path) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> file(BIO_new_file(path.c_str(), "r"),
                                                           &BIO_free_all);
  if (!file) return {nullptr, &EVP_PKEY_free};
  return {PEM_read_bio_PrivateKey(file.get(), nullptr, no_password, nullptr), &EVP_PKEY_free};
}

bool is_too_weak() {
  const int reason = ERR_GET_REASON(ERR_peek_last_error());
  return reason == SSL_R_EE_KEY_TOO_SMALL || reason == SSL_R_CA_KEY_TOO_SMALL ||
         reason == SSL_R_CA_MD_TOO_WEAK;
}

int64_t end_of(const X509* certificate) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1) return 0;
  return timegm(&parts);
}

}  // namespace

Result<TlsIdentity> TlsIdentity::load(const std::string& certificate_path,
                                      const std::string& key_path) {
  ERR_clear_error();
  TlsIdentity identity;
  identity.context_.reset(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX* context = identity.context();
  if (context == nullptr || !set_up(context)) {
    return fail(Fault::kUnsupported, "this OpenSSL lacks what TLS needs here");
  }
  if (SSL_CTX_use_certificate_chain_file(context, certificate_path.c_str()) != 1) {
    if (is_too_weak()) return fail(Fault::kUnsupported, "the certificate is too weak");
    return fail(Fault::kStorage, "the certificate cannot be read as PEM");
  }
  const Key key = read_key(key_path);
  if (!key) return fail(Fault::kStorage, "the key cannot be read as PEM without a password");
  const X509* certificate = SSL_CTX_get0_certificate(context);
  if (X509_check_private_key(certificate, key.get()) != 1) {
    return fail(Fault::kWrongKey, "the key is not the certificate's");
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    return fail(Fault::kUnsupported, "the key is of a kind that TLS does not take");
  }
  identity.expires_at_ = end_of(certificate);
  ERR_clear_error();
  return identity;
}

}  // namespace mayfly
