// One connection as a state machine on memory: bytes in, whole requests out, answers in, bytes out.
#pragma once

#include <array>
#include <string>

#include "server/config_http.h"
#include "server/http_engine.h"
#include "server/http_frame.h"

namespace mayfly {

// Bytes of bodies that all connections of one server hold together. One thread only.
class BufferBudget {
 public:
  explicit BufferBudget(uint64_t max) : max_(max) {}

  bool fits(uint64_t bytes) const { return held_ <= max_ && bytes <= max_ - held_; }
  void take(uint64_t bytes) { held_ += bytes; }
  void give_back(uint64_t bytes) { held_ -= bytes; }

 private:
  uint64_t max_;
  uint64_t held_ = 0;
};

// Times are milliseconds of a clock that only goes forward. One thread only; one request at a time:
// what a client sends ahead waits until the answer before it has gone.
class HttpConnection {
 public:
  enum class State : uint8_t {
    kHead,        // reading a header section, or idle between two requests
    kBody,        // reading a body
    kReady,       // a whole request waits for take_request()
    kRunning,     // the application has it; answer() is next
    kSending,     // an answer is being sent
    kDiscarding,  // refused and answered: what the client still sends is dropped, so that it reads
                  // on
    kOver,
  };

  // `engine` writes the refusals of this connection; it belongs to the connection's thread.
  HttpConnection(Bytes network, Application& application, HttpEngine& engine,
                 const HttpLimits& limits, BufferBudget& budget, int64_t now);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  State state() const { return state_; }
  bool wants_to_read() const {
    return state_ == State::kHead || state_ == State::kBody || state_ == State::kDiscarding;
  }

  void received(std::string_view bytes, int64_t now);
  // The client will send no more.
  void input_ended();

  WholeRequest take_request();
  void answer(WholeAnswer answer, int64_t now);

  // What is left to send, in order.
  std::array<std::string_view, 2> to_send() const;
  void sent(size_t size, int64_t now);

  // The client is not reading any more.
  void break_off() { state_ = State::kOver; }

  // Deals with a deadline that has passed; says whether there was one.
  bool check_time(int64_t now);
  // From now on each answer closes the connection; one that is idle between requests is over, and a
  // new one has a moment for the request that it was opened for.
  void stop(int64_t now);

 private:
  void advance(int64_t now);
  void begin_request(size_t head_size, int64_t now);
  void take_body_bytes();
  void refuse(Response response, int64_t now);
  void begin_sending(WholeAnswer answer, int64_t now);
  void finish_sending(int64_t now);
  int64_t deadline_for(uint64_t size, int64_t now) const;
  void hold(uint64_t bytes);

  Application& application_;
  HttpEngine& engine_;
  const HttpLimits& limits_;
  BufferBudget& budget_;
  const Bytes network_;

  State state_ = State::kHead;
  int64_t deadline_;
  uint64_t held_bytes_ = 0;  // of the budget
  std::string input_;        // received and not used yet
  Frame frame_;
  WholeRequest request_;
  bool must_discard_ = false;
  bool asking_for_body_ = false;
  bool input_ended_ = false;
  bool stopping_ = false;
  bool is_new_ = true;  // without an answer so far

  WholeAnswer answer_;
  size_t sent_size_ = 0;
};

}  // namespace mayfly
