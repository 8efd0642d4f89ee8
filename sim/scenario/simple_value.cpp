#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

#include "document.hpp"

namespace rivalry {
namespace {

std::size_t digits_from(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0) ++at;
  return at - begin;
}

/// Where a decimal number in TOML's form ends that begins with a digit, and whether it is an integer; 0 if it is none.
std::pair<std::size_t, bool> number_end(std::string_view text) {
  std::size_t at = digits_from(text, 0);
  if (at == 0 || (at > 1 && text[0] == '0')) return {0, false};
  bool integer = true;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_from(text, at + 1);
    if (fraction == 0) return {0, false};
    integer = false, at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    const std::size_t sign = at + 1 < text.size() && (text[at + 1] == '+' || text[at + 1] == '-') ? 1 : 0;
    const std::size_t exponent = digits_from(text, at + 1 + sign);
    if (exponent == 0) return {0, false};
    integer = false, at += 1 + sign + exponent;
  }
  return {at, integer};
}

}  // namespace

std::optional<Value> simple_value(std::string_view text) {
  Value value;
  const bool letter = !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0;
  if (letter && text != "true" && text != "false" && text != "inf" && text != "nan") {
    const bool word =
        std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
    if (!word) return {};
    value.kind = Value::Kind::text, value.text = text;
    return value;
  }
  const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const auto [end, integer] = number_end(text.substr(sign));
  if (end == 0 || sign + end != text.size()) return {};
  const std::string_view number = text.starts_with('+') ? text.substr(1) : text;
  const char* const last = number.data() + number.size();
  const auto read =
      integer ? std::from_chars(number.data(), last, value.integer) : std::from_chars(number.data(), last, value.real);
  if (read.ec != std::errc{}) return {};
  value.kind = integer ? Value::Kind::integer : Value::Kind::real;
  return value;
}

}  // namespace rivalry
