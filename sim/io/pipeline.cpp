#include "pipeline.hpp"

#include <algorithm>
#include <utility>

#include "hdf5.hpp"

namespace rivalry {

Pipeline::Pipeline(std::size_t memory, int encoders) : memory_(memory) {
  for (int i = 0; i < std::max(encoders, 1); ++i) threads_.emplace_back([this] { encode_jobs(); });
  threads_.emplace_back([this] { write_jobs(); });
}

Pipeline::~Pipeline() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  work_.notify_all();
  ready_.notify_all();
  threads_.clear();  // joins
}

void Pipeline::submit(std::size_t bytes, Encode encode) {
  auto job = std::make_shared<Job>();
  job->bytes = bytes;
  job->encode = std::move(encode);
  hand_in(job);
}

void Pipeline::submit(Write write) {
  auto job = std::make_shared<Job>();
  job->write = std::move(write);
  job->ready = true;
  hand_in(job);
}

void Pipeline::hand_in(const std::shared_ptr<Job>& job) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] { return failure_ || bytes_ == 0 || bytes_ + job->bytes <= memory_; });
  if (failure_) std::rethrow_exception(failure_);
  bytes_ += job->bytes;
  to_write_.push_back(job);
  if (job->ready) {
    ready_.notify_one();
  } else {
    to_encode_.push_back(job);
    work_.notify_one();
  }
}

void Pipeline::drain() {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] { return failure_ || to_write_.empty(); });
  if (failure_) std::rethrow_exception(failure_);
}

void Pipeline::encode_jobs() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [&] { return closing_ || !to_encode_.empty(); });
    if (closing_) return;
    const std::shared_ptr<Job> job = std::move(to_encode_.front());
    to_encode_.pop_front();
    lock.unlock();
    try {
      job->write = job->encode();
      job->encode = nullptr;
      lock.lock();
      job->ready = true;
      ready_.notify_one();
    } catch (...) {
      lock.lock();
      fail(std::current_exception());
    }
  }
}

void Pipeline::write_jobs() {
  const hdf5::Silence silence;
  std::unique_lock lock(mutex_);
  while (true) {
    ready_.wait(lock, [&] { return closing_ || (!to_write_.empty() && to_write_.front()->ready); });
    if (closing_) return;
    const std::shared_ptr<Job> job = to_write_.front();
    lock.unlock();
    try {
      job->write();
      job->write = nullptr;  // frees its data before they are counted as gone
      lock.lock();
      if (failure_) continue;
      bytes_ -= job->bytes;
      to_write_.pop_front();
    } catch (...) {
      lock.lock();
      fail(std::current_exception());
    }
    room_.notify_all();
  }
}

void Pipeline::fail(std::exception_ptr failure) {
  if (!failure_) failure_ = std::move(failure);
  to_encode_.clear();
  to_write_.clear();
  room_.notify_all();
}

}  // namespace rivalry
