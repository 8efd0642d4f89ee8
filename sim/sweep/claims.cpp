#include "rivalry/sweep/claims.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <random>

#include <fmt/format.h>

#include "io/target_file.hpp"
#include "rivalry/io/errors.hpp"
#include "small_file.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

void move(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT) refuse_output(to, "a block cannot be claimed", errno);
}

}  // namespace

Claims::Claims(fs::path folder, std::string worker, Share share, Watch& watch)
    : folder_(std::move(folder)), worker_(std::move(worker)), share_(share), watch_(watch) {}

fs::path Claims::path(std::int64_t block, const char* state) const {
  return folder_ / fmt::format("{:06}{}", block, state);
}

void Claims::look() {
  states_.clear();
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const std::string name = entry.path().filename().string();
    std::int64_t block = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), block);
    if (error != std::errc()) continue;
    const std::string_view kind(end, name.data() + name.size());
    State& state = states_[block];
    if (kind == ".done") state = State::done;
    if (kind.empty()) state = std::max(state, State::held);
    if (kind == ".partial") state = std::max(state, State::partial);
  }
  looked_ = Watch::Clock::now();
}

bool Claims::seems_free(std::int64_t block) const {
  const auto known = states_.find(block);
  return block % share_.of == share_.number && (known == states_.end() || known->second < State::held);
}

bool Claims::has_free(Range blocks) const {
  for (std::int64_t block = blocks.first; block < blocks.end; ++block)
    if (seems_free(block)) return true;
  return false;
}

std::optional<Claim> Claims::try_to_take(std::int64_t block) {
  std::error_code ignored;
  if (fs::exists(path(block, ".done")) || !create_small_file(path(block), worker_, false)) {
    states_[block] = State::held;
    return {};
  }
  if (fs::exists(path(block, ".done"))) {  // done in between
    fs::remove(path(block), ignored);
    states_[block] = State::done;
    return {};
  }
  states_[block] = State::held;
  return Claim{block, fs::remove(path(block, ".partial"), ignored)};
}

std::optional<Claim> Claims::take(Range blocks, const Wishes& wishes) {
  if (looked_ == Watch::Clock::time_point{}) look();
  while (const auto wish = wishes ? wishes(blocks) : std::nullopt)
    if (seems_free(*wish))
      if (auto claim = try_to_take(*wish)) return claim;
  for (int round = 0; round < 2; ++round) {
    std::int64_t missed = 0, skip = 0;  // those who meet at one block go apart
    for (std::int64_t block = blocks.first; block < blocks.end; ++block) {
      if (!seems_free(block) || skip-- > 0) continue;
      if (auto claim = try_to_take(block)) return claim;
      const auto reach = std::uint32_t{1} << std::min<std::int64_t>(missed++, 10);
      skip = round == 0 ? static_cast<std::int64_t>(std::random_device{}() % reach) : 0;
    }
    if (round == 0) look();  // what seemed held may have become free
  }
  return {};
}

std::int64_t Claims::free_dead(Range blocks) {
  look();
  std::int64_t freed = 0;
  std::map<std::string, bool> dead;
  for (const auto& [block, state] : states_) {
    if (state != State::held || block < blocks.first || block >= blocks.end) continue;
    const auto worker = read_small_file(path(block));
    if (!worker || *worker == worker_) continue;
    const auto [known, is_new] = dead.try_emplace(*worker, false);
    if (is_new) known->second = watch_.is_dead(*worker);
    if (!known->second) continue;
    // Of several that free it, one moves the file away.
    const fs::path own = path(block, fmt::format(".taken-{}", worker_).c_str());
    create_small_file(path(block, ".partial"), "", false);
    if (::rename(path(block).c_str(), own.c_str()) != 0) continue;
    fs::remove(own);
    ++freed;
  }
  if (freed > 0) look();
  return freed;
}

void Claims::finish(std::int64_t block) {
  move(path(block), path(block, ".done"));
  if (!fs::exists(path(block, ".done"))) mark_done(block);  // somebody took this worker for dead
  states_[block] = State::done;
}

void Claims::release(std::int64_t block) {
  create_small_file(path(block, ".partial"), "", false);
  std::error_code ignored;
  fs::remove(path(block), ignored);
  states_[block] = State::partial;
}

Claims::Counts Claims::count(Range blocks) {
  look();
  Counts counts;
  counts.free = blocks.size();
  for (const auto& [block, state] : states_) {
    if (block < blocks.first || block >= blocks.end) continue;
    if (state == State::done) ++counts.done, --counts.free;
    if (state == State::held) ++counts.held, --counts.free;
  }
  return counts;
}

void Claims::mark_done(std::int64_t block) {
  create_small_file(path(block, ".done"), "");
  std::error_code ignored;
  fs::remove(path(block, ".partial"), ignored);
}

bool Claims::is_done(std::int64_t block) const { return fs::exists(path(block, ".done")); }

void Claims::mark_partial(std::int64_t block) {
  create_small_file(path(block, ".partial"), "", false);
  std::error_code ignored;
  fs::remove(path(block, ".done"), ignored);
}

}  // namespace rivalry
