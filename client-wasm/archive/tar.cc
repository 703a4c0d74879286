// Writes ustar and pax headers.
#include "client-wasm/archive/tar.h"

#include <algorithm>
#include <cassert>
#include <string>

#include "client-wasm/archive/json_writer.h"

namespace mayfly {
namespace {

// ustar: each field's place in the block.
struct Field {
  size_t offset;
  size_t size;
};
constexpr Field kName{0, 100};
constexpr Field kMode{100, 8};
constexpr Field kUid{108, 8};
constexpr Field kGid{116, 8};
constexpr Field kSize{124, 12};
constexpr Field kMtime{136, 12};
constexpr Field kChecksum{148, 8};
constexpr size_t kTypeOffset = 156;
constexpr size_t kMagicOffset = 257;

constexpr uint64_t kFileMode = 0644;
constexpr uint64_t kUstarSizeMax = (uint64_t{1} << 33) - 1;  // eleven octal digits
constexpr std::string_view kPaxName = "././@PaxHeader";

// Digits in octal, zeros in front, one NUL behind.
void put_octal(MutableBytes block, Field field, uint64_t value) {
  for (size_t i = field.size - 1; i-- > 0; value >>= 3) {
    block[field.offset + i] = static_cast<uint8_t>('0' + (value & 7));
  }
  assert(value == 0);
}

void put_text(MutableBytes block, size_t offset, std::string_view text) {
  std::copy(text.begin(), text.end(), block.begin() + static_cast<std::ptrdiff_t>(offset));
}

Bytes ustar_block(std::string_view name, uint64_t mode, uint64_t size, char type) {
  Bytes block(kTarBlockSize);
  put_text(block, kName.offset, name);
  put_octal(block, kMode, mode);
  put_octal(block, kUid, 0);
  put_octal(block, kGid, 0);
  put_octal(block, kSize, size);
  put_octal(block, kMtime, 0);
  block[kTypeOffset] = static_cast<uint8_t>(type);
  put_text(block, kMagicOffset, std::string_view("ustar\00000", 8));
  // The checksum counts its own field as spaces, and is written as six digits, NUL, space.
  put_text(block, kChecksum.offset, "        ");
  uint64_t sum = 0;
  for (const uint8_t byte : block) sum += byte;
  put_octal(block, {kChecksum.offset, kChecksum.size - 1}, sum);
  block[kChecksum.offset + kChecksum.size - 2] = 0;
  return block;
}

// "LENGTH KEY=VALUE\n", where LENGTH counts itself.
std::string pax_record(std::string_view key, std::string_view value) {
  std::string rest = " ";
  rest += key;
  rest += '=';
  rest += value;
  rest += '\n';
  std::string record;
  size_t length = rest.size();
  do {
    record.clear();
    append_decimal(record, ++length);
  } while (record.size() + rest.size() != length);
  record += rest;
  return record;
}

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool fits_ustar(std::string_view name) {
  return name.size() <= kName.size && std::all_of(name.begin(), name.end(), is_ascii);
}

// What a tar without pax shows: a question mark for each character outside ASCII, cut.
std::string ustar_fallback(std::string_view name) {
  std::string fallback;
  for (const char c : name) {
    const bool continues = (static_cast<unsigned char>(c) & 0xc0) == 0x80;
    if (!continues) fallback += is_ascii(c) ? c : '?';
  }
  return fallback.substr(0, kName.size);
}

}  // namespace

Bytes tar_header(std::string_view name, uint64_t size) {
  std::string records;
  if (!fits_ustar(name)) records += pax_record("path", name);
  if (size > kUstarSizeMax) {
    std::string digits;
    append_decimal(digits, size);
    records += pax_record("size", digits);
  }
  const uint64_t ustar_size = size > kUstarSizeMax ? 0 : size;
  if (records.empty()) return ustar_block(name, kFileMode, ustar_size, '0');

  Bytes header = ustar_block(kPaxName, 0, records.size(), 'x');
  append(header, as_bytes(records));
  header.resize(static_cast<size_t>(tar_padded(header.size())));
  append(header, ustar_block(ustar_fallback(name), kFileMode, ustar_size, '0'));
  return header;
}

Result<uint64_t> read_tar_header(ByteView block, std::string_view name) {
  const auto bad = [] { return fail(Fault::kBadArchive, "not the archive of a drop"); };
  if (block.size() != kTarBlockSize) return bad();
  uint64_t size = 0;
  for (const uint8_t digit : block.subspan(kSize.offset, kSize.size - 1)) {
    if (digit < '0' || digit > '7') return bad();
    size = size << 3 | (digit & 7U);
  }
  const Bytes expected = tar_header(name, size);
  if (!std::equal(block.begin(), block.end(), expected.begin(), expected.end())) return bad();
  return size;
}

}  // namespace mayfly
