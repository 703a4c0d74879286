// The rules of a drop's life, as its owner sees it: protocol.md section 4.
#pragma once

#include "common/id.h"
#include "server/grants.h"
#include "server/rules.h"

namespace mayfly {

struct NewDrop {
  DropId drop;
  uint64_t size = 0;       // of the payload's plaintext after padding, in bytes
  uint64_t part_size = 0;  // of the plaintext of every part but the last, in bytes
  Expiry expiry;
  Verifier owner_verifier;
  OwnerKey owner_key;
  bool track = false;
  ClientKey client;  // whose budget it is made from
};

struct CreatedDrop {
  bool existed;  // the same request came before
  UnixTime expires_at;
  UnixTime open_until;
  uint32_t parts;
};

struct DropDescription {
  State state;
  UnixTime created_at;
  UnixTime expires_at;
  uint64_t size;
  uint64_t part_size;
  uint32_t parts;
  std::vector<uint32_t> missing;  // the first kMissingMax; empty once sealed
  bool track;
  std::vector<GrantDescription> grants;
  std::vector<Bytes> events;  // sealed to the owner key, oldest first
};

class Drops {
 public:
  explicit Drops(Rules& rules) : rules_(rules) {}

  // kBadField (size, part_size, expires_in, expires_at, owner_key), kDropTooLarge, kDropExists,
  // kDropGone (the same request, and the drop has ended), kTooManyDrops, kTooManyBytes,
  // kStorageFull.
  Answer<CreatedDrop> create(const NewDrop& wanted);

  // The bytes are on disk when it returns, but found there for certain only after the seal. Another
  // part of this number is replaced. kDropNotFound, kDropGone, kDropSealed, kPartNotFound,
  // kPartSizeWrong, kPayloadBlocked.
  Answer<void> put_part(const OwnerAccess& owner, uint32_t number, ByteView sealed);

  // Returns expires_at, with everything on disk. kDropNotFound, kDropGone, kPartsMissing,
  // kGrantMissing, kPayloadBlocked.
  Answer<UnixTime> seal(const OwnerAccess& owner);

  // Works on tombstones too, then without notes. kDropNotFound.
  Answer<DropDescription> describe(const OwnerAccess& owner);

  // Returns the new expires_at. kDropNotFound, kDropGone, kDropOpen, kBadField.
  Answer<UnixTime> extend(const OwnerAccess& owner, const Expiry& expiry);

  // Also when it has ended already. kDropNotFound.
  Answer<void> burn(const OwnerAccess& owner);

 private:
  Rules& rules_;
};

}  // namespace mayfly
