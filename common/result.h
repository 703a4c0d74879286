// What an operation that can fail returns: a value, or one of a closed set of faults.
#pragma once

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace mayfly {

// The values are part of the wasm boundary (client-wasm/wasm/exports.cc): append, never renumber.
enum class Fault : uint8_t {
  kBadInput = 1,      // text or bytes that do not have the form they must have
  kBadLink = 2,       // a share or manage link that is cut short or altered
  kWrongKey = 3,      // authentic to somebody else: wrong link, wrong password, or altered bytes
  kBadHeader = 4,     // an age header that the specification refuses
  kBadPayload = 5,    // an age payload that the specification refuses
  kTruncated = 6,     // ends before its last chunk
  kBadArchive = 7,    // a tar archive that is not as the manifest says
  kBadManifest = 8,   // a manifest that cannot be read or that lies about sizes or offsets
  kUnsupported = 9,   // a version or kind that this build does not know
  kTooLarge = 10,     // past a limit of common/limits.h or of the configuration
  kBadPassword = 11,  // empty, too long, or with work factors outside the accepted range
  kNotFound = 12,     // no such thing is known
  kGone = 13,         // it was there and has ended
  kForbidden = 14,    // the token does not match
  kConflict = 15,     // not possible in the present state
  kThrottled = 16,    // too many attempts; wait
  kFull = 17,         // no room: storage, quota or open drops
  kStorage = 18,      // the store failed
  kCorrupt = 19,      // the store answered with something that was never written
  kNetwork = 20,      // the other side could not be reached or broke off
};

// A text that can only come from a literal, so that no secret and no input can ride along. The
// pages have words of their own for each fault, so their modules are built without.
class Literal {
 public:
#ifdef MAYFLY_NO_ERROR_TEXTS
  template <size_t N>
  consteval Literal(const char (&)[N]) {}  // NOLINT: meant to convert
  constexpr std::string_view view() const { return {}; }
#else
  template <size_t N>
  consteval Literal(const char (&text)[N]) : text_(text, N - 1) {}  // NOLINT: meant to convert
  constexpr std::string_view view() const { return text_; }

 private:
  std::string_view text_;
#endif
};

struct Error {
  Fault fault;
  Literal text;  // one sentence for people, without the final stop
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(Fault fault, Literal text) {
  return tl::unexpected<Error>(Error{fault, text});
}

}  // namespace mayfly

#define MAYFLY_CONCAT_(a, b) a##b
#define MAYFLY_CONCAT(a, b) MAYFLY_CONCAT_(a, b)

// Passes an error up, whatever its type: MAYFLY_TRY(check(x)); for a Status or a Result whose value
// is not wanted.
#define MAYFLY_TRY(expression)                                        \
  do {                                                                \
    if (auto mayfly_result = (expression); !mayfly_result)            \
      return ::tl::make_unexpected(std::move(mayfly_result).error()); \
  } while (false)

// Passes an error up, or names the value: MAYFLY_LET(size, parse(text));
// NOLINTBEGIN(bugprone-macro-parentheses): a name that is declared takes none
#define MAYFLY_LET(name, expression) \
  MAYFLY_LET_(name, expression, MAYFLY_CONCAT(mayfly_result_, __LINE__))
#define MAYFLY_LET_(name, expression, result)                           \
  auto result = (expression);                                           \
  if (!result) return ::tl::make_unexpected(std::move(result).error()); \
  auto name = *std::move(result)
// NOLINTEND(bugprone-macro-parentheses)
