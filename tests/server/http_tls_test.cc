// What a hostile client may do inside of TLS: no call of the loop's goes on for as long as it
// sends.
#include "server/http_tls.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>
#include <string>

#include "tests/support/scratch_folder.h"

namespace mayfly {
namespace {

template <auto kFree>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using File = std::unique_ptr<FILE, Freed<fclose>>;

// Signed by itself, good for an hour.
TlsIdentity make_identity(const std::string& folder) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3'600);
  X509_set_pubkey(certificate.get(), key.get());
  REQUIRE(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
  const std::string certificate_path = folder + "/certificate.pem";
  const std::string key_path = folder + "/key.pem";
  REQUIRE(PEM_write_X509(File(fopen(certificate_path.c_str(), "w")).get(), certificate.get()) == 1);
  REQUIRE(PEM_write_PrivateKey(File(fopen(key_path.c_str(), "w")).get(), key.get(), nullptr,
                               nullptr, 0, nullptr, nullptr) == 1);
  auto identity = TlsIdentity::load(certificate_path, key_path);
  REQUIRE(identity.has_value());
  return *std::move(identity);
}

// A client and the server's side of its connection, their handshake done.
struct Pair {
  explicit Pair(int version) {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0);
    near = Descriptor(ends[0]);
    far = Descriptor(ends[1]);
    server.emplace(make_identity(folder.path()), near);
    context.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_max_proto_version(context.get(), version);
    client.reset(SSL_new(context.get()));
    SSL_set_fd(client.get(), far.get());
    for (int turns = 0; turns < 10 && SSL_connect(client.get()) != 1; ++turns) (void)receive();
    REQUIRE(SSL_is_init_finished(client.get()) == 1);
    (void)receive();
  }

  Transfer receive() { return server->receive(room); }
  void say(const std::string& bytes) {
    REQUIRE(SSL_write(client.get(), bytes.data(), static_cast<int>(bytes.size())) ==
            static_cast<int>(bytes.size()));
  }
  void update_keys(int times) {
    for (int i = 0; i < times; ++i) {
      REQUIRE(SSL_key_update(client.get(), SSL_KEY_UPDATE_NOT_REQUESTED) == 1);
      REQUIRE(SSL_do_handshake(client.get()) == 1);
    }
  }

  ScratchFolder folder;
  Descriptor near;
  Descriptor far;
  std::optional<TlsStream> server;
  std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> context;
  std::unique_ptr<SSL, Freed<SSL_free>> client;
  std::array<char, 4096> room{};
};

}  // namespace

TEST_CASE("new keys now and then are taken, and what follows them is read") {
  Pair pair(TLS1_3_VERSION);
  for (int i = 0; i < 10; ++i) {
    pair.update_keys(20);
    pair.say("hello");
    const Transfer transfer = pair.receive();
    CHECK(transfer.outcome == Transfer::Outcome::kDone);
    CHECK(transfer.size == 5);
  }
}

TEST_CASE("new keys without end close the connection, before what follows them is read") {
  Pair pair(TLS1_3_VERSION);
  pair.update_keys(100);
  pair.say("hello");
  const Transfer transfer = pair.receive();
  CHECK(transfer.size == 0);
  CHECK(transfer.outcome != Transfer::Outcome::kWouldBlock);
  CHECK(pair.receive().size == 0);
}

TEST_CASE("records of one byte are read some at a time, and all in the end") {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Pair pair(version);
    constexpr size_t kBytes = 200;
    for (size_t i = 0; i < kBytes; ++i) pair.say("x");
    const Transfer first = pair.receive();
    REQUIRE(first.outcome == Transfer::Outcome::kDone);
    CHECK(first.size < kBytes);
    CHECK(pair.server->may_have_more());
    size_t size = first.size;
    while (pair.server->may_have_more()) size += pair.receive().size;
    CHECK(size == kBytes);
  }
}

}  // namespace mayfly
