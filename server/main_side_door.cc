// Starting and stopping a side door.
#include "server/main_side_door.h"

namespace mayfly {
namespace {

HttpLimits side_limits() {
  HttpLimits limits;
  limits.threads = 2;
  limits.connections_max = 32;
  limits.connections_per_client_max = 0;
  limits.buffered_bytes_max = uint64_t{64} << 20;
  limits.buffered_bytes_per_client_max = 0;
  limits.drain_seconds_max = 2;
  return limits;
}

}  // namespace

Result<std::unique_ptr<SideDoor>> SideDoor::open(Listener listener, Application& application,
                                                 Log& log) {
  SystemRandom random;
  auto client_keys = std::make_unique<ClientKeys>(random);
  MAYFLY_LET(server,
             HttpServer::make(std::move(listener), side_limits(), application, *client_keys, log));
  return std::unique_ptr<SideDoor>(new SideDoor(std::move(client_keys), std::move(server)));
}

SideDoor::SideDoor(std::unique_ptr<ClientKeys> client_keys, std::unique_ptr<HttpServer> server)
    : client_keys_(std::move(client_keys)),
      server_(std::move(server)),
      serving_([this] { server_->run(); }) {}

SideDoor::~SideDoor() {
  server_->stop();
  serving_.join();
}

}  // namespace mayfly
