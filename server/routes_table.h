// Which route is which: method, path, who may call it, and what body it takes.
#pragma once

#include <span>

#include "common/id.h"
#include "common/limits.h"
#include "server/drops.h"
#include "server/grants.h"
#include "server/reports.h"
#include "server/request.h"
#include "server/views.h"

namespace mayfly {

// What GET /info tells besides the limits that the rules keep.
struct ServerInfo {
  std::string_view version;  // of the program
  uint64_t default_expires_in_seconds;
  uint32_t default_max_views;
  std::string_view report_recipient = {};  // age1…; empty where no abuse reports are taken
  bool has_terms = false;                  // there is a page /terms
};

// What the routes work on.
struct Services {
  Services(Rules& the_rules, ServerInfo the_info)
      : rules(the_rules),
        info(the_info),
        drops(rules),
        grants(rules),
        views(rules),
        reports(rules) {}

  Rules& rules;
  ServerInfo info;
  Drops drops;
  Grants grants;
  Views views;
  Reports reports;
};

// Whose token a route needs.
enum class Caller : uint8_t { kAnyone, kOwner, kAccess, kLease };

// What stood in the path; those that the route does not name are zero.
struct PathArguments {
  DropId drop;
  GrantId grant;
  ViewId view;
  uint32_t number = 0;
};

// One request with all that its route found out about it. The token is there where the route needs
// one.
struct Call {
  Services& services;
  const Request& request;
  const PathArguments& path;
  ClientKey client;
};

struct Route {
  Method method;
  std::string_view
      pattern;  // below kApiPrefix; `{drop}`, `{grant}`, `{view}`, `{n}` stand for arguments
  Caller caller;
  MediaType body_type;  // kNone: no body
  uint64_t body_size_max;
  uint64_t answer_size_max;  // as in Admitted
  Answer<Response> (*run)(const Call& call);
};

inline constexpr std::string_view kApiPrefix = "/api/v1";

std::span<const Route> routes();

// The handlers, one file for each kind of thing.
Answer<Response> get_info(const Call& call);
Answer<Response> create_drop(const Call& call);
Answer<Response> put_part(const Call& call);
Answer<Response> seal_drop(const Call& call);
Answer<Response> describe_drop(const Call& call);
Answer<Response> extend_drop(const Call& call);
Answer<Response> burn_drop(const Call& call);
Answer<Response> put_grant(const Call& call);
Answer<Response> change_grant(const Call& call);
Answer<Response> revoke_grant(const Call& call);
Answer<Response> grant_info(const Call& call);
Answer<Response> add_report(const Call& call);
Answer<Response> claim_view(const Call& call);
Answer<Response> read_part(const Call& call);
Answer<Response> finish_view(const Call& call);

}  // namespace mayfly
