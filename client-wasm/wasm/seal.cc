// seal.wasm, for who sends: a drop being made, its first link, its parts.
#include "client-wasm/archive/json_writer.h"
#include "client-wasm/link.h"
#include "client-wasm/sealed_text.h"
#include "client-wasm/sender.h"
#include "client-wasm/wasm/lines.h"
#include "client-wasm/wasm/link.h"
#include "client-wasm/wasm/part.h"

namespace mayfly::wasm {
namespace {

Held<Manifest> request;  // without offsets
Held<Sender> sender;
Held<age::PartCipher> cipher;

void add_number(std::string& lines, uint64_t number) {
  std::string digits;
  append_decimal(digits, number);
  add_line(lines, digits);
}

// An empty text is one that is missing.
std::optional<std::string> optional_text(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return std::string(text);
}

// -1 is a number or a flag that is missing.
template <typename T>
std::optional<T> optional_value(int32_t value) {
  if (value == -1) return std::nullopt;
  return static_cast<T>(value);
}

Status add_file(std::string_view name, std::string_view type, double size, ManifestFile file) {
  if (!request) return tl::unexpected(out_of_order());
  if (file.preview && file.preview->size() > kPreviewLengthMax) {
    return fail(Fault::kBadManifest, "a preview past its limit");
  }
  MAYFLY_LET(checked_size, to_size(size));
  file.name = name;
  file.type = type;
  file.size = checked_size;
  request->files.push_back(std::move(file));
  return {};
}

Status set_view(ViewRequest view) {
  if (!request) return tl::unexpected(out_of_order());
  if (view.watermark && view.watermark->size() > kWatermarkSizeMax) {
    return fail(Fault::kBadManifest, "a watermark past its limit");
  }
  request->view = std::move(view);
  return {};
}

Status make_sender(double part_size) {
  if (!request) return tl::unexpected(out_of_order());
  MAYFLY_LET(chosen_part_size, to_size(part_size));
  MAYFLY_LET(made, Sender::make(std::move(*request), chosen_part_size, random()));
  const Owner& owner = made.owner();
  const PartPlan& plan = made.cipher().plan();
  const auto token = owner.token();
  std::string lines = owner.drop().to_text();
  add_line(lines, format_fragment(owner.secret()));
  add_line(lines, base64url_encode(token.expose()));
  add_line(lines, Verifier::of(token.expose()).to_text());
  add_line(lines, owner.key().to_text());
  add_number(lines, plan.size());
  add_number(lines, plan.part_size());
  add_number(lines, plan.part_count());
  add_number(lines, made.layout().trailing_zeros());
  add_line(lines, made.layout().manifest_json());
  put_output(lines);
  sender.emplace(std::move(made));
  return {};
}

Status put_gap(uint32_t i) {
  if (!sender) return tl::unexpected(out_of_order());
  const Layout& layout = sender->layout();
  if (i > layout.manifest().files.size()) return fail(Fault::kBadInput, "no such gap");
  put_output(layout.gap(i));
  return {};
}

Status make_grant(ByteView password) {
  if (!sender) return tl::unexpected(out_of_order());
  MAYFLY_LET(root, root_with(password));
  MAYFLY_LET(grant, sender->make_grant(*link(), root, random()));
  std::string lines = format_fragment(*link());
  add_line(lines, grant.id.to_text());
  add_line(lines, grant.access.to_text());
  add_line(lines, base64url_encode(grant.header));
  put_output(lines);
  return {};
}

Status put_payload_key() {
  if (!sender) return tl::unexpected(out_of_order());
  put_output(sender->cipher().key().expose());
  return {};
}

Status make_cipher(ByteView key_bytes, double size, double part_size) {
  MAYFLY_LET(key, to_secret<age::PayloadKey>(key_bytes));
  MAYFLY_LET(checked_size, to_size(size));
  MAYFLY_LET(checked_part_size, to_size(part_size));
  MAYFLY_LET(plan, PartPlan::make(checked_size, checked_part_size));
  cipher.emplace(std::move(key), plan);
  return {};
}

Status seal_note_of_sender(ByteView plain) {
  if (!sender) return tl::unexpected(out_of_order());
  MAYFLY_LET(sealed, sender->owner().seal_note(plain, random()));
  put_output(base64url_encode(sealed));
  return {};
}

Status seal_hint_of_link(ByteView plain) {
  if (!link()) return tl::unexpected(out_of_order());
  MAYFLY_LET(sealed, seal_hint(hint_key(*link()), plain, random()));
  put_output(base64url_encode(sealed));
  return {};
}

}  // namespace

// Begins a drop. Texts that are missing are empty, numbers and flags that are missing -1.
MAYFLY_EXPORT(sender_begin) void sender_begin(const uint8_t* note, size_t size) {
  request.emplace().note = optional_text(text(note, size));
}

MAYFLY_EXPORT(sender_file)
int sender_file(const uint8_t* name, size_t name_size, const uint8_t* type, size_t type_size,
                const uint8_t* preview, size_t preview_size, const uint8_t* caption,
                size_t caption_size, double size, int32_t width, int32_t height) {
  ManifestFile file;
  file.preview = optional_text(text(preview, preview_size));
  file.caption = optional_text(text(caption, caption_size));
  file.width = optional_value<uint32_t>(width);
  file.height = optional_value<uint32_t>(height);
  return finish(add_file(text(name, name_size), text(type, type_size), size, std::move(file)));
}

MAYFLY_EXPORT(sender_view)
int sender_view(const uint8_t* watermark, size_t size, int32_t seconds, int32_t hold,
                int32_t download) {
  return finish(set_view({optional_value<uint32_t>(seconds), optional_text(text(watermark, size)),
                          optional_value<bool>(hold), optional_value<bool>(download)}));
}

// part_size 0 chooses one. Lines: drop, owner fragment, owner token, its verifier, owner key, size,
// part size, part count, zeros at the end, manifest.
MAYFLY_EXPORT(sender_new) int sender_new(double part_size) {
  return finish(make_sender(part_size));
}

// Bytes: Layout::gap.
MAYFLY_EXPORT(sender_gap) int sender_gap(uint32_t i) { return finish(put_gap(i)); }

MAYFLY_EXPORT(link_new) void link_new() { link().emplace(random().make<LinkSecret>()); }

// Lines: fragment, grant, access verifier, header.
MAYFLY_EXPORT(sender_grant) int sender_grant(const uint8_t* password, size_t size) {
  return finish(make_grant({password, size}));
}

// Bytes, for parts_new.
MAYFLY_EXPORT(sender_payload_key) int sender_payload_key() { return finish(put_payload_key()); }

// Readies this worker, or another, for seal_part.
MAYFLY_EXPORT(parts_new)
int parts_new(const uint8_t* key, size_t key_size, double size, double part_size) {
  return finish(make_cipher({key, key_size}, size, part_size));
}

MAYFLY_EXPORT(seal_part) int seal_part(uint32_t n) {
  return finish(cipher ? cipher->seal_part(n, part()) : tl::unexpected(out_of_order()));
}

MAYFLY_EXPORT(note_seal) int note_seal(const uint8_t* plain, size_t size) {
  return finish(seal_note_of_sender({plain, size}));
}

MAYFLY_EXPORT(hint_seal) int hint_seal(const uint8_t* plain, size_t size) {
  return finish(seal_hint_of_link({plain, size}));
}

}  // namespace mayfly::wasm
