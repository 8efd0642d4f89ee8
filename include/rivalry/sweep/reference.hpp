#pragma once

#include <string>

namespace rivalry {

/// Documentation of all keys of a sweep file: `rivalry describe sweep`.
std::string describe_sweep_text();
/// The same as JSON.
std::string describe_sweep_json();
/// The same as a page of Markdown: docs/sweep-files.md.
std::string sweeps_markdown();

}  // namespace rivalry
