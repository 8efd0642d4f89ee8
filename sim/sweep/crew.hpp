#pragma once

#include <condition_variable>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "crash_notes.hpp"
#include "rivalry/sweep/decisions.hpp"
#include "rivalry/sweep/worker.hpp"

namespace rivalry {

/// A block that threads of this process work on.
struct OpenBlock {
  std::int64_t block = 0;
  std::vector<std::int64_t> runs;  ///< numbers of those that have no row yet
  std::size_t given = 0;           ///< to threads
  std::size_t handed_in = 0;
  std::map<std::int64_t, std::string> crashes;  ///< runs that somebody died in before, and of what
  std::vector<Row> rows;                        ///< that wait to be written
  double seconds = 0;                           ///< that those took
};

/// The threads of a worker and what they share, under one lock: runs take long compared with what is done under it.
class Crew {
 public:
  Crew(const SweepFolder& folder, const WorkOptions& options);
  WorkReport work();

 private:
  using Clock = std::chrono::steady_clock;
  using Blocks = std::vector<std::shared_ptr<OpenBlock>>;
  struct Task {
    std::shared_ptr<OpenBlock> block;
    std::int64_t number = 0;
  };

  // Of the threads that work.
  void labour();
  std::optional<Task> next_task();
  std::shared_ptr<OpenBlock> open_block(const Claim& claim);
  std::optional<Row> do_task(const Task& task);
  void hand_in(const Task& task, Row row, double seconds);
  void write_rows();
  void settle(OpenBlock& block);

  // Of the thread that looks on.
  void look_on();
  void look_for_work();
  bool is_all_done();
  WorkProgress progress();
  WorkReport end();
  double seconds() const { return std::chrono::duration<double>(Clock::now() - started_).count(); }

  const SweepFolder& folder_;
  const WorkOptions& options_;
  Heartbeat heart_;
  Watch watch_;
  Claims claims_;
  CrashNotes crash_notes_;
  ShardWriter shard_;
  Decisions decisions_;
  const Clock::time_point started_ = Clock::now();

  std::mutex panels_;               ///< for runs with a result file: HDF5 is for one thread at a time
  std::atomic<bool> stop_ = false;  ///< runs end at their next period
  std::mutex mutex_;                ///< for all below
  std::condition_variable changed_;
  Blocks open_;
  Range phase_;             ///< blocks of the phase
  bool exhausted_ = false;  ///< there was nothing to claim when last looked
  bool draining_ = false;   ///< no more runs are begun
  int at_work_ = 0;         ///< threads
  Clock::time_point written_ = Clock::now();
  std::exception_ptr error_;
  WorkReport report_;
  WorkProgress progress_;
  Clock::time_point counted_{};
};

}  // namespace rivalry
