#include "rivalry/scenario/mistake.hpp"

#include <fmt/format.h>

#include "rivalry/text/shown.hpp"

namespace rivalry {

std::string Mistake::text() const {
  std::string text = file;
  if (line > 0) text += fmt::format(":{}", line);
  if (key.empty() && line > 0 && column > 0) text += fmt::format(":{}", column);
  if (!text.empty()) text += ": ";
  if (!key.empty()) text += key + (value.empty() ? "" : " = " + value) + ": ";
  text += rule;
  if (!remedy.empty()) text += "; " + remedy;
  return shown(text);
}

namespace {
std::string all_texts(const std::vector<Mistake>& mistakes) {
  std::string text;
  for (const Mistake& mistake : mistakes) text += (text.empty() ? "" : "\n") + mistake.text();
  return text;
}
}  // namespace

ScenarioError::ScenarioError(std::vector<Mistake> mistakes)
    : std::runtime_error(all_texts(mistakes)), mistakes_(std::move(mistakes)) {}

}  // namespace rivalry
