#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace rivalry {

/// Threads that encode, and one that writes what they encoded in the order in which it was handed in: filters and the
/// disk do not hold up the run, and the file does not depend on how many threads there are.
class Pipeline {
 public:
  using Write = std::function<void()>;
  using Encode = std::function<Write()>;

  /// @param memory    data on their way, in bytes; a job larger than that goes alone
  /// @param encoders  number of encoding threads
  Pipeline(std::size_t memory, int encoders);
  /// Drops the jobs that were not written.
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// Hands in a job: `encode` runs in any thread, what it returns in the thread that writes. Waits while too much data
  /// are on their way.
  /// @param bytes  of data that the job holds
  /// @throws  what an earlier job threw; after that no job is done
  void submit(std::size_t bytes, Encode encode);
  /// Hands in a job that has nothing to encode.
  void submit(Write write);
  /// Waits until all jobs are done.
  /// @throws  what a job threw
  void drain();

 private:
  struct Job {
    std::size_t bytes = 0;
    Encode encode;
    Write write;
    bool ready = false;
  };

  void hand_in(const std::shared_ptr<Job>& job);
  void encode_jobs();
  void write_jobs();
  void fail(std::exception_ptr failure);

  const std::size_t memory_;
  std::mutex mutex_;
  std::condition_variable room_, work_, ready_;
  std::deque<std::shared_ptr<Job>> to_encode_, to_write_;  ///< the second holds all, in order
  std::size_t bytes_ = 0;
  bool closing_ = false;
  std::exception_ptr failure_;
  std::vector<std::jthread> threads_;  // last: they start when the rest exists
};

}  // namespace rivalry
