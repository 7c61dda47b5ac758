#include "ask/offline/superlatives.hpp"

#include <unordered_map>

namespace lumen::ask::offline {

namespace {

using Concepts = std::vector<std::string>;
using Map = std::unordered_map<std::string_view, Superlative>;

const Concepts age = {"age"};
const Concepts recency = {"date", "year", "time"};
const Concepts length = {"length", "duration", "distance", "running time", "runtime", "time", "page"};
const Concepts magnitude = {"size", "area", "population", "capacity", "amount", "total", "value", "number"};
const Concepts price = {"price", "cost", "fee", "rate", "amount"};
const Concepts height = {"height", "elevation", "altitude"};
const Concepts weight = {"weight", "mass"};
const Concepts speed = {"speed", "horsepower", "time"};
const Concepts quality = {"rating", "score", "rank", "grade", "point"};
const Concepts heat = {"temperature", "temperature maximum", "temp"};
const Concepts rain = {"precipitation", "rain", "rainfall"};
const Concepts wind = {"wind", "wind speed"};
const Concepts money = {"income", "gdp", "revenue", "salary", "wealth", "money", "net worth"};
const Concepts way = {"distance", "length"};
const Concepts delay = {"delay", "lateness"};

} // namespace

const Superlative* superlative_word(std::string_view word) {
  static const Map map = {
      {"highest", {true, magnitude}},
      {"largest", {true, magnitude}},
      {"biggest", {true, magnitude}},
      {"greatest", {true, magnitude}},
      {"most", {true, magnitude}},
      {"maximum", {true, {}}},
      {"max", {true, {}}},
      {"lowest", {false, magnitude}},
      {"smallest", {false, magnitude}},
      {"least", {false, magnitude}},
      {"fewest", {false, magnitude}},
      {"minimum", {false, {}}},
      {"min", {false, {}}},
      {"oldest", {true, {"age"}}},
      {"youngest", {false, {"age"}}},
      {"longest", {true, length}},
      {"shortest", {false, {"length", "duration", "distance", "height", "time", "page"}}},
      {"newest", {true, recency}},
      {"latest", {true, recency}},
      {"earliest", {false, recency}},
      {"cheapest", {false, price}},
      {"priciest", {true, price}},
      {"costliest", {true, price}},
      {"tallest", {true, height}},
      {"heaviest", {true, weight}},
      {"lightest", {false, weight}},
      {"fastest", {true, speed}},
      {"slowest", {false, speed}},
      {"best", {true, quality}},
      {"worst", {false, quality}},
      {"hottest", {true, heat}},
      {"warmest", {true, heat}},
      {"coldest", {false, {"temperature", "temperature minimum", "temp"}}},
      {"wettest", {true, rain}},
      {"rainiest", {true, rain}},
      {"driest", {false, rain}},
      {"windiest", {true, wind}},
      {"richest", {true, money}},
      {"poorest", {false, money}},
      {"farthest", {true, way}},
      {"furthest", {true, way}},
      {"closest", {false, way}},
      {"nearest", {false, way}},
      {"widest", {true, {"width"}}},
      {"deepest", {true, {"depth"}}},
      {"strongest", {true, {"strength", "power"}}},
  };
  const auto found = map.find(word);
  return found == map.end() ? nullptr : &found->second;
}

const Superlative* superlative_adjective(std::string_view word) {
  static const Map map = {
      {"expensive", {true, price}},
      {"populous", {true, {"population"}}},
      {"populated", {true, {"population"}}},
      {"delayed", {true, delay}},
      {"valuable", {true, {"value", "price"}}},
      {"costly", {true, price}},
      {"powerful", {true, {"power", "horsepower", "strength"}}},
      {"profitable", {true, {"profit", "margin"}}},
      {"successful", {true, {"gross", "revenue", "score"}}},
      {"crowded", {true, {"attendance", "population"}}},
      {"distant", {true, way}},
  };
  const auto found = map.find(word);
  return found == map.end() ? nullptr : &found->second;
}

const Superlative* comparative_word(std::string_view word) {
  static const Map map = {
      {"older", {true, age}},       {"younger", {false, age}},    {"longer", {true, length}},
      {"shorter", {false, length}}, {"cheaper", {false, price}},  {"taller", {true, height}},
      {"heavier", {true, weight}},  {"lighter", {false, weight}}, {"faster", {true, speed}},
      {"slower", {false, speed}},   {"newer", {true, recency}},   {"hotter", {true, heat}},
      {"warmer", {true, heat}},     {"colder", {false, heat}},    {"richer", {true, money}},
      {"farther", {true, way}},     {"further", {true, way}},     {"windier", {true, wind}},
      {"wetter", {true, rain}},     {"later", {true, recency}},   {"earlier", {false, recency}},
  };
  const auto found = map.find(word);
  return found == map.end() ? nullptr : &found->second;
}

std::vector<std::string> concept_of_adjective(std::string_view word) {
  if (word == "old")
    return age;
  if (word == "long")
    return length;
  if (word == "tall" || word == "high")
    return height;
  if (word == "heavy")
    return weight;
  if (word == "fast")
    return speed;
  if (word == "expensive")
    return price;
  if (word == "far")
    return way;
  if (word == "big" || word == "large")
    return magnitude;
  if (word == "hot" || word == "warm" || word == "cold")
    return heat;
  if (word == "windy")
    return wind;
  return {};
}

std::optional<Function> aggregate_word(std::string_view word) {
  if (word == "average" || word == "mean" || word == "avg" || word == "averages")
    return Function::average;
  if (word == "total" || word == "sum" || word == "totals" || word == "combined" || word == "cumulative")
    return Function::sum;
  if (word == "maximum" || word == "max")
    return Function::maximum;
  if (word == "minimum" || word == "min")
    return Function::minimum;
  return std::nullopt;
}

} // namespace lumen::ask::offline
