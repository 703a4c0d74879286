// Memory of bodies: used again, never much more than is needed, and given back in the end.
#include "server/body_memory.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "server/request_body.h"

namespace mayfly {
namespace {

constexpr size_t kMiB = 1024 * 1024;

TEST_CASE("what was given back is used again, for what has about its size") {
  BodyMemory memory(64 * kMiB);
  MemoryBlock block = memory.take(8 * kMiB);
  const char* const place = block.bytes.get();
  memory.give(std::move(block));
  CHECK(memory.spare() == 8 * kMiB);
  CHECK(memory.take(4 * kMiB).bytes.get() != place);
  CHECK(memory.take(8 * kMiB + 1).capacity == 8 * kMiB + 1);
  CHECK(memory.spare() == 8 * kMiB);
  const MemoryBlock again = memory.take(8 * kMiB - 1);
  CHECK(again.bytes.get() == place);
  CHECK(again.capacity == 8 * kMiB);
  CHECK(memory.spare() == 0);
}

TEST_CASE("a large block begins where a huge page can, and is as large as it was asked for") {
  constexpr size_t kSize = 8 * kMiB + 2064;
  const MemoryBlock block = fresh_block(kSize);
  CHECK(reinterpret_cast<uintptr_t>(block.bytes.get()) % (2 * kMiB) == 0);
  CHECK(block.capacity == kSize);
  std::fill_n(block.bytes.get(), kSize, 'x');
  CHECK(std::count(block.bytes.get(), block.bytes.get() + kSize, 'x') == kSize);
}

TEST_CASE("what is kept and what is in use are together no more than allowed") {
  BodyMemory memory(3 * kMiB);
  std::vector<MemoryBlock> used;
  for (int i = 0; i < 5; ++i) used.push_back(memory.take(kMiB));
  for (MemoryBlock& block : used) memory.give(std::move(block));
  CHECK(memory.spare() == 3 * kMiB);
  const MemoryBlock larger = memory.take(2 * kMiB);
  CHECK(memory.spare() == kMiB);
}

TEST_CASE("small blocks are not kept") {
  BodyMemory memory(kMiB);
  memory.give(memory.take(1000));
  CHECK(memory.spare() == 0);
}

TEST_CASE("what was not needed for a while goes back to the system, and no more than that") {
  BodyMemory memory(8 * kMiB);
  std::vector<MemoryBlock> used;
  for (int i = 0; i < 4; ++i) used.push_back(memory.take(kMiB));
  for (MemoryBlock& block : used) memory.give(std::move(block));
  memory.trim();
  CHECK(memory.spare() == 4 * kMiB);  // used since the last time
  memory.give(memory.take(kMiB));
  memory.trim();
  CHECK(memory.spare() == kMiB);  // the one that was needed
  memory.trim();
  CHECK(memory.spare() == 0);
}

TEST_CASE("a body keeps its bytes while it grows, and gives its memory back once") {
  BodyMemory memory(8 * kMiB);
  std::string sent;
  {
    RequestBody body(memory);
    for (const size_t room : {kMiB / 4, kMiB, 4 * kMiB}) {
      body.reserve(room);
      const std::string more(room - sent.size(), static_cast<char>('a' + sent.size() % 26));
      std::copy(more.begin(), more.end(), body.room().begin());
      body.append({body.room().data(), more.size()});
      sent += more;
      CHECK(body.view() == sent);
    }
    CHECK(memory.spare() == kMiB / 4 + kMiB);
    RequestBody moved(std::move(body));
    CHECK(moved.view() == sent);
    body = RequestBody();
    CHECK(memory.spare() == kMiB / 4 + kMiB);
  }
  CHECK(memory.spare() == kMiB / 4 + kMiB + 4 * kMiB);
}

}  // namespace
}  // namespace mayfly
