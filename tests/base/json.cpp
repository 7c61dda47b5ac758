// JSON from outside: what is read, and that its depth can't fill a stack.
#include "base/json.hpp"

#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace lumen;

namespace {

std::string lists(std::size_t depth, const std::string& inside = "") {
  return std::string(depth, '[') + inside + std::string(depth, ']');
}

} // namespace

TEST_CASE("JSON is read to a fixed depth, and what is deeper is told") {
  CHECK(parse_json(lists(deepest_json)).has_value());
  for (const std::string& text :
       {lists(deepest_json + 1), lists(200'000), std::string(200'000, '['),
        "{\"a\":" + lists(deepest_json) + "}", "[\"\\\\\\\"[\", " + lists(deepest_json) + "]"}) {
    const auto parsed = parse_json(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == Code::limit);
    CHECK(parsed.error().message == "This JSON is nested deeper than 200 levels.");
    CHECK_FALSE(parsed.error().hint.empty());
  }
}

TEST_CASE("brackets in strings and beside one another don't nest") {
  const std::string quoted =
      "[\"" + std::string(1000, '[') + "\\\\\", \"\\\"" + std::string(1000, '{') + "\"]";
  REQUIRE(parse_json(quoted).has_value());
  CHECK(parse_json(quoted)->size() == 2);
  std::string beside = "[[]";
  for (int i = 0; i < 1000; ++i)
    beside += ",[{}]";
  CHECK(parse_json(beside + "]").has_value());
}

TEST_CASE("malformed JSON is an error that says where to look") {
  for (const char* text : {"", "{", "]", "[1,]", "{\"a\":\"", "\"\\", "\"\xff\"", "[1] 2"}) {
    CAPTURE(text);
    const auto parsed = parse_json(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == Code::invalid);
    CHECK_FALSE(parsed.error().hint.empty());
  }
}

TEST_CASE("canonical JSON sorts its keys at every level") {
  const auto value = parse_json(R"({"b":[{"d":1,"c":2}],"a":null})");
  REQUIRE(value);
  CHECK(canonical_json(*value) == R"({"a":null,"b":[{"c":2,"d":1}]})");
  CHECK(dump_json(*value) == R"({"b":[{"d":1,"c":2}],"a":null})");
}

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
