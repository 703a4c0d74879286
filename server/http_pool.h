// The threads that run requests, so that the loop only moves bytes; clients take turns.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "server/http_engine.h"

namespace mayfly {

class Log;

class RequestPool {
 public:
  struct Answer {
    uint64_t connection;
    WholeAnswer answer;
  };

  // `wake` is called from the threads when answers() has something new.
  RequestPool(size_t threads, Application& application, Log& log, std::function<void()> wake);
  // Waits for the requests that run; those that wait are dropped.
  ~RequestPool();

  void run(uint64_t connection, WholeRequest request);
  // The answers that have come since the last call.
  std::vector<Answer> answers();

 private:
  struct Job {
    uint64_t connection;
    WholeRequest request;
  };
  // First come, first served within one client; between clients each in turn, so that who asks much
  // waits for itself. As many jobs as there are connections at the most.
  class Queue {
   public:
    bool empty() const { return turns_.empty(); }
    void push(Job job);
    Job pop();

   private:
    std::deque<ClientKey> turns_;  // those of which something waits
    std::unordered_map<ClientKey, std::deque<Job>, ClientKeyHash> jobs_;
  };

  void work();

  Application& application_;
  Log& log_;
  const std::function<void()> wake_;
  std::mutex mutex_;
  std::condition_variable has_job_;
  Queue jobs_;
  std::vector<Answer> answers_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;  // last: they use all above
};

}  // namespace mayfly
