#include "rivalry/io/result_writer.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <stdexcept>

#include "event_recorder.hpp"
#include "firm_recorder.hpp"
#include "growing_file.hpp"
#include "provenance.hpp"
#include "series_recorder.hpp"
#include "target_file.hpp"
#include "writer_mark.hpp"

namespace rivalry {

namespace {

constexpr std::size_t bytes_on_their_way = std::size_t{32} << 20;
constexpr std::size_t much_waiting = std::size_t{1} << 20;  // bytes

using Clock = std::chrono::steady_clock;

/// Whether a recording knows the firms that it is to go on with, and none that is yet to come.
bool has_all(const std::vector<std::int64_t>& known, const Market& market, const Scenario& scenario) {
  const Firms& firms = market.firms;
  const RecordingPlan plan = plan_recording(scenario);
  const auto is_known = [&](std::int64_t id) { return !plan.holds(id) || std::ranges::binary_search(known, id); };
  return std::ranges::is_sorted(known) && (known.empty() || known.back() >> 32 <= market.period) &&
         std::all_of(firms.id.begin(), firms.id.begin() + firms.count, is_known);
}

}  // namespace

/// The recorders of a run, the threads that write for them, and the file.
class ResultWriter::Recording {
 public:
  Recording(std::filesystem::path path, const Provenance& provenance, bool overwrite, const Pace& pace)
      : target_(std::move(path), overwrite), provenance_(provenance), pace_(pace), started_(time_stamp()) {
    guard([&] { file_ = create_growing(target_.place()); });
  }

  Recording(std::filesystem::path path, const Provenance& provenance, RecordingState state, const Pace& pace)
      : target_(std::move(path)), provenance_(provenance), pace_(pace), state_(std::move(state)) {
    if (!claim(target_.descriptor()))
      throw OutputError(target_.path(), "is being written by another run", "", "wait for its end, or stop it");
    guard([&] { file_ = reopen_growing(target_.place()); });
  }

  // After an exception the file keeps what it holds; a file that holds nothing is removed.
  ~Recording() {
    const hdf5::Silence silence;
    if (period_ > 0 && !finished_ && !broken_) {
      try {
        commit();
        pipeline_->drain();
      } catch (...) {
        broken_ = true;
      }
    }
    pipeline_.reset();  // before what its jobs use
    if (broken_) abandon();
    close();
    if (!finished_ && !state_ && committed_ == 0) target_.discard();
  }

  void begin(const Market& founded, const Scenario& scenario) {
    plan_ = plan_recording(scenario);
    guard([&] {
      const Place file{file_, state_ ? Structure::open : Structure::create,
                       static_cast<int>(scenario.recording.compression), &inventory_};
      if (file.creates()) write_provenance(file_, scenario, provenance_, started_);
      pipeline_ = std::make_unique<Pipeline>(bytes_on_their_way, provenance_.threads);
      series_ = std::make_unique<SeriesRecorder>(file, scenario, *pipeline_);
      firms_ = std::make_unique<FirmRecorder>(file, plan_, scenario, *pipeline_);
      events_ = std::make_unique<EventRecorder>(file, plan_, *pipeline_);
      summary_ = std::make_unique<SummaryRecorder>(file, *pipeline_);
      last_commit_ = Clock::now();
      if (state_) return go_on();
      firms_->begin(founded);
      inventory_.write(file_);
      let_readers_in(file_);
      mark_as_written(target_.descriptor());
    });
  }

  void begin_again(const Market& market, const Scenario& scenario) {
    if (state_ && (state_->period != market.period || !has_all(state_->firms.firms.ids, market, scenario)))
      refuse_state();
    begin(market, scenario);
  }

  void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) {
    guard([&] {
      period_ = market.period;
      series_->record(market, statistics);
      firms_->record(market, scenario);
      events_->record(market.flows.events);
      if (is_due()) commit();
    });
  }

  void end(const Market& market, const Scenario& scenario, const History& history) {
    guard([&] {
      firms_->finish(market, scenario);
      for (const auto& observable : summary_observables()) figures_.push_back(observable.value(history));
    });
  }

  void finish(bool complete) {
    if (!series_ || figures_.empty()) throw std::logic_error("a result without a run");
    guard([&] {
      commit();
      summary_->record(provenance_.replicate, figures_);
      pipeline_->drain();
      flush(file_);
      write_ending(file_, complete);
      flush(file_);
      pipeline_.reset();
      close();
    });
    finished_ = true;
    target_.synchronise();
  }

  RecordingState state() {
    if (period_ > committed_) guard([&] { commit(); });  // so that a repaired file still reaches the state
    RecordingState state{period_, series_->market_state(), series_->segments_state(), events_->state(),
                         firms_->state()};
    guard([&] {
      pipeline_->submit([this] { flush(file_); });
      pipeline_->drain();
    });
    target_.reach_disk();
    return state;
  }

 private:
  /// Full blocks stay; the rows that waited are written anew. Meanwhile the file says that it holds nothing.
  void go_on() {
    if (!series_->reaches(state_->market, state_->segments) || !firms_->reaches(state_->firms) ||
        !events_->reaches(state_->events))
      throw OutputError(target_.path(), "cannot be gone on with",
                        "the file ends before the state that it is to be gone on from",
                        "if it is an older copy, put the newer one back; else run it anew");
    if (!series_->fits(state_->market, state_->segments, state_->period) || !firms_->fits(state_->firms) ||
        !events_->fits(state_->events))
      refuse_state();
    period_ = state_->period;
    pipeline_->submit([this] {
      series_->clock().set(0);
      clear_ending(file_);
      flush(file_);
    });
    summary_->clear();
    series_->restore(std::move(state_->market), std::move(state_->segments));
    firms_->restore(std::move(state_->firms));
    events_->restore(std::move(state_->events));
    pipeline_->drain();
    opening_again_ = false;
    commit();
  }

  [[noreturn]] void refuse_state() const {
    throw OutputError(target_.path(), "cannot be gone on with", "the state is that of another recording",
                      "run it anew with --force");
  }

  bool is_due() const {
    const auto waited = Clock::now() - last_commit_;
    const std::size_t waiting = firms_->waiting_bytes();
    if (waiting == 0) return waited >= std::min(pace_.at_block_end, interval_);
    return waited >= (waiting > much_waiting ? std::max(interval_, pace_.with_much_waiting) : interval_);
  }

  /// Brings the file up to the present period; its readers see that when all of it is there.
  void commit() {
    series_->flush();
    firms_->flush();
    events_->flush();
    pipeline_->submit([this, period = period_] {
      flush(file_);
      series_->clock().set(static_cast<hsize_t>(period));
      flush(file_);
      target_.publish();
      committed_ = period;
    });
    last_commit_ = Clock::now();
    interval_ = std::min(2 * interval_, pace_.longest);
  }

  void close() {
    summary_.reset(), events_.reset(), firms_.reset(), series_.reset();
    file_.close("cannot be written to the end");
  }

  /// Leaves an HDF5 file that could not be written as it is: closing it would only damage what readers can still use.
  void abandon() {
    static_cast<void>(summary_.release()), static_cast<void>(events_.release());
    static_cast<void>(firms_.release()), static_cast<void>(series_.release());
    file_.release();
  }

  /// Turns a failure of HDF5 into what the user can understand.
  template <class Work>
  void guard(Work work) {
    const hdf5::Silence silence;
    try {
      work();
    } catch (const hdf5::Failure& failure) {
      broken_ = true;
      if (opening_again_)
        throw OutputError(target_.path(), "cannot be gone on with", failure.reason(),
                          "it may be damaged: save what is sound with `rivalry repair FILE -o COPY`, and run it anew");
      std::string remedy = remedy_for(failure.reason());
      if (committed_ > 0) remedy += "; the file holds the periods 1 to " + std::to_string(committed_);
      throw OutputError(target_.path(), "cannot be written", failure.reason(), remedy);
    }
  }

  TargetFile target_;
  Provenance provenance_;
  Pace pace_;
  std::string started_;
  std::optional<RecordingState> state_;  ///< of a recording that is gone on with
  hdf5::Handle file_;
  RecordingPlan plan_;
  Inventory inventory_;
  std::vector<double> figures_;
  std::unique_ptr<SeriesRecorder> series_;
  std::unique_ptr<FirmRecorder> firms_;
  std::unique_ptr<EventRecorder> events_;
  std::unique_ptr<SummaryRecorder> summary_;
  std::unique_ptr<Pipeline> pipeline_;

  std::int64_t period_ = 0;                 ///< the last one recorded
  std::atomic<std::int64_t> committed_{0};  ///< the last one that readers see
  Clock::time_point last_commit_;
  Pace::Duration interval_ = pace_.first;
  bool finished_ = false, broken_ = false;
  bool opening_again_ = state_.has_value();  ///< until the file is cut to the state
};

ResultWriter::ResultWriter(std::filesystem::path path, const Provenance& provenance, bool overwrite, const Pace& pace)
    : recording_(std::make_unique<Recording>(std::move(path), provenance, overwrite, pace)) {}

ResultWriter::ResultWriter(std::filesystem::path path, const Provenance& provenance, RecordingState state,
                           const Pace& pace)
    : recording_(std::make_unique<Recording>(std::move(path), provenance, std::move(state), pace)) {}

ResultWriter::~ResultWriter() = default;

void ResultWriter::begin(const Market& founded, const Scenario& scenario) { recording_->begin(founded, scenario); }

void ResultWriter::begin_again(const Market& market, const Scenario& scenario) {
  recording_->begin_again(market, scenario);
}

void ResultWriter::after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) {
  recording_->after_period(market, scenario, statistics);
}

void ResultWriter::end(const Market& market, const Scenario& scenario, const History& history) {
  recording_->end(market, scenario, history);
}

void ResultWriter::finish(bool complete) { recording_->finish(complete); }

RecordingState ResultWriter::state() { return recording_->state(); }

}  // namespace rivalry
