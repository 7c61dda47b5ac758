// The walk over DuckDB's parse tree.
#include "source/duckdb_guard.hpp"

#include "base/ascii.hpp"
#include "source/duckdb_files.hpp"
#include "source/duckdb_session.hpp"
#include "sql/statement.hpp"
#include "sql/token.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace lumen::source {

namespace {

using Json = nlohmann::json;
using namespace std::string_view_literals;

constexpr std::string_view how_to_read =
    "Lumen only reads: write one SELECT, FROM, WITH, DESCRIBE, SUMMARIZE or EXPLAIN.";
constexpr std::size_t longest_statement = 4u << 20;

// Table functions that compute from their arguments or describe the database itself. All others reach files,
// memory, settings, secrets, or run SQL that is hidden in a text.
constexpr std::array allowed_table_functions{
    "duckdb_columns"sv,
    "duckdb_constraints"sv,
    "duckdb_databases"sv,
    "duckdb_dependencies"sv,
    "duckdb_functions"sv,
    "duckdb_indexes"sv,
    "duckdb_keywords"sv,
    "duckdb_memory"sv,
    "duckdb_optimizers"sv,
    "duckdb_schemas"sv,
    "duckdb_sequences"sv,
    "duckdb_settings"sv,
    "duckdb_tables"sv,
    "duckdb_types"sv,
    "duckdb_views"sv,
    "generate_series"sv,
    "histogram"sv,
    "histogram_values"sv,
    "icu_calendar_names"sv,
    "json_each"sv,
    "json_tree"sv,
    "pg_timezone_names"sv,
    "pragma_collations"sv,
    "pragma_database_size"sv,
    "pragma_show"sv,
    "pragma_storage_info"sv,
    "pragma_table_info"sv,
    "pragma_version"sv,
    "range"sv,
    "repeat"sv,
    "repeat_row"sv,
    "summary"sv,
    "test_all_types"sv,
    "unnest"sv,
};

// Volatile by declaration, and yet nothing changes.
constexpr std::array harmless_functions{
    "current_connection_id"sv,
    "current_query"sv,
    "current_query_id"sv,
    "current_transaction_id"sv,
    "currval"sv,
    "error"sv,
    "gen_random_uuid"sv,
    "random"sv,
    "stats"sv,
    "uuid"sv,
    "uuidv4"sv,
    "uuidv7"sv,
};

// Refused whether or not the database lists them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> forbidden_functions{{
    {"nextval", "it moves a sequence on"},
    {"setseed", "it changes the session"},
    {"write_log", "it writes to the log"},
    {"getenv", "it reads the environment"},
    {"json_execute_serialized_sql", "it runs SQL that is hidden in a text"},
    {"which_secret", "it reads secrets"},
}};

template <class List>
bool holds(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

tl::unexpected<Error> refuse(std::string message, std::string hint, std::optional<std::size_t> offset) {
  Error error{Code::refused, std::move(message), std::move(hint)};
  error.offset = offset;
  return fail(std::move(error));
}

std::string text_of(const Json& node, const char* key) {
  const auto found = node.find(key);
  return found != node.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::size_t> location_of(const Json& node) {
  const auto found = node.find("query_location");
  if (found == node.end() || !found->is_number_unsigned())
    return std::nullopt;
  const auto location = found->get<std::uint64_t>();
  if (location > longest_statement)
    return std::nullopt; // "nowhere" is the largest number
  return location;
}

class Walk {
public:
  explicit Walk(const DuckdbKnowledge& knowledge) : knowledge_(knowledge) {}

  Result<void> run(const Json& root) {
    std::vector<const Json*> waiting{&root};
    while (!waiting.empty()) {
      const Json& node = *waiting.back();
      waiting.pop_back();
      if (node.is_object())
        if (auto allowed = visit(node); !allowed)
          return allowed;
      if (node.is_structured())
        for (const Json& child : node)
          waiting.push_back(&child);
    }
    return {};
  }

private:
  Result<void> visit(const Json& node) {
    const std::string type = text_of(node, "type");
    if (type == "TABLE_FUNCTION" && node.contains("function"))
      return table_function(ascii::lower(text_of(node["function"], "function_name")), location_of(node));
    if (type == "BASE_TABLE")
      return base_table(node);
    if (const std::string name = ascii::lower(text_of(node, "function_name")); !name.empty())
      return function(name, location_of(node));
    return {};
  }

  Result<void> table_function(const std::string& name, std::optional<std::size_t> offset) const {
    if (holds(allowed_table_functions, name))
      return {};
    return refuse(name + "() isn't allowed: it may reach beyond this database.",
                  "Name a table instead; the data files of the connection are tables already.", offset);
  }

  Result<void> function(const std::string& name, std::optional<std::size_t> offset) const {
    for (const auto& [forbidden, reason] : forbidden_functions)
      if (name == forbidden)
        return refuse(name + "() isn't allowed: " + std::string(reason) + ".", "Leave the call out.", offset);
    if (knowledge_.volatile_functions.count(name) == 0 || holds(harmless_functions, name))
      return {};
    return refuse(name + "() is volatile: calling it may change something.", "Leave the call out.", offset);
  }

  // FROM 'file.csv' reads a file: only names that the database knows, or that can't be files, go on.
  Result<void> base_table(const Json& node) const {
    const std::string name = text_of(node, "table_name");
    std::string whole;
    for (const char* part : {"catalog_name", "schema_name"})
      if (const std::string text = text_of(node, part); !text.empty())
        whole += text + ".";
    whole += name; // `FROM data.csv`: a table "csv" of a schema "data", or a file
    if (name.find_first_of("./\\*?:") == std::string::npos && reader_of(whole).empty())
      return {};
    if (knowledge_.is_relation && knowledge_.is_relation(name))
      return {};
    return refuse("\"" + whole + "\" names a file, not a table of this connection.",
                  "Name a table; to read other files, make them a connection of their own.",
                  location_of(node));
  }

  const DuckdbKnowledge& knowledge_;
};

/// Where the statement behind EXPLAIN begins, or 0 when there is no EXPLAIN.
Result<std::size_t> behind_explain(std::string_view sql, const std::vector<sql::Token>& tokens) {
  const auto is = [&](std::size_t i, std::string_view word) {
    return i < tokens.size() && ascii::same(tokens[i].range.of(sql), word);
  };
  if (!is(0, "explain"))
    return 0;
  const auto refuse_analyze = [&](std::size_t i) {
    return refuse("EXPLAIN ANALYZE runs the statement that it explains.", "Write EXPLAIN without ANALYZE.",
                  tokens[i].range.begin);
  };
  std::size_t next = 1;
  if (is(next, "(")) {
    for (; next < tokens.size() && !is(next, ")"); ++next)
      if (is(next, "analyze") || is(next, "analyse"))
        return refuse_analyze(next);
    ++next;
  }
  if (is(next, "analyze") || is(next, "analyse"))
    return refuse_analyze(next);
  return next < tokens.size() ? tokens[next].range.begin : sql.size();
}

std::string opening_words(std::string_view statement, const std::vector<sql::Token>& tokens) {
  std::string out = tokens.empty() ? "This" : ascii::upper(tokens[0].range.of(statement));
  if (tokens.size() > 1 && tokens[1].kind == sql::TokenKind::word &&
      (out == "CREATE" || out == "ALTER" || out == "DROP"))
    out += ' ' + ascii::upper(tokens[1].range.of(statement));
  return out;
}

tl::unexpected<Error> refuse_kind(const std::string& words, const std::string& reported) {
  if (words == "PIVOT")
    return refuse("PIVOT must find its columns by a statement of its own, which isn't allowed.",
                  "Name the columns: PIVOT … ON column IN (value, …) USING …", std::nullopt);
  if (reported.find("CTE") != std::string::npos)
    return refuse("A WITH query inside the statement doesn't only read.", std::string(how_to_read),
                  std::nullopt);
  return refuse(words + " isn't allowed: it doesn't only read.", std::string(how_to_read), std::nullopt);
}

/// The guard for one statement without space around it; offsets count from its start.
Result<void> guard_statement(std::string_view statement, const DuckdbParser& parse,
                             const DuckdbKnowledge& knowledge) {
  std::vector<sql::Token> tokens = sql::tokenize(statement, sql::Dialect::duckdb);
  std::erase_if(tokens, [](const sql::Token& token) { return token.kind == sql::TokenKind::comment; });
  const auto begin = behind_explain(statement, tokens);
  if (!begin)
    return fail(begin.error());
  const std::string_view inner = statement.substr(*begin);
  const auto shifted = [&](Error error) {
    if (error.offset)
      *error.offset += *begin;
    return fail(std::move(error));
  };
  const auto text = parse(inner);
  if (!text)
    return shifted(text.error());
  const Json tree = Json::parse(*text, nullptr, false);
  if (!tree.is_object())
    return fail(Code::syntax, "The statement isn't valid UTF-8 text.");
  if (tree.value("error", false)) {
    const std::string reported = text_of(tree, "error_message");
    if (text_of(tree, "error_type") == "not implemented")
      return refuse_kind(opening_words(statement, tokens), reported);
    const Json as_error = {{"exception_type", "Parser"},
                           {"exception_message", reported},
                           {"position", text_of(tree, "position")}};
    return shifted(duckdb_error(as_error.dump(), inner));
  }
  const auto statements = tree.find("statements");
  if (statements == tree.end() || statements->size() != 1)
    return refuse("There is more than one statement.", "A cell runs exactly one.", std::nullopt);
  if (auto allowed = Walk(knowledge).run(*statements); !allowed)
    return shifted(allowed.error());
  return {};
}

} // namespace

Result<std::string> guard_duckdb(std::string_view sql, const DuckdbParser& parse,
                                 const DuckdbKnowledge& knowledge) {
  if (sql.size() > longest_statement)
    return fail(Code::limit, "The statement is longer than 4 MiB.",
                "Shorten it, or put its data into a file.");
  if (const std::size_t zero = sql.find('\0'); zero != std::string_view::npos) {
    Error error{Code::syntax, "The statement holds a zero byte."};
    error.offset = zero;
    return fail(std::move(error));
  }
  const std::vector<text::Span> statements = sql::split(sql, sql::Dialect::duckdb);
  if (statements.empty())
    return refuse("There is no statement to run.", std::string(how_to_read), std::nullopt);
  if (statements.size() > 1)
    return refuse("There is more than one statement.",
                  "A cell runs exactly one: put the others into cells of their own.", statements[1].begin);
  const std::string_view statement = statements.front().of(sql);
  if (auto allowed = guard_statement(statement, parse, knowledge); !allowed) {
    Error error = allowed.error();
    error.offset = statements.front().begin + error.offset.value_or(0);
    return fail(std::move(error));
  }
  return std::string(statement);
}

} // namespace lumen::source
