// Work factors and lengths that a client refuses; the hash itself is in vectors_test.cc.
#include "client-wasm/password.h"

#include "tests/support/results.h"

namespace mayfly {
namespace {

constexpr uint64_t kMiB = 1024 * 1024;

TEST_CASE("work factors outside the range are refused before any work") {
  for (const PasswordParams& params :
       {PasswordParams{}, PasswordParams{2, 32 * kMiB}, PasswordParams{8, 1024 * kMiB}}) {
    CHECK(check_params(params));
  }
  const PasswordSalt salt{ByteArray<16>{}};
  for (const PasswordParams& params :
       {PasswordParams{1, 64 * kMiB}, PasswordParams{0, 64 * kMiB}, PasswordParams{9, 64 * kMiB},
        PasswordParams{3, 32 * kMiB - 1}, PasswordParams{3, 1024 * kMiB + 1}, PasswordParams{3, 0},
        PasswordParams{3, UINT64_MAX}}) {
    CAPTURE(params.ops);
    CAPTURE(params.mem);
    CHECK_FAULT(check_params(params), kBadPassword);
    CHECK_FAULT(hash_password(as_bytes("x"), salt, params), kBadPassword);
  }
}

TEST_CASE("empty and over-long passwords are refused") {
  const PasswordSalt salt{ByteArray<16>{}};
  CHECK_FAULT(hash_password({}, salt, {}), kBadPassword);
  CHECK_FAULT(hash_password(Bytes(kPasswordSizeMax + 1, 'x'), salt, {}), kBadPassword);
}

TEST_CASE("every input changes the root") {
  const LinkSecret link{ByteArray<32>{1}};
  const PasswordHash hash{ByteArray<32>{2}};
  const auto same = [](const Root& a, const Root& b) {
    return std::equal(a.expose().begin(), a.expose().end(), b.expose().begin());
  };
  const Root root = root_of(link, hash);
  CHECK(same(root, root_of(link, hash)));
  CHECK(!same(root, root_of(link)));
  CHECK(!same(root, root_of(link, PasswordHash(ByteArray<32>{3}))));
  CHECK(!same(root, root_of(LinkSecret(ByteArray<32>{3}), hash)));
}

}  // namespace
}  // namespace mayfly
