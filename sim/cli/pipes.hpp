#pragma once

#include <array>
#include <string>
#include <utility>

namespace rivalry {

/// A pipe that no program inherits.
class Pipe {
 public:
  /// @throws std::system_error  if there can be none
  Pipe();
  ~Pipe();
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_writer();

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// Reads what comes until both are closed.
void read_all(const Pipe& one, std::string& of_one, const Pipe& other, std::string& of_other);

}  // namespace rivalry
