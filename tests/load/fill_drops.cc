// Fills a data folder with sealed drops through the real rules, but without waiting for the disk:
// fill_drops FOLDER DROPS PART-BYTES DUE DUE-IN-SECONDS. The first DUE drops expire at one
// time, DUE-IN-SECONDS after the filling began; the others 30 days later. Standard output is the
// owner's token, which is the access token too, then a line for each of up to 1,000 drops from all
// over those that are not due: its id and its grant's, which has no limit of views.
#include <sodium.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "common/base64url.h"
#include "server/drops.h"
#include "server/rocks_store.h"

// In place of the system's, for the whole program.
extern "C" int fsync(int) { return 0; }
extern "C" int fdatasync(int) { return 0; }

namespace mayfly {
namespace {

constexpr uint64_t kDropsNamed = 1000;

template <typename T>
T need(Answer<T>&& answer) {
  if (!answer) {
    std::fprintf(stderr, "fill_drops: a rule refused, code %d\n", int(answer.error().code));
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return *std::move(answer);
}

struct Wish {
  uint64_t part_bytes;
  UnixTime due_at;
  bool is_due;
};

class Filler {
 public:
  explicit Filler(Store& store)
      : limits_{.reserved_bytes_max = uint64_t{1} << 50,
                .drops_max = UINT32_MAX,
                .open_drops_max = UINT32_MAX},
        rules_(store, clock_, random_, limits_) {
    ByteArray<crypto_box_SECRETKEYBYTES> secret;
    crypto_box_keypair(owner_key_.bytes.data(), secret.data());
  }

  struct Made {
    DropId drop;
    GrantId grant;
  };
  Made fill(const Wish& wish) {
    NewDrop drop;
    random_.fill(drop.drop.bytes);
    drop.size = wish.part_bytes;
    drop.part_size = kPartSizeMin;
    drop.expiry = wish.is_due ? Expiry{Expiry::Kind::kAt, wish.due_at}
                              : Expiry{Expiry::Kind::kIn, limits_.expires_in_max_seconds};
    drop.owner_verifier = Verifier::of(token_.expose());
    drop.owner_key = owner_key_;
    need(drops_.create(drop));
    const OwnerAccess owner{drop.drop, token_, {}};
    part_.resize(PartPlan::make(drop.size, drop.part_size)->sealed_size(0));
    random_.fill(part_);
    need(drops_.put_part(owner, 0, part_));
    NewGrant grant;
    random_.fill(grant.grant.bytes);
    grant.access_verifier = drop.owner_verifier;
    grant.header = random(300);
    grant.note = random(200);
    grant.hint = random(150);
    grant.max_views = 0;
    need(grants_.put(owner, grant));
    need(drops_.seal(owner));
    return {drop.drop, grant.grant};
  }
  std::string owner_token() const { return base64url_encode(token_.expose()); }

 private:
  Bytes random(size_t size) {
    Bytes bytes(size);
    random_.fill(bytes);
    return bytes;
  }

  SystemClock clock_;
  SystemRandom random_;
  RuleLimits limits_;
  Rules rules_;
  Drops drops_{rules_};
  Grants grants_{rules_};
  OwnerToken token_ =
      OwnerToken::filled_by([](MutableBytes out) { randombytes_buf(out.data(), out.size()); });
  OwnerKey owner_key_;
  Bytes part_;
};

int fill(const char* folder, uint64_t count, uint64_t part_bytes, uint64_t due, int64_t due_in) {
  auto store = RocksStore::open(folder);
  if (!store) {
    std::fprintf(stderr, "fill_drops: the folder could not be opened: %s\n",
                 std::string(store.error().text.view()).c_str());
    return 1;
  }
  Filler filler(**store);
  const UnixTime due_at = SystemClock().now() + due_in;
  std::printf("%s\n", filler.owner_token().c_str());
  const uint64_t step = (count - due) / kDropsNamed + 1;
  for (uint64_t i = 0; i < count; ++i) {
    const auto [drop, grant] = filler.fill({part_bytes, due_at, i < due});
    if (i >= due && (i - due) % step == 0) {
      std::printf("%s %s\n", drop.to_text().c_str(), grant.to_text().c_str());
    }
  }
  store->reset();
  sync();  // or the server that is measured next would pay for it
  return 0;
}

}  // namespace
}  // namespace mayfly

int main(int argc, char** argv) {
  if (argc != 6 || sodium_init() < 0) return 2;
  const auto number = [&](int i) { return std::strtoull(argv[i], nullptr, 10); };
  return mayfly::fill(argv[1], number(2), number(3), number(4), static_cast<int64_t>(number(5)));
}
