#include "source/postgres_values.hpp"

#include "source/json_text.hpp"
#include "text/utf8.hpp"

#include <array>
#include <charconv>

namespace lumen::source {

namespace {

using data::Type;

// pg_type.dat
constexpr std::array builtin_types{
    PostgresType{16, "boolean", Type::boolean},
    PostgresType{17, "bytea", Type::binary},
    PostgresType{18, "\"char\"", Type::text},
    PostgresType{19, "name", Type::text},
    PostgresType{20, "bigint", Type::integer},
    PostgresType{21, "smallint", Type::integer},
    PostgresType{23, "integer", Type::integer},
    PostgresType{25, "text", Type::text},
    PostgresType{26, "oid", Type::integer},
    PostgresType{114, "json", Type::json},
    PostgresType{700, "real", Type::floating},
    PostgresType{701, "double precision", Type::floating},
    PostgresType{1042, "character", Type::text},
    PostgresType{1043, "character varying", Type::text},
    PostgresType{1082, "date", Type::date},
    PostgresType{1083, "time without time zone", Type::time},
    PostgresType{1114, "timestamp without time zone", Type::timestamp},
    PostgresType{1184, "timestamp with time zone", Type::timestamp_tz},
    PostgresType{1186, "interval", Type::interval},
    PostgresType{1266, "time with time zone", Type::time},
    PostgresType{1700, "numeric", Type::decimal},
    PostgresType{2950, "uuid", Type::uuid},
    PostgresType{3802, "jsonb", Type::json},
};

// With TimeZone UTC and DateStyle ISO the zone is always +00.
std::string utc(std::string text) {
  const std::size_t zone = text.find("+00");
  if (zone != std::string::npos)
    text.replace(zone, 3, "Z");
  return text;
}

} // namespace

const PostgresType* builtin_type(unsigned oid) {
  for (const PostgresType& type : builtin_types)
    if (type.oid == oid)
      return &type;
  return nullptr;
}

std::string valid_text(std::string_view text) {
  return lumen::text::is_valid(text) ? std::string(text) : lumen::text::sanitize(text);
}

data::Value postgres_value(std::string_view text, Type type) {
  const auto parsed = [&]<class Number>(Number number) -> data::Value {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
      return std::string(text);
    return number;
  };
  switch (type) {
  case Type::boolean:
    return text == "t";
  case Type::integer:
    return parsed(std::int64_t{});
  case Type::floating:
    return parsed(double{});
  case Type::timestamp_tz:
    return utc(std::string(text));
  case Type::json:
    return compact_json_text(valid_text(text));
  default:
    return valid_text(text);
  }
}

} // namespace lumen::source
