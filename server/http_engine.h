// Runs whole requests through cpp-httplib on memory. With its .cc, the only place that knows
// httplib.
#pragma once

#include <memory>
#include <string>

#include "server/request.h"

namespace mayfly {

class Log;

// A request that has arrived completely.
struct WholeRequest {
  std::string head;  // as read_frame() took it
  RequestBody body;
  ClientKey client;
  bool keep_alive = true;
};

// An answer as it goes on the wire: its header section, then response.content().
struct WholeAnswer {
  std::string head;
  Response response;
  bool keep_alive = false;
};

// For one thread at a time. httplib reads the header section and writes the answer's; sockets,
// threads, deadlines and framing are the loop's, because a slow client would hold one of httplib's
// threads. Bodies pass by without being copied.
class HttpEngine {
 public:
  HttpEngine(Application& application, Log& log);
  ~HttpEngine();

  WholeAnswer run(WholeRequest request);
  // For a request that is refused before it is whole; the connection closes.
  WholeAnswer refuse(Method method, Response response);

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace mayfly
