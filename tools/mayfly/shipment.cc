// Create, link, parts, seal: in that order, each of which may be repeated.
#include "tools/mayfly/shipment.h"

#include <algorithm>

#include "client-wasm/link.h"
#include "client-wasm/sealed_text.h"
#include "tools/mayfly/format.h"
#include "tools/mayfly/media_type.h"
#include "tools/mayfly/plaintext.h"
#include "tools/mayfly/say.h"

namespace mayfly {
namespace {

constexpr Milliseconds kBurnPatience{5'000};

bool is_picture(const ManifestFile& file) { return file.type.starts_with("image/"); }

// What a failed upload left behind is of no use to anybody.
void burn_remains(HttpClient& client, const Owner& owner, Random& random) {
  Exchange exchange(client, random, kBurnPatience, nullptr);
  const auto burned = burn_drop(exchange, owner);
  say(burned ? "what was uploaded so far is burned"
             : "what was uploaded so far could not be burned; nobody can read it, and the server "
               "drops it within a day");
}

}  // namespace

Outcome<Shipment> Shipment::pack(std::vector<SourceFile> sources, ShipmentTerms terms,
                                 Random& random) {
  Manifest manifest;
  if (!terms.note.empty()) manifest.note = terms.note;
  for (const SourceFile& source : sources) {
    ManifestFile file;
    file.name = source.name();
    file.type = media_type(source.name());
    file.size = source.size();
    manifest.files.push_back(std::move(file));
  }
  MAYFLY_LET(sender, Sender::make(std::move(manifest), terms.part_size, random));
  return Shipment(std::move(sender), random.make<LinkSecret>(), std::move(sources),
                  std::move(terms));
}

Outcome<void> Shipment::check_size(uint64_t drop_size_max) const {
  const uint64_t size = sender_.layout().size();
  if (size <= drop_size_max) return {};
  return refuse(ExitCode::kFailed, "too large: " + format_size(size) +
                                       " with padding; the server takes up to " +
                                       format_size(drop_size_max));
}

Outcome<Shipped> Shipment::send(HttpClient& client, const std::optional<SecretBytes>& password,
                                Milliseconds patience, Random& random) {
  Outcome<int64_t> expires_at = refuse(ExitCode::kFailed, "");
  {
    const Interrupt interrupt([&] { client.stop(); });
    Exchange exchange(client, random, patience, &interrupt);
    MAYFLY_TRY(create_drop(exchange, sender_.owner(), sender_.cipher().plan(), terms_.expires_in,
                           terms_.track));
    expires_at = fill_and_seal(exchange, password, random);
  }
  if (!expires_at) {
    burn_remains(client, sender_.owner(), random);
    return tl::make_unexpected(std::move(expires_at.error()));
  }
  return Shipped{format_fragment(link_), format_fragment(sender_.owner().secret()), *expires_at};
}

Outcome<int64_t> Shipment::fill_and_seal(Exchange& exchange,
                                         const std::optional<SecretBytes>& password,
                                         Random& random) const {
  MAYFLY_TRY(add_link(exchange, password, random));
  MAYFLY_TRY(send_parts(exchange));
  return seal(exchange);
}

Outcome<void> Shipment::add_link(Exchange& exchange, const std::optional<SecretBytes>& password,
                                 Random& random) const {
  GrantTerms grant_terms;
  grant_terms.max_views = terms_.max_views;
  Root root = root_of(link_);
  if (password) {
    grant_terms.password = PasswordParams{};
    MAYFLY_LET(hash,
               hash_password(password->expose(), password_salt(link_), *grant_terms.password));
    root = root_of(link_, hash);
  }
  MAYFLY_LET(note, sealed_note(random));
  MAYFLY_LET(hint, sealed_hint(random));
  grant_terms.note = std::move(note);
  grant_terms.hint = std::move(hint);
  MAYFLY_LET(grant, sender_.make_grant(link_, root, random));
  return put_grant(exchange, sender_.owner(), grant, grant_terms);
}

// The link itself, so that the owner finds it again wherever the manage link is.
Outcome<Bytes> Shipment::sealed_note(Random& random) const {
  std::string text = json_text({{"label", ""}, {"link", format_fragment(link_)}});
  auto sealed = sender_.owner().seal_note(as_bytes(text), random);
  sodium_memzero(text.data(), text.size());
  if (!sealed) return tl::make_unexpected(sealed.error());
  return std::move(*sealed);
}

Outcome<std::optional<Bytes>> Shipment::sealed_hint(Random& random) const {
  if (terms_.from.empty()) return std::optional<Bytes>();
  const std::vector<ManifestFile>& files = sender_.layout().manifest().files;
  uint64_t bytes = 0;
  for (const ManifestFile& file : files) bytes += file.size;
  const bool pictures = std::all_of(files.begin(), files.end(), is_picture);
  const std::string text = json_text({{"from", terms_.from},
                                      {"files", files.size()},
                                      {"bytes", bytes},
                                      {"kind", pictures ? "pictures" : "files"}});
  auto sealed = seal_hint(hint_key(link_), as_bytes(text), random);
  if (!sealed) return refuse(ExitCode::kUsage, "--from is too long");
  return std::optional<Bytes>(std::move(*sealed));
}

Outcome<void> Shipment::send_part(Exchange& exchange, uint32_t n, std::string& buffer,
                                  uint64_t& done, Progress& progress) const {
  const age::PartCipher& cipher = sender_.cipher();
  const PartPlan& plan = cipher.plan();
  buffer.resize(static_cast<size_t>(plan.sealed_size(n)));
  const MutableBytes part(reinterpret_cast<uint8_t*>(buffer.data()), buffer.size());
  MAYFLY_TRY(read_plaintext(sender_.layout(), sources_, n * plan.part_size(),
                            part.first(static_cast<size_t>(plan.plain_size(n)))));
  MAYFLY_TRY(cipher.seal_part(n, part));
  // Another content under the same nonce must never leave this machine, so it is checked before,
  // not after.
  for (const SourceFile& source : sources_) MAYFLY_TRY(source.check_unchanged());
  MAYFLY_TRY(put_part(exchange, sender_.owner(), n, buffer,
                      [&](uint64_t bytes) { progress.show(done + bytes); }));
  done += buffer.size();
  return {};
}

Outcome<void> Shipment::send_parts(Exchange& exchange) const {
  const PartPlan& plan = sender_.cipher().plan();
  Progress progress("sending", plan.sealed_total());
  uint64_t done = 0;
  std::string buffer;
  for (uint32_t n = 0; n < plan.part_count(); ++n) {
    MAYFLY_TRY(send_part(exchange, n, buffer, done, progress));
  }
  return {};
}

// What a server lost in a crash it names when it shall seal; each part is sent again a few times at
// most.
Outcome<int64_t> Shipment::seal(Exchange& exchange) const {
  const PartPlan& plan = sender_.cipher().plan();
  const uint64_t repairs_max = uint64_t{3} * plan.part_count();
  uint64_t repairs = 0;
  std::string buffer;
  while (true) {
    MAYFLY_LET(sealed, seal_drop(exchange, sender_.owner()));
    if (sealed.expires_at) return *sealed.expires_at;
    repairs += sealed.missing.size();
    if (repairs > repairs_max) return refuse(ExitCode::kFailed, "the server keeps losing parts");
    Progress progress("sending again", plan.sealed_total());
    uint64_t done = 0;
    for (const uint32_t n : sealed.missing) {
      if (n >= plan.part_count())
        return refuse(ExitCode::kFailed, "the server asks for no part of this");
      MAYFLY_TRY(send_part(exchange, n, buffer, done, progress));
    }
  }
}

}  // namespace mayfly
