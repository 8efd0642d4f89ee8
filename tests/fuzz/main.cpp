#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "target.hpp"

//   rivalry_fuzz TARGET --seeds FOLDER    writes inputs to start from
//   rivalry_fuzz TARGET CORPUS [-max_total_time=60 …]    libFuzzer's own command line
namespace rivalry::fuzz {
namespace {

const Target* target = nullptr;

const auto& targets() {
  static const std::array all{scenario_target(), setting_target(), sweep_target(), table_target(), checkpoint_target(),
                              shard_target(),    folder_target(),  chunk_target(), result_target()};
  return all;
}

[[noreturn]] void write_seeds(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  int number = 0;
  for (const std::string& seed : target->seeds()) write_file(folder / ("seed-" + std::to_string(number++)), seed);
  std::exit(0);
}

}  // namespace
}  // namespace rivalry::fuzz

using namespace rivalry::fuzz;

extern "C" {

int LLVMFuzzerInitialize(int* count, char*** words) {
  const std::string_view name = *count > 1 ? (*words)[1] : "";
  for (const Target& one : targets())
    if (one.name == name) target = &one;
  if (target == nullptr) {
    std::fprintf(stderr, "rivalry_fuzz: give a target first:");
    for (const Target& one : targets()) std::fprintf(stderr, " %s", std::string(one.name).c_str());
    std::fprintf(stderr, "\n");
    std::exit(2);
  }
  if (*count > 3 && std::string_view((*words)[2]) == "--seeds") write_seeds((*words)[3]);
  std::copy(*words + 2, *words + *count + 1, *words + 1);  // libFuzzer need not know the name
  --*count;
  return 0;
}

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  target->read({data, size});
  return 0;
}

std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  if (target->change == nullptr || seed % 2 == 0) return LLVMFuzzerMutate(data, size, most);
  const std::string changed = target->change({reinterpret_cast<const char*>(data), size}, seed / 2);
  const std::size_t length = std::min(changed.size(), most);
  std::memcpy(data, changed.data(), length);
  return length;
}

}  // extern "C"
