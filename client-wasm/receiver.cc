// Opens a drop.
#include "client-wasm/receiver.h"

#include <cassert>

#include "client-wasm/age/recipient.h"
#include "client-wasm/archive/tar.h"
#include "common/limits.h"

namespace mayfly {
namespace {

// The manifest's JSON inside part 0.
Result<ByteView> find_manifest(ByteView part) {
  if (part.size() < kTarBlockSize) return fail(Fault::kBadArchive, "not the archive of a drop");
  MAYFLY_LET(size, read_tar_header(part.first(kTarBlockSize), kManifestName));
  if (size > kManifestSizeMax) return fail(Fault::kTooLarge, "the manifest is too large");
  if (size > part.size() - kTarBlockSize) {
    return fail(Fault::kBadManifest, "a manifest past the end");
  }
  return part.subspan(kTarBlockSize, static_cast<size_t>(size));
}

}  // namespace

Result<age::PayloadKey> open_grant_header(const AgeIdentity& identity, ByteView header) {
  if (header.size() > kHeaderSizeMax) return fail(Fault::kTooLarge, "a header past its limit");
  MAYFLY_LET(parsed, age::parse_header(header));
  MAYFLY_LET(file_key, age::unwrap_file_key(parsed.header.stanzas, identity));
  MAYFLY_TRY(age::check_header_mac(parsed, header, file_key));
  const ByteView rest = header.subspan(parsed.size);
  if (rest.size() != age::kPayloadNonceSize) {
    return fail(Fault::kBadHeader, "a header without its payload nonce");
  }
  age::PayloadNonce nonce;
  std::copy(rest.begin(), rest.end(), nonce.begin());
  return age::payload_key(file_key, nonce);
}

Result<Receiver> Receiver::open(const AgeIdentity& identity, ByteView header, uint64_t size,
                                uint64_t part_size) {
  MAYFLY_LET(plan, PartPlan::make(size, part_size));
  MAYFLY_LET(key, open_grant_header(identity, header));
  return Receiver(age::PartCipher(std::move(key), plan));
}

Result<MutableBytes> Receiver::open_part(uint32_t n, MutableBytes sealed) {
  if (n != 0 && !layout_) return fail(Fault::kConflict, "part 0 must be opened first");
  MAYFLY_LET(plain, cipher_.open_part(n, sealed));
  if (const Status status = check_part(n, plain); !status) {
    sodium_memzero(sealed.data(), sealed.size());
    return tl::unexpected(status.error());
  }
  return plain;
}

Status Receiver::check_part(uint32_t n, ByteView plain) {
  if (!layout_) {
    MAYFLY_LET(json, find_manifest(plain));
    MAYFLY_TRY(adopt_manifest(json));
  }
  return layout_->check(uint64_t{n} * cipher_.plan().part_size(), plain);
}

Status Receiver::adopt_manifest(ByteView json) {
  MAYFLY_LET(layout, Layout::read(json, cipher_.plan().size()));
  layout_ = std::move(layout);
  return {};
}

Manifest Receiver::manifest() const {
  assert(layout_);
  Manifest manifest = layout_->manifest();
  sanitize_manifest(manifest);
  return manifest;
}

}  // namespace mayfly
