// owner.wasm, for the manage page: what a manage link opens.
#include "client-wasm/owner.h"

#include "client-wasm/wasm/boundary.h"
#include "client-wasm/wasm/lines.h"

namespace mayfly::wasm {
namespace {

Held<Owner> owner;

Status open_owner(std::string_view fragment) {
  MAYFLY_LET(opened, Owner::from_fragment(fragment));
  std::string lines = opened.drop().to_text();
  add_line(lines, base64url_encode(opened.token().expose()));
  put_output(lines);
  owner.emplace(std::move(opened));
  return {};
}

Status seal_note_of_owner(ByteView plain) {
  if (!owner) return tl::unexpected(out_of_order());
  MAYFLY_LET(sealed, owner->seal_note(plain, random()));
  put_output(base64url_encode(sealed));
  return {};
}

Status open_with(Result<SecretBytes> (Owner::*open)(ByteView) const, std::string_view sealed_text) {
  if (!owner) return tl::unexpected(out_of_order());
  MAYFLY_LET(sealed, base64url_decode(sealed_text));
  MAYFLY_LET(plain, ((*owner).*open)(sealed));
  put_output(std::move(plain));
  return {};
}

}  // namespace

// Lines: drop, owner token.
MAYFLY_EXPORT(owner_open) int owner_open(const uint8_t* fragment, size_t size) {
  return finish(open_owner(text(fragment, size)));
}

MAYFLY_EXPORT(note_seal) int note_seal(const uint8_t* plain, size_t size) {
  return finish(seal_note_of_owner({plain, size}));
}

// The plain text.
MAYFLY_EXPORT(note_open) int note_open(const uint8_t* sealed, size_t size) {
  return finish(open_with(&Owner::open_note, text(sealed, size)));
}

// The plain text.
MAYFLY_EXPORT(event_open) int event_open(const uint8_t* sealed, size_t size) {
  return finish(open_with(&Owner::open_event, text(sealed, size)));
}

}  // namespace mayfly::wasm
