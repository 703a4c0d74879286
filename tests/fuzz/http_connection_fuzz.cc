// A whole connection, from bytes in to bytes out: httplib included, sockets not.
#include "server/http_connection.h"

#include <algorithm>

#include "server/log.h"
#include "server/random.h"
#include "tests/fuzz/fuzz.h"

namespace mayfly {
namespace {

constexpr uint64_t kBodySizeMax = 64;

class Echo final : public Application {
 public:
  Admission admit(const RequestHead&) override { return Admitted{kBodySizeMax}; }
  Response handle(const Request& request) override {
    FUZZ_CHECK(request.body.size() <= kBodySizeMax);
    FUZZ_CHECK(request.body.size() == request.content_length.value_or(0));
    Response response;
    response.body = request.path + std::string(request.body);
    return response;
  }
};

// The first byte chooses how many bytes arrive at a time.
void run(ByteView input) {
  BodyMemory body_memory(1 << 20);
  Echo echo;
  Log log(-1, [] { return int64_t{0}; });
  HttpEngine engine(echo, log);
  const HttpLimits limits;
  SystemRandom random;
  const ClientKeys client_keys(random);
  const Networks trusted;
  ClientShares memory(1 << 20, 0);
  ClientShares connections(0, 0);
  const HttpSurroundings all{echo,    engine, limits,      client_keys,
                             trusted, memory, body_memory, connections};
  {
    HttpConnection connection(Address{}, all, 0);
    const size_t step = size_t{1} + input[0];
    std::string_view rest = as_chars(input.subspan(1));
    using State = HttpConnection::State;
    while (connection.state() != State::kOver) {
      if (connection.state() == State::kReady) {
        connection.answer(engine.run(connection.take_request()), 0);
      } else if (connection.state() == State::kSending) {
        const auto pieces = connection.to_send().pieces;
        connection.sent(pieces[0].size() + pieces[1].size(), 0);
      } else if (rest.empty()) {
        connection.input_ended();
      } else {
        const size_t size = std::min({step, rest.size(), connection.read_size_max()});
        FUZZ_CHECK(size > 0);
        connection.received(rest.substr(0, size), 0);
        rest.remove_prefix(size);
      }
    }
  }
  FUZZ_CHECK(memory.held() == 0 && connections.held() == 0);
}

}  // namespace
}  // namespace mayfly

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 0) mayfly::run(mayfly::fuzz::exact(data, size));
  return 0;
}
