#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace rivalry {

/// One thread that does jobs in the order in which they were given, so that filters and the disk do not hold up the
/// run.
class Background {
 public:
  /// @param memory  data that may wait, in bytes; a job larger than that waits alone
  explicit Background(std::size_t memory);
  /// Drops the jobs that were not begun.
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  /// Leaves a job to the thread; waits while too much data are waiting.
  /// @param bytes  of data that the job holds
  /// @throws  what an earlier job threw; after that no job is done
  void submit(std::size_t bytes, std::function<void()> job);
  /// Waits until all jobs are done.
  /// @throws  what a job threw
  void drain();

 private:
  struct Job {
    std::size_t bytes;
    std::function<void()> work;
  };

  void work();

  const std::size_t memory_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool busy_ = false, closing_ = false;
  std::exception_ptr failure_;
  std::thread thread_;  // last: starts when the rest exists
};

}  // namespace rivalry
