// One connection of the load generator: sends requests one after the other and counts the answers.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mayfly {

// A line of the plan, ready to be sent.
struct LoadRequest {
  std::string head;
  std::string_view body;
};

// All requests, in their order, for all connections.
class LoadPlan {
 public:
  // `cycles`: begins anew behind the last; else there is an end.
  LoadPlan(std::vector<LoadRequest> requests, bool cycles)
      : requests_(std::move(requests)), cycles_(cycles) {}

  // nullptr: nothing is left.
  const LoadRequest* next() {
    if (next_ == requests_.size()) {
      if (!cycles_ || requests_.empty()) return nullptr;
      next_ = 0;
    }
    return &requests_[next_++];
  }
  // Gives up what is left.
  void end() {
    cycles_ = false;
    next_ = requests_.size();
  }

 private:
  std::vector<LoadRequest> requests_;
  size_t next_ = 0;
  bool cycles_;
};

// What came of them.
struct LoadResult {
  uint64_t bytes_received = 0;  // of contents
  uint64_t bytes_sent = 0;      // of contents whose answer came
  std::vector<uint64_t> by_status = std::vector<uint64_t>(600);
  std::vector<float> milliseconds;  // of each answer, from its request's first byte
  uint64_t broken = 0;              // connections that ended within an answer
};

class LoadConnection {
 public:
  // `socket` is connected, and closed at the end.
  LoadConnection(int socket, LoadPlan& plan, LoadResult& result)
      : socket_(socket), plan_(plan), result_(result) {}
  LoadConnection(const LoadConnection&) = delete;
  LoadConnection& operator=(const LoadConnection&) = delete;
  ~LoadConnection();

  int socket() const { return socket_; }
  bool wants_to_send() const { return request_ != nullptr && !is_sent(); }
  // False when the plan has no more.
  bool begin();
  // Goes on as far as it goes without waiting; false when the connection is over, by the server's
  // word, or by an answer's that it closes.
  bool send();
  bool receive();
  // Between two requests.
  bool is_idle() const { return request_ == nullptr; }

 private:
  bool is_sent() const { return sent_ == request_->head.size() + request_->body.size(); }
  bool take(std::string_view bytes);
  bool read_head();
  void finish();

  const int socket_;
  LoadPlan& plan_;
  LoadResult& result_;
  const LoadRequest* request_ = nullptr;
  std::chrono::steady_clock::time_point begun_;
  size_t sent_ = 0;
  std::string head_;                 // of the answer, while it is not whole
  std::optional<uint64_t> awaited_;  // bytes of the answer's content that are still to come
  bool closes_ = false;
};

}  // namespace mayfly
