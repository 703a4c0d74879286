// Checks on Results: which fault, or that there is none.
#pragma once

#include <doctest/doctest.h>

#include <optional>

#include "common/result.h"

namespace mayfly::test {

template <typename T>
std::optional<Fault> fault_of(const Result<T>& result) {
  if (result) return std::nullopt;
  return result.error().fault;
}

}  // namespace mayfly::test

#define CHECK_FAULT(result, expected) \
  CHECK(::mayfly::test::fault_of(result) == std::optional(::mayfly::Fault::expected))
