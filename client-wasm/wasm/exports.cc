// All that JavaScript sees of the core; web/js/core/core.js is its only caller. Texts and bytes
// come as a pointer and a size into this memory, got from mayfly_alloc. What returns int returns 0
// or a Fault: see session.h.
#include <cstdlib>

#include "client-wasm/aead/self_test.h"
#include "client-wasm/wasm/session.h"

#define MAYFLY_EXPORT(name) __attribute__((export_name(#name)))

namespace mayfly::wasm {
namespace {

Session& session() {
  static Session instance;
  return instance;
}

std::string_view text(const uint8_t* data, size_t size) { return as_chars({data, size}); }

}  // namespace

extern "C" {

// 1 when this build computes right in this engine: before anything else is asked of it.
MAYFLY_EXPORT(self_test) int self_test() { return aead::self_test() ? 1 : 0; }

MAYFLY_EXPORT(mayfly_alloc) void* mayfly_alloc(size_t size) { return std::malloc(size); }

MAYFLY_EXPORT(mayfly_free) void mayfly_free(void* data, size_t size) {
  sodium_memzero(data, size);
  std::free(data);
}

MAYFLY_EXPORT(output_data) const uint8_t* output_data() { return session().output().data(); }
MAYFLY_EXPORT(output_size) size_t output_size() { return session().output().size(); }
MAYFLY_EXPORT(clear_output) void clear_output() { session().clear_output(); }

// The old part is wiped; with size 0, that is all.
MAYFLY_EXPORT(resize_part) uint8_t* resize_part(size_t size) {
  session().resize_part(size);
  return session().part().data();
}

MAYFLY_EXPORT(sender_new) int sender_new(const uint8_t* request, size_t size, double part_size) {
  return session().finish(session().sender_new({request, size}, part_size));
}

MAYFLY_EXPORT(sender_gap) int sender_gap(uint32_t i) {
  return session().finish(session().sender_gap(i));
}

MAYFLY_EXPORT(link_new) void link_new() { session().link_new(); }

MAYFLY_EXPORT(sender_grant) int sender_grant(const uint8_t* password, size_t size) {
  return session().finish(session().sender_grant({password, size}));
}

MAYFLY_EXPORT(sender_payload_key) int sender_payload_key() {
  return session().finish(session().sender_payload_key());
}

MAYFLY_EXPORT(parts_new)
int parts_new(const uint8_t* key, size_t key_size, double size, double part_size) {
  return session().finish(session().parts_new({key, key_size}, size, part_size));
}

MAYFLY_EXPORT(seal_part) int seal_part(uint32_t n) {
  return session().finish(session().seal_part(n));
}

MAYFLY_EXPORT(link_open) int link_open(const uint8_t* fragment, size_t size) {
  return session().finish(session().link_open(text(fragment, size)));
}

MAYFLY_EXPORT(link_salt) int link_salt() { return session().finish(session().link_salt()); }

MAYFLY_EXPORT(link_unlock) int link_unlock(const uint8_t* password, size_t size) {
  return session().finish(session().link_unlock({password, size}));
}

MAYFLY_EXPORT(hint_seal) int hint_seal(const uint8_t* plain, size_t size) {
  return session().finish(session().hint_seal({plain, size}));
}

MAYFLY_EXPORT(hint_open) int hint_open(const uint8_t* sealed, size_t size) {
  return session().finish(session().hint_open(text(sealed, size)));
}

MAYFLY_EXPORT(receiver_new)
int receiver_new(const uint8_t* identity, size_t identity_size, const uint8_t* header,
                 size_t header_size, double size, double part_size) {
  return session().finish(session().receiver_new(text(identity, identity_size),
                                                 text(header, header_size), size, part_size));
}

MAYFLY_EXPORT(open_part) int open_part(uint32_t n) {
  return session().finish(session().open_part(n));
}

MAYFLY_EXPORT(decrypt_part) int decrypt_part(uint32_t n) {
  return session().finish(session().decrypt_part(n));
}

MAYFLY_EXPORT(receiver_manifest) int receiver_manifest() {
  return session().finish(session().receiver_manifest());
}

MAYFLY_EXPORT(receiver_manifest_as_sent) int receiver_manifest_as_sent() {
  return session().finish(session().receiver_manifest_as_sent());
}

MAYFLY_EXPORT(receiver_adopt_manifest)
int receiver_adopt_manifest(const uint8_t* json, size_t size) {
  return session().finish(session().receiver_adopt_manifest({json, size}));
}

MAYFLY_EXPORT(owner_open) int owner_open(const uint8_t* fragment, size_t size) {
  return session().finish(session().owner_open(text(fragment, size)));
}

MAYFLY_EXPORT(note_seal) int note_seal(const uint8_t* plain, size_t size) {
  return session().finish(session().note_seal({plain, size}));
}

MAYFLY_EXPORT(note_open) int note_open(const uint8_t* sealed, size_t size) {
  return session().finish(session().note_open(text(sealed, size)));
}

MAYFLY_EXPORT(event_open) int event_open(const uint8_t* sealed, size_t size) {
  return session().finish(session().event_open(text(sealed, size)));
}

MAYFLY_EXPORT(report_seal)
int report_seal(const uint8_t* json, size_t json_size, const uint8_t* recipient,
                size_t recipient_size) {
  return session().finish(
      session().report_seal({json, json_size}, text(recipient, recipient_size)));
}

MAYFLY_EXPORT(password_hash)
int password_hash(const uint8_t* password, size_t password_size, const uint8_t* salt,
                  size_t salt_size, uint32_t ops, double mem) {
  return session().finish(
      session().password_hash({password, password_size}, {salt, salt_size}, ops, mem));
}

MAYFLY_EXPORT(lease_new) void lease_new() { session().lease_new(); }

}  // extern "C"
}  // namespace mayfly::wasm
