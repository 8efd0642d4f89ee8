#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "rivalry/sweep/worker.hpp"

namespace rivalry {

/// The processes that mpirun started together, if this is one of them; otherwise this process alone.
///
/// They share a counter, so that each asks for other blocks than the rest do. What counts are the claims in the sweep's
/// directory, as for workers of any other kind: all may be mixed.
class Ranks {
 public:
  /// Joins the others; to be made once in a process.
  Ranks();
  /// Takes leave of the others. After an exception it does not, for which mpirun ends them all.
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int number() const;
  int count() const;
  bool is_first() const { return number() == 0; }

  /// Lets the others go on, if called by the first rank; they wait for that.
  void after_first() const;
  /// A block that no other rank was given; nothing when all of these were given.
  std::optional<std::int64_t> next_block(Range blocks);
  /// Waits for all; what they did together.
  WorkReport together(const WorkReport& report) const;

 private:
  struct Session;
  std::unique_ptr<Session> session_;  ///< none for a process alone
};

/// What mpirun told this process in its environment, whether or not the program knows MPI.
struct Launch {
  int number = 0;
  int count = 1;  ///< 0: not told
};
/// Nothing if no mpirun started it.
std::optional<Launch> launch();

/// The MPI library, as it names itself; empty if the program was built without (RIVALRY_MPI).
std::string mpi_library();

}  // namespace rivalry
