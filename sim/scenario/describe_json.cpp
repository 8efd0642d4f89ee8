#include <cmath>

#include <nlohmann/json.hpp>

#include "documentation.hpp"
#include "rivalry/scenario/write.hpp"

namespace rivalry {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Entry& entry) {
  Json json{{"key", entry.key}, {"type", entry.type}, {"unit", entry.unit}, {"default", entry.default_value}};
  const auto bound = [&](const char* name, double value, bool open) {
    if (!std::isfinite(value)) return;
    json[name] = value;
    json[std::string(name) + "_included"] = !open;
  };
  bound("min", entry.limits.min, entry.limits.min_open);
  bound("max", entry.limits.max, entry.limits.max_open);
  if (!entry.names.empty()) json["names"] = entry.names;
  json["live"] = entry.live;
  json["meaning"] = entry.meaning;
  json["source"] = entry.source;
  return json;
}

Json json_of(const Chapter& chapter) {
  Json entries = Json::array();
  for (const Entry& entry : chapter.entries) entries.push_back(json_of(entry));
  return {
      {"name", chapter.name}, {"repeated", chapter.repeated}, {"meaning", chapter.meaning}, {"parameters", entries}};
}

}  // namespace

std::string describe_json(std::string_view name) {
  const std::vector<Chapter> all = chapters();
  Json json;
  if (name.empty()) {
    json["sections"] = Json::array();
    for (const Chapter& chapter : all) json["sections"].push_back(json_of(chapter));
  } else if (const Chapter* chapter = find_chapter(all, name)) {
    json = json_of(*chapter);
  } else if (const Entry* entry = find_entry(all, name)) {
    json = json_of(*entry);
  } else {
    refuse_name(name);
  }
  return json.dump(2) + "\n";
}

}  // namespace rivalry
