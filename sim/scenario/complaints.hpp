#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document.hpp"
#include "rivalry/scenario/mistake.hpp"

namespace rivalry {

/// Collects the mistakes of one file and its settings.
class Complaints {
 public:
  explicit Complaints(std::string file) : file_(std::move(file)) {}

  /// About a value that is given; `rule` is what holds, `remedy` what to do.
  void add(const Value& value, std::string_view key, std::string rule, std::string remedy = "");
  /// About something that has no value of its own.
  void add(const TextPlace& place, std::string_view key, std::string rule, std::string remedy = "");

  /// True if there is a complaint about the key: what follows from it is not worth another.
  bool about(std::string_view key) const;
  bool empty() const { return mistakes_.empty(); }
  std::size_t size() const { return mistakes_.size(); }

  /// @throws ScenarioError  with all complaints in the order of the file, if there are any
  void raise() const;

 private:
  std::string file_;
  std::vector<Mistake> mistakes_;
};

}  // namespace rivalry
