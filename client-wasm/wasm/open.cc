// open.wasm, for who receives: a share link, a payload being opened.
#include "client-wasm/archive/filename.h"
#include "client-wasm/link.h"
#include "client-wasm/receiver.h"
#include "client-wasm/sealed_text.h"
#include "client-wasm/wasm/lines.h"
#include "client-wasm/wasm/link.h"
#include "client-wasm/wasm/part.h"

namespace mayfly::wasm {
namespace {

Held<Receiver> receiver;

Status open_link(std::string_view fragment) {
  MAYFLY_LET(secret, parse_share_fragment(fragment));
  put_output(grant_id(secret).to_text());
  link().emplace(std::move(secret));
  return {};
}

Status unlock(ByteView password) {
  MAYFLY_LET(root, root_with(password));
  std::string lines = base64url_encode(access_token(root).expose());
  add_line(lines, base64url_encode(age_identity(root).expose()));
  put_output(lines);
  return {};
}

Status make_receiver(std::string_view identity_text, std::string_view header_text, double size,
                     double part_size) {
  SecretBytes identity_bytes(AgeIdentity::kSize);
  MAYFLY_TRY(base64url_decode_into(identity_text, identity_bytes.expose_mutable()));
  MAYFLY_LET(identity, to_secret<AgeIdentity>(identity_bytes.expose()));
  MAYFLY_LET(header, base64url_decode(header_text));
  MAYFLY_LET(checked_size, to_size(size));
  MAYFLY_LET(checked_part_size, to_size(part_size));
  MAYFLY_LET(opened, Receiver::open(identity, header, checked_size, checked_part_size));
  receiver.emplace(std::move(opened));
  return {};
}

Status open_whole_part(uint32_t n) {
  if (!receiver) return tl::unexpected(out_of_order());
  MAYFLY_TRY(receiver->open_part(n, part()));
  return {};
}

Status decrypt_only(uint32_t n) {
  if (!receiver) return tl::unexpected(out_of_order());
  MAYFLY_TRY(receiver->cipher().open_part(n, part()));
  return {};
}

Status put_manifest_as_sent() {
  if (!receiver || !receiver->layout()) return tl::unexpected(out_of_order());
  put_output(receiver->layout()->manifest_json());
  return {};
}

Status put_names() {
  if (!receiver || !receiver->layout()) return tl::unexpected(out_of_order());
  std::string lines;
  UniqueNames names(kManifestName);
  for (const ManifestFile& file : receiver->layout()->manifest().files) {
    add_line(lines, names.add(file.name));
    lines += '\n';
    if (is_media_type(file.type)) lines += file.type;
  }
  put_output(lines);
  return {};
}

Status adopt_manifest(ByteView json) {
  if (!receiver) return tl::unexpected(out_of_order());
  return receiver->adopt_manifest(json);
}

Status open_hint_of_link(std::string_view sealed_text) {
  if (!link()) return tl::unexpected(out_of_order());
  MAYFLY_LET(sealed, base64url_decode(sealed_text));
  MAYFLY_LET(plain, open_hint(hint_key(*link()), sealed));
  put_output(std::move(plain));
  return {};
}

}  // namespace

// The grant's id.
MAYFLY_EXPORT(link_open) int link_open(const uint8_t* fragment, size_t size) {
  return finish(open_link(text(fragment, size)));
}

// Lines: access token, identity.
MAYFLY_EXPORT(link_unlock) int link_unlock(const uint8_t* password, size_t size) {
  return finish(unlock({password, size}));
}

MAYFLY_EXPORT(receiver_new)
int receiver_new(const uint8_t* identity, size_t identity_size, const uint8_t* header,
                 size_t header_size, double size, double part_size) {
  return finish(
      make_receiver(text(identity, identity_size), text(header, header_size), size, part_size));
}

MAYFLY_EXPORT(open_part) int open_part(uint32_t n) { return finish(open_whole_part(n)); }

// Of any age payload: the archive is not looked at.
MAYFLY_EXPORT(decrypt_part) int decrypt_part(uint32_t n) { return finish(decrypt_only(n)); }

// JSON as it is in part 0: read, checked, and names in it still to be made harmless.
MAYFLY_EXPORT(receiver_manifest) int receiver_manifest() { return finish(put_manifest_as_sent()); }

// Lines: name and media type of each file, made harmless.
MAYFLY_EXPORT(receiver_names) int receiver_names() { return finish(put_names()); }

// JSON of receiver_manifest, of another worker.
MAYFLY_EXPORT(receiver_adopt_manifest)
int receiver_adopt_manifest(const uint8_t* json, size_t size) {
  return finish(adopt_manifest({json, size}));
}

// The plain text.
MAYFLY_EXPORT(hint_open) int hint_open(const uint8_t* sealed, size_t size) {
  return finish(open_hint_of_link(text(sealed, size)));
}

// Lines: token, verifier.
MAYFLY_EXPORT(lease_new) void lease_new() {
  const auto token = random().make<LeaseToken>();
  std::string lines = base64url_encode(token.expose());
  add_line(lines, Verifier::of(token.expose()).to_text());
  put_output(lines);
}

}  // namespace mayfly::wasm
