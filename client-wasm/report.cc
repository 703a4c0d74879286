// An age file of one chunk and one X25519 recipient.
#include "client-wasm/report.h"

#include "client-wasm/age/payload.h"
#include "client-wasm/age/recipient.h"
#include "common/limits.h"

namespace mayfly {

static_assert(kReportSize <= kChunkSize);

Result<Bytes> seal_report(ByteView json, const X25519Point& recipient, Random& random) {
  if (json.size() >= kReportSize) return fail(Fault::kTooLarge, "the report is too long");
  const auto file_key = random.make<age::FileKey>();
  MAYFLY_LET(stanza, age::wrap_file_key(file_key, recipient, random));
  age::PayloadNonce nonce;
  random.fill(nonce);

  Bytes file;
  append(file, as_bytes(age::seal_header({&stanza, 1}, file_key)));
  append(file, nonce);
  const size_t chunk_at = file.size();
  append(file, json);
  file.resize(chunk_at + kReportSize, ' ');
  file.back() = '\n';
  file.resize(chunk_at + kReportSize + kTagSize);
  const auto chunk = MutableBytes(file).subspan(chunk_at);
  age::seal_chunk(age::payload_key(file_key, nonce), 0, true, chunk);
  return file;
}

Result<SecretBytes> open_report(ByteView sealed, const AgeIdentity& identity) {
  if (sealed.size() > kSealedReportSize) return fail(Fault::kTooLarge, "longer than any report");
  if (sealed.size() < kSealedReportSize) return fail(Fault::kTruncated, "a report cut short");
  MAYFLY_LET(parsed, age::parse_header(sealed));
  MAYFLY_LET(file_key, age::unwrap_file_key(parsed.header.stanzas, identity));
  MAYFLY_TRY(age::check_header_mac(parsed, sealed, file_key));
  const ByteView payload = sealed.subspan(parsed.size);
  if (payload.size() != age::kPayloadNonceSize + kReportSize + kTagSize) {
    return fail(Fault::kBadPayload, "not the size of a report");
  }
  age::PayloadNonce nonce;
  std::copy_n(payload.begin(), nonce.size(), nonce.begin());
  SecretBytes chunk(payload.subspan(nonce.size()));
  MAYFLY_TRY(age::open_chunk(age::payload_key(file_key, nonce), 0, true, chunk.expose_mutable()));
  return SecretBytes(ByteView(chunk.expose()).first(kReportSize));
}

}  // namespace mayfly
