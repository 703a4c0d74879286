// The core against docs/protocol.md section 5, which tests/vectors/vectors.py computes on its own.
#include <sodium.h>

#include "client-wasm/age/key_text.h"
#include "client-wasm/age/recipient.h"
#include "client-wasm/archive/layout.h"
#include "client-wasm/archive/padme.h"
#include "client-wasm/archive/tar.h"
#include "client-wasm/link.h"
#include "client-wasm/owner.h"
#include "client-wasm/password.h"
#include "client-wasm/receiver.h"
#include "client-wasm/sealed_text.h"
#include "client-wasm/x25519.h"
#include "tests/support/fixed_random.h"
#include "tests/support/hex.h"
#include "tests/support/results.h"
#include "tests/support/vectors.h"

namespace mayfly {
namespace {

using test::from_hex;
using test::text;
using test::to_hex;
using test::vectors;

template <typename SecretType>
SecretType secret(const rapidjson::Value& object, const char* key) {
  const Bytes bytes = from_hex(text(object, key));
  REQUIRE(bytes.size() == SecretType::kSize);
  return SecretType(std::span<const uint8_t, SecretType::kSize>(bytes));
}

std::string sha256(ByteView bytes) {
  ByteArray<crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
  return to_hex(hash);
}

void check_root(const Root& root, const rapidjson::Value& expected) {
  CHECK(to_hex(root.expose()) == text(expected, "root"));
  const AccessToken token = access_token(root);
  CHECK(base64url_encode(token.expose()) == text(expected, "access_token"));
  CHECK(Verifier::of(token.expose()).to_text() == text(expected, "access_verifier"));
  CHECK(to_hex(age_identity(root).expose()) == text(expected, "age_identity"));
}

TEST_CASE("vectors: what a link derives") {
  const auto& expected = vectors()["link"];
  const auto link = secret<LinkSecret>(expected, "secret");
  CHECK(format_fragment(link) == text(expected, "fragment"));
  CHECK(grant_id(link).to_text() == text(expected, "grant"));
  CHECK(to_hex(password_salt(link).expose()) == text(expected, "password_salt"));
  CHECK(to_hex(hint_key(link).expose()) == text(expected, "hint_key"));
  check_root(root_of(link), expected);
  const AgeIdentity identity = age_identity(root_of(link));
  CHECK(age::format_identity(identity) == text(expected, "age_identity_text"));
  CHECK(to_hex(x25519_public(identity.expose())) == text(expected, "age_recipient"));
}

TEST_CASE("vectors: what a link with a password derives") {
  const auto& expected = vectors()["password"];
  const auto link = secret<LinkSecret>(vectors()["link"], "secret");
  const PasswordParams params{expected["ops"].GetUint(), expected["mem"].GetUint64()};
  const auto hash =
      hash_password(as_bytes(text(expected, "password")), password_salt(link), params);
  REQUIRE(hash);
  CHECK(to_hex(hash->expose()) == text(expected, "argon2id"));
  check_root(root_of(link, *hash), expected);
}

TEST_CASE("vectors: what an owner secret derives, and an event") {
  const auto& expected = vectors()["owner"];
  const Owner owner(secret<OwnerSecret>(expected, "secret"));
  CHECK(format_fragment(owner.secret()) == text(expected, "fragment"));
  CHECK(owner.drop().to_text() == text(expected, "drop"));
  CHECK(base64url_encode(owner.token().expose()) == text(expected, "owner_token"));
  CHECK(Verifier::of(owner.token().expose()).to_text() == text(expected, "owner_verifier"));
  CHECK(to_hex(owner_identity(owner.secret()).expose()) == text(expected, "owner_identity"));
  CHECK(owner.key().to_text() == text(expected, "owner_key"));
  CHECK(to_hex(note_key(owner.secret()).expose()) == text(expected, "note_key"));

  const auto event = owner.open_event(*base64url_decode(text(expected, "event_sealed")));
  REQUIRE(event);
  CHECK(as_chars(event->expose()) == text(expected, "event"));
}

TEST_CASE("vectors: notes and hints") {
  const auto& note = vectors()["note"];
  test::FixedRandom note_nonce(from_hex(text(note, "nonce")));
  const auto key = secret<NoteKey>(vectors()["owner"], "note_key");
  CHECK(base64url_encode(*seal_note(key, as_bytes(text(note, "plain")), note_nonce)) ==
        text(note, "sealed"));

  const auto& hint = vectors()["hint"];
  const auto opened = open_hint(secret<HintKey>(vectors()["link"], "hint_key"),
                                *base64url_decode(text(hint, "sealed")));
  REQUIRE(opened);
  CHECK(as_chars(opened->expose()) == text(hint, "plain"));
}

TEST_CASE("vectors: an age header and payload") {
  const auto& expected = vectors()["age"];
  const auto file_key = secret<age::FileKey>(expected, "file_key");
  const auto identity = secret<AgeIdentity>(vectors()["link"], "age_identity");
  test::FixedRandom ephemeral(from_hex(text(expected, "ephemeral")));
  auto stanza = age::wrap_file_key(file_key, x25519_public(identity.expose()), ephemeral);
  REQUIRE(stanza);
  const std::string header = age::seal_header({&*stanza, 1}, file_key);
  Bytes whole(header.begin(), header.end());
  append(whole, from_hex(text(expected, "payload_nonce")));
  CHECK(base64url_encode(whole) == text(expected, "header"));

  const auto key = open_grant_header(identity, whole);
  REQUIRE(key);
  CHECK(to_hex(key->expose()) == text(expected, "payload_key"));
  Bytes chunk = from_hex(text(expected, "payload"));
  REQUIRE(age::open_chunk(*key, 0, true, chunk));
  CHECK(as_chars(chunk).substr(0, chunk.size() - kTagSize) == text(expected, "plain"));
}

TEST_CASE("vectors: tar headers") {
  for (const auto& expected : vectors()["tar"].GetArray()) {
    const std::string name = text(expected, "name");
    CAPTURE(name);
    const Bytes header = tar_header(name, expected["size"].GetUint64());
    CHECK(header.size() == expected["header_size"].GetUint64());
    CHECK(sha256(header) == text(expected, "sha256"));
  }
}

TEST_CASE("vectors: padding") {
  for (const auto& expected : vectors()["padding"].GetArray()) {
    const uint64_t size = expected["size"].GetUint64();
    CAPTURE(size);
    CHECK(padme(size) == expected["padme"].GetUint64());
    CHECK(padded_archive_size(size) == expected["archive"].GetUint64());
  }
}

TEST_CASE("vectors: a whole plaintext") {
  const auto& expected = vectors()["archive"];
  Manifest manifest;
  manifest.note = "hello";
  manifest.files = {
      {"IMG_1.jpg", "image/jpeg", 1000}, {"\u00fcber.txt", "text/plain", 0}, {"b", "", 512}};
  const auto layout = Layout::plan(manifest);
  REQUIRE(layout);
  CHECK(layout->manifest_json() == text(expected, "manifest"));
  CHECK(layout->size() == expected["size"].GetUint64());

  Bytes plain;
  for (size_t i = 0; i <= manifest.files.size(); ++i) {
    append(plain, layout->gap(i));
    if (i == manifest.files.size()) break;
    for (uint64_t k = 0; k < manifest.files[i].size; ++k) {
      plain.push_back(static_cast<uint8_t>((i == 0 ? 0 : 7) + k));
    }
  }
  plain.resize(plain.size() + layout->trailing_zeros());
  CHECK(plain.size() == layout->size());
  CHECK(sha256(plain) == text(expected, "sha256"));
}

}  // namespace
}  // namespace mayfly
