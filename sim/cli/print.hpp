#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "rivalry/text/shown.hpp"

namespace rivalry {

/// A text of several lines that is to stay so.
struct Lines {
  std::string_view text;
};

namespace printing {

/// Texts are joined before they are said, so that they can be looked at.
template <class Value>
concept Sayable = std::is_same_v<Value, Lines> || std::is_convertible_v<const Value&, std::string_view> ||
                  std::is_arithmetic_v<Value>;

template <Sayable Value>
auto as_shown(const Value& value) {
  if constexpr (std::is_same_v<Value, Lines>)
    return shown_lines(value.text);
  else if constexpr (std::is_arithmetic_v<Value>)
    return value;
  else
    return shown(value);
}

template <class... Values>
using Format = fmt::format_string<decltype(as_shown(std::declval<const Values&>()))&...>;

template <class... Values>
std::string text_of(fmt::string_view format, const Values&... shown_values) {
  return fmt::vformat(format, fmt::make_format_args(shown_values...));
}

}  // namespace printing

/// Writes to a stream as far as it can be written. The work that a program is at does not depend on who listens: a full
/// disk or a closed pipe behind standard output or error ends nothing.
void put(std::FILE* stream, std::string_view text);

/// Texts among the values come from files, arguments and names that somebody chose: nothing in them reaches a terminal
/// that would steer it.
template <class... Values>
void say_to(std::FILE* stream, std::type_identity_t<printing::Format<Values...>> text, const Values&... values) {
  put(stream, printing::text_of(text, printing::as_shown(values)...));
}

/// To standard output. What could not be written is told at the end of the program (flush_output).
template <class... Values>
void say(std::type_identity_t<printing::Format<Values...>> text, const Values&... values) {
  say_to<Values...>(stdout, text, values...);
}

/// To standard error.
template <class... Values>
void tell(std::type_identity_t<printing::Format<Values...>> text, const Values&... values) {
  say_to<Values...>(stderr, text, values...);
}

/// Data for other programs (a scenario, a table, a script) to standard output, as they are; to a terminal as `say` has
/// them.
void give(std::string_view data);

/// Whether standard output could not be written, so that there is no use in saying more.
bool output_failed();

/// Writes what standard output still holds back.
/// @return  0, or the first errno of this or an earlier write that failed
int flush_output();

}  // namespace rivalry
