#include "rivalry/sweep/ledger_check.hpp"

#include <unordered_map>
#include <vector>

#include "rivalry/io/checkpoint.hpp"
#include "small_file.hpp"

namespace rivalry {
namespace {

struct KeyHash {
  std::size_t operator()(const Fingerprint& key) const { return key.low; }
};
using Numbers = std::unordered_map<Fingerprint, std::int64_t, KeyHash>;

/// Keys of all rows of other plans.
Numbers keys_of_others(const SweepFolder& folder) {
  Numbers keys;
  for_each_batch(folder.shards(), [&](const Fingerprint& plan, const Batch& batch) {
    if (plan == folder.plan().fingerprint()) return;
    for (const Row& row : batch.rows)
      if (!row.failed) keys.try_emplace(row.key, -1);
  });
  return keys;
}

/// Gives those keys that the plan has too their run's number.
void number(Numbers& keys, const Plan& plan) {
  for (std::int64_t point = 0; point < plan.points(); ++point) {
    const Fingerprint scenario = fingerprint_of(plan.scenario(point));
    for (std::int64_t replicate = 0; replicate < plan.replicates(); ++replicate) {
      const auto known = keys.find(plan.key(scenario, plan.stream(scenario, replicate)));
      if (known != keys.end()) known->second = plan.number_of(point, replicate);
    }
  }
}

}  // namespace

std::int64_t adopt_rows(const SweepFolder& folder) {
  const std::filesystem::path mark = folder.plan_folder() / "adopted";
  if (read_small_file(mark)) return 0;
  Numbers keys = keys_of_others(folder);
  std::int64_t adopted = 0;
  if (!keys.empty()) {
    number(keys, folder.plan());
    ShardWriter shard(folder.shards(), "adopted-" + random_identity().substr(0, 8), folder.plan().fingerprint());
    for_each_batch(folder.shards(), [&](const Fingerprint& plan, const Batch& batch) {
      if (plan == folder.plan().fingerprint()) return;
      for (Row row : batch.rows) {
        const auto known = keys.find(row.key);
        if (row.failed || known == keys.end() || known->second < 0) continue;
        row.number = known->second;
        shard.append({folder.blocks().of_run(row.number), 0, std::span(&row, 1)});
        known->second = -1;  // once is enough
        ++adopted;
      }
    });
    shard.close();
  }
  create_small_file(mark, "");
  return adopted;
}

std::int64_t count_done(const SweepFolder& folder, const Ledger& ledger, const Decisions& decisions) {
  std::int64_t done = 0;
  const std::int64_t end = folder.blocks().runs(folder.blocks().of_phase(decisions.phase()).end - 1).end;
  for (std::int64_t number = 0; number < end; ++number)
    if (ledger.has(number) && decisions.counts(folder.plan().run(number))) ++done;
  return done;
}

std::int64_t make_marks_agree(const SweepFolder& folder, const Ledger& ledger, Claims& claims, Decisions& decisions,
                              bool again) {
  const Blocks& blocks = folder.blocks();
  std::vector<bool> failed(static_cast<std::size_t>(again ? blocks.count() : 0));
  if (again)
    for (const Failure& failure : ledger.failures())
      failed[static_cast<std::size_t>(blocks.of_run(failure.number))] = true;
  claims.free_dead({0, blocks.count()});
  std::int64_t undone = 0;
  const std::int64_t last = std::min(decisions.phase(), blocks.phases() - 1);
  for (std::int64_t phase = 0; phase <= last; ++phase)
    for (std::int64_t block = blocks.of_phase(phase).first; block < blocks.of_phase(phase).end; ++block) {
      std::int64_t there = 0, wanted = 0;
      for (std::int64_t number = blocks.runs(block).first; number < blocks.runs(block).end; ++number) {
        if (!decisions.goes_on(folder.plan().run(number).point, phase)) continue;
        ++wanted;
        if (ledger.has(number)) ++there;
      }
      const bool is_whole = there == wanted && (failed.empty() || !failed[static_cast<std::size_t>(block)]);
      const bool is_marked = claims.is_done(block);
      if (is_whole && there > 0 && !is_marked) claims.mark_done(block);
      if (!is_whole && is_marked) ++undone;
      if (!is_whole && (is_marked || there > 0)) claims.mark_partial(block);
    }
  return undone;
}

}  // namespace rivalry
