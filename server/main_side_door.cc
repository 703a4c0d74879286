// Starting and stopping a side door.
#include "server/main_side_door.h"

namespace mayfly {
namespace {

HttpLimits side_limits() {
  HttpLimits limits;
  limits.threads = 2;
  limits.connections_max = 32;
  limits.buffered_bytes_max = uint64_t{64} << 20;
  limits.drain_seconds_max = 2;
  return limits;
}

}  // namespace

Result<std::unique_ptr<SideDoor>> SideDoor::open(Listener listener, Application& application,
                                                 Log& log) {
  MAYFLY_LET(server, HttpServer::make(std::move(listener), side_limits(), application, log));
  return std::unique_ptr<SideDoor>(new SideDoor(std::move(server)));
}

SideDoor::SideDoor(std::unique_ptr<HttpServer> server)
    : server_(std::move(server)), serving_([this] { server_->run(); }) {}

SideDoor::~SideDoor() {
  server_->stop();
  serving_.join();
}

}  // namespace mayfly
