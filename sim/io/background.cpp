#include "background.hpp"

#include <utility>

#include "hdf5.hpp"

namespace rivalry {

Background::Background(std::size_t memory) : memory_(memory), thread_([this] { work(); }) {}

Background::~Background() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  thread_.join();
}

void Background::submit(std::size_t bytes, std::function<void()> job) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return failure_ || waiting_bytes_ == 0 || waiting_bytes_ + bytes <= memory_; });
  if (failure_) std::rethrow_exception(failure_);
  waiting_.push_back({bytes, std::move(job)});
  waiting_bytes_ += bytes;
  changed_.notify_all();
}

void Background::drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return failure_ || (waiting_.empty() && !busy_); });
  if (failure_) std::rethrow_exception(failure_);
}

void Background::work() {
  const hdf5::Silence silence;
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return closing_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    Job job = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    std::exception_ptr failure;
    try {
      job.work();
    } catch (...) {
      failure = std::current_exception();
    }
    job.work = nullptr;  // frees its data before they are counted as gone
    lock.lock();
    busy_ = false;
    waiting_bytes_ -= job.bytes;
    if (failure) {
      failure_ = failure;
      waiting_.clear();
      waiting_bytes_ = 0;
    }
    changed_.notify_all();
  }
}

}  // namespace rivalry
