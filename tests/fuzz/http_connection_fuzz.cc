// A whole connection, from bytes in to bytes out: httplib included, sockets not.
#include "server/http_connection.h"

#include "server/log.h"
#include "tests/fuzz/fuzz.h"

namespace mayfly {
namespace {

constexpr uint64_t kBodySizeMax = 64;

class Echo final : public Application {
 public:
  Admission admit(const RequestHead&) override { return kBodySizeMax; }
  Response handle(const Request& request) override {
    FUZZ_CHECK(request.body.size() <= kBodySizeMax);
    FUZZ_CHECK(request.body.size() == request.content_length.value_or(0));
    Response response;
    response.body = request.path + request.body;
    return response;
  }
};

// The first byte chooses how many bytes arrive at a time.
void run(ByteView input) {
  Echo echo;
  Log log(-1, [] { return int64_t{0}; });
  HttpEngine engine(echo, log);
  const HttpLimits limits;
  BufferBudget budget(1 << 20);
  {
    HttpConnection connection({127, 0, 0, 1}, echo, engine, limits, budget, 0);
    const size_t step = size_t{1} + input[0];
    std::string_view rest = as_chars(input.subspan(1));
    using State = HttpConnection::State;
    while (connection.state() != State::kOver) {
      if (connection.state() == State::kReady) {
        connection.answer(engine.run(connection.take_request()), 0);
      } else if (connection.state() == State::kSending) {
        const auto pieces = connection.to_send();
        connection.sent(pieces[0].size() + pieces[1].size(), 0);
      } else if (rest.empty()) {
        connection.input_ended();
      } else {
        connection.received(rest.substr(0, step), 0);
        rest.remove_prefix(std::min(step, rest.size()));
      }
    }
  }
  FUZZ_CHECK(budget.fits(1 << 20));
}

}  // namespace
}  // namespace mayfly

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 0) mayfly::run(mayfly::fuzz::exact(data, size));
  return 0;
}
