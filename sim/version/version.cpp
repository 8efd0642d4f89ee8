#include "rivalry/version.hpp"

#include "commit.hpp"

namespace rivalry {

const BuildInformation& build_information() {
  static const BuildInformation information{
      .version = RIVALRY_VERSION,
      .commit = build_commit,
      .compiler = RIVALRY_COMPILER,
      .build_type = RIVALRY_BUILD_TYPE,
      .boost = RIVALRY_BOOST_VERSION,
      .cli11 = RIVALRY_CLI11_VERSION,
      .eigen = RIVALRY_EIGEN_VERSION,
      .fmt = RIVALRY_FMT_VERSION,
      .hdf5 = RIVALRY_HDF5_VERSION,
      .json = RIVALRY_JSON_VERSION,
      .tbb = RIVALRY_TBB_VERSION,
      .tomlplusplus = RIVALRY_TOMLPLUSPLUS_VERSION,
  };
  return information;
}

}  // namespace rivalry
