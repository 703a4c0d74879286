// Framing, memory, deadlines and refusals of one connection.
#include "server/http_connection.h"

#include <sodium.h>

#include <algorithm>
#include <cassert>

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
// Bodies up to this size cost no share of the memory: as many as there can be connections are
// little, and calls without files must get through when parts fill all there is.
constexpr size_t kUncountedSize = 16 * 1024;
// How much more memory a body gets than it has filled, so that who sends little holds little. All
// of it from a megabyte on, or where hardly more is left: what has come is copied each time.
constexpr size_t kGrowth = 4;
constexpr size_t kLastGrowthMin = 1024 * 1024;
constexpr size_t kRestShare = 4;
constexpr size_t kReadSizeMax = 256 * 1024;

int64_t milliseconds(uint64_t seconds) { return static_cast<int64_t>(seconds) * 1000; }

uint64_t counted(uint64_t size) { return size > kUncountedSize ? size : 0; }

}  // namespace

HttpConnection::HttpConnection(const Address& peer, const HttpSurroundings& surroundings,
                               int64_t now)
    : all_(surroundings),
      peer_(all_.client_keys.of(network_of(peer))),
      is_proxy_(all_.trusted_proxies.contains(peer)),
      connection_(all_.connections),
      memory_(all_.memory),
      since_(now),
      deadline_(now + milliseconds(all_.limits.head_seconds_max)) {
  connection_.belongs_to(peer_);
  memory_.belongs_to(peer_);
  if (!is_proxy_) connection_.set_anyway(1);
}

int64_t HttpConnection::deadline_for(uint64_t size, int64_t now) const {
  return now + milliseconds(all_.limits.head_seconds_max + size / all_.limits.bytes_per_second_min);
}

size_t HttpConnection::read_size_max() const {
  if (state_ == State::kHead) return kHeadSizeMax;
  if (state_ == State::kDiscarding) return kReadSizeMax;
  return std::min(kReadSizeMax, body_room_ - request_.body.size());
}

std::span<char> HttpConnection::reading_room(std::span<char> spare) {
  const std::span<char> room = state_ == State::kBody ? request_.body.room() : spare;
  return room.first(std::min(room.size(), read_size_max()));
}

void HttpConnection::received(std::string_view bytes, int64_t now) {
  assert(wants_to_read());
  if (state_ == State::kDiscarding) return;
  if (state_ == State::kBody) {
    input_ = bytes.substr(take_body_bytes(bytes, now));
    return;
  }
  if (input_.empty()) {
    since_ = now;
    deadline_ = now + milliseconds(all_.limits.head_seconds_max);
  }
  input_ += bytes;
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
  if (state_ == State::kBody) input_.erase(0, take_body_bytes(input_, now));
}

void HttpConnection::begin_request(size_t head_size, int64_t now) {
  request_ = WholeRequest();
  request_.body = RequestBody(all_.body_memory);
  request_.head = input_.substr(0, head_size);
  sodium_memzero(input_.data(), head_size);  // it may hold a token
  input_.erase(0, head_size);
  auto frame = read_frame(request_.head);
  if (!frame) return refuse(problem_response(frame.error()), now);

  frame_ = std::move(*frame);
  if (!identify_client()) return refuse(busy_problem(kBusyRetrySeconds), now);
  auto admission = all_.application.admit(frame_.head);
  if (auto* refusal = std::get_if<Response>(&admission)) return refuse(std::move(*refusal), now);
  admitted_ = std::get<Admitted>(admission);
  if (body_length() > admitted_.body_size_max) {
    return refuse(problem_response(Code::kBodyTooLarge), now);
  }
  begin_body(now);
}

// Whose request it is, by the proxy's word where that is trusted; false where that client has too
// many under way.
bool HttpConnection::identify_client() {
  request_.client = peer_;
  if (is_proxy_) {
    const auto client = forwarded_client(frame_.forwarded_for, all_.trusted_proxies);
    if (client) request_.client = all_.client_keys.of(network_of(*client));
    connection_.belongs_to(request_.client);
    if (!connection_.set(1)) return false;
  }
  memory_.belongs_to(request_.client);
  return true;
}

void HttpConnection::begin_body(int64_t now) {
  body_room_ = std::min<uint64_t>(body_length(), kUncountedSize);
  request_.body.reserve(body_room_);
  begin_transfer(now);
  deadline_ = deadline_for(body_length(), now);
  asking_for_body_ = frame_.expects_continue && body_length() > 0 && input_.empty();
  if (asking_for_body_) answer_.head = kContinue;
  state_ = asking_for_body_ ? State::kSending : State::kBody;
}

// Returns how many of the bytes it took; with more it goes on after a wait for memory.
size_t HttpConnection::take_body_bytes(std::string_view bytes, int64_t now) {
  size_t taken = 0;
  while (state_ == State::kBody) {
    const size_t size = std::min(body_room_ - request_.body.size(), bytes.size() - taken);
    request_.body.append(bytes.substr(taken, size));
    taken += size;
    moved(size);
    if (request_.body.size() < body_room_) break;
    if (get_memory()) continue;
    state_ = State::kWaiting;
    waiting_since_ = now;
  }
  return taken;
}

// For the body's next bytes; for the answer once the body is whole, and then the request is ready.
bool HttpConnection::get_memory() {
  const uint64_t length = body_length();
  const bool is_whole = request_.body.size() == length;
  const uint64_t grown = body_room_ * kGrowth;
  const bool is_last = body_room_ >= kLastGrowthMin || length <= grown + grown / kRestShare;
  const uint64_t room = is_last ? length : grown;
  const uint64_t in_all = counted(length) + counted(admitted_.answer_size_max);
  bytes_wanted_ = in_all - memory_.held();
  // A step is made only where there is room for all the others too. So of those that hold some
  // there is always one that can go on to its end: the last that made a step.
  if (bytes_wanted_ > 0 && !memory_.fits(bytes_wanted_)) return false;
  memory_.set_anyway(is_whole ? in_all : counted(room));
  if (is_whole) {
    state_ = State::kReady;
  } else {
    request_.body.reserve(room);
    body_room_ = room;
  }
  return true;
}

bool HttpConnection::retry(int64_t now) {
  if (state_ != State::kWaiting) return true;
  if (!get_memory()) return false;
  if (state_ == State::kWaiting) {
    state_ = State::kBody;
    begin_window(now);
    advance(now);
  }
  return state_ != State::kWaiting;
}

void HttpConnection::give_way(int64_t now) {
  if (state_ == State::kBody || state_ == State::kWaiting) {
    refuse(busy_problem(kBusyRetrySeconds), now);
  } else {
    break_off();
  }
}

WholeRequest HttpConnection::take_request() {
  assert(state_ == State::kReady);
  request_.keep_alive = frame_.keep_alive && !stopping_ && !input_ended_;
  state_ = State::kRunning;
  return std::move(request_);
}

void HttpConnection::answer(WholeAnswer answer, int64_t now) {
  assert(state_ == State::kRunning);
  begin_sending(std::move(answer), now);
}

// Where the body of a refused request begins and ends is nobody's business any more: the connection
// closes.
void HttpConnection::refuse(Response response, int64_t now) {
  input_ = std::string();
  sodium_memzero(request_.head.data(), request_.head.size());
  request_ = WholeRequest();
  request_.body = RequestBody(all_.body_memory);
  begin_sending(all_.engine.refuse(frame_.head.method, std::move(response)), now);
}

void HttpConnection::begin_sending(WholeAnswer answer, int64_t now) {
  const auto* own_content = std::get_if<std::string>(&answer.response.body);
  memory_.set_anyway(0);
  // Memory for what is large was reserved before; this is for what nobody told of.
  if (own_content != nullptr && !memory_.set(counted(own_content->size()))) {
    answer = all_.engine.refuse(frame_.head.method, busy_problem(kBusyRetrySeconds));
  }
  answer_ = std::move(answer);
  // What a refused client has sent ahead is read all the same: closing on unread bytes would reset
  // the connection before the refusal is read.
  must_discard_ = answer_.response.status >= kFirstRefusal;
  begin_transfer(now);
  deadline_ = deadline_for(answer_.response.size(), now);
  state_ = State::kSending;
}

Outgoing HttpConnection::to_send() const {
  const Response& response = answer_.response;
  const std::string_view head = answer_.head;
  const size_t of_content = sent_size_ - std::min(sent_size_, head.size());
  Outgoing outgoing;
  outgoing.pieces[0] = head.substr(std::min(sent_size_, head.size()));
  if (response.file) {
    outgoing.file = &response.file->descriptor;
    outgoing.file_begin = of_content;
    outgoing.file_size = response.file->size - of_content;
  } else {
    outgoing.pieces[1] = response.content().substr(of_content);
  }
  return outgoing;
}

void HttpConnection::sent(size_t size, int64_t now) {
  assert(state_ == State::kSending);
  sent_size_ += size;
  moved(size);
  if (sent_size_ == answer_.head.size() + answer_.response.size()) finish_sending(now);
}

void HttpConnection::finish_sending(int64_t now) {
  sent_size_ = 0;
  if (std::exchange(asking_for_body_, false)) {
    answer_ = WholeAnswer();
    state_ = State::kBody;
    return;
  }
  finish_request(now);
}

void HttpConnection::finish_request(int64_t now) {
  is_new_ = false;
  const bool keep_alive = answer_.keep_alive && !input_ended_ && !stopping_;
  answer_ = WholeAnswer();
  frame_ = Frame();
  memory_.set_anyway(0);
  if (is_proxy_) connection_.set_anyway(0);
  since_ = now;
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
  deadline_ = now + milliseconds(input_.empty() ? all_.limits.idle_seconds_max
                                                : all_.limits.head_seconds_max);
  advance(now);
}

void HttpConnection::begin_transfer(int64_t now) {
  since_ = now;
  moved_ = 0;
  begin_window(now);
}

void HttpConnection::begin_window(int64_t now) {
  window_end_ = now + milliseconds(all_.limits.head_seconds_max);
  window_moved_ = 0;
}

void HttpConnection::moved(size_t size) {
  moved_ += size;
  window_moved_ += size;
}

// A transfer that stands still must not use up the time that its whole size allows. Half of the
// slowest rate, since what goes into the system's buffers goes by leaps.
bool HttpConnection::is_too_slow(int64_t now) {
  if (state_ != State::kBody && state_ != State::kSending) return false;
  if (now < window_end_) return false;
  const uint64_t window = uint64_t{all_.limits.bytes_per_second_min} * all_.limits.head_seconds_max;
  if (window_moved_ < std::min(window, bytes_left()) / 2) return true;
  trim_answer();
  begin_window(now);
  return false;
}

// Of this body or answer, to come or to go.
uint64_t HttpConnection::bytes_left() const {
  if (state_ == State::kBody) return body_left();
  return answer_.head.size() + answer_.response.size() - sent_size_;
}

// A slow reader holds no more memory than what it has still to read.
void HttpConnection::trim_answer() {
  if (answer_.response.file) return;  // which holds none
  auto* content = std::get_if<std::string>(&answer_.response.body);
  if (content == nullptr || sent_size_ < answer_.head.size() + content->size() / 4) return;
  *content = content->substr(sent_size_ - answer_.head.size());
  sent_size_ = answer_.head.size();
  memory_.set_anyway(counted(content->size()));
}

bool HttpConnection::check_time(int64_t now) {
  if (state_ == State::kRunning || state_ == State::kReady) return false;
  if (!is_too_slow(now) && now < deadline_) return false;
  if (state_ == State::kWaiting) {
    refuse(busy_problem(kBusyRetrySeconds), now);
  } else if ((state_ == State::kHead && !is_idle()) || state_ == State::kBody) {
    refuse(problem_response(Code::kTooSlow), now);
  } else {
    state_ = State::kOver;
  }
  return true;
}

void HttpConnection::stop(int64_t now) {
  stopping_ = true;
  if (!is_idle()) return;
  if (is_new_) {
    deadline_ = std::min(deadline_, now + kFirstRequestMillisecondsMax);
  } else {
    state_ = State::kOver;
  }
}

}  // namespace mayfly
