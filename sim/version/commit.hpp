#pragma once

#include <string_view>

namespace rivalry {

/// Written at every build by cmake/WriteCommit.cmake, apart from version.cpp so that little is compiled again.
extern const std::string_view build_commit;

}  // namespace rivalry
