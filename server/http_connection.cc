// Framing, deadlines and refusals of one connection.
#include "server/http_connection.h"

#include <sodium.h>

#include <algorithm>
#include <cassert>

#include "server/http_network.h"
#include "server/problem.h"

namespace mayfly {
namespace {

constexpr std::string_view kBlankLine = "\r\n\r\n";
// RFC 9110 section 10.1.1.
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr int64_t kDiscardMillisecondsMax = 2000;
constexpr int64_t kFirstRequestMillisecondsMax = 500;  // after a stop
constexpr int64_t kBusyRetrySeconds = 2;
constexpr int kFirstRefusal = 400;

int64_t milliseconds(uint64_t seconds) { return static_cast<int64_t>(seconds) * 1000; }

}  // namespace

HttpConnection::HttpConnection(Bytes network, Application& application, HttpEngine& engine,
                               const HttpLimits& limits, BufferBudget& budget, int64_t now)
    : application_(application),
      engine_(engine),
      limits_(limits),
      budget_(budget),
      network_(std::move(network)),
      deadline_(now + milliseconds(limits.head_seconds_max)) {}

HttpConnection::~HttpConnection() { budget_.give_back(held_bytes_); }

void HttpConnection::hold(uint64_t bytes) {
  budget_.give_back(held_bytes_);
  budget_.take(bytes);
  held_bytes_ = bytes;
}

int64_t HttpConnection::deadline_for(uint64_t size, int64_t now) const {
  return now + milliseconds(limits_.head_seconds_max + size / limits_.bytes_per_second_min);
}

void HttpConnection::received(std::string_view bytes, int64_t now) {
  assert(wants_to_read());
  if (state_ == State::kDiscarding) return;
  const bool was_idle = state_ == State::kHead && input_.empty();
  input_ += bytes;
  if (was_idle) deadline_ = now + milliseconds(limits_.head_seconds_max);
  advance(now);
}

void HttpConnection::input_ended() {
  input_ended_ = true;
  if (wants_to_read()) state_ = State::kOver;
}

void HttpConnection::advance(int64_t now) {
  if (state_ == State::kHead) {
    const size_t end = input_.find(kBlankLine);
    if (end == std::string::npos) {
      if (input_.size() > kHeadSizeMax) refuse(problem_response(Code::kHeadersTooLarge), now);
      return;
    }
    begin_request(end + kBlankLine.size(), now);
  }
  if (state_ == State::kBody) take_body_bytes();
}

void HttpConnection::begin_request(size_t head_size, int64_t now) {
  request_ = WholeRequest();
  request_.head = input_.substr(0, head_size);
  sodium_memzero(input_.data(), head_size);  // it may hold a token
  input_.erase(0, head_size);
  auto frame = read_frame(request_.head);
  if (!frame) return refuse(problem_response(frame.error()), now);

  frame_ = std::move(*frame);
  request_.network =
      limits_.behind_proxy ? forwarded_network(network_, frame_.forwarded_for) : network_;
  const uint64_t length = frame_.head.content_length.value_or(0);
  auto admission = application_.admit(frame_.head);
  if (auto* refusal = std::get_if<Response>(&admission)) return refuse(std::move(*refusal), now);
  if (length > std::get<uint64_t>(admission)) {
    return refuse(problem_response(Code::kBodyTooLarge), now);
  }
  if (!budget_.fits(length)) return refuse(busy_problem(kBusyRetrySeconds), now);
  hold(length);
  request_.body.reserve(length);
  deadline_ = deadline_for(length, now);
  asking_for_body_ = frame_.expects_continue && length > 0 && input_.empty();
  if (asking_for_body_) answer_.head = kContinue;
  state_ = asking_for_body_ ? State::kSending : State::kBody;
}

void HttpConnection::take_body_bytes() {
  const uint64_t length = frame_.head.content_length.value_or(0);
  const size_t wanted = std::min<uint64_t>(length - request_.body.size(), input_.size());
  request_.body.append(input_, 0, wanted);
  input_.erase(0, wanted);
  if (request_.body.size() == length) state_ = State::kReady;
}

WholeRequest HttpConnection::take_request() {
  assert(state_ == State::kReady);
  request_.keep_alive = frame_.keep_alive && !stopping_ && !input_ended_;
  state_ = State::kRunning;
  return std::move(request_);
}

void HttpConnection::answer(WholeAnswer answer, int64_t now) {
  assert(state_ == State::kRunning);
  hold(0);
  // Requests are small and many may have been let in at once, each to fetch a part.
  if (!budget_.fits(0)) {
    answer = engine_.refuse(frame_.head.method, busy_problem(kBusyRetrySeconds));
  }
  begin_sending(std::move(answer), now);
}

// Where the body of a refused request begins and ends is nobody's business any more: the connection
// closes.
void HttpConnection::refuse(Response response, int64_t now) {
  input_.clear();
  sodium_memzero(request_.head.data(), request_.head.size());
  request_ = WholeRequest();
  begin_sending(engine_.refuse(frame_.head.method, std::move(response)), now);
}

void HttpConnection::begin_sending(WholeAnswer answer, int64_t now) {
  answer_ = std::move(answer);
  // What a refused client has sent ahead is read all the same: closing on unread bytes would reset
  // the connection before the refusal is read.
  must_discard_ = answer_.response.status >= kFirstRefusal;
  const bool owns_content = std::holds_alternative<std::string>(answer_.response.body);
  hold(owns_content ? answer_.response.content().size() : 0);
  deadline_ = deadline_for(answer_.response.content().size(), now);
  state_ = State::kSending;
}

std::array<std::string_view, 2> HttpConnection::to_send() const {
  const std::string_view head = answer_.head;
  const std::string_view content = answer_.response.content();
  if (sent_size_ < head.size()) return {head.substr(sent_size_), content};
  return {content.substr(sent_size_ - head.size()), {}};
}

void HttpConnection::sent(size_t size, int64_t now) {
  assert(state_ == State::kSending);
  sent_size_ += size;
  if (sent_size_ == answer_.head.size() + answer_.response.content().size()) finish_sending(now);
}

void HttpConnection::finish_sending(int64_t now) {
  sent_size_ = 0;
  if (std::exchange(asking_for_body_, false)) {
    answer_ = WholeAnswer();
    state_ = State::kBody;
    return;
  }
  is_new_ = false;
  const bool keep_alive = answer_.keep_alive && !input_ended_ && !stopping_;
  answer_ = WholeAnswer();
  frame_ = Frame();
  hold(0);
  if (must_discard_ && !input_ended_) {
    state_ = State::kDiscarding;
    deadline_ = now + kDiscardMillisecondsMax;
    return;
  }
  if (!keep_alive) {
    state_ = State::kOver;
    return;
  }
  state_ = State::kHead;
  deadline_ =
      now + milliseconds(input_.empty() ? limits_.idle_seconds_max : limits_.head_seconds_max);
  advance(now);
}

bool HttpConnection::check_time(int64_t now) {
  if (now < deadline_ || state_ == State::kRunning || state_ == State::kReady) return false;
  const bool is_idle = state_ == State::kHead && input_.empty();
  if ((state_ == State::kHead && !is_idle) || state_ == State::kBody) {
    refuse(problem_response(Code::kTooSlow), now);
  } else {
    state_ = State::kOver;
  }
  return true;
}

void HttpConnection::stop(int64_t now) {
  stopping_ = true;
  if (state_ != State::kHead || !input_.empty()) return;
  if (is_new_) {
    deadline_ = std::min(deadline_, now + kFirstRequestMillisecondsMax);
  } else {
    state_ = State::kOver;
  }
}

}  // namespace mayfly
