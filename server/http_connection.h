// One connection as a state machine on memory: bytes in, whole requests out, answers in, bytes out.
#pragma once

#include <span>
#include <string>

#include "server/body_memory.h"
#include "server/config_http.h"
#include "server/http_engine.h"
#include "server/http_frame.h"
#include "server/http_shares.h"
#include "server/http_socket.h"
#include "server/network.h"

namespace mayfly {

// What all connections of one server share.
struct HttpSurroundings {
  Application& application;
  HttpEngine& engine;  // of the loop's thread; it writes refusals
  const HttpLimits& limits;
  const ClientKeys& client_keys;
  const Networks& trusted_proxies;
  ClientShares& memory;  // bytes of bodies
  BodyMemory& body_memory;
  ClientShares& connections;
};

// Times are milliseconds of a clock that only goes forward. One thread only; one request at a time:
// what a client sends ahead waits until the answer before it has gone.
class HttpConnection {
 public:
  enum class State : uint8_t {
    kHead,        // reading a header section, or idle between two requests
    kBody,        // reading a body
    kWaiting,     // no memory for more of the body, or for the answer; retry() goes on
    kReady,       // a whole request waits for take_request()
    kRunning,     // the application has it; answer() is next
    kSending,     // an answer is being sent
    kDiscarding,  // refused and answered: what the client still sends is dropped, so that it reads
                  // on
    kOver,
  };

  // Counts as a connection of its peer; a trusted proxy's counts as one of its client's, from a
  // request's header section to the end of its answer.
  HttpConnection(const Address& peer, const HttpSurroundings& surroundings, int64_t now);
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  State state() const { return state_; }
  bool is_idle() const { return state_ == State::kHead && input_.empty(); }
  bool wants_to_read() const {
    return state_ == State::kHead || state_ == State::kBody || state_ == State::kDiscarding;
  }
  // Bytes of the body that are still to come; 0 while none is read.
  uint64_t body_left() const {
    return state_ == State::kBody ? body_length() - request_.body.size() : 0;
  }
  // How many bytes received() can put away at once.
  size_t read_size_max() const;
  // Where they are to be read to: their final place, if that is known, else `spare`.
  std::span<char> reading_room(std::span<char> spare);

  void received(std::string_view bytes, int64_t now);
  // The client will send no more.
  void input_ended();

  WholeRequest take_request();
  void answer(WholeAnswer answer, int64_t now);

  // What is left to send.
  Outgoing to_send() const;
  void sent(size_t size, int64_t now);

  // Asks for memory again; false while there is none.
  bool retry(int64_t now);
  // Makes room for others: a request that is under way is refused as busy, an answer is cut.
  void give_way(int64_t now);
  // The client is not reading any more.
  void break_off() { state_ = State::kOver; }

  // Deals with a deadline that has passed; says whether there was one.
  bool check_time(int64_t now);
  // From now on each answer closes the connection; one that is idle between requests is over, and a
  // new one has a moment for the request that it was opened for.
  void stop(int64_t now);

  // For deciding who gives way.
  bool is_proxy() const { return is_proxy_; }
  // Of the request under way, or of the peer.
  const ClientKey& client() const { return memory_.client(); }
  uint64_t bytes_held() const { return memory_.held(); }
  uint64_t bytes_wanted() const { return bytes_wanted_; }
  int64_t since() const { return since_; }  // of this state, or of this transfer
  int64_t waiting_since() const { return waiting_since_; }
  uint64_t bytes_moved() const { return moved_; }  // in this transfer

 private:
  void advance(int64_t now);
  void begin_request(size_t head_size, int64_t now);
  bool identify_client();
  void begin_body(int64_t now);
  size_t take_body_bytes(std::string_view bytes, int64_t now);
  bool get_memory();
  void refuse(Response response, int64_t now);
  void begin_sending(WholeAnswer answer, int64_t now);
  void finish_sending(int64_t now);
  void finish_request(int64_t now);
  void begin_transfer(int64_t now);
  void begin_window(int64_t now);
  void moved(size_t size);
  bool is_too_slow(int64_t now);
  uint64_t bytes_left() const;
  void trim_answer();
  int64_t deadline_for(uint64_t size, int64_t now) const;
  uint64_t body_length() const { return frame_.head.content_length.value_or(0); }

  const HttpSurroundings& all_;
  const ClientKey peer_;
  const bool is_proxy_;
  Share connection_;
  Share memory_;

  State state_ = State::kHead;
  int64_t since_;
  int64_t waiting_since_ = 0;
  int64_t deadline_;
  int64_t window_end_ = 0;
  uint64_t window_moved_ = 0;
  uint64_t moved_ = 0;
  std::string input_;  // received and not used yet
  Frame frame_;
  Admitted admitted_{0};
  WholeRequest request_;
  size_t body_room_ = 0;  // bytes of the body that there is memory for
  uint64_t bytes_wanted_ = 0;
  bool must_discard_ = false;
  bool asking_for_body_ = false;
  bool input_ended_ = false;
  bool stopping_ = false;
  bool is_new_ = true;  // without an answer so far

  WholeAnswer answer_;
  size_t sent_size_ = 0;
};

}  // namespace mayfly
