// Framing, deadlines and refusals of one connection.
#include "server/http_connection.h"

#include <algorithm>
#include <cassert>

#include "server/http_answer.h"

namespace mayfly {
namespace {

constexpr std::string_view kBlankLine = "\r\n\r\n";
constexpr int64_t kDiscardMillisecondsMax = 2000;
constexpr int64_t kBusyRetrySeconds = 2;

int64_t milliseconds(uint64_t seconds) { return static_cast<int64_t>(seconds) * 1000; }

}  // namespace

HttpConnection::HttpConnection(Bytes network, Application& application, const HttpLimits& limits,
                               BufferBudget& budget, int64_t now)
    : application_(application),
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
    begin_request(std::string_view(input_).substr(0, end + kBlankLine.size()), now);
  }
  if (state_ == State::kBody) take_body_bytes();
}

void HttpConnection::begin_request(std::string_view head_text, int64_t now) {
  auto head = parse_head(head_text);
  sodium_memzero(input_.data(), head_text.size());  // it may hold a token
  input_.erase(0, head_text.size());
  if (!head) return refuse(problem_response(head.error()), now);

  request_ = std::move(head->request);
  request_.network = network_;
  keep_alive_ = head->keep_alive && !stopping_;
  is_head_request_ = request_.method == Method::kHead;
  const uint64_t length = request_.content_length.value_or(0);
  auto admission = application_.admit(request_);
  if (auto* refusal = std::get_if<Response>(&admission)) {
    if (length == 0) return begin_sending(std::move(*refusal), now);
    return refuse(std::move(*refusal), now);
  }
  if (length > std::get<uint64_t>(admission)) {
    return refuse(problem_response(Code::kBodyTooLarge), now);
  }
  if (!budget_.fits(length)) return refuse(busy_problem(kBusyRetrySeconds), now);
  hold(length);
  request_.body.reserve(length);
  deadline_ = deadline_for(length, now);
  state_ = State::kBody;
}

void HttpConnection::take_body_bytes() {
  const uint64_t length = request_.content_length.value_or(0);
  const size_t wanted = std::min<uint64_t>(length - request_.body.size(), input_.size());
  request_.body.append(input_, 0, wanted);
  input_.erase(0, wanted);
  if (request_.body.size() == length) state_ = State::kReady;
}

Request HttpConnection::take_request() {
  assert(state_ == State::kReady);
  state_ = State::kRunning;
  return std::move(request_);
}

void HttpConnection::answer(Response response, int64_t now) {
  assert(state_ == State::kRunning);
  begin_sending(std::move(response), now);
}

// Where the body of a refused request begins and ends is nobody's business any more: the connection
// closes.
void HttpConnection::refuse(Response response, int64_t now) {
  keep_alive_ = false;
  must_discard_ = true;
  input_.clear();
  request_ = Request();
  begin_sending(std::move(response), now);
}

void HttpConnection::begin_sending(Response response, int64_t now) {
  if (input_ended_ || stopping_) keep_alive_ = false;
  answer_ = std::move(response);
  answer_head_ = answer_head(answer_, keep_alive_, std::time(nullptr));
  if (is_head_request_ || !has_content(answer_.status)) answer_.body = std::string_view();
  sent_size_ = 0;
  hold(std::holds_alternative<std::string>(answer_.body) ? answer_.content().size() : 0);
  deadline_ = deadline_for(answer_.content().size(), now);
  state_ = State::kSending;
}

std::array<std::string_view, 2> HttpConnection::to_send() const {
  const std::string_view head = answer_head_;
  const std::string_view content = answer_.content();
  if (sent_size_ < head.size()) return {head.substr(sent_size_), content};
  return {content.substr(sent_size_ - head.size()), {}};
}

void HttpConnection::sent(size_t size, int64_t now) {
  assert(state_ == State::kSending);
  sent_size_ += size;
  if (sent_size_ == answer_head_.size() + answer_.content().size()) finish_sending(now);
}

void HttpConnection::finish_sending(int64_t now) {
  answer_ = Response();
  answer_head_.clear();
  hold(0);
  is_head_request_ = false;
  if (must_discard_ && !input_ended_) {
    state_ = State::kDiscarding;
    deadline_ = now + kDiscardMillisecondsMax;
    return;
  }
  if (!keep_alive_) {
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

void HttpConnection::stop() {
  stopping_ = true;
  keep_alive_ = false;
  if (state_ == State::kHead && input_.empty()) state_ = State::kOver;
}

}  // namespace mayfly
