#include "source/introspection.hpp"

#include <nlohmann/json.hpp>

namespace lumen::source {

std::string text_of(const data::Value& value) {
  return data::plain(value, data::Type::text);
}

std::vector<std::string> texts_of(const data::Value& json) {
  const auto list = nlohmann::json::parse(text_of(json), nullptr, false);
  std::vector<std::string> out;
  if (list.is_array())
    for (const auto& item : list)
      if (item.is_string())
        out.push_back(item.get<std::string>());
  return out;
}

void TablePlaces::add(catalog::Table table) {
  places_[{table.schema, table.name}] = schema_.tables.size();
  schema_.tables.push_back(std::move(table));
}

bool TablePlaces::has(const std::string& schema, const std::string& table) const {
  return places_.count({schema, table}) > 0;
}

catalog::Table* TablePlaces::of_row(const data::Row& row) const {
  const auto found = places_.find({text_of(row[0]), text_of(row[1])});
  return found == places_.end() ? nullptr : &schema_.tables[found->second];
}

} // namespace lumen::source
