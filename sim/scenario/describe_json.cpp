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

Json json_of(const std::vector<Chapter>& all) {
  Json json;
  json["sections"] = Json::array();
  for (const Chapter& chapter : all) json["sections"].push_back(json_of(chapter));
  return json;
}

std::string lines(const Json& json) { return json.dump(2) + "\n"; }

}  // namespace

std::string chapters_json(const std::vector<Chapter>& all) { return lines(json_of(all)); }

std::string describe_json(std::string_view name) {
  const std::vector<Chapter> all = chapters();
  if (name.empty()) return chapters_json(all);
  if (const Chapter* chapter = find_chapter(all, name)) return lines(json_of(*chapter));
  if (const Entry* entry = find_entry(all, name)) return lines(json_of(*entry));
  refuse_name(name);
}

}  // namespace rivalry
