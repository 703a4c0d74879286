// A payload being opened, part by part, each checked against the manifest before anybody sees it.
#pragma once

#include <optional>

#include "client-wasm/age/payload.h"
#include "client-wasm/archive/layout.h"
#include "client-wasm/keys.h"
#include "common/result.h"

namespace mayfly {

class Receiver {
 public:
  // `header` is a grant's: age header and payload nonce. kTooLarge, kTruncated or kBadHeader where
  // it is not one, kWrongKey when the identity does not open it, kBadInput for sizes that make no
  // plan.
  static Result<Receiver> open(const AgeIdentity& identity, ByteView header, uint64_t size,
                               uint64_t part_size);

  const age::PartCipher& cipher() const { return cipher_; }

  // Opens part n in place: PartCipher::open_part, then kBadArchive or kBadManifest for what is not
  // as a sender makes it. Part 0 comes first (kConflict otherwise), unless adopt_manifest was
  // called: the manifest is in it.
  Result<MutableBytes> open_part(uint32_t n, MutableBytes sealed);

  // The manifest of part 0, as another worker's layout().manifest_json() has it.
  Status adopt_manifest(ByteView json);

  // After part 0. Names are as in the archive: manifest() has them made harmless.
  const std::optional<Layout>& layout() const { return layout_; }
  // After part 0, sanitised.
  Manifest manifest() const;

 private:
  explicit Receiver(age::PartCipher cipher) : cipher_(std::move(cipher)) {}

  Status check_part(uint32_t n, ByteView plain);

  age::PartCipher cipher_;
  std::optional<Layout> layout_;
};

// Opens a grant's header: the payload key behind it. Also for whoever wants the bare age file.
Result<age::PayloadKey> open_grant_header(const AgeIdentity& identity, ByteView header);

}  // namespace mayfly
