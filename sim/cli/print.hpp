#pragma once

#include <cstdio>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace rivalry {

/// Writes to a stream as far as it can be written. The work that a program is at does not depend on who listens: a full
/// disk or a closed pipe behind standard output or error ends nothing.
void put(std::FILE* stream, std::string_view text);

/// To standard output. What could not be written is told at the end of the program (flush_output).
template <class... Values>
void say(fmt::format_string<Values...> text, Values&&... values) {
  put(stdout, fmt::format(text, std::forward<Values>(values)...));
}

/// To standard error.
template <class... Values>
void tell(fmt::format_string<Values...> text, Values&&... values) {
  put(stderr, fmt::format(text, std::forward<Values>(values)...));
}

/// Whether standard output could not be written, so that there is no use in saying more.
bool output_failed();

/// Writes what standard output still holds back.
/// @return  0, or the first errno of this or an earlier write that failed
int flush_output();

}  // namespace rivalry
