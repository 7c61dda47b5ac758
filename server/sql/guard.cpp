// The walk over PostgreSQL's parse tree that lets only reading statements through.
#include "sql/guard.hpp"

#include "base/ascii.hpp"
#include "sql/effects.hpp"
#include "sql/pg_tree.hpp"
#include "sql/statement.hpp"
#include "sql/token.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>
#include <vector>

namespace lumen::sql {

namespace {

constexpr std::string_view only_declared =
    "Only what the database declares IMMUTABLE or STABLE may be called.";
constexpr std::string_view how_to_read =
    "Lumen only reads: write one SELECT, WITH, VALUES, TABLE, SHOW or EXPLAIN.";

tl::unexpected<Error> refuse(std::string message, std::string hint, std::optional<std::size_t> offset) {
  Error error{Code::refused, std::move(message), std::move(hint)};
  error.offset = offset;
  return fail(std::move(error));
}

std::optional<std::size_t> location_of(const nlohmann::json& node) {
  const auto found = node.find("location");
  if (found == node.end() || !found->is_number_integer() || found->get<std::int64_t>() < 0)
    return std::nullopt;
  return found->get<std::size_t>();
}

/// The last parts of [{"String":{"sval":"pg_catalog"}}, {"String":{"sval":"lower"}}]. A database in front is
/// left out: PostgreSQL allows only its own there. A star has no name.
FunctionName name_of(const nlohmann::json& parts, FunctionName::Use use) {
  FunctionName out;
  out.use = use;
  for (const nlohmann::json& part : parts) {
    const auto text = part.find("String");
    out.schema = std::exchange(out.name, text == part.end() ? "" : text->value("sval", ""));
  }
  return out;
}

std::string shown(const FunctionName& name) {
  return name.schema.empty() ? name.name : name.schema + "." + name.name;
}

// Parts of a reading statement that make it write or lock, by their name in the tree.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> effects_in_tree{{
    {"InsertStmt", "INSERT inside the statement writes."},
    {"UpdateStmt", "UPDATE inside the statement writes."},
    {"DeleteStmt", "DELETE inside the statement deletes rows."},
    {"MergeStmt", "MERGE inside the statement writes."},
    {"intoClause", "SELECT INTO makes a table."},
    {"lockingClause", "FOR UPDATE and FOR SHARE lock rows."},
    {"CreateTableAsStmt", "CREATE TABLE AS makes a table."},
    {"ExecuteStmt", "EXECUTE runs a statement that can't be seen here."},
}};

class Walk {
public:
  explicit Walk(const FunctionLookup& lookup) : lookup_(lookup) {}

  // An explicit stack: the tree may be as deep as the statement is long.
  Result<void> run(const nlohmann::json& root) {
    waiting_.push_back({&root, std::nullopt});
    while (!waiting_.empty()) {
      const auto [node, near] = waiting_.back();
      waiting_.pop_back();
      if (node->is_array())
        for (const nlohmann::json& child : *node)
          waiting_.push_back({&child, near});
      if (!node->is_object())
        continue;
      const auto own = location_of(*node);
      for (const auto& [key, child] : node->items())
        if (auto allowed = visit(key, child, own ? own : near); !allowed)
          return allowed;
    }
    return {};
  }

private:
  struct Waiting {
    const nlohmann::json* node;
    std::optional<std::size_t> near; // the closest place above that the tree knows
  };

  Result<void> visit(const std::string& key, const nlohmann::json& child, std::optional<std::size_t> near) {
    for (const auto& [part, message] : effects_in_tree)
      if (key == part)
        return refuse(std::string(message), std::string(how_to_read), place(child, near));
    if (auto allowed = names(key, child, place(child, near)); !allowed)
      return allowed;
    waiting_.push_back({&child, near});
    return {};
  }

  Result<void> names(const std::string& key, const nlohmann::json& child,
                     std::optional<std::size_t> offset) const {
    using Use = FunctionName::Use;
    if (key == "FuncCall" && child.contains("funcname"))
      return function(name_of(child["funcname"], Use::call), offset);
    if (key == "A_Indirection" && child.contains("indirection")) {
      for (const nlohmann::json& part : child["indirection"])
        if (auto allowed = field(name_of(nlohmann::json::array({part}), Use::field), offset); !allowed)
          return allowed;
    } else if (key == "ColumnRef" && child.contains("fields") && child["fields"].size() > 1) {
      return field(name_of(nlohmann::json::array({child["fields"].back()}), Use::field), offset);
    } else if ((key == "A_Expr" && child.contains("name")) ||
               (key == "SubLink" && child.contains("operName"))) {
      return operation(name_of(child[key == "A_Expr" ? "name" : "operName"], Use::operator_), offset);
    } else if (key == "SortBy" && child.contains("useOp")) {
      return operation(name_of(child["useOp"], Use::operator_), offset);
    } else if (key == "RangeVar" && child.contains("relname")) {
      const auto name = child["relname"].get<std::string>();
      if (const auto reason = forbidden_view_postgresql(name))
        return refuse(name + " isn't allowed: " + std::string(*reason) + '.',
                      "Leave it out; Lumen only reads tables.", offset);
    }
    return {};
  }

  static std::optional<std::size_t> place(const nlohmann::json& node, std::optional<std::size_t> near) {
    if (!node.is_object())
      return near;
    const auto own = location_of(node);
    return own ? own : near;
  }

  Result<void> function(const FunctionName& name, std::optional<std::size_t> offset) const {
    if (auto reason = forbidden_postgresql(name.name))
      return refuse(shown(name) + "() isn't allowed: " + std::string(*reason) + '.',
                    "Leave the call out; Lumen only reads tables.", offset);
    switch (lookup_ ? lookup_(name) : known_by_name(name)) {
    case Volatility::immutable:
    case Volatility::stable:
      return {};
    case Volatility::volatile_:
      return refuse(shown(name) + "() is volatile: calling it may change something.",
                    std::string(only_declared), offset);
    case Volatility::unknown:
      return refuse("There is no function " + shown(name) + "() to be found, so what it does can't be told.",
                    "Check its spelling, or write its schema in front.", offset);
    }
    return {};
  }

  // t.f and (t).f call f(t) where there is no column f. Whether t is a row or, from a function in FROM, a
  // plain text, the tree doesn't tell: `SELECT t.pg_read_file FROM concat('/etc/passwd') AS t`. So every
  // function that takes one argument counts, PostgreSQL's own too. Where there is none of that name, it is a
  // column.
  Result<void> field(const FunctionName& name, std::optional<std::size_t> offset) const {
    if (name.name.empty())
      return {};
    const Volatility known = lookup_ ? lookup_(name) : Volatility::stable;
    const auto reason = forbidden_postgresql(name.name);
    if (known == Volatility::unknown || (known != Volatility::volatile_ && !reason))
      return {};
    return refuse("." + name.name + " may call the function " + name.name +
                      "(), which isn't allowed: " + std::string(reason.value_or("it is volatile")) + '.',
                  "If it is a column, give it another name in a subquery: FROM (…) AS t(name).", offset);
  }

  // Somebody's own operator may stand for any function. PostgreSQL's own do nothing but compute.
  Result<void> operation(const FunctionName& name, std::optional<std::size_t> offset) const {
    if (name.name.empty() || !lookup_ || lookup_(name) != Volatility::volatile_)
      return {};
    return refuse("The operator " + shown(name) + " is volatile: using it may change something.",
                  std::string(only_declared), offset);
  }

  static Volatility known_by_name(const FunctionName& name) {
    const bool own = name.schema.empty() || name.schema == "pg_catalog";
    return own && harmless_postgresql(name.name) ? Volatility::stable : Volatility::unknown;
  }

  const FunctionLookup& lookup_;
  std::vector<Waiting> waiting_;
};

// "ANALYZE", "ANALYZE true", "ANALYZE on", "ANALYZE 1": anything but an outspoken no.
bool says_no(const nlohmann::json& option) {
  const auto argument = option.find("arg");
  if (argument == option.end())
    return false;
  if (const auto text = argument->find("String"); text != argument->end()) {
    const std::string value = ascii::lower((*text)["sval"].get<std::string>());
    return value == "false" || value == "off" || value == "no" || value == "0";
  }
  if (const auto truth = argument->find("Boolean"); truth != argument->end())
    return !truth->value("boolval", false);
  if (const auto number = argument->find("Integer"); number != argument->end())
    return number->value("ival", 0) == 0;
  return false;
}

Result<void> check_explain(const nlohmann::json& explain) {
  if (explain.contains("options"))
    for (const nlohmann::json& option : explain["options"]) {
      const nlohmann::json& element = option.contains("DefElem") ? option["DefElem"] : option;
      if (ascii::lower(element.value("defname", "")) == "analyze" && !says_no(element))
        return refuse("EXPLAIN ANALYZE runs the statement that it explains.",
                      "Write EXPLAIN without ANALYZE.", location_of(element));
    }
  if (explain.contains("query") && explain["query"].contains("SelectStmt"))
    return {};
  return refuse("EXPLAIN is allowed for reading statements only.", std::string(how_to_read), std::nullopt);
}

/// "INSERT", "CREATE TABLE": what an author would call the statement: its first words.
std::string opening_words(std::string_view sql, text::Span statement) {
  std::string out;
  int words = 0;
  for (const Token& token : tokenize(statement.of(sql), Dialect::postgresql)) {
    if (token.kind == TokenKind::comment)
      continue;
    if (token.kind != TokenKind::word || words == 2)
      break;
    const std::string word = ascii::upper(token.range.of(statement.of(sql)));
    if (words == 1 && out != "CREATE" && out != "ALTER" && out != "DROP" && out != "REFRESH" && out != "LOCK")
      break;
    out += (words++ == 0 ? "" : " ") + word;
  }
  return out.empty() ? "This" : out;
}

} // namespace

Result<void> guard_postgresql(std::string_view sql, const FunctionLookup& lookup) {
  auto tree = parse_postgresql(sql);
  if (!tree)
    return fail(tree.error());
  const auto statements = tree->find("stmts");
  if (statements == tree->end() || statements->empty())
    return refuse("There is no statement to run.", std::string(how_to_read), std::nullopt);
  const std::vector<text::Span> spans = split(sql, Dialect::postgresql);
  if (statements->size() > 1 || spans.size() > 1)
    return refuse("There is more than one statement.",
                  "A cell runs exactly one: put the others into cells of their own.",
                  spans.size() > 1 ? std::optional(spans[1].begin) : std::nullopt);
  const nlohmann::json& statement = statements->front()["stmt"];
  const std::size_t begin = spans.empty() ? 0 : spans.front().begin;
  if (statement.contains("VariableShowStmt"))
    return {};
  if (statement.contains("ExplainStmt")) {
    if (auto allowed = check_explain(statement["ExplainStmt"]); !allowed)
      return allowed;
  } else if (!statement.contains("SelectStmt")) {
    return refuse(opening_words(sql, spans.front()) + " isn't allowed: it doesn't only read.",
                  std::string(how_to_read), begin);
  }
  auto allowed = Walk(lookup).run(statement);
  if (!allowed && !allowed.error().offset)
    allowed.error().offset = begin;
  return allowed;
}

} // namespace lumen::sql
