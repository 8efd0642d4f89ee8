#include "crew.hpp"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "rivalry/io/result_writer.hpp"
#include "rivalry/sweep/ledger_check.hpp"

namespace rivalry {
namespace {

using namespace std::chrono_literals;

using Seconds = std::chrono::duration<double>;
constexpr auto write_interval = 1s;
constexpr std::size_t most_waiting_rows = 4096;

}  // namespace

Crew::Crew(const SweepFolder& folder, const WorkOptions& options)
    : folder_(folder),
      options_(options),
      heart_(folder.workers()),
      watch_(folder.workers(), std::chrono::duration<double>(options.lease)),
      claims_(folder.claims(), heart_.name(), options.share, watch_),
      crash_notes_(folder.crashes(), heart_.name(), folder.plan().fingerprint()),
      shard_(folder.shards(), heart_.name(), folder.plan().fingerprint()),
      decisions_(folder) {}

WorkReport Crew::work() {
  if (watch_.alive() == std::vector{heart_.name()}) {  // others would have looked
    const Ledger ledger(folder_);
    make_marks_agree(folder_, ledger, claims_, decisions_, options_.retry_failed);
    report_.foreign = ledger.foreign();
  }
  phase_ = folder_.blocks().of_phase(decisions_.phase());
  const int threads =
      options_.threads > 0 ? options_.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  std::vector<std::thread> crew;
  at_work_ = threads;
  for (int i = 0; i < threads; ++i) crew.emplace_back([this] { labour(); });
  look_on();
  for (std::thread& one : crew) one.join();
  return end();
}

std::shared_ptr<OpenBlock> Crew::open_block(const Claim& claim) {
  auto block = std::make_shared<OpenBlock>();
  block->block = claim.block;
  const Range runs = folder_.blocks().runs(claim.block);
  std::vector<bool> known(static_cast<std::size_t>(runs.size()));
  if (claim.partial) {
    if (!options_.retry_failed) block->crashes = crash_notes_.read();
    for_each_batch(folder_.shards(), [&](const Fingerprint& plan, const Batch& batch) {
      if (plan != folder_.plan().fingerprint() || batch.block != claim.block) return;
      for (const Row& row : batch.rows)
        if (row.number >= runs.first && row.number < runs.end && !(row.failed && options_.retry_failed))
          known[static_cast<std::size_t>(row.number - runs.first)] = true;
    });
  }
  const std::int64_t phase = decisions_.phase();
  for (std::int64_t number = runs.first; number < runs.end; ++number)
    if (!known[static_cast<std::size_t>(number - runs.first)] &&
        decisions_.goes_on(folder_.plan().run(number).point, phase))
      block->runs.push_back(number);
  return block;
}

std::optional<Crew::Task> Crew::next_task() {
  for (const auto& block : open_)
    if (block->given < block->runs.size()) return Task{block, block->runs[block->given++]};
  while (!exhausted_) {
    const auto claim = claims_.take(phase_, options_.wishes);
    if (!claim) {
      exhausted_ = true;
      changed_.notify_all();  // whoever looks on need not wait to see that all is done
      return {};
    }
    const auto block = open_block(*claim);
    open_.push_back(block);
    if (!block->runs.empty()) return Task{block, block->runs[block->given++]};
    settle(*block);
  }
  return {};
}

void Crew::labour() {
  const CrashNotes::Stack stack;
  std::unique_lock lock(mutex_);
  try {
    while (!stop_ && !draining_) {
      const auto task = next_task();
      if (!task) {
        changed_.wait_for(lock, 200ms);
        continue;
      }
      lock.unlock();
      const auto start = Clock::now();
      auto row = do_task(*task);
      const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
      lock.lock();
      if (row) hand_in(*task, std::move(*row), seconds);
    }
  } catch (...) {
    if (!lock.owns_lock()) lock.lock();
    if (!error_) error_ = std::current_exception();
    stop_ = true;
  }
  --at_work_;
  changed_.notify_all();
}

std::optional<Row> Crew::do_task(const Task& task) {
  const Plan& plan = folder_.plan();
  const PlannedRun run = plan.run(task.number);
  if (const auto crash = task.block->crashes.find(run.number); crash != task.block->crashes.end())
    return crashed_run(plan, run, crash->second);
  const CrashNotes::Run noted(run.number);
  if (!plan.sweep().panel_points.holds(run.point) || !plan.sweep().panel_replicates.holds(run.replicate))
    return do_run(plan, run, options_.rules, stop_);
  const std::lock_guard alone(panels_);
  const std::filesystem::path panel = folder_.panels() / fmt::format("run-{:06}.h5", run.number);
  std::error_code ignored;
  std::filesystem::remove(panel, ignored);  // perhaps of a worker that was taken for dead, and still writes it
  ResultWriter writer(panel, {.replicate = static_cast<std::uint64_t>(run.replicate), .threads = 1}, true);
  Observer* const observers[] = {&writer};
  auto row = do_run(plan, run, options_.rules, stop_, observers);
  if (row && !row->failed) writer.finish(row->stopped < 0);
  return row;
}

void Crew::hand_in(const Task& task, Row row, double seconds) {
  ++report_.done;
  if (row.failed) ++report_.failed;
  OpenBlock& block = *task.block;
  block.rows.push_back(std::move(row));
  block.seconds += seconds;
  ++block.handed_in;
  if (block.handed_in == block.runs.size())
    settle(block);
  else if (block.rows.size() >= most_waiting_rows || Clock::now() - written_ > write_interval)
    write_rows();
}

void Crew::write_rows() {
  for (const auto& block : open_) {
    if (block->rows.empty()) continue;
    shard_.append({block->block, block->seconds, block->rows});
    block->rows.clear();
    block->seconds = 0;
  }
  shard_.make_durable();
  written_ = Clock::now();
}

void Crew::settle(OpenBlock& block) {
  write_rows();
  claims_.finish(block.block);
  std::erase_if(open_, [&](const auto& one) { return one.get() == &block; });
}

void Crew::look_on() {
  Clock::time_point looked{};
  std::unique_lock lock(mutex_);
  while (at_work_ > 0) {
    Seconds wait = 100ms;
    if (options_.time_limit) wait = std::clamp(Seconds(*options_.time_limit - seconds()), Seconds(1ms), wait);
    changed_.wait_for(lock, wait);
    if (options_.stop != nullptr && options_.stop->load()) stop_ = true;
    if (options_.time_limit) {
      // Runs that would not end in time are not begun.
      if (seconds() > *options_.time_limit - 2 * folder_.sample().seconds) draining_ = report_.interrupted = true;
      if (seconds() > *options_.time_limit) stop_ = true;
    }
    if (exhausted_ && !stop_ && Clock::now() - looked > (open_.empty() ? Clock::duration(20ms) : 1s)) {
      try {
        look_for_work();
      } catch (...) {
        error_ = std::current_exception();
        stop_ = true;
      }
      looked = Clock::now();
      changed_.notify_all();
    }
    if (options_.progress) {
      const WorkProgress now = progress();
      lock.unlock();
      options_.progress(now);
      lock.lock();
    }
  }
}

/// Nothing could be claimed: it is all done, or with others, who may be dead.
void Crew::look_for_work() {
  const Claims::Counts counts = claims_.count(phase_);
  if (counts.done == phase_.size()) {
    decisions_.decide();
    phase_ = folder_.blocks().of_phase(decisions_.phase());
    draining_ = is_all_done();
    exhausted_ = false;
    return;
  }
  if (folder_.is_outdated()) {
    draining_ = report_.interrupted = true;
    return;
  }
  if (claims_.free_dead(phase_) > 0 || claims_.has_free(phase_))
    exhausted_ = false;
  else if (open_.empty() && !options_.wait)
    draining_ = true;
}

bool Crew::is_all_done() { return decisions_.is_last() && claims_.count(phase_).done == phase_.size(); }

/// Counts blocks now and then: that takes a look at the folder.
WorkProgress Crew::progress() {
  progress_.done = report_.done, progress_.failed = report_.failed;
  progress_.seconds = seconds();
  if (progress_.runs > 0 && Clock::now() - counted_ < 1s) {
    progress_.all_done = std::max(progress_.all_done, progress_.before + report_.done);
    return progress_;
  }
  counted_ = Clock::now();
  const Claims::Counts counts = claims_.count({0, phase_.end});
  const bool is_first = progress_.runs == 0;
  progress_.phase = decisions_.phase(), progress_.phases = folder_.blocks().phases();
  progress_.runs = decisions_.runs();
  progress_.others = counts.held - static_cast<std::int64_t>(open_.size());
  std::int64_t all = static_cast<std::int64_t>(static_cast<double>(progress_.runs) * static_cast<double>(counts.done) /
                                               static_cast<double>(phase_.end));
  for (const auto& block : open_) all += static_cast<std::int64_t>(block->handed_in);
  if (is_first) progress_.before = std::max<std::int64_t>(0, all - report_.done);
  progress_.all_done = std::min(progress_.runs, std::max(all, progress_.before + report_.done));
  return progress_;
}

WorkReport Crew::end() {
  if (!error_) try {
      write_rows();
      for (const auto& block : open_) claims_.release(block->block);
      shard_.close();
    } catch (...) {
      error_ = std::current_exception();
    }
  if (error_) {
    try {
      for (const auto& block : open_) claims_.release(block->block);
    } catch (const std::exception&) {  // NOLINT: others find the claims of a dead worker
    }
    std::rethrow_exception(error_);
  }
  report_.complete = is_all_done();
  report_.interrupted = !report_.complete && (report_.interrupted || stop_);
  report_.seconds = seconds();
  return report_;
}

WorkReport work(const SweepFolder& folder, const WorkOptions& options) { return Crew(folder, options).work(); }

}  // namespace rivalry
