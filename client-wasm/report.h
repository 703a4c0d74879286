// An abuse report: an age file that only the operator's key opens (protocol.md section 4).
#pragma once

#include "client-wasm/keys.h"
#include "client-wasm/random.h"
#include "client-wasm/x25519.h"
#include "common/result.h"

namespace mayfly {

// Pads `json`, one JSON object, to kReportSize, so that every report has kSealedReportSize bytes.
// kTooLarge when it is longer, kBadHeader for a recipient of low order.
Result<Bytes> seal_report(ByteView json, const X25519Point& recipient, Random& random);

// The JSON with its padding, which is white space; whoever sealed it is not known. kTooLarge or
// kTruncated for another size, kWrongKey when the key does not open it, kBadHeader or kBadPayload
// when it is no such age file.
Result<SecretBytes> open_report(ByteView sealed, const AgeIdentity& identity);

}  // namespace mayfly
