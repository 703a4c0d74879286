// Why a request was refused: one closed set, from which the door derives its problem documents.
#pragma once

#include <cstdint>
#include <tl/expected.hpp>
#include <vector>

#include "common/result.h"
#include "server/records_values.h"

namespace mayfly {

// The codes of protocol.md section 4, in the order of its table.
enum class Code : uint8_t {
  kBadRequest,
  kBadJson,
  kBadField,  // field
  kBadId,
  kTokenMissing,
  kTokenWrong,
  kNotFound,
  kDropNotFound,
  kGrantNotFound,
  kViewNotFound,
  kPartNotFound,
  kMethodNotAllowed,
  kTooSlow,
  kDropExists,
  kGrantExists,
  kGrantsFull,
  kDropSealed,
  kDropOpen,
  kPartsMissing,  // missing
  kGrantMissing,
  kDropGone,  // reason
  kLeaseEnded,
  kLengthRequired,
  kBodyTooLarge,
  kDropTooLarge,   // number: the limit in bytes
  kPartSizeWrong,  // number: the expected size in bytes
  kMediaType,
  kTooManyAttempts,  // retry_after_seconds
  kTooManyDrops,     // retry_after_seconds
  kTooManyBytes,     // retry_after_seconds
  kHeadersTooLarge,
  kPayloadBlocked,
  kInternal,
  kNotSupported,
  kBusy,         // retry_after_seconds
  kStorageFull,  // field: what is full
};
inline constexpr size_t kCodes = static_cast<size_t>(Code::kStorageFull) + 1;

// A code and what goes with it; members that the code does not name are meaningless.
struct Refusal {
  Code code;
  Literal field = "";             // the JSON member, or what is full
  State reason = State::kBurned;  // of the end
  std::vector<uint32_t> missing;  // the first part numbers, at most kMissingMax
  uint64_t number = 0;
  int64_t retry_after_seconds = 0;

  explicit Refusal(Code which) : code(which) {}
  // What the store or a codec reports is our fault, but for a full disk.
  Refusal(const Error& error)  // NOLINT(google-explicit-constructor): MAYFLY_TRY converts with it
      : code(error.fault == Fault::kFull ? Code::kStorageFull : Code::kInternal),
        field(error.fault == Fault::kFull ? Literal("disk") : Literal("")) {}
};

inline constexpr size_t kMissingMax = 100;

// What a rule returns: a value, or why not.
template <typename T>
using Answer = tl::expected<T, Refusal>;

inline tl::unexpected<Refusal> refuse(Code code) { return tl::unexpected<Refusal>(Refusal(code)); }

inline tl::unexpected<Refusal> refuse_field(Literal name) {
  Refusal refusal(Code::kBadField);
  refusal.field = name;
  return tl::unexpected<Refusal>(std::move(refusal));
}

// `what` is full: "quota", "drops", "reports" or "disk".
inline tl::unexpected<Refusal> refuse_full(Literal what) {
  Refusal refusal(Code::kStorageFull);
  refusal.field = what;
  return tl::unexpected<Refusal>(std::move(refusal));
}

inline tl::unexpected<Refusal> refuse_gone(State reason) {
  Refusal refusal(Code::kDropGone);
  refusal.reason = reason;
  return tl::unexpected<Refusal>(std::move(refusal));
}

inline tl::unexpected<Refusal> refuse_number(Code code, uint64_t number) {
  Refusal refusal(code);
  refusal.number = number;
  return tl::unexpected<Refusal>(std::move(refusal));
}

inline tl::unexpected<Refusal> refuse_for(Code code, int64_t retry_after_seconds) {
  Refusal refusal(code);
  refusal.retry_after_seconds = retry_after_seconds;
  return tl::unexpected<Refusal>(std::move(refusal));
}

}  // namespace mayfly
