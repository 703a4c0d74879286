// What the exports do: arguments checked, work handed to the core, results put into the output.
#include "client-wasm/wasm/session.h"

#include "client-wasm/age/key_text.h"
#include "client-wasm/password.h"
#include "client-wasm/report.h"
#include "client-wasm/sealed_text.h"
#include "common/limits.h"

namespace mayfly::wasm {
namespace {

// {"key":"value",…} of values that need no escaping.
using Member = std::pair<std::string_view, std::string>;
std::string json_object(std::initializer_list<Member> members) {
  std::string json = "{";
  for (const auto& [key, value] : members) {
    if (json.size() > 1) json += ',';
    json += '"';
    json += key;
    json += "\":\"";
    json += value;
    json += '"';
  }
  json += '}';
  return json;
}

Result<uint64_t> to_size(double value) {
  if (!(value >= 0 && value <= static_cast<double>(kPayloadSizeMax))) {
    return fail(Fault::kTooLarge, "a size past its limit");
  }
  return static_cast<uint64_t>(value);
}

template <typename SecretType>
Result<SecretType> to_secret(ByteView bytes) {
  if (bytes.size() != SecretType::kSize) return fail(Fault::kBadInput, "a key of another size");
  return SecretType(bytes.first<SecretType::kSize>());
}

template <typename Optional>
auto held(Optional& value) -> Result<decltype(&*value)> {
  if (!value) return fail(Fault::kConflict, "called out of order");
  return &*value;
}

// `password` is an Argon2id output, or empty where there is no password.
Result<Root> root_with(const LinkSecret& link, ByteView password) {
  if (password.empty()) return root_of(link);
  MAYFLY_LET(hash, to_secret<PasswordHash>(password));
  return root_of(link, hash);
}

}  // namespace

int Session::finish(const Status& status) {
  if (status) return 0;
  put_output(status.error().text.view());
  return static_cast<int>(status.error().fault);
}

void Session::put_output(ByteView bytes) { output_ = SecretBytes(bytes); }
void Session::put_output(std::string_view text) { put_output(as_bytes(text)); }

Status Session::sender_new(ByteView request, double part_size) {
  MAYFLY_LET(manifest, parse_manifest(request, Offsets::kAbsent));
  MAYFLY_LET(chosen_part_size, to_size(part_size));
  MAYFLY_LET(sender, Sender::make(std::move(manifest), chosen_part_size, random_));
  const PartPlan& plan = sender.cipher().plan();
  const Layout& layout = sender.layout();
  const auto token = sender.owner().token();
  std::string json = json_object({{"drop", sender.owner().drop().to_text()},
                                  {"ownerFragment", format_fragment(sender.owner().secret())},
                                  {"ownerToken", base64url_encode(token.expose())},
                                  {"ownerVerifier", Verifier::of(token.expose()).to_text()},
                                  {"ownerKey", sender.owner().key().to_text()}});
  json.pop_back();
  json += ",\"size\":" + std::to_string(plan.size());
  json += ",\"partSize\":" + std::to_string(plan.part_size());
  json += ",\"partCount\":" + std::to_string(plan.part_count());
  json += ",\"zeros\":" + std::to_string(layout.trailing_zeros());
  json += ",\"manifest\":" + layout.manifest_json() + "}";
  put_output(json);
  sender_ = std::move(sender);
  return {};
}

Status Session::sender_gap(uint32_t i) {
  MAYFLY_LET(sender, held(sender_));
  const Layout& layout = sender->layout();
  if (i > layout.manifest().files.size()) return fail(Fault::kBadInput, "no such gap");
  put_output(layout.gap(i));
  return {};
}

void Session::link_new() { link_ = random_.make<LinkSecret>(); }

Status Session::sender_grant(ByteView password) {
  MAYFLY_LET(sender, held(sender_));
  MAYFLY_LET(link, held(link_));
  MAYFLY_LET(root, root_with(*link, password));
  MAYFLY_LET(grant, sender->make_grant(*link, root, random_));
  put_output(json_object({{"fragment", format_fragment(*link)},
                          {"grant", grant.id.to_text()},
                          {"accessVerifier", grant.access.to_text()},
                          {"header", base64url_encode(grant.header)}}));
  return {};
}

Status Session::sender_payload_key() {
  MAYFLY_LET(sender, held(sender_));
  put_output(sender->cipher().key().expose());
  return {};
}

Status Session::parts_new(ByteView key_bytes, double size, double part_size) {
  MAYFLY_LET(key, to_secret<age::PayloadKey>(key_bytes));
  MAYFLY_LET(checked_size, to_size(size));
  MAYFLY_LET(checked_part_size, to_size(part_size));
  MAYFLY_LET(plan, PartPlan::make(checked_size, checked_part_size));
  parts_.emplace(std::move(key), plan);
  return {};
}

Status Session::seal_part(uint32_t n) {
  MAYFLY_LET(parts, held(parts_));
  return parts->seal_part(n, part_.expose_mutable());
}

Status Session::link_open(std::string_view fragment) {
  MAYFLY_LET(link, parse_share_fragment(fragment));
  put_output(json_object({{"grant", grant_id(link).to_text()}}));
  link_ = std::move(link);
  return {};
}

Status Session::link_salt() {
  MAYFLY_LET(link, held(link_));
  put_output(password_salt(*link).expose());
  return {};
}

Status Session::link_unlock(ByteView password) {
  MAYFLY_LET(link, held(link_));
  MAYFLY_LET(root, root_with(*link, password));
  put_output(json_object({{"accessToken", base64url_encode(access_token(root).expose())},
                          {"identity", base64url_encode(age_identity(root).expose())}}));
  return {};
}

Status Session::receiver_new(std::string_view identity_text, std::string_view header_text,
                             double size, double part_size) {
  SecretBytes identity_bytes(AgeIdentity::kSize);
  MAYFLY_TRY(base64url_decode_into(identity_text, identity_bytes.expose_mutable()));
  MAYFLY_LET(identity, to_secret<AgeIdentity>(identity_bytes.expose()));
  MAYFLY_LET(header, base64url_decode(header_text));
  MAYFLY_LET(checked_size, to_size(size));
  MAYFLY_LET(checked_part_size, to_size(part_size));
  MAYFLY_LET(receiver, Receiver::open(identity, header, checked_size, checked_part_size));
  receiver_ = std::move(receiver);
  return {};
}

Status Session::open_part(uint32_t n) {
  MAYFLY_LET(receiver, held(receiver_));
  MAYFLY_TRY(receiver->open_part(n, part_.expose_mutable()));
  return {};
}

Status Session::decrypt_part(uint32_t n) {
  MAYFLY_LET(receiver, held(receiver_));
  MAYFLY_TRY(receiver->cipher().open_part(n, part_.expose_mutable()));
  return {};
}

Status Session::receiver_manifest() {
  MAYFLY_LET(receiver, held(receiver_));
  if (!receiver->layout()) return fail(Fault::kConflict, "part 0 must be opened first");
  put_output(format_manifest(receiver->manifest()));
  return {};
}

Status Session::receiver_manifest_as_sent() {
  MAYFLY_LET(receiver, held(receiver_));
  if (!receiver->layout()) return fail(Fault::kConflict, "part 0 must be opened first");
  put_output(receiver->layout()->manifest_json());
  return {};
}

Status Session::receiver_adopt_manifest(ByteView json) {
  MAYFLY_LET(receiver, held(receiver_));
  return receiver->adopt_manifest(json);
}

Status Session::owner_open(std::string_view fragment) {
  MAYFLY_LET(owner, Owner::from_fragment(fragment));
  put_output(json_object({{"drop", owner.drop().to_text()},
                          {"ownerToken", base64url_encode(owner.token().expose())}}));
  owner_ = std::move(owner);
  return {};
}

// Of a manage link, or of the drop being made.
Result<const Owner*> Session::any_owner() const {
  if (sender_) return &sender_->owner();
  return held(owner_);
}

Status Session::note_seal(ByteView plain) {
  MAYFLY_LET(owner, any_owner());
  MAYFLY_LET(sealed, owner->seal_note(plain, random_));
  put_output(base64url_encode(sealed));
  return {};
}

Status Session::note_open(std::string_view text) {
  MAYFLY_LET(owner, any_owner());
  MAYFLY_LET(sealed, base64url_decode(text));
  MAYFLY_LET(plain, owner->open_note(sealed));
  output_ = std::move(plain);
  return {};
}

Status Session::event_open(std::string_view text) {
  MAYFLY_LET(owner, any_owner());
  MAYFLY_LET(sealed, base64url_decode(text));
  MAYFLY_LET(plain, owner->open_event(sealed));
  output_ = std::move(plain);
  return {};
}

Status Session::hint_seal(ByteView plain) {
  MAYFLY_LET(link, held(link_));
  MAYFLY_LET(sealed, seal_hint(hint_key(*link), plain, random_));
  put_output(base64url_encode(sealed));
  return {};
}

Status Session::hint_open(std::string_view text) {
  MAYFLY_LET(link, held(link_));
  MAYFLY_LET(sealed, base64url_decode(text));
  MAYFLY_LET(plain, open_hint(hint_key(*link), sealed));
  output_ = std::move(plain);
  return {};
}

Status Session::report_seal(ByteView json, std::string_view recipient_text) {
  MAYFLY_LET(recipient, age::parse_recipient(recipient_text));
  MAYFLY_LET(sealed, seal_report(json, recipient, random_));
  put_output(base64url_encode(sealed));
  return {};
}

Status Session::password_hash(ByteView password, ByteView salt_bytes, uint32_t ops, double mem) {
  MAYFLY_LET(salt, to_secret<PasswordSalt>(salt_bytes));
  MAYFLY_LET(checked_mem, to_size(mem));
  MAYFLY_LET(hash, hash_password(password, salt, {ops, checked_mem}));
  put_output(hash.expose());
  return {};
}

void Session::lease_new() {
  const auto token = random_.make<LeaseToken>();
  put_output(json_object({{"token", base64url_encode(token.expose())},
                          {"verifier", Verifier::of(token.expose()).to_text()}}));
}

}  // namespace mayfly::wasm
