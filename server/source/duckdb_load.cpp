// Reading data files. What a file's reader can't tell by itself is settled here: bad rows, mixed JSON, dates
// as text.
#include "source/duckdb_load.hpp"

#include "base/ascii.hpp"
#include "source/csv_form.hpp"
#include "sql/dialect.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

namespace lumen::source {

namespace {

constexpr std::uint64_t largest_table = 64u << 20;   // of one file that is read into memory
constexpr std::uint64_t largest_loaded = 256u << 20; // of all of them
constexpr std::size_t rejects_told = 5;              // lines named in a warning
constexpr std::size_t looked_at = 2u << 20;          // of a CSV file, to see how it is written
constexpr std::size_t first_rows = 20;               // they rule out most columns and formats of dates

// Dates as people write them and as DuckDB's readers leave them as text. Where several fit every value
// (1/2/2024), none is taken: a guess would be wrong half of the time.
constexpr std::array<std::string_view, 14> date_formats{
    "%b %d %Y", "%b %d, %Y", "%B %d %Y", "%B %d, %Y", "%d %b %Y",       "%d %B %Y",          "%d.%m.%Y",
    "%Y/%m/%d", "%m/%d/%Y",  "%d/%m/%Y", "%d-%b-%Y",  "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%m/%d/%Y %H:%M",
};

std::string quote(std::string_view name) {
  return sql::quote_identifier(name, sql::Dialect::duckdb);
}
std::string literal(std::string_view text) {
  return sql::quote_literal(text, sql::Dialect::duckdb);
}
std::string base_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

// DuckDB's readers take a path as a glob: a file that is named "*.csv" would be all of its neighbours.
std::string literal_pattern(std::string_view path) {
  std::string out;
  for (const char c : path)
    if (c == '*' || c == '?' || c == '[')
      out += {'[', c, ']'};
    else
      out += c;
  return out;
}

Limits unlimited() {
  Limits limits;
  limits.rows = 100'000;
  return limits;
}

class Loader {
public:
  Loader(DuckdbSession& session, std::stop_token stop) : session_(session), stop_(std::move(stop)) {}

  Result<LoadedFiles> run(const DataFiles& found) {
    out_.warnings = found.warnings;
    // First of all: what a name might make a reader open beyond these files stays shut.
    std::vector<std::string> allowed;
    allowed.reserve(found.files.size() * 2);
    for (const DataFile& file : found.files) {
      allowed.push_back(file.path);
      if (std::string pattern = literal_pattern(file.path); pattern != file.path)
        allowed.push_back(std::move(pattern));
    }
    if (auto limited = session_.allow_only(allowed); !limited)
      return fail(limited.error());
    std::uint64_t loaded = 0;
    std::size_t readable = 0;
    std::optional<Error> last;
    for (const DataFile& file : found.files) {
      if (stop_.stop_requested())
        return fail(Code::cancelled, "Reading the files was cancelled.");
      const bool as_table =
          file.reader != "read_parquet" && file.size <= largest_table && loaded + file.size <= largest_loaded;
      if (as_table)
        loaded += file.size;
      auto made = as_table ? make_table(file) : make_view(file);
      if (made) {
        ++readable;
      } else {
        last = made.error();
        out_.warnings.push_back(base_name(file.path) + " can't be read: " + made.error().message);
      }
    }
    if (stop_.stop_requested())
      return fail(Code::cancelled, "Reading the files was cancelled.");
    drop_rejects();
    if (readable == 0 && last)
      return fail(Code::io, out_.warnings.back(), last->hint);
    if (auto locked = session_.lock_down(); !locked)
      return fail(locked.error());
    return std::move(out_);
  }

private:
  static std::string reading(const DataFile& file, std::string_view options) {
    return file.reader + "(" + literal(literal_pattern(file.path)) + std::string(options) + ")";
  }

  Result<void> make_table(const DataFile& file) {
    const bool csv = file.reader == "read_csv";
    const auto create = [&](std::string_view options) {
      return session_.execute("CREATE OR REPLACE TABLE " + quote(file.table) + " AS SELECT * FROM " +
                              reading(file, options));
    };
    auto made = csv ? make_csv(file, create) : create(", sample_size = -1");
    const std::string ending = std::filesystem::path(file.path).extension().string();
    if (!made && !csv && ending != ".json" && !stop_.stop_requested()) {
      const std::string reason = made.error().message;
      made = create(", ignore_errors = true, format = 'newline_delimited'");
      if (made)
        out_.warnings.push_back(base_name(file.path) + ": lines that can't be read were left out: " + reason);
    }
    return made ? settle_types(file) : made;
  }

  // A plainly written file is read without detecting its form. Where a row of it doesn't fit after all, the
  // detection shall say what is wrong.
  template <class Create>
  Result<void> make_csv(const DataFile& file, const Create& create) {
    const std::string storing = ", store_rejects = true, rejects_limit = 1000";
    if (const auto separator = separator_of(file))
      if (create(", delim = " + literal({&*separator, 1}) + ", quote = '\"', escape = '\"'" + storing) &&
          !rejected())
        return {};
    if (stop_.stop_requested())
      return fail(Code::cancelled, "Reading the files was cancelled.");
    drop_rejects();
    auto made = create(storing);
    if (!made && !stop_.stop_requested())
      made = create(", ignore_errors = true, strict_mode = false");
    if (made && rejected())
      tell_rejects(file);
    return made;
  }

  static std::optional<char> separator_of(const DataFile& file) {
    std::ifstream in(file.path, std::ios::binary);
    std::string head(std::min<std::size_t>(looked_at, file.size + 1), '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    return plain_separator(head, in.eof());
  }

  bool rejected() {
    const auto found = session_.fetch("SELECT 1 FROM reject_errors LIMIT 1", {}, unlimited());
    return found && !found->rows.empty();
  }

  void drop_rejects() {
    (void)session_.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans");
  }

  // Rows that don't fit can't be told from here: they are left out, as they would fail every query.
  Result<void> make_view(const DataFile& file) {
    const std::string options = file.reader == "read_csv" ? ", ignore_errors = true" : "";
    auto made = session_.execute("CREATE OR REPLACE VIEW " + quote(file.table) + " AS SELECT * FROM " +
                                 reading(file, options));
    if (!made)
      return made;
    if (file.reader == "read_csv")
      out_.warnings.push_back(
          base_name(file.path) +
          " is large and read anew by each query; rows that don't fit its columns are left out.");
    return {};
  }

  void tell_rejects(const DataFile& file) {
    auto rejects = session_.fetch("SELECT line, first(error_message ORDER BY column_idx) FROM reject_errors "
                                  "GROUP BY line ORDER BY line",
                                  {}, unlimited());
    drop_rejects(); // those of the next file are its own
    if (!rejects || rejects->rows.empty())
      return;
    for (std::size_t i = 0; i < std::min(rejects->rows.size(), rejects_told); ++i) {
      const data::Row& row = rejects->rows[i];
      std::string reason = data::plain(row[1], data::Type::text);
      reason = reason.substr(0, reason.find('\n'));
      if (!reason.empty() && reason.back() == '.')
        reason.pop_back();
      out_.warnings.push_back(base_name(file.path) + ", line " + data::plain(row[0], data::Type::decimal) +
                              ": the row was left out: " + reason + ".");
    }
    if (rejects->rows.size() > rejects_told)
      out_.warnings.push_back(
          base_name(file.path) + ": " + std::to_string(rejects->rows.size() - rejects_told) +
          (rejects->rows.size() >= 1000 ? " or more" : "") + " further rows were left out.");
  }

  Result<void> settle_types(const DataFile& file) {
    const std::string table = quote(file.table);
    const auto first =
        session_.fetch("SELECT * FROM " + table + " LIMIT " + std::to_string(first_rows), {}, unlimited());
    if (!first)
      return fail(first.error());
    for (std::size_t i = 0; i < first->columns.size(); ++i) {
      if (stop_.stop_requested())
        return {};
      const data::Column& column = first->columns[i];
      if (column.database_type == "JSON")
        scalar_json_to_text(table, quote(column.name));
      else if (column.database_type == "VARCHAR" && may_be_dates(*first, i))
        text_to_date(table, quote(column.name));
    }
    return {};
  }

  /// No date is written without a digit: most columns of text need no closer look.
  static bool may_be_dates(const data::Table& first, std::size_t column) {
    return std::all_of(first.rows.begin(), first.rows.end(), [&](const data::Row& row) {
      const auto* text = std::get_if<std::string>(&row[column]);
      return text == nullptr || std::any_of(text->begin(), text->end(), ascii::is_digit);
    });
  }

  // A column that holds 300 in one object and "Amélie" in another is text, not JSON.
  void scalar_json_to_text(const std::string& table, const std::string& column) {
    const auto nested = session_.fetch("SELECT 1 FROM " + table + " WHERE json_type(" + column +
                                           ") IN ('OBJECT', 'ARRAY') LIMIT 1",
                                       {}, unlimited());
    if (nested && nested->rows.empty())
      (void)session_.execute("ALTER TABLE " + table + " ALTER " + column + " TYPE VARCHAR USING " + column +
                             " ->> '$'");
  }

  static std::string first_filled(const std::string& table, const std::string& column) {
    return "(SELECT " + column + " FROM " + table + " WHERE " + column + " IS NOT NULL LIMIT " +
           std::to_string(first_rows) + ")";
  }

  static std::string count_misfits(const std::string& column, std::string_view format) {
    return ", count(*) FILTER (WHERE " + column + " IS NOT NULL AND try_strptime(" + column + ", " +
           literal(format) + ") IS NULL)";
  }

  void text_to_date(const std::string& table, const std::string& column) {
    std::vector<std::string_view> fitting;
    for (const bool whole : {false, true}) {
      const std::string from = whole ? table : first_filled(table, column);
      std::string query = "SELECT count(" + column + ")";
      const std::vector<std::string_view> tried =
          whole ? fitting : std::vector<std::string_view>(date_formats.begin(), date_formats.end());
      for (const std::string_view format : tried)
        query += count_misfits(column, format);
      query.append(" FROM ").append(from);
      const auto counts = session_.fetch(query, {}, unlimited());
      if (!counts || counts->rows.empty() || std::get<std::int64_t>(counts->rows[0][0]) == 0)
        return;
      fitting.clear();
      for (std::size_t i = 0; i < tried.size(); ++i)
        if (std::get<std::int64_t>(counts->rows[0][i + 1]) == 0)
          fitting.push_back(tried[i]);
      if (fitting.empty())
        return;
    }
    if (fitting.size() > 1 && !same_dates(table, column, fitting))
      return;
    const bool has_time = fitting.front().find("%H") != std::string_view::npos;
    (void)session_.execute("ALTER TABLE " + table + " ALTER " + column +
                           (has_time ? " TYPE TIMESTAMP" : " TYPE DATE") + " USING strptime(" + column +
                           ", " + literal(fitting.front()) + ")" + (has_time ? "" : "::DATE"));
  }

  static std::string read_differently(const std::string& column, std::string_view one,
                                      std::string_view other) {
    return "strptime(" + column + ", " + literal(one) + ") <> strptime(" + column + ", " + literal(other) +
           ")";
  }

  bool same_dates(const std::string& table, const std::string& column,
                  const std::vector<std::string_view>& formats) {
    std::string differs;
    for (std::size_t i = 1; i < formats.size(); ++i)
      differs += (i > 1 ? " OR " : "") + read_differently(column, formats[0], formats[i]);
    const auto found =
        session_.fetch("SELECT 1 FROM " + table + " WHERE " + differs + " LIMIT 1", {}, unlimited());
    return found && found->rows.empty();
  }

  DuckdbSession& session_;
  std::stop_token stop_;
  LoadedFiles out_;
};

} // namespace

Result<LoadedFiles> load_data_files(DuckdbSession& session, const DataFiles& found, std::stop_token stop) {
  return Loader(session, std::move(stop)).run(found);
}

} // namespace lumen::source
