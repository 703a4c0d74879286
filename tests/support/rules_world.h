// A clock to turn, repeatable randomness, and a sender and recipients for tests of the rules.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>

#include "server/drops.h"
#include "server/keyspace.h"
#include "server/reaper.h"
#include "server/views.h"

namespace mayfly {

class FakeClock final : public Clock {
 public:
  UnixTime now() const override { return now_; }
  void advance(int64_t seconds) { now_ += seconds; }

 private:
  std::atomic<UnixTime> now_ = 1'790'000'000;
};

// Different bytes at each call, the same in each run.
class FakeRandom final : public Random {
 public:
  // Another run of the same test must not repeat what this one drew.
  void skip_to(uint64_t call) { calls_ = call; }
  void fill(MutableBytes out) override {
    const uint64_t call = ++calls_;
    ByteArray<32> bytes;
    crypto_generichash(bytes.data(), bytes.size(), reinterpret_cast<const uint8_t*>(&call),
                       sizeof call, nullptr, 0);
    REQUIRE(out.size() <= bytes.size());
    std::copy_n(bytes.begin(), out.size(), out.begin());
  }

 private:
  std::atomic<uint64_t> calls_ = 0;
};

template <typename Token>
Token token_of(uint64_t number) {
  return Token::filled_by([&](MutableBytes out) {
    crypto_generichash(out.data(), out.size(), reinterpret_cast<const uint8_t*>(&number),
                       sizeof number, nullptr, 0);
  });
}
template <typename AnyId>
AnyId id_of(uint64_t number) {
  AnyId id;
  number += 1'000'000;
  crypto_generichash(id.bytes.data(), id.bytes.size(), reinterpret_cast<const uint8_t*>(&number),
                     sizeof number, nullptr, 0);
  return id;
}

// Bytes that nothing else contains, to be looked for later.
inline Bytes marked_bytes(size_t size, uint64_t number) {
  Bytes bytes(size);
  ByteArray<randombytes_SEEDBYTES> seed{};
  store_big_endian(number, std::span(seed).first<8>());
  randombytes_buf_deterministic(bytes.data(), bytes.size(), seed.data());
  return bytes;
}

// Everything that main wires, with one sender; things are named by numbers.
struct World {
  // Two parts, and no more bytes than that takes: they are copied for each fault at each write.
  static constexpr uint64_t kDropSize = kPartSizeMin + 1000;

  explicit World(Store& the_store, RuleLimits limits = {})
      : store(the_store), rules(the_store, clock, random, limits) {
    REQUIRE(sodium_init() >= 0);
    crypto_box_seed_keypair(owner_key.bytes.data(), owner_secret.data(), seed.data());
  }

  OwnerAccess owner(uint64_t drop) const { return {id_of<DropId>(drop), owner_token, client}; }
  NewDrop wanted_drop(uint64_t drop) const {
    NewDrop wanted;
    wanted.drop = id_of<DropId>(drop);
    wanted.size = kDropSize;
    wanted.part_size = kPartSizeMin;
    wanted.expiry = {Expiry::Kind::kIn, 86'400};
    wanted.owner_verifier = Verifier::of(owner_token.expose());
    wanted.owner_key = owner_key;
    wanted.track = true;
    wanted.client = client;
    return wanted;
  }
  static NewGrant wanted_grant(uint64_t grant, uint32_t max_views) {
    NewGrant wanted;
    wanted.grant = id_of<GrantId>(grant);
    wanted.access_verifier = Verifier::of(token_of<AccessToken>(grant).expose());
    wanted.header = marked_bytes(300, grant * 10 + 1);
    wanted.max_views = max_views;
    wanted.note = marked_bytes(100, grant * 10 + 2);
    wanted.hint = marked_bytes(60, grant * 10 + 3);
    return wanted;
  }
  static Bytes part_bytes(uint64_t drop, uint32_t number, uint64_t size = kDropSize) {
    const auto plan = PartPlan::make(size, kPartSizeMin);
    return marked_bytes(plan->sealed_size(number), drop * 1'000 + number);
  }

  // A sealed drop of two parts with one grant of the same number.
  void seal_drop(uint64_t drop, uint32_t max_views) {
    REQUIRE(drops.create(wanted_drop(drop)).has_value());
    for (uint32_t n = 0; n < 2; ++n) {
      REQUIRE(drops.put_part(owner(drop), n, part_bytes(drop, n)).has_value());
    }
    REQUIRE(grants.put(owner(drop), wanted_grant(drop, max_views)).has_value());
    REQUIRE(drops.seal(owner(drop)).has_value());
  }
  Answer<Claim> claim(uint64_t grant, uint64_t lease) {
    const AccessToken token = token_of<AccessToken>(grant);
    return views.claim(
        {id_of<GrantId>(grant), token, Verifier::of(token_of<LeaseToken>(lease).expose()), client});
  }
  Answer<Bytes> read_part(const ViewId& view, uint64_t lease, uint32_t number) {
    const LeaseToken token = token_of<LeaseToken>(lease);
    MAYFLY_LET(part, views.read_part({view, token, client}, number));
    if (auto* bytes = std::get_if<Bytes>(&part)) return std::move(*bytes);
    const auto& [file, size] = std::get<StoredFile>(part);
    Bytes bytes(size);
    REQUIRE(pread(file.get(), bytes.data(), size, 0) == static_cast<ssize_t>(size));
    return bytes;
  }
  Answer<void> done(const ViewId& view, uint64_t lease) {
    const LeaseToken token = token_of<LeaseToken>(lease);
    return views.done({view, token, client});
  }
  State state(uint64_t drop) { return drops.describe(owner(drop)).value().state; }
  // Turns the clock and lets the reaper do all that is due.
  void pass_time(int64_t seconds) {
    clock.advance(seconds);
    reap();
  }
  void reap() {
    for (int i = 0; i < 100; ++i) {
      const auto next = reaper.pass();
      REQUIRE(next.has_value());
      if (*next > clock.now()) return;
    }
    FAIL("the reaper does not come to an end");
  }
  bool holds_parts(uint64_t drop) const {
    return !store.scan(keyspace::parts(id_of<DropId>(drop)), 1).value().empty();
  }
  // Age headers, notes and hints.
  bool holds_contents(uint64_t drop) const {
    return !store.scan(keyspace::contents(id_of<DropId>(drop)), 1).value().empty();
  }

  Store& store;
  FakeClock clock;
  FakeRandom random;
  OwnerToken owner_token = token_of<OwnerToken>(7);
  OwnerKey owner_key;
  ByteArray<32> owner_secret{};
  ByteArray<32> seed{1, 2, 3};
  ClientKey client = id_of<ClientKey>(1);
  Rules rules;
  Drops drops{rules};
  Grants grants{rules};
  Views views{rules};
  Reaper reaper{rules};
};

// Why it was refused; kNotFound, which no rule answers, when it was not.
template <typename T>
Code code_of(const Answer<T>& answer) {
  return answer ? Code::kNotFound : answer.error().code;
}

}  // namespace mayfly
