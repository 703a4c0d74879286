// Counts and times requests on their way to the application: by route, status and code, nothing
// else.
#pragma once

#include <array>
#include <vector>

#include "server/histogram.h"
#include "server/request.h"

namespace mayfly {

// Route 0 stands for requests that were refused before their body was read and for what is no
// route, route 1 for the pages; the others are those of routes_table.h in their order.
inline constexpr size_t kNoRoute = 0;
inline constexpr size_t kPagesRoute = 1;
inline constexpr size_t kFirstRoute = 2;

class MeteredRoutes final : public Application {
 public:
  explicit MeteredRoutes(Application& inner);

  Admission admit(const RequestHead& head) override { return inner_.admit(head); }
  Response handle(const Request& request) override;
  void refused(const Response& response) override;

  static constexpr int kFirstStatus = 100;
  static constexpr size_t kStatuses = 500;
  struct RouteCounts {
    std::array<std::atomic<uint64_t>, kStatuses> statuses{};  // from kFirstStatus
    Histogram seconds;  // from the whole request to its answer
  };

  size_t routes() const { return routes_.size(); }
  const RouteCounts& route(size_t index) const { return routes_[index]; }
  uint64_t refusals(Code code) const {
    return codes_[static_cast<size_t>(code)].load(std::memory_order_relaxed);
  }

 private:
  void count(size_t route, const Response& response);

  Application& inner_;
  std::vector<RouteCounts> routes_;
  std::array<std::atomic<uint64_t>, kCodes> codes_{};
};

}  // namespace mayfly
