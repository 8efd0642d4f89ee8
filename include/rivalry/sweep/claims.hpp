#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rivalry/sweep/blocks.hpp"

namespace rivalry {

/// Shows that a worker is alive: a file that its process counts up in, as long as it lives.
///
/// Others look at the count with their own steady clocks; no clock of two machines is compared. A process of the same
/// machine is looked for directly.
class Heartbeat {
 public:
  /// @param folder  of workers
  /// @throws OutputError
  explicit Heartbeat(const std::filesystem::path& folder);
  ~Heartbeat();  ///< removes the file
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  /// Of the worker: machine, process and some random digits; no other worker has it.
  const std::string& name() const { return name_; }

 private:
  struct Beat;
  std::string name_;
  std::unique_ptr<Beat> beat_;
};

/// Says who of those that were at work does not live any more.
class Watch {
 public:
  using Clock = std::chrono::steady_clock;
  /// @param lease  for how long a count may stand still
  Watch(std::filesystem::path folder, std::chrono::duration<double> lease)
      : folder_(std::move(folder)), lease_(lease) {}
  bool is_dead(const std::string& worker);
  /// Names of all that may be alive.
  std::vector<std::string> alive();

 private:
  struct Seen {
    std::string count;
    Clock::time_point since;
  };
  std::filesystem::path folder_;
  std::chrono::duration<double> lease_;
  std::map<std::string, Seen> seen_;
};

/// A block that a worker holds.
struct Claim {
  std::int64_t block = 0;
  bool partial = false;  ///< some of its rows may be there: whoever had it before did not finish it
};

/// Every k-th block for one of n workers that share the work out beforehand.
struct Share {
  std::int64_t number = 0, of = 1;
};

/// Who works on which block: one file a block, made by an operation that is atomic on shared file systems.
///
///     000012          somebody, named in it, works on it
///     000012.partial  nobody does, but some of its rows may be there
///     000012.done     all its rows are on the disk
///
/// Claims save work, no more: if a block is done twice, its rows are there twice, with the same bits.
class Claims {
 public:
  struct Counts {
    std::int64_t free = 0, held = 0, done = 0;
  };

  Claims(std::filesystem::path folder, std::string worker, Share share, Watch& watch);

  /// Blocks to try before any other, one a call, until there is none.
  using Wishes = std::function<std::optional<std::int64_t>(Range blocks)>;

  /// A free block among these, the first if no other worker is quicker; nothing if none is free.
  /// @throws OutputError
  std::optional<Claim> take(Range blocks, const Wishes& wishes = {});
  /// Frees blocks whose workers are dead.
  /// @return  how many
  std::int64_t free_dead(Range blocks);
  /// Whether one of these blocks may be taken, as last looked at.
  bool has_free(Range blocks) const;
  /// All rows of the block are on the disk.
  void finish(std::int64_t block);
  /// Gives a block back that is not finished.
  void release(std::int64_t block);
  /// Of these blocks, whoever has them; looks at the folder anew.
  Counts count(Range blocks);

  bool is_done(std::int64_t block) const;
  /// Marks made by who looked at the rows themselves.
  void mark_done(std::int64_t block);
  void mark_partial(std::int64_t block);  ///< of a block that may have been marked as done

 private:
  enum class State : char { free, partial, held, done };
  void look();
  bool seems_free(std::int64_t block) const;
  std::optional<Claim> try_to_take(std::int64_t block);
  std::filesystem::path path(std::int64_t block, const char* state = "") const;
  std::filesystem::path folder_;
  std::string worker_;
  Share share_;
  Watch& watch_;
  std::map<std::int64_t, State> states_;  ///< of blocks that are not free, as last looked at
  Watch::Clock::time_point looked_{};
};

}  // namespace rivalry
