#pragma once

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "rivalry/scenario/fingerprint.hpp"

namespace rivalry {

/// Notes which runs the program died in by a fault of its own, so that they are not tried again and again: a signal of
/// that kind (SIGSEGV, SIGABRT and their like) on a thread that does a run writes a line into `crashes/WORKER` before
/// the process ends. What ends it from outside, as SIGKILL does, leaves no note: no run is at fault.
///
/// While it lives, it stands before the process's handlers of these signals, and calls for them afterwards; one at a
/// time.
class CrashNotes {
 public:
  CrashNotes(std::filesystem::path folder, const std::string& worker, const Fingerprint& plan);
  ~CrashNotes();  ///< puts the former handlers back
  CrashNotes(const CrashNotes&) = delete;
  CrashNotes& operator=(const CrashNotes&) = delete;

  /// What became of runs of this plan, by their numbers; words such as "Segmentation fault".
  /// @throws ResultError  if a note cannot be read
  std::map<std::int64_t, std::string> read() const;

  /// Says that this thread does a run, as long as it lives.
  class Run {
   public:
    explicit Run(std::int64_t number);
    ~Run();
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
  };

  /// A place for the handler to stand on when a thread's own stack is full; for the thread that makes it.
  class Stack {
   public:
    Stack();
    ~Stack();
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;

   private:
    std::vector<char> memory_;
    stack_t before_{};
  };

 private:
  std::filesystem::path folder_;
  std::string plan_;
};

}  // namespace rivalry
