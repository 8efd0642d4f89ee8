#include <fmt/format.h>

#include "documentation.hpp"
#include "rivalry/scenario/write.hpp"

namespace rivalry {
namespace {

/// Text for a cell of a table.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string row(const Entry& entry) {
  std::string meaning = entry.meaning;
  if (entry.live) meaning += " *Live.*";
  return fmt::format("| `{}` | {} | {} | {} | `{}` | {} | {} |\n", entry.key, cell(entry.type), entry.unit,
                     cell(entry.range), entry.default_value, cell(meaning), cell(entry.source));
}

}  // namespace

std::string chapter_markdown(const Chapter& chapter) {
  const std::string head = chapter.repeated ? fmt::format("[[{}]]", chapter.name) : fmt::format("[{}]", chapter.name);
  std::string text = fmt::format("\n## `{}`\n\n{}\n", head, chapter.meaning);
  if (chapter.entries.empty()) return text;
  text +=
      "\n| key | type | unit | range | default | meaning | source |\n"
      "| --- | --- | --- | --- | --- | --- | --- |\n";
  for (const Entry& entry : chapter.entries) text += row(entry);
  return text;
}

std::string parameters_markdown() {
  std::string text =
      "# Parameters\n\n"
      "Made by the program from its table of parameters (`rivalry describe` shows the same). Every parameter may be "
      "left out of a scenario file; then it has its default. An event may change the parameters marked *live* during a "
      "run.\n\n"
      "A parameter of firms takes a number, a distribution or a treatment; one of segments takes a number, a "
      "distribution or a list with one value a segment:\n\n"
      "| form | meaning |\n| --- | --- |\n"
      "| `0.5` | the same for all |\n"
      "| `{uniform = [0, 1]}` | uniform between the two |\n"
      "| `{normal = [0.5, 0.1], min = 0, max = 1}` | normal with mean and standard deviation, cut off at min and max "
      "|\n"
      "| `{beta = [2, 5]}` | beta with the two shapes, in (0, 1) |\n"
      "| `{choice = [0, 1], weights = [3, 1]}` | one of the values; equally likely without weights |\n"
      "| `{treatment = [0, 1], share = 0.5}` | randomised in balanced blocks; the first value is the control, `share` "
      "of the firms leaves it |\n"
      "| `[2.0, 2.5, 3.0]` | one value a segment |\n";
  for (const Chapter& chapter : chapters()) text += chapter_markdown(chapter);
  return text;
}

}  // namespace rivalry
