#include "rivalry/text/words.hpp"

#include <map>
#include <set>

#include "rivalry/text/unicode.hpp"

namespace rivalry {
namespace {

bool may_stand_in_word(const Character& character) {
  const char32_t c = character.code;
  if (!character.valid) return false;
  if (c >= 0x80) return !steers(c) && !is_blank(c);
  const bool is_letter = (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
  return is_letter || (c >= U'0' && c <= U'9') || std::u32string_view(U"_-.+@").find(c) != std::u32string_view::npos;
}

std::string word_for(std::string_view label) {
  std::string word;
  while (!label.empty()) {
    const Character character = first_character(label);
    word += may_stand_in_word(character) ? label.substr(0, character.bytes) : "_";
    label.remove_prefix(character.bytes);
  }
  return word.empty() ? "_" : word;
}

}  // namespace

std::vector<std::string> words_for(const std::vector<std::string>& labels) {
  std::vector<std::string> words(labels.size());
  std::set<std::string> taken;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (word_for(labels[i]) == labels[i] && taken.insert(labels[i]).second) words[i] = labels[i];
  std::map<std::string, int> last;  // number that was given for a stem
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!words[i].empty()) continue;
    const std::string stem = word_for(labels[i]);
    int& number = last[stem];
    do {
      words[i] = ++number == 1 ? stem : stem + "_" + std::to_string(number);
    } while (!taken.insert(words[i]).second);
  }
  return words;
}

}  // namespace rivalry
