#pragma once

#include <string>
#include <string_view>

namespace rivalry {

/// The text as one word of a POSIX shell.
std::string shell_word(std::string_view text);
/// A file as an argument of a command that a reader is told to type: never taken for an option, and with nothing in it
/// that would steer the terminal (then as `$'…'`, which bash and zsh know).
std::string shell_file(std::string_view path);
/// The text as a string of Python.
std::string python_text(std::string_view text);

}  // namespace rivalry
