// A second HTTP server beside the public one, with a thread of its own.
#pragma once

#include <memory>
#include <thread>

#include "server/http.h"

namespace mayfly {

class SideDoor {
 public:
  // Serves `application` until the end of this object, which waits for requests under way. Few
  // clients, all of them the operator's own: few threads and little memory.
  static Result<std::unique_ptr<SideDoor>> open(Listener listener, Application& application,
                                                Log& log);
  ~SideDoor();

 private:
  SideDoor(std::unique_ptr<ClientKeys> client_keys, std::unique_ptr<HttpServer> server);

  std::unique_ptr<ClientKeys> client_keys_;
  std::unique_ptr<HttpServer> server_;
  std::thread serving_;
};

}  // namespace mayfly
