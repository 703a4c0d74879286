// A bare age v1 writer and reader over the core's pieces, for tests against other implementations.
//
//   age_tool open AGE-SECRET-KEY-1… …   an age file from stdin; what opens goes to stdout
//   age_tool seal AGE-SECRET-KEY-1…     stdin to an age file on stdout, for that key's recipient
//
// `open` ends with 0, or with the stage that failed: 3 header, 4 no match, 5 header MAC, 6 payload.
#include <sodium.h>

#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "client-wasm/age/key_text.h"
#include "client-wasm/age/payload.h"
#include "client-wasm/age/recipient.h"

namespace mayfly {
namespace {

enum Exit { kDone = 0, kUsage = 2, kHeader = 3, kNoMatch = 4, kMac = 5, kPayload = 6 };

Bytes read_all() {
  return Bytes(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
}

void write(ByteView bytes) {
  std::cout.write(as_chars(bytes).data(), static_cast<std::streamsize>(bytes.size()));
}

// Opens one chunk as a streaming reader must, which does not know yet whether more will follow a
// full one. Whether it was the last, or nothing where it does not open.
std::optional<bool> open_next(const age::PayloadKey& key, uint64_t index, MutableBytes chunk) {
  if (chunk.size() < kTagSize) return std::nullopt;
  if (chunk.size() == kSealedChunkSize) {
    Bytes attempt(chunk.begin(), chunk.end());
    if (age::open_chunk(key, index, false, attempt)) {
      std::copy(attempt.begin(), attempt.end(), chunk.begin());
      return false;
    }
  }
  if (chunk.size() == kTagSize && index > 0) return std::nullopt;
  if (!age::open_chunk(key, index, true, chunk)) return std::nullopt;
  return true;
}

// Writes each chunk as soon as it opens.
Exit open_payload(const age::PayloadKey& key, MutableBytes payload) {
  for (uint64_t i = 0; !payload.empty(); ++i) {
    const MutableBytes chunk = payload.first(std::min<size_t>(payload.size(), kSealedChunkSize));
    payload = payload.subspan(chunk.size());
    const std::optional<bool> last = open_next(key, i, chunk);
    if (!last) return kPayload;
    write(chunk.first(chunk.size() - kTagSize));
    if (*last) return payload.empty() ? kDone : kPayload;
  }
  return kPayload;
}

Exit open(const std::vector<AgeIdentity>& identities) {
  Bytes file = read_all();
  const auto parsed = age::parse_header(file);
  if (!parsed) return kHeader;
  for (const AgeIdentity& identity : identities) {
    const auto file_key = age::unwrap_file_key(parsed->header.stanzas, identity);
    if (!file_key && file_key.error().fault == Fault::kWrongKey) continue;
    if (!file_key) return kHeader;
    if (!age::check_header_mac(*parsed, file, *file_key)) return kMac;
    const MutableBytes rest = MutableBytes(file).subspan(parsed->size);
    if (rest.size() < age::kPayloadNonceSize) return kHeader;
    age::PayloadNonce nonce;
    std::copy_n(rest.begin(), nonce.size(), nonce.begin());
    return open_payload(age::payload_key(*file_key, nonce), rest.subspan(nonce.size()));
  }
  return kNoMatch;
}

Exit seal(const AgeIdentity& identity) {
  SystemRandom random;
  const auto file_key = random.make<age::FileKey>();
  age::PayloadNonce nonce;
  random.fill(nonce);
  auto stanza = age::wrap_file_key(file_key, x25519_public(identity.expose()), random);
  if (!stanza) return kHeader;
  write(as_bytes(age::seal_header({&*stanza, 1}, file_key)));
  write(nonce);
  Bytes plain = read_all();
  const PartPlan plan = *PartPlan::make(plain.size(), kPartSizeMin);
  const age::PartCipher cipher(age::payload_key(file_key, nonce), plan);
  for (uint32_t n = 0; n < plan.part_count(); ++n) {
    const auto begin = plain.begin() + static_cast<std::ptrdiff_t>(n * plan.part_size());
    Bytes part(begin, begin + static_cast<std::ptrdiff_t>(plan.plain_size(n)));
    part.resize(plan.sealed_size(n));
    if (!cipher.seal_part(n, part)) return kPayload;
    write(part);
  }
  return kDone;
}

Exit run(const std::vector<std::string>& args) {
  if (sodium_init() < 0 || args.empty()) return kUsage;
  std::vector<AgeIdentity> identities;
  for (size_t i = 1; i < args.size(); ++i) {
    auto identity = age::parse_identity(args[i]);
    if (!identity) return kUsage;
    identities.push_back(std::move(*identity));
  }
  if (args[0] == "open") return open(identities);
  if (args[0] == "seal" && !identities.empty()) return seal(identities[0]);
  return kUsage;
}

}  // namespace
}  // namespace mayfly

int main(int argc, char** argv) { return mayfly::run({argv + 1, argv + argc}); }
