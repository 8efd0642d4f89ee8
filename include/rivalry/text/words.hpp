#pragma once

#include <string>
#include <vector>

namespace rivalry {

/// A word for each label, all different, none empty and none with a blank, as CF's `flag_meanings` needs them: "a_b"
/// for "a b", and "a_b_2" where that is taken. A label that is such a word stays as it is.
std::vector<std::string> words_for(const std::vector<std::string>& labels);

}  // namespace rivalry
