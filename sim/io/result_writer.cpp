#include "rivalry/io/result_writer.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

#include "event_recorder.hpp"
#include "firm_recorder.hpp"
#include "provenance.hpp"
#include "series_recorder.hpp"
#include "target_file.hpp"

namespace rivalry {

namespace {

constexpr std::size_t waiting_bytes = std::size_t{32} << 20;

hdf5::Handle create_file(const std::string& path) {
  using hdf5::Handle;
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "out of identifiers");
  H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18);  // readable by every program of the last decade
  const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "out of identifiers");
  H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, access), H5Fclose, "cannot be written"};
}

}  // namespace

/// The recorders of a run, the thread that writes for them, and the file.
class ResultWriter::Recording {
 public:
  Recording(std::filesystem::path path, const Provenance& provenance, bool overwrite)
      : target_(std::move(path), overwrite), provenance_(provenance), started_(time_stamp()) {
    guard([&] { file_ = create_file(target_.temporary()); });
  }

  ~Recording() {
    const hdf5::Silence silence;
    background_.reset();  // before what its jobs use
    firms_.reset(), events_.reset(), series_.reset();
    file_ = {};
  }

  void begin(const Market& founded, const Scenario& scenario) {
    plan_ = plan_recording(scenario);
    guard([&] {
      write_provenance(file_, scenario, provenance_, started_);
      background_ = std::make_unique<Background>(waiting_bytes);
      series_.emplace(file_, scenario, *background_);
      firms_.emplace(file_, plan_, scenario, founded, *background_);
      events_.emplace(file_, plan_, static_cast<int>(scenario.recording.compression), *background_);
    });
  }

  void after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) {
    guard([&] {
      series_->record(market, statistics);
      firms_->record(market, scenario);
      events_->record(market.flows.events);
    });
  }

  void end(const Market& market, const Scenario& scenario, const History& history) {
    guard([&] {
      firms_->finish(market, scenario);
      for (const auto& observable : summary_observables()) summary_.push_back(observable.value(history));
    });
  }

  void finish(bool complete) {
    if (!series_ || summary_.empty()) throw std::logic_error("a result without a run");
    guard([&] {
      series_->finish();
      events_->finish();
      background_->drain();
      background_.reset();
      write_summary(file_, provenance_.replicate, summary_);
      write_ending(file_, complete);
      firms_.reset(), events_.reset(), series_.reset();
      file_.close("cannot be written to the end");
    });
    target_.publish();
  }

 private:
  /// Turns a failure of HDF5 into what the user can understand.
  template <class Work>
  void guard(Work work) const {
    const hdf5::Silence silence;
    try {
      work();
    } catch (const hdf5::Failure& failure) {
      throw OutputError(target_.path(), "cannot be written", failure.reason(), remedy_for(failure.reason()));
    }
  }

  TargetFile target_;
  Provenance provenance_;
  std::string started_;
  hdf5::Handle file_;
  RecordingPlan plan_;
  std::vector<double> summary_;
  std::optional<SeriesRecorder> series_;
  std::optional<FirmRecorder> firms_;
  std::optional<EventRecorder> events_;
  std::unique_ptr<Background> background_;
};

ResultWriter::ResultWriter(std::filesystem::path path, const Provenance& provenance, bool overwrite)
    : recording_(std::make_unique<Recording>(std::move(path), provenance, overwrite)) {}

ResultWriter::~ResultWriter() = default;

void ResultWriter::begin(const Market& founded, const Scenario& scenario) { recording_->begin(founded, scenario); }

void ResultWriter::after_period(const Market& market, const Scenario& scenario, const PeriodStatistics& statistics) {
  recording_->after_period(market, scenario, statistics);
}

void ResultWriter::end(const Market& market, const Scenario& scenario, const History& history) {
  recording_->end(market, scenario, history);
}

void ResultWriter::finish(bool complete) { recording_->finish(complete); }

}  // namespace rivalry
