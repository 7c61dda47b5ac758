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

std::string effects_of_field(const std::string& name) {
  return "(…)." + name + " may call the function " + name + "(), which has effects.";
}

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

/// "pg_catalog.lower" from [{"String":{"sval":"pg_catalog"}}, …].
std::string dotted(const nlohmann::json& names) {
  std::string out;
  for (const nlohmann::json& part : names) {
    const auto text = part.find("String");
    if (text == part.end() || !text->contains("sval"))
      continue;
    if (!out.empty())
      out += '.';
    out += (*text)["sval"].get<std::string>();
  }
  return out;
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
  Walk(std::string_view sql, const FunctionLookup& lookup) : sql_(sql), lookup_(lookup) {}

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
    if (key == "FuncCall" && child.contains("funcname"))
      if (auto allowed = function(dotted(child["funcname"]), place(child, near)); !allowed)
        return allowed;
    if (key == "A_Indirection" && child.contains("indirection"))
      if (auto allowed = fields(child["indirection"], near); !allowed)
        return allowed;
    if (key == "ColumnRef" && child.contains("fields") && child["fields"].size() > 1)
      if (auto allowed = row_function(child["fields"], place(child, near)); !allowed)
        return allowed;
    waiting_.push_back({&child, near});
    return {};
  }

  static std::optional<std::size_t> place(const nlohmann::json& node, std::optional<std::size_t> near) {
    if (!node.is_object())
      return near;
    const auto own = location_of(node);
    return own ? own : near;
  }

  Result<void> function(const std::string& name, std::optional<std::size_t> offset) const {
    if (auto reason = forbidden_postgresql(name))
      return refuse(name + "() isn't allowed: " + std::string(*reason) + '.',
                    "Leave the call out; Lumen only reads tables.", offset);
    if (harmless_postgresql(name))
      return {};
    switch (lookup_ ? lookup_(name) : Volatility::unknown) {
    case Volatility::immutable:
    case Volatility::stable:
      return {};
    case Volatility::volatile_:
      return refuse(name + "() is volatile: calling it may change something.",
                    "Only functions that the database declares IMMUTABLE or STABLE may be called.", offset);
    case Volatility::unknown:
      return refuse("There is no function " + name + "() to be found, so what it does can't be told.",
                    "Check its spelling, or write its schema in front.", offset);
    }
    return {};
  }

  // (x).f may call f(x): a field that is also the name of a function with effects is refused, as a call of it
  // is.
  Result<void> fields(const nlohmann::json& indirection, std::optional<std::size_t> near) const {
    for (const nlohmann::json& part : indirection) {
      const auto text = part.find("String");
      if (text == part.end())
        continue;
      const std::string name = (*text)["sval"].get<std::string>();
      const bool forbidden = forbidden_postgresql(name).has_value();
      if (forbidden || (!harmless_postgresql(name) && lookup_ && lookup_(name) == Volatility::volatile_))
        return refuse(effects_of_field(name), "Give the field another name in a subquery, or leave it out.",
                      near);
    }
    return {};
  }

  // t.f may call f(t) where f takes a row; PostgreSQL's own functions take none, so only others are asked
  // for.
  Result<void> row_function(const nlohmann::json& names, std::optional<std::size_t> near) const {
    const std::string name = dotted(nlohmann::json::array({names.back()}));
    if (name.empty() || !lookup_ || lookup_("row:" + name) != Volatility::volatile_)
      return {};
    return refuse("." + name + " calls the function " + name + "(), which is volatile.",
                  "Only functions that the database declares IMMUTABLE or STABLE may be called.", near);
  }

  std::string_view sql_;
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
  auto allowed = Walk(sql, lookup).run(statement);
  if (!allowed && !allowed.error().offset)
    allowed.error().offset = begin;
  return allowed;
}

} // namespace lumen::sql
