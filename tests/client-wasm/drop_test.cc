// A drop from sender to receiver, whole, altered and by the wrong hands.
#include "client-wasm/archive/tar.h"
#include "client-wasm/receiver.h"
#include "client-wasm/sender.h"
#include "common/limits.h"
#include "tests/support/fixed_random.h"
#include "tests/support/results.h"

namespace mayfly {
namespace {

constexpr uint64_t kMiB = 1024 * 1024;

struct Drop {
  Sender sender;
  LinkSecret link;
  NewGrant grant;
  Bytes plain;

  Bytes sealed_part(uint32_t n) const {
    const PartPlan& plan = sender.cipher().plan();
    const auto begin = plain.begin() + static_cast<std::ptrdiff_t>(n * plan.part_size());
    Bytes part(begin, begin + static_cast<std::ptrdiff_t>(plan.plain_size(n)));
    part.resize(plan.sealed_size(n));
    CHECK(sender.cipher().seal_part(n, part));
    return part;
  }
  Result<Receiver> receive(const Root& root) const {
    const PartPlan& plan = sender.cipher().plan();
    return Receiver::open(age_identity(root), grant.header, plan.size(), plan.part_size());
  }
};

Drop make_drop(std::vector<ManifestFile> files) {
  test::FixedRandom random;
  Manifest manifest;
  manifest.note = "hello";
  manifest.files = std::move(files);
  auto sender = Sender::make(std::move(manifest), 0, random);
  REQUIRE(sender);
  auto link = random.make<LinkSecret>();
  auto grant = sender->make_grant(link, root_of(link), random);
  REQUIRE(grant);
  Bytes plain;
  const Layout& layout = sender->layout();
  for (size_t i = 0; i <= layout.manifest().files.size(); ++i) {
    append(plain, layout.gap(i));
    if (i < layout.manifest().files.size())
      append(plain, test::patterned(layout.manifest().files[i].size));
  }
  plain.resize(layout.size());
  return {std::move(*sender), std::move(link), std::move(*grant), std::move(plain)};
}

TEST_CASE("a drop arrives as it was sent") {
  const Drop drop = make_drop({{"a.bin", "", 3 * kMiB + 5}, {"b.txt", "text/plain", 10}});
  auto receiver = drop.receive(root_of(drop.link));
  REQUIRE(receiver);
  Bytes opened;
  for (uint32_t n = 0; n < drop.sender.cipher().plan().part_count(); ++n) {
    Bytes sealed = drop.sealed_part(n);
    const auto plain = receiver->open_part(n, sealed);
    REQUIRE(plain);
    append(opened, *plain);
  }
  CHECK(opened == drop.plain);
  CHECK(receiver->manifest().note == "hello");
  const ManifestFile file = receiver->manifest().files[1];
  CHECK(file.name == "b.txt");
  CHECK(Bytes(opened.begin() + static_cast<std::ptrdiff_t>(file.offset),
              opened.begin() + static_cast<std::ptrdiff_t>(file.offset + file.size)) ==
        test::patterned(10));
}

TEST_CASE("part 0 comes first; a second receiver may take its manifest instead") {
  const Drop drop = make_drop({{"a.bin", "", 2 * kMiB}});
  auto first = drop.receive(root_of(drop.link));
  Bytes sealed = drop.sealed_part(1);
  CHECK_FAULT(first->open_part(1, sealed), kConflict);
  Bytes sealed_first = drop.sealed_part(0);
  REQUIRE(first->open_part(0, sealed_first));

  auto second = drop.receive(root_of(drop.link));
  REQUIRE(second->adopt_manifest(as_bytes(first->layout()->manifest_json())));
  CHECK(second->open_part(1, sealed));
  CHECK_FAULT(second->adopt_manifest(as_bytes("{}")), kBadManifest);
}

TEST_CASE("several grants open one payload; the wrong link or password opens none") {
  const Drop drop = make_drop({{"a", "", 1}});
  test::FixedRandom random(Bytes(200, 0x33));
  const auto other_link = random.make<LinkSecret>();
  const Root with_password = root_of(other_link, PasswordHash(ByteArray<32>{1}));
  const auto other_grant = drop.sender.make_grant(other_link, with_password, random);
  REQUIRE(other_grant);
  CHECK(other_grant->id != drop.grant.id);
  const PartPlan& plan = drop.sender.cipher().plan();
  const auto open = [&](const Root& root, const Bytes& header) {
    return Receiver::open(age_identity(root), header, plan.size(), plan.part_size());
  };
  auto receiver = open(with_password, other_grant->header);
  REQUIRE(receiver);
  Bytes sealed = drop.sealed_part(0);
  CHECK(receiver->open_part(0, sealed));
  CHECK_FAULT(open(root_of(other_link), other_grant->header), kWrongKey);
  CHECK_FAULT(open(root_of(drop.link), other_grant->header), kWrongKey);
  CHECK(other_grant->access.matches(Verifier::of(access_token(with_password).expose())));
}

// A payload that is sealed well but says what no sender says.
std::optional<Fault> open_plaintext(const Drop& drop, Bytes plain) {
  auto receiver = drop.receive(root_of(drop.link));
  REQUIRE(receiver);
  Bytes sealed = std::move(plain);
  sealed.resize(drop.sender.cipher().plan().sealed_size(0));
  REQUIRE(drop.sender.cipher().seal_part(0, sealed));
  const auto opened = receiver->open_part(0, sealed);
  if (!opened) CHECK(sealed == Bytes(sealed.size()));
  return test::fault_of(opened);
}

TEST_CASE("an authentic payload that lies is refused, and nothing of it is released") {
  const Drop drop = make_drop({{"a.txt", "", 1000}});
  CHECK(open_plaintext(drop, drop.plain) == std::nullopt);
  CHECK(open_plaintext(drop, Bytes(drop.plain.size())) == Fault::kBadArchive);
  Bytes other_header = drop.plain;
  other_header[0] ^= 1;
  CHECK(open_plaintext(drop, other_header) == Fault::kBadArchive);
  Bytes other_manifest = drop.plain;
  other_manifest[512] = '[';
  CHECK(open_plaintext(drop, other_manifest) == Fault::kBadManifest);
  Bytes other_padding = drop.plain;
  other_padding.back() = 1;
  CHECK(open_plaintext(drop, other_padding) == Fault::kBadArchive);
}

TEST_CASE("a manifest that claims to be larger than the part is refused") {
  const Drop drop = make_drop({});
  Bytes plain = drop.plain;
  const Bytes header = tar_header(kManifestName, plain.size());
  std::copy(header.begin(), header.end(), plain.begin());
  CHECK(open_plaintext(drop, plain) == Fault::kBadManifest);
  const Bytes larger = tar_header(kManifestName, kManifestSizeMax + 1);
  std::copy(larger.begin(), larger.end(), plain.begin());
  CHECK(open_plaintext(drop, plain) == Fault::kTooLarge);
}

TEST_CASE("claims about sizes that make no payload are refused") {
  const Drop drop = make_drop({});
  const AgeIdentity identity = age_identity(root_of(drop.link));
  const Bytes& header = drop.grant.header;
  CHECK_FAULT(Receiver::open(identity, header, 5, 5), kBadInput);
  CHECK_FAULT(Receiver::open(identity, header, kPayloadSizeMax + 1, kPartSizeMin), kTooLarge);
  auto receiver = Receiver::open(identity, header, 10, kPartSizeMin);
  REQUIRE(receiver);
  Bytes sealed = drop.sealed_part(0);
  CHECK_FAULT(receiver->open_part(0, sealed), kBadPayload);
}

}  // namespace
}  // namespace mayfly
