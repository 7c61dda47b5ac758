// JSON as it stands in notebooks.
#include "base/json.hpp"

#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace lumen;

TEST_CASE("one member a line, and the same value", "[base][json]") {
  const Json value = {{"mark", "bar"},
                      {"data", {{"name", "a\nb"}, {"url", "x,y: z"}}},
                      {"list", {1, 2.5, nullptr, Json::object(), Json::array()}},
                      {"bytes", "\xFF"}};
  const std::string text = dump_members(value);
  CHECK(text == "{\n  \"mark\": \"bar\",\n  \"data\": {\"name\": \"a\\nb\", \"url\": \"x,y: z\"},\n"
                "  \"list\": [1, 2.5, null, {}, []],\n  \"bytes\": \"\xEF\xBF\xBD\"\n}");
  Json read = *parse_json(text);
  read["bytes"] = "\xFF";
  CHECK(read == value);
  CHECK(dump_members(Json::object()) == "{}");
  CHECK(dump_members(Json::array({1, {{"a", 1}}})) == "[1, {\"a\": 1}]");
}
