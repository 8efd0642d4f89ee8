#include "rivalry/sweep/folder.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "rivalry/io/errors.hpp"
#include "rivalry/version.hpp"
#include "small_file.hpp"

namespace rivalry {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// Blocks: many, so that many workers find one; but not so small that claiming shows, nor more than a folder should
// hold.
constexpr double least_seconds = 1, most_seconds = 30;
constexpr double few_blocks = 16, wanted_blocks = 4000, most_blocks = 10'000;
constexpr double most_block_bytes = std::int64_t{64} << 20;  // of rows, which merging holds in memory
constexpr double row_bytes = 300;

constexpr std::size_t most_bytes_of_table = std::size_t{1} << 30;  // of points

std::string read_text_of(const fs::path& path, std::size_t most = most_bytes_of_small_file) {
  auto text = read_small_file(path, most);
  if (!text) throw ResultError(path, "is missing", "", "plan the sweep again: rivalry sweep plan FILE");
  return std::move(*text);
}

std::string plan_in_force(const fs::path& path) {
  auto text = read_small_file(path / "plan");
  if (!text)
    throw ResultError(path, fs::exists(path) ? "holds no sweep" : "there is no such file or directory", "",
                      "give a sweep file, or the directory that `rivalry sweep plan FILE` made");
  while (!text->empty() && text->back() == '\n') text->pop_back();
  if (text->size() != 32 || text->find_first_not_of("0123456789abcdef") != std::string::npos)
    throw DamagedResult(path / "plan", "is damaged", "it is no fingerprint of a plan",
                        "plan the sweep again: rivalry sweep plan FILE");
  return std::move(*text);
}

/// What plan.json says, which may be anything: each entry is of its kind and within its range, or refused.
class PlanFile {
 public:
  explicit PlanFile(const fs::path& folder) : path_(folder / "plan.json") {
    json_ = Json::parse(read_text_of(path_), nullptr, false);
    if (!json_.is_object()) refuse("it is no JSON object");
  }

  std::string text(const char* key, const std::string& otherwise) const {
    const Json* value = find(key);
    if (value == nullptr) return otherwise;
    if (!value->is_string()) refuse(fmt::format("\"{}\" is no text", key));
    return value->get<std::string>();
  }
  std::int64_t whole(const char* key, std::int64_t least, std::int64_t most) const {
    const Json* value = find(key);
    const bool fits = value != nullptr && value->is_number_integer() &&
                      value->get<double>() >= static_cast<double>(least) &&
                      value->get<double>() <= static_cast<double>(most);
    if (!fits) refuse(fmt::format("\"{}\" is no integer from {} to {}", key, least, most));
    return value->get<std::int64_t>();
  }
  double number(const char* key) const {
    const Json* value = find(key);
    if (value == nullptr || !value->is_number() || !(value->get<double>() >= 0) || std::isinf(value->get<double>()))
      refuse(fmt::format("\"{}\" is no number of at least 0", key));
    return value->get<double>();
  }

 private:
  const Json* find(const char* key) const {
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
  }
  [[noreturn]] void refuse(const std::string& why) const {
    throw DamagedResult(path_, "is damaged", why,
                        "remove the folder that it is in, and plan the sweep again: rivalry sweep plan FILE");
  }
  fs::path path_;
  Json json_;
};

/// The texts of a plan as they lie in its folder.
SweepTexts texts_in(const fs::path& folder) {
  const PlanFile file(folder);
  return {read_text_of(folder / "sweep.toml"),
          file.text("sweep", "sweep.toml"),
          read_text_of(folder / "base.toml"),
          file.text("base", "base.toml"),
          folder,
          file.text("rules", "")};
}

std::int64_t runs_of_block(const Plan& plan, const Sample& sample, std::int64_t wanted) {
  const double bytes =
      row_bytes + 8.0 * static_cast<double>(plan.sweep().series.size()) * static_cast<double>(sample.periods);
  const double seconds = std::max(sample.seconds, 1e-5);
  const auto runs = static_cast<double>(plan.runs());
  double size = wanted > 0 ? static_cast<double>(wanted)
                           : std::min(std::clamp(runs / wanted_blocks, least_seconds / seconds, most_seconds / seconds),
                                      runs / few_blocks);
  size = std::min(size, most_block_bytes / bytes);
  size = std::max(size, runs / most_blocks);
  return static_cast<std::int64_t>(std::ceil(std::clamp(size, 1.0, std::max(runs, 1.0))));
}

void copy_table(const Sweep& sweep, const fs::path& from, const fs::path& to) {
  const fs::path table = sweep.table;
  if (sweep.table.empty() || table.is_absolute()) return;
  if (std::ranges::any_of(table, [](const fs::path& part) { return part == ".."; }))
    throw OutputError(table, "lies outside the folder of the sweep file", "", "put it beside the sweep file");
  make_folder((to / table).parent_path());
  write_small_file(to / table, read_text_of(from / table, most_bytes_of_table));
}

}  // namespace

void SweepFolder::read_plan_file() {
  const PlanFile file(plan_folder());
  sample_ = {file.number("seconds"), file.number("memory"), file.whole("periods", 0, 10'000'000)};
  blocks_ = std::make_unique<Blocks>(plan_->sweep(), plan_->points(), file.whole("block", 1, most_runs));
}

SweepFolder::SweepFolder(fs::path path) : path_(std::move(path)) {
  const std::string name = plan_in_force(path_);
  plan_ = std::make_unique<Plan>(texts_in(path_ / "plans" / name));
  if (plan_->fingerprint().hex() != name)
    throw ResultError(path_, "was planned by a program with another version of the model", "",
                      "plan the sweep again with this one: rivalry sweep plan FILE");
  read_plan_file();
}

SweepFolder::SweepFolder(fs::path path, const SweepTexts& texts, const std::function<Sample(const Plan&)>& sample,
                         std::int64_t block)
    : path_(std::move(path)), plan_(std::make_unique<Plan>(texts)) {
  const auto before = read_small_file(path_ / "plan");
  if (!before && fs::exists(path_) && !fs::is_empty(path_))
    throw OutputError(path_, "is there already and holds no sweep", "", "give another directory with -d");
  const fs::path folder = plan_folder();
  if (!fs::exists(folder / "plan.json")) {
    const Sample measured = sample(*plan_);
    for (const fs::path& part : {folder, claims(), decisions(), shards(), workers(), crashes(), panels(), logs()})
      make_folder(part);
    copy_table(plan_->sweep(), texts.folder, folder);
    write_small_file(folder / "sweep.toml", texts.sweep);
    write_small_file(folder / "base.toml", texts.base);
    const Json json{{"format", 1},
                    {"program", build_information().version},
                    {"model", model_version},
                    {"sweep", texts.sweep_name},
                    {"base", texts.base_name},
                    {"rules", texts.rules},
                    {"points", plan_->points()},
                    {"replicates", plan_->replicates()},
                    {"block", runs_of_block(*plan_, measured, block)},
                    {"seconds", measured.seconds},
                    {"memory", measured.memory},
                    {"periods", measured.periods}};
    create_small_file(folder / "plan.json", json.dump(2) + "\n");  // whoever was first settles it for all
  }
  read_plan_file();
  const std::string name = plan_->fingerprint().hex() + "\n";
  is_new_ = before != name;
  if (is_new_) write_small_file(path_ / "plan", name);
}

bool SweepFolder::is_outdated() const { return plan_in_force(path_) != plan_->fingerprint().hex(); }

}  // namespace rivalry
