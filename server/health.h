// Whether the server is alive, and whether it can do its work: for load balancers and monitors.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

#include "server/request.h"
#include "server/rules.h"

namespace mayfly {

// Why the server should not be sent work.
enum class Unready : uint8_t { kStopping, kDisk, kStore };

class Health {
 public:
  explicit Health(Rules& rules) : rules_(rules) {}

  // Nothing: it is ready. Reads and writes the store, at most once a second however often it is
  // asked.
  std::optional<Unready> unready();
  // From now on kStopping.
  void stop() { stopping_ = true; }

 private:
  std::optional<Unready> look();

  Rules& rules_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point next_look_{};
  std::optional<Unready> last_;
};

// `GET /healthz` and `GET /readyz`; all other requests are the inner application's.
class HealthRoutes final : public Application {
 public:
  HealthRoutes(Application& inner, Health& health) : inner_(inner), health_(health) {}

  Admission admit(const RequestHead& head) override;
  Response handle(const Request& request) override;

 private:
  Application& inner_;
  Health& health_;
};

}  // namespace mayfly
