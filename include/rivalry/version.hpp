#pragma once

#include <string_view>

namespace rivalry {

/// Of what a run computes: raised whenever the same scenario, seed and replicate come to other bits (*Changed results*
/// in CHANGELOG.md). Runs of a sweep are known by it, so that those of an older model are not taken for new ones.
inline constexpr int model_version = 2;

/// What this program was built from and with. Written into every result, so that it can be traced back.
struct BuildInformation {
  std::string_view version;     ///< of Rivalry, as in 0.1.0
  std::string_view commit;      ///< 12 hex digits, "-dirty" appended if sources differed from it; "unknown" outside git
  std::string_view compiler;    ///< as in "GNU 12.2.0"
  std::string_view build_type;  ///< release, debug, asan, tsan or audit

  // Versions of the libraries.
  std::string_view boost;
  std::string_view cli11;
  std::string_view eigen;
  std::string_view fmt;
  std::string_view hdf5;
  std::string_view json;
  std::string_view tbb;
  std::string_view tomlplusplus;
};

const BuildInformation& build_information();

}  // namespace rivalry
