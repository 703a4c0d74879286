// One queue in, one list out.
#include "server/http_pool.h"

namespace mayfly {

void RequestPool::Queue::push(Job job) {
  const ClientKey client = job.request.client;
  std::deque<Job>& mine = jobs_[client];
  if (mine.empty()) turns_.push_back(client);
  mine.push_back(std::move(job));
}

RequestPool::Job RequestPool::Queue::pop() {
  const ClientKey client = turns_.front();
  turns_.pop_front();
  const auto mine = jobs_.find(client);
  Job job = std::move(mine->second.front());
  mine->second.pop_front();
  if (mine->second.empty()) {
    jobs_.erase(mine);
  } else {
    turns_.push_back(client);
  }
  return job;
}

RequestPool::RequestPool(size_t threads, Application& application, Log& log,
                         std::function<void()> wake)
    : application_(application), log_(log), wake_(std::move(wake)) {
  threads_.reserve(threads);
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

RequestPool::~RequestPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  has_job_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void RequestPool::run(uint64_t connection, WholeRequest request) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push({connection, std::move(request)});
  }
  has_job_.notify_one();
}

std::vector<RequestPool::Answer> RequestPool::answers() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

void RequestPool::work() {
  HttpEngine engine(application_, log_);
  std::unique_lock lock(mutex_);
  while (true) {
    has_job_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (stopping_) return;
    Job job = jobs_.pop();
    lock.unlock();
    WholeAnswer answer = engine.run(std::move(job.request));
    lock.lock();
    answers_.push_back({job.connection, std::move(answer)});
    lock.unlock();
    wake_();
    lock.lock();
  }
}

}  // namespace mayfly
