// The body of an API call: whatever it is, each member is read in range or refused.
#include "server/json_fields.h"

#include "common/id.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const mayfly::Bytes input = mayfly::fuzz::exact(data, size);
  const auto fields = mayfly::JsonFields::parse(mayfly::as_chars(input));
  if (!fields) return 0;
  if (const auto number = fields->number("size", 1000)) FUZZ_CHECK(*number <= 1000);
  if (const auto bytes = fields->bytes("header", 64)) {
    FUZZ_CHECK(!bytes->empty() && bytes->size() <= 64);
  }
  (void)fields->boolean("track");
  (void)fields->value<mayfly::DropId>("owner_key");
  if (const auto password = fields->optional_object("password"); password && *password) {
    (void)(*password)->number("ops", 8);
  }
  return 0;
}
