// The only file that sees MPI: its interface for C, not the one for C++ that some libraries still have.
#define OMPI_SKIP_MPICXX
#define MPICH_SKIP_MPICXX
#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

#include <mpi.h>

#include "rivalry/sweep/ranks.hpp"

namespace rivalry {

using namespace std::chrono_literals;

/// All calls of MPI are made under one lock: it need not know of threads more than that there are several.
struct Ranks::Session {
  Session() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &number);
    MPI_Comm_size(MPI_COMM_WORLD, &count);
    const MPI_Aint bytes = number == 0 ? slots * sizeof(std::int64_t) : 0;
    MPI_Win_allocate(bytes, sizeof(std::int64_t), MPI_INFO_NULL, MPI_COMM_WORLD, &given, &window);
    if (number == 0) std::fill_n(given, slots, 0);
    MPI_Barrier(MPI_COMM_WORLD);
    MPI_Win_lock_all(0, window);
    if (number == 0) server = std::jthread([this](const std::stop_token& stop) { serve(stop); });
  }

  ~Session() {
    if (server.joinable()) {
      server.request_stop();
      server.join();
    }
    if (std::uncaught_exceptions() > 0) return;
    MPI_Win_unlock_all(window);
    MPI_Win_free(&window);
    MPI_Finalize();
  }

  /// Where the network cannot count by itself, the rank with the counter has to be in MPI for others to reach it.
  void serve(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      {
        const std::lock_guard lock(mutex);
        int there = 0;
        MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &there, MPI_STATUS_IGNORE);
      }
      std::this_thread::sleep_for(1ms);
    }
  }

  /// How many blocks of a phase were given before; one more is.
  std::int64_t count_one(Range blocks) {
    const std::int64_t one = 1;
    std::int64_t before = 0;
    MPI_Fetch_and_op(&one, &before, MPI_INT64_T, 0, blocks.first % slots, MPI_SUM, window);
    MPI_Win_flush(0, window);
    return before;
  }

  /// Without keeping a processor busy meanwhile.
  void wait(MPI_Request request) {
    for (int is_done = 0; is_done == 0;) {
      {
        const std::lock_guard lock(mutex);
        MPI_Test(&request, &is_done, MPI_STATUS_IGNORE);
      }
      if (is_done == 0) std::this_thread::sleep_for(5ms);
    }
  }

  template <std::size_t n>
  std::array<std::int64_t, n> reduce(std::array<std::int64_t, n> values, MPI_Op operation) {
    std::array<std::int64_t, n> result{};
    MPI_Request request;
    {
      const std::lock_guard lock(mutex);
      MPI_Iallreduce(values.data(), result.data(), static_cast<int>(n), MPI_INT64_T, operation, MPI_COMM_WORLD,
                     &request);
    }
    wait(request);
    return result;
  }

  int number = 0, count = 1;
  /// Counters of phases, by their first block. Phases of one slot would disturb each other, but what is given is no
  /// more than a hint.
  static constexpr std::int64_t slots = 1021;
  std::int64_t* given = nullptr;  ///< of the first rank
  MPI_Win window = MPI_WIN_NULL;
  std::int64_t beyond = 0;  ///< all blocks before it were given
  std::mutex mutex;
  std::jthread server;
};

Ranks::Ranks() : session_(launch() ? std::make_unique<Session>() : nullptr) {}
Ranks::~Ranks() = default;

int Ranks::number() const { return session_ ? session_->number : 0; }
int Ranks::count() const { return session_ ? session_->count : 1; }

void Ranks::after_first() const {
  if (!session_) return;
  MPI_Request request;
  int nothing = 0;
  {
    const std::lock_guard lock(session_->mutex);
    MPI_Ibcast(&nothing, 1, MPI_INT, 0, MPI_COMM_WORLD, &request);
  }
  session_->wait(request);
}

std::optional<std::int64_t> Ranks::next_block(Range blocks) {
  if (!session_) return {};
  const std::lock_guard lock(session_->mutex);
  if (session_->beyond >= blocks.end) return {};
  const std::int64_t block = blocks.first + session_->count_one(blocks);
  if (block < blocks.end) return block;
  session_->beyond = blocks.end;
  return {};
}

WorkReport Ranks::together(const WorkReport& report) const {
  if (!session_) return report;
  const auto [done, failed] = session_->reduce(std::array{report.done, report.failed}, MPI_SUM);
  const auto [complete, interrupted, milliseconds] =
      session_->reduce(std::array<std::int64_t, 3>{report.complete, report.interrupted,
                                                   static_cast<std::int64_t>(1000 * report.seconds)},
                       MPI_MAX);
  return {.done = done,
          .failed = failed,
          .complete = complete != 0,
          .interrupted = complete == 0 && interrupted != 0,
          .seconds = static_cast<double>(milliseconds) / 1000};
}

std::string mpi_library() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  MPI_Get_library_version(text.data(), &length);
  const std::string whole(text.data(), static_cast<std::size_t>(length));
  return whole.substr(0, whole.find_first_of(",\n"));
}

}  // namespace rivalry
