#include "rivalry/io/errors.hpp"

#include "rivalry/text/shown.hpp"

namespace rivalry {

namespace {
std::string sentence(const std::filesystem::path& path, const std::string& problem, const std::string& reason,
                     const std::string& remedy) {
  return shown(path.string() + ": " + problem + (reason.empty() ? "" : ": " + reason) +
               (remedy.empty() ? "" : "; " + remedy));
}
}  // namespace

FileError::FileError(const std::filesystem::path& path, const std::string& problem, const std::string& reason,
                     const std::string& remedy)
    : std::runtime_error(sentence(path, problem, reason, remedy)), path_(path) {}

}  // namespace rivalry
