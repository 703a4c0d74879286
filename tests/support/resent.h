// A drop that comes again after it was taken down.
#pragma once

#include "tests/support/rules_world.h"

namespace mayfly {

// Another drop with the bytes of `of`, as a script would send them again; its parts are refused or
// not.
struct Resent {
  Resent(World& world, uint64_t drop, uint64_t of) {
    REQUIRE(world.drops.create(world.wanted_drop(drop)).has_value());
    for (uint32_t n = 0; n < 2; ++n) {
      codes.push_back(
          code_of(world.drops.put_part(world.owner(drop), n, World::part_bytes(of, n))));
    }
  }
  std::vector<Code> codes;
};

inline const std::vector<Code> kTaken{Code::kNotFound, Code::kNotFound};
inline const std::vector<Code> kRefused{Code::kPayloadBlocked, Code::kPayloadBlocked};

}  // namespace mayfly
