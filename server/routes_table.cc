// protocol.md section 4, line by line.
#include "server/routes_table.h"

#include <array>

#include "common/limits.h"

namespace mayfly {
namespace {

constexpr uint64_t kSealedPartSizeMax = kPartSizeMax + kPartSizeMax / kChunkSize * kTagSize;
// Of JSON: all events and grants that a drop can have.
constexpr uint64_t kDescriptionSizeMax = 512 * 1024;

constexpr Route kRoutes[] = {
    {Method::kGet, "/info", Caller::kAnyone, MediaType::kNone, 0, 0, get_info},
    {Method::kPut, "/drops/{drop}", Caller::kAnyone, MediaType::kJson, kJsonBodySizeMax, 0,
     create_drop},
    {Method::kPut, "/drops/{drop}/parts/{n}", Caller::kOwner, MediaType::kOctets,
     kSealedPartSizeMax, 0, put_part},
    {Method::kPut, "/drops/{drop}/grants/{grant}", Caller::kOwner, MediaType::kJson,
     kJsonBodySizeMax, 0, put_grant},
    {Method::kPost, "/drops/{drop}/seal", Caller::kOwner, MediaType::kNone, 0, 0, seal_drop},
    {Method::kGet, "/drops/{drop}", Caller::kOwner, MediaType::kNone, 0, kDescriptionSizeMax,
     describe_drop},
    {Method::kPatch, "/drops/{drop}", Caller::kOwner, MediaType::kJson, kJsonBodySizeMax, 0,
     extend_drop},
    {Method::kPatch, "/drops/{drop}/grants/{grant}", Caller::kOwner, MediaType::kJson,
     kJsonBodySizeMax, 0, change_grant},
    {Method::kDelete, "/drops/{drop}/grants/{grant}", Caller::kOwner, MediaType::kNone, 0, 0,
     revoke_grant},
    {Method::kDelete, "/drops/{drop}", Caller::kOwner, MediaType::kNone, 0, 0, burn_drop},
    {Method::kGet, "/grants/{grant}", Caller::kAnyone, MediaType::kNone, 0, 0, grant_info},
    {Method::kPost, "/grants/{grant}/claim", Caller::kAccess, MediaType::kJson, kJsonBodySizeMax, 0,
     claim_view},
    {Method::kPost, "/grants/{grant}/reports", Caller::kAnyone, MediaType::kJson, kJsonBodySizeMax,
     0, add_report},
    {Method::kGet, "/views/{view}/parts/{n}", Caller::kLease, MediaType::kNone, 0, 0, read_part},
    {Method::kPost, "/views/{view}/done", Caller::kLease, MediaType::kNone, 0, 0, finish_view},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace mayfly
