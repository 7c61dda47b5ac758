// Exact, time-zone-free text for every value, straight from the vectors: no value passes through a locale.
#include "source/duckdb_result.hpp"

#include "base/ascii.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <limits>

namespace lumen::source {

namespace {

__extension__ typedef unsigned __int128 WideUnsigned;

template <class T>
T at(void* data, idx_t row) {
  return static_cast<const T*>(data)[row];
}

std::string digits_of(WideUnsigned value) {
  std::array<char, 40> buffer;
  std::size_t begin = buffer.size();
  do {
    buffer[--begin] = static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  return {buffer.data() + begin, buffer.size() - begin};
}

Wide wide(duckdb_hugeint value) {
  return (static_cast<Wide>(value.upper) << 64) | static_cast<Wide>(value.lower);
}

std::string date_text(duckdb_date_struct date) {
  std::array<char, 40> buffer;
  const int year = date.year > 0 ? date.year : 1 - date.year; // there is no year 0: 0 is 1 BC
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d", year, date.month, date.day);
  return std::string(buffer.data());
}

// "13:05:00" with as many digits of the second's fraction as there are, in units of 1/10^`places`.
std::string time_text(int hour, int minute, int second, std::int64_t fraction, int places) {
  std::array<char, 40> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%02d:%02d:%02d", hour, minute, second);
  std::string out = buffer.data();
  if (fraction == 0)
    return out;
  std::string tail = std::to_string(fraction);
  tail.insert(0, static_cast<std::size_t>(places) - tail.size(), '0');
  tail.erase(tail.find_last_not_of('0') + 1);
  return out + '.' + tail;
}

constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();

// Ticks since 1970 in units of 1/10^`places` second.
std::string timestamp_text(const DuckdbLibrary& api, std::int64_t ticks, int places, bool zone) {
  if (ticks == endless)
    return "infinity";
  if (ticks == -endless)
    return "-infinity";
  std::int64_t unit = 1;
  for (int i = 0; i < places; ++i)
    unit *= 10;
  std::int64_t seconds = ticks / unit, fraction = ticks % unit;
  if (fraction < 0) {
    fraction += unit;
    --seconds;
  }
  std::int64_t days = seconds / 86400, rest = seconds % 86400;
  if (rest < 0) {
    rest += 86400;
    --days;
  }
  const duckdb_date_struct date = api.from_date({static_cast<std::int32_t>(days)});
  const int clock = static_cast<int>(rest);
  std::string out = date_text(date) + ' ' +
                    time_text(clock / 3600, clock / 60 % 60, clock % 60, fraction, places) +
                    (zone ? "Z" : "");
  return date.year > 0 ? out : out + " BC";
}

std::string uuid_text(duckdb_hugeint value) {
  // The highest bit is stored flipped, so that UUIDs order as signed numbers do.
  const auto upper = static_cast<std::uint64_t>(value.upper) ^ (std::uint64_t{1} << 63);
  std::array<char, 40> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%08x-%04x-%04x-%04x-%012llx",
                static_cast<unsigned>(upper >> 32), static_cast<unsigned>(upper >> 16 & 0xffff),
                static_cast<unsigned>(upper & 0xffff), static_cast<unsigned>(value.lower >> 48),
                static_cast<unsigned long long>(value.lower & 0xffffffffffffULL));
  return buffer.data();
}

// The double that reads as the float does: 0.1, not 0.10000000149.
double widen(float value) {
  std::array<char, 64> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  double out = value;
  std::from_chars(buffer.data(), end, out);
  return out;
}

std::string_view bytes_of(duckdb_string_t& text) {
  const std::uint32_t size = text.value.inlined.length;
  return {size <= 12 ? text.value.inlined.inlined : text.value.pointer.ptr, size};
}

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\\x";
  out.reserve(2 + 2 * bytes.size());
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

/// A logical type that frees itself.
class Logical {
public:
  Logical(const DuckdbLibrary& api, duckdb_logical_type type) : api_(&api), type_(type) {}
  ~Logical() { api_->destroy_logical_type(&type_); }
  Logical(const Logical&) = delete;
  Logical& operator=(const Logical&) = delete;
  operator duckdb_logical_type() const { return type_; }

private:
  const DuckdbLibrary* api_;
  mutable duckdb_logical_type type_;
};

std::string taken(const DuckdbLibrary& api, char* text) {
  std::string out = text != nullptr ? text : "";
  if (text != nullptr)
    api.free(text);
  return out;
}

std::string_view simple_name(duckdb_type type) {
  switch (type) {
  case DUCKDB_TYPE_BOOLEAN:
    return "BOOLEAN";
  case DUCKDB_TYPE_TINYINT:
    return "TINYINT";
  case DUCKDB_TYPE_SMALLINT:
    return "SMALLINT";
  case DUCKDB_TYPE_INTEGER:
    return "INTEGER";
  case DUCKDB_TYPE_BIGINT:
    return "BIGINT";
  case DUCKDB_TYPE_UTINYINT:
    return "UTINYINT";
  case DUCKDB_TYPE_USMALLINT:
    return "USMALLINT";
  case DUCKDB_TYPE_UINTEGER:
    return "UINTEGER";
  case DUCKDB_TYPE_UBIGINT:
    return "UBIGINT";
  case DUCKDB_TYPE_HUGEINT:
    return "HUGEINT";
  case DUCKDB_TYPE_UHUGEINT:
    return "UHUGEINT";
  case DUCKDB_TYPE_FLOAT:
    return "FLOAT";
  case DUCKDB_TYPE_DOUBLE:
    return "DOUBLE";
  case DUCKDB_TYPE_TIMESTAMP:
    return "TIMESTAMP";
  case DUCKDB_TYPE_TIMESTAMP_S:
    return "TIMESTAMP_S";
  case DUCKDB_TYPE_TIMESTAMP_MS:
    return "TIMESTAMP_MS";
  case DUCKDB_TYPE_TIMESTAMP_NS:
    return "TIMESTAMP_NS";
  case DUCKDB_TYPE_TIMESTAMP_TZ:
    return "TIMESTAMP WITH TIME ZONE";
  case DUCKDB_TYPE_DATE:
    return "DATE";
  case DUCKDB_TYPE_TIME:
    return "TIME";
  case DUCKDB_TYPE_TIME_TZ:
    return "TIME WITH TIME ZONE";
  case DUCKDB_TYPE_INTERVAL:
    return "INTERVAL";
  case DUCKDB_TYPE_VARCHAR:
    return "VARCHAR";
  case DUCKDB_TYPE_BLOB:
    return "BLOB";
  case DUCKDB_TYPE_BIT:
    return "BIT";
  case DUCKDB_TYPE_UUID:
    return "UUID";
  case DUCKDB_TYPE_BIGNUM:
    return "BIGNUM";
  case DUCKDB_TYPE_UNION:
    return "UNION";
  case DUCKDB_TYPE_ENUM:
    return "ENUM";
  case DUCKDB_TYPE_SQLNULL:
    return "NULL";
  default:
    return "UNKNOWN";
  }
}

std::string type_name(const DuckdbLibrary& api, duckdb_logical_type type) {
  std::string alias = taken(api, api.logical_type_get_alias(type));
  if (!alias.empty())
    return alias;
  switch (const duckdb_type id = api.get_type_id(type)) {
  case DUCKDB_TYPE_DECIMAL:
    return "DECIMAL(" + std::to_string(api.decimal_width(type)) + "," +
           std::to_string(api.decimal_scale(type)) + ")";
  case DUCKDB_TYPE_LIST:
    return type_name(api, Logical(api, api.list_type_child_type(type))) + "[]";
  case DUCKDB_TYPE_ARRAY:
    return type_name(api, Logical(api, api.array_type_child_type(type))) + "[" +
           std::to_string(api.array_type_array_size(type)) + "]";
  case DUCKDB_TYPE_MAP:
    return "MAP(" + type_name(api, Logical(api, api.map_type_key_type(type))) + ", " +
           type_name(api, Logical(api, api.map_type_value_type(type))) + ")";
  case DUCKDB_TYPE_STRUCT: {
    std::string out = "STRUCT(";
    for (idx_t i = 0; i < api.struct_type_child_count(type); ++i)
      out += (i == 0 ? "" : ", ") + taken(api, api.struct_type_child_name(type, i)) + " " +
             type_name(api, Logical(api, api.struct_type_child_type(type, i)));
    return out + ")";
  }
  default:
    return std::string(simple_name(id));
  }
}

bool has_plain_form(duckdb_type type) {
  switch (type) {
  case DUCKDB_TYPE_INTERVAL:
  case DUCKDB_TYPE_LIST:
  case DUCKDB_TYPE_STRUCT:
  case DUCKDB_TYPE_MAP:
  case DUCKDB_TYPE_ARRAY:
  case DUCKDB_TYPE_UNION:
  case DUCKDB_TYPE_BIT:
  case DUCKDB_TYPE_TIME_TZ:
  case DUCKDB_TYPE_BIGNUM:
    return false;
  default:
    return simple_name(type) != "UNKNOWN" || type == DUCKDB_TYPE_DECIMAL || type == DUCKDB_TYPE_ENUM;
  }
}

} // namespace

data::Type type_of_duckdb(std::string_view name) {
  using data::Type;
  if (name.ends_with("]"))
    return Type::array;
  const std::string_view base = name.substr(0, name.find('('));
  if (base == "BOOLEAN")
    return Type::boolean;
  if (base == "TINYINT" || base == "SMALLINT" || base == "INTEGER" || base == "BIGINT" ||
      base == "UTINYINT" || base == "USMALLINT" || base == "UINTEGER")
    return Type::integer;
  if (base == "UBIGINT" || base == "HUGEINT" || base == "UHUGEINT" || base == "DECIMAL" || base == "BIGNUM")
    return Type::decimal;
  if (base == "FLOAT" || base == "DOUBLE")
    return Type::floating;
  if (base == "DATE")
    return Type::date;
  if (base == "TIME" || base == "TIME WITH TIME ZONE" || base == "TIME_NS")
    return Type::time;
  if (base == "TIMESTAMP WITH TIME ZONE")
    return Type::timestamp_tz;
  if (base.starts_with("TIMESTAMP"))
    return Type::timestamp;
  if (base == "INTERVAL")
    return Type::interval;
  if (base == "UUID")
    return Type::uuid;
  if (base == "JSON")
    return Type::json;
  if (base == "BLOB")
    return Type::binary;
  if (base == "STRUCT" || base == "MAP" || base == "UNION" || base == "BIT")
    return Type::other;
  return Type::text;
}

std::string decimal_digits(Wide value, int scale) {
  const bool negative = value < 0;
  std::string out =
      digits_of(negative ? -static_cast<WideUnsigned>(value) : static_cast<WideUnsigned>(value));
  const auto places = static_cast<std::size_t>(scale);
  if (places > 0) {
    if (out.size() <= places)
      out.insert(0, places + 1 - out.size(), '0');
    out.insert(out.size() - places, ".");
  }
  return negative ? '-' + out : out;
}

DuckdbColumn::DuckdbColumn(const DuckdbLibrary& api, duckdb_prepared_statement statement, idx_t index)
    : api_(&api) {
  const Logical type(api, api.prepared_statement_column_logical_type(statement, index));
  const char* name = api.prepared_statement_column_name(statement, index);
  column_.name = name != nullptr ? name : "";
  if (name != nullptr)
    api.free(const_cast<char*>(name));
  column_.database_type = type_name(api, type);
  type_ = api.get_type_id(type);
  column_.type = type_ == DUCKDB_TYPE_ENUM ? data::Type::text : type_of_duckdb(column_.database_type);
  needs_text_ = !has_plain_form(type_);
  if (type_ == DUCKDB_TYPE_DECIMAL) {
    internal_ = api.decimal_internal_type(type);
    scale_ = api.decimal_scale(type);
  }
  if (type_ == DUCKDB_TYPE_ENUM) {
    internal_ = api.enum_internal_type(type);
    const std::uint32_t size = api.enum_dictionary_size(type);
    for (std::uint32_t i = 0; i < size; ++i)
      labels_.push_back(taken(api, api.enum_dictionary_value(type, i)));
  }
}

data::Value DuckdbColumn::value(duckdb_vector vector, idx_t row) const {
  const std::uint64_t* valid = api_->vector_get_validity(vector);
  if (valid != nullptr && (valid[row / 64] >> (row % 64) & 1) == 0)
    return {};
  return read(api_->vector_get_data(vector), row);
}

data::Value DuckdbColumn::read(void* data, idx_t row) const {
  switch (type_) {
  case DUCKDB_TYPE_BOOLEAN:
    return at<bool>(data, row);
  case DUCKDB_TYPE_TINYINT:
    return std::int64_t{at<std::int8_t>(data, row)};
  case DUCKDB_TYPE_SMALLINT:
    return std::int64_t{at<std::int16_t>(data, row)};
  case DUCKDB_TYPE_INTEGER:
    return std::int64_t{at<std::int32_t>(data, row)};
  case DUCKDB_TYPE_BIGINT:
    return at<std::int64_t>(data, row);
  case DUCKDB_TYPE_UTINYINT:
    return std::int64_t{at<std::uint8_t>(data, row)};
  case DUCKDB_TYPE_USMALLINT:
    return std::int64_t{at<std::uint16_t>(data, row)};
  case DUCKDB_TYPE_UINTEGER:
    return std::int64_t{at<std::uint32_t>(data, row)};
  case DUCKDB_TYPE_UBIGINT:
    return std::to_string(at<std::uint64_t>(data, row));
  case DUCKDB_TYPE_HUGEINT:
    return decimal_digits(wide(at<duckdb_hugeint>(data, row)), 0);
  case DUCKDB_TYPE_UHUGEINT: {
    const auto parts = at<duckdb_uhugeint>(data, row);
    return digits_of((static_cast<WideUnsigned>(parts.upper) << 64) | parts.lower);
  }
  case DUCKDB_TYPE_FLOAT:
    return widen(at<float>(data, row));
  case DUCKDB_TYPE_DOUBLE:
    return at<double>(data, row);
  case DUCKDB_TYPE_DECIMAL:
    return decimal(data, row);
  case DUCKDB_TYPE_DATE: {
    const auto day = at<duckdb_date>(data, row);
    if (day.days == std::numeric_limits<std::int32_t>::max())
      return std::string("infinity");
    if (day.days == -std::numeric_limits<std::int32_t>::max())
      return std::string("-infinity");
    const duckdb_date_struct date = api_->from_date(day);
    return date_text(date) + (date.year > 0 ? "" : " BC");
  }
  case DUCKDB_TYPE_TIME: {
    const duckdb_time_struct time = api_->from_time(at<duckdb_time>(data, row));
    return time_text(time.hour, time.min, time.sec, time.micros, 6);
  }
  case DUCKDB_TYPE_TIMESTAMP:
    return timestamp_text(*api_, at<std::int64_t>(data, row), 6, false);
  case DUCKDB_TYPE_TIMESTAMP_TZ:
    return timestamp_text(*api_, at<std::int64_t>(data, row), 6, true);
  case DUCKDB_TYPE_TIMESTAMP_S:
    return timestamp_text(*api_, at<std::int64_t>(data, row), 0, false);
  case DUCKDB_TYPE_TIMESTAMP_MS:
    return timestamp_text(*api_, at<std::int64_t>(data, row), 3, false);
  case DUCKDB_TYPE_TIMESTAMP_NS:
    return timestamp_text(*api_, at<std::int64_t>(data, row), 9, false);
  case DUCKDB_TYPE_UUID:
    return uuid_text(at<duckdb_hugeint>(data, row));
  case DUCKDB_TYPE_ENUM:
    return label(data, row);
  case DUCKDB_TYPE_BLOB:
    return hexadecimal(bytes_of(static_cast<duckdb_string_t*>(data)[row]));
  case DUCKDB_TYPE_VARCHAR:
    return std::string(bytes_of(static_cast<duckdb_string_t*>(data)[row]));
  default:
    return {};
  }
}

data::Value DuckdbColumn::decimal(void* data, idx_t row) const {
  switch (internal_) {
  case DUCKDB_TYPE_SMALLINT:
    return decimal_digits(at<std::int16_t>(data, row), scale_);
  case DUCKDB_TYPE_INTEGER:
    return decimal_digits(at<std::int32_t>(data, row), scale_);
  case DUCKDB_TYPE_BIGINT:
    return decimal_digits(at<std::int64_t>(data, row), scale_);
  default:
    return decimal_digits(wide(at<duckdb_hugeint>(data, row)), scale_);
  }
}

data::Value DuckdbColumn::label(void* data, idx_t row) const {
  std::size_t index = 0;
  if (internal_ == DUCKDB_TYPE_UTINYINT)
    index = at<std::uint8_t>(data, row);
  else if (internal_ == DUCKDB_TYPE_USMALLINT)
    index = at<std::uint16_t>(data, row);
  else
    index = at<std::uint32_t>(data, row);
  return index < labels_.size() ? data::Value(labels_[index]) : data::Value();
}

} // namespace lumen::source
