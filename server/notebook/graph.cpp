#include "notebook/graph.hpp"

#include "base/ascii.hpp"
#include "notebook/nearest.hpp"
#include "sql/statement.hpp"
#include "sql/token.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace lumen::notebook {

namespace {

constexpr std::size_t largest_sql = 1 << 20;
constexpr std::size_t largest_expansion = 8 << 20;

std::vector<std::string> cell_names(const Notebook& notebook) {
  std::vector<std::string> names;
  for (const Cell& cell : notebook.cells)
    if (!cell.name.empty() && !cell.duplicate)
      names.push_back(cell.name);
  return names;
}

std::map<std::string_view, Index> cells_by_name(const Notebook& notebook) {
  std::map<std::string_view, Index> by_name;
  for (Index i = 0; i < notebook.cells.size(); ++i)
    if (!notebook.cells[i].name.empty())
      by_name.try_emplace(notebook.cells[i].name, i);
  return by_name;
}

Error unknown_cell(const Notebook& notebook, const Cell& cell, const Reference& reference) {
  const auto meant = nearest(reference.name, cell_names(notebook));
  return {Code::invalid,
          "no cell is named \"" + reference.name + "\"",
          meant ? "did you mean \"" + *meant + "\"?" : "name a cell with {name=" + reference.name + "}",
          {},
          {},
          reference.range.begin - cell.body.begin};
}

/// Depth first over references with a stack of its own, so that no chain is too long.
class Walk {
public:
  explicit Walk(const Notebook& notebook) : notebook_(notebook), by_name_(cells_by_name(notebook)) {}

  /// What `cell` needs, each after what it needs itself; `cell` left out.
  Result<std::vector<Index>> order(Index cell) {
    struct Frame {
      Index cell;
      std::size_t next = 0;
    };
    std::map<Index, bool> finished; // false while on the stack
    std::vector<Frame> stack{{cell}};
    std::vector<Index> out;
    finished[cell] = false;
    while (!stack.empty()) {
      Frame& top = stack.back();
      const Cell& present = notebook_.cells[top.cell];
      if (top.next == present.references.size()) {
        finished[top.cell] = true;
        if (top.cell != cell)
          out.push_back(top.cell);
        stack.pop_back();
        continue;
      }
      const Reference& reference = present.references[top.next++];
      if (reference.parameter)
        continue;
      const auto target = by_name_.find(reference.name);
      if (target == by_name_.end())
        return fail(unknown_cell(notebook_, present, reference));
      const auto seen = finished.find(target->second);
      if (seen == finished.end()) {
        finished[target->second] = false;
        stack.push_back({target->second});
      } else if (!seen->second) {
        std::string way;
        bool inside = false;
        for (const Frame& frame : stack) {
          inside |= frame.cell == target->second;
          if (inside)
            way += notebook_.cells[frame.cell].name + " -> ";
        }
        return fail({Code::invalid,
                     "this reference closes a circle: " + way + reference.name,
                     "a cell can't need its own result",
                     {},
                     {},
                     reference.range.begin - present.body.begin});
      }
    }
    return out;
  }

  std::optional<Index> target(const Reference& reference) const {
    const auto found = by_name_.find(reference.name);
    return reference.parameter || found == by_name_.end() ? std::nullopt : std::optional(found->second);
  }

private:
  const Notebook& notebook_;
  std::map<std::string_view, Index> by_name_;
};

/// Cells that stand in a circle of references or lead into one are found by taking away, again and again,
/// what needs nothing more (Kahn); the order is that in which cells can run.
std::vector<Index> runnable_order(const Notebook& notebook, const Walk& walk) {
  std::vector<std::vector<Index>> needed_by(notebook.cells.size());
  std::vector<std::size_t> open(notebook.cells.size());
  for (Index i = 0; i < notebook.cells.size(); ++i)
    for (const Reference& reference : notebook.cells[i].references)
      if (const auto target = walk.target(reference)) {
        needed_by[*target].push_back(i);
        ++open[i];
      }
  std::set<Index> ready;
  for (Index i = 0; i < open.size(); ++i)
    if (open[i] == 0)
      ready.insert(i);
  std::vector<Index> order;
  while (!ready.empty()) {
    const Index cell = *ready.begin();
    ready.erase(ready.begin());
    order.push_back(cell);
    for (const Index user : needed_by[cell])
      if (--open[user] == 0)
        ready.insert(user);
  }
  return order;
}

Result<std::string> literal(const Parameter& parameter, sql::Dialect dialect) {
  const auto one = [&](const ParameterValue& value) -> std::string {
    switch (value.type) {
    case ParameterType::null:
      return "NULL";
    case ParameterType::boolean:
      return value.text == "true" ? "TRUE" : "FALSE";
    case ParameterType::number:
      return value.text[0] == '-' || value.text[0] == '+' ? "(" + value.text + ")" : value.text;
    case ParameterType::date:
      return "DATE " + sql::quote_literal(value.text, dialect);
    case ParameterType::timestamp:
      return "TIMESTAMP " + sql::quote_literal(value.text, dialect);
    case ParameterType::text:
      return sql::quote_literal(value.text, dialect);
    }
    return "NULL";
  };
  if (!parameter.list)
    return one(parameter.values.front());
  if (parameter.values.empty())
    return fail(Code::invalid, "the parameter \"" + parameter.name + "\" is an empty list",
                "give it at least one value");
  std::string out = "(";
  for (const ParameterValue& value : parameter.values)
    out.append(out.size() > 1 ? ", " : "").append(one(value));
  return out + ")";
}

class Expander {
public:
  Expander(const Notebook& notebook, std::string_view text, Index cell, sql::Dialect dialect)
      : notebook_(notebook), text_(text), cell_(cell), dialect_(dialect) {}

  Result<Expanded> expand() {
    const Cell& cell = notebook_.cells[cell_];
    if (cell.body.size() > largest_sql)
      return fail(Code::limit, "this cell holds more than 1 MiB of SQL",
                  "load large data into a table or a file instead");
    if (cell.references.empty()) {
      out_.sql = std::string(cell.body.of(text_));
      out_.pieces.push_back({0, cell.body, false});
      return std::move(out_);
    }
    walk_.emplace(notebook_); // most cells refer to nothing and never need it
    auto order = walk_->order(cell_);
    if (!order)
      return fail(order.error());
    choose_names(*order);
    return order->empty() ? whole(cell, 0) : with_queries(cell, *order);
  }

private:
  Result<Expanded> with_queries(const Cell& cell, const std::vector<Index>& order) {
    const auto start = statement_start(cell);
    out_.pieces.push_back({0, {cell.body.begin, cell.body.begin + start.at}, false});
    out_.sql.append(cell.body.of(text_).substr(0, start.at));
    out_.sql += start.recursive ? "WITH RECURSIVE " : "WITH ";
    for (std::size_t i = 0; i < order.size(); ++i) {
      const Cell& needed = notebook_.cells[order[i]];
      if (auto sound = check(needed); !sound)
        return fail(sound.error());
      if (connection(needed) != connection(cell))
        return fail(Code::unsupported, "the cell \"" + needed.name + "\" runs on another connection",
                    "give both cells the same connection=");
      out_.pieces.push_back({out_.sql.size(), reference_that_needs(cell, order[i]), true});
      out_.sql += (i == 0 ? "" : ", ") + names_.at(order[i]) + " AS (\n";
      if (auto done = append_statement(needed); !done)
        return fail(done.error());
      out_.sql += "\n)";
      if (out_.sql.size() > largest_expansion)
        return fail(Code::limit, "the expanded SQL is larger than 8 MiB");
    }
    out_.sql += start.with ? ", " : " ";
    return whole(cell, start.rest);
  }

  struct Start {
    std::size_t at = 0;   // where WITH goes, from the body's begin
    std::size_t rest = 0; // where the cell's own text goes on
    bool with = false, recursive = false;
  };

  /// Where the query begins: behind EXPLAIN and its options, and behind the cell's own WITH.
  Start statement_start(const Cell& cell) const {
    const std::string_view sql = cell.body.of(text_);
    std::vector<sql::Token> tokens = sql::tokenize(sql, dialect_);
    std::erase_if(tokens, [](const sql::Token& token) { return token.kind == sql::TokenKind::comment; });
    const auto is = [&](std::size_t i, std::string_view word) {
      return i < tokens.size() && ascii::same(tokens[i].range.of(sql), word);
    };
    std::size_t i = 0;
    if (is(i, "EXPLAIN")) {
      ++i;
      while (is(i, "ANALYZE") || is(i, "VERBOSE"))
        ++i;
      if (is(i, "("))
        while (i < tokens.size() && !is(i++, ")")) {
        }
    }
    Start start;
    start.at = start.rest = i < tokens.size() ? tokens[i].range.begin : 0;
    if (!is(i, "WITH"))
      return start;
    start.with = true;
    start.recursive = is(i + 1, "RECURSIVE");
    start.rest = tokens[i + (start.recursive ? 1 : 0)].range.end;
    return start;
  }

  /// The rest of the cell's own text, its references replaced.
  Result<Expanded> whole(const Cell& cell, std::size_t from) {
    std::size_t at = cell.body.begin + from;
    for (const Reference& reference : cell.references) {
      out_.pieces.push_back({out_.sql.size(), {at, reference.range.begin}, false});
      out_.sql.append(text_.substr(at, reference.range.begin - at));
      auto replaced = replacement(cell, reference);
      if (!replaced)
        return fail(replaced.error());
      out_.pieces.push_back({out_.sql.size(), reference.range, true});
      out_.sql += *replaced;
      at = reference.range.end;
    }
    out_.pieces.push_back({out_.sql.size(), {at, cell.body.end}, false});
    out_.sql.append(text_.substr(at, cell.body.end - at));
    return std::move(out_);
  }

  Result<std::string> replacement(const Cell& cell, const Reference& reference) const {
    if (!reference.parameter)
      return names_.at(*walk_->target(reference));
    const auto& matter = notebook_.front_matter;
    std::vector<std::string> known;
    if (matter) {
      for (const Parameter& parameter : matter->parameters) {
        if (parameter.name == reference.name)
          return literal(parameter, dialect_);
        known.push_back(parameter.name);
      }
    }
    const auto meant = nearest(reference.name, known);
    return fail(
        {Code::invalid,
         "no parameter is named \"" + reference.name + "\"",
         meant ? "did you mean \"" + *meant + "\"?" : "add it under params: at the top of the notebook",
         {},
         {},
         reference.range.begin - cell.body.begin});
  }

  /// A needed cell's statement without its semicolon, its references replaced.
  Result<void> append_statement(const Cell& cell) {
    const std::string_view sql = cell.body.of(text_);
    const auto statements = sql::split(sql, dialect_);
    const Span statement{cell.body.begin + statements[0].begin, cell.body.begin + statements[0].end};
    std::size_t at = statement.begin;
    for (const Reference& reference : cell.references) {
      if (reference.range.begin < statement.begin || reference.range.end > statement.end)
        continue;
      auto replaced = replacement(cell, reference);
      if (!replaced)
        return fail(replaced.error());
      out_.sql.append(text_.substr(at, reference.range.begin - at)).append(*replaced);
      at = reference.range.end;
    }
    out_.sql.append(text_.substr(at, statement.end - at));
    return {};
  }

  /// A query that stands inside another must be one statement that closes all that it opens.
  Result<void> check(const Cell& cell) const {
    const std::string_view sql = cell.body.of(text_);
    if (cell.body.size() > largest_sql)
      return fail(Code::limit, "the cell \"" + cell.name + "\" holds more than 1 MiB of SQL");
    if (sql::split(sql, dialect_).size() != 1)
      return fail(Code::invalid,
                  "the cell \"" + cell.name + "\" must hold exactly one statement to be referred to");
    int depth = 0;
    for (const sql::Token& token : sql::tokenize(sql, dialect_)) {
      if (token.kind == sql::TokenKind::unterminated)
        return fail(Code::invalid, "a literal or comment in the cell \"" + cell.name + "\" has no end");
      const std::string_view word = token.range.of(sql);
      if (token.kind == sql::TokenKind::symbol)
        depth += word == "(" ? 1 : word == ")" ? -1 : 0;
      if (depth < 0)
        break;
    }
    if (depth != 0)
      return fail(Code::invalid, "the parentheses in the cell \"" + cell.name + "\" don't match");
    return {};
  }

  std::string connection(const Cell& cell) const {
    const Attribute* attribute = cell.find("connection");
    return attribute != nullptr ? attribute->value : "";
  }

  /// Reserved names that stand nowhere in any of the queries.
  void choose_names(const std::vector<Index>& order) {
    std::set<std::string> used;
    const auto collect = [&](const Cell& cell) {
      const std::string_view sql = cell.body.of(text_);
      for (const sql::Token& token : sql::tokenize(sql, dialect_)) {
        std::string_view word = token.range.of(sql);
        if (token.kind == sql::TokenKind::quoted_name && word.size() > 1)
          word = word.substr(1, word.size() - 2);
        if (token.kind == sql::TokenKind::word || token.kind == sql::TokenKind::quoted_name)
          used.insert(ascii::lower(word));
      }
    };
    collect(notebook_.cells[cell_]);
    for (const Index needed : order)
      collect(notebook_.cells[needed]);
    for (const Index needed : order) {
      std::string base = "lumen_";
      for (const char c : notebook_.cells[needed].name.substr(0, 40))
        base += ascii::is_word(c) ? ascii::lower(c) : '_';
      std::string name = base;
      for (int number = 2; !used.insert(name).second; ++number)
        name = base + "_" + std::to_string(number);
      names_[needed] = name;
    }
  }

  /// The reference in the cell's own text that brings `needed` in, directly or by way of others.
  Span reference_that_needs(const Cell& cell, Index needed) {
    for (const Reference& reference : cell.references) {
      const auto target = walk_->target(reference);
      if (!target)
        continue;
      if (*target == needed)
        return reference.range;
      const auto found = reach_.find(*target);
      const auto& reached = found != reach_.end()
                                ? found->second
                                : reach_[*target] = walk_->order(*target).value_or(std::vector<Index>{});
      if (std::find(reached.begin(), reached.end(), needed) != reached.end())
        return reference.range;
    }
    return {cell.body.begin, cell.body.begin};
  }

  const Notebook& notebook_;
  std::string_view text_;
  Index cell_;
  sql::Dialect dialect_;
  std::optional<Walk> walk_;
  Expanded out_;
  std::map<Index, std::string> names_;
  std::map<Index, std::vector<Index>> reach_;
};

} // namespace

Result<std::vector<Index>> dependencies(const Notebook& notebook, Index cell) {
  return Walk(notebook).order(cell);
}

std::vector<Index> dependents(const Notebook& notebook, Index cell) {
  const Walk walk(notebook);
  std::vector<bool> needs(notebook.cells.size(), false);
  needs[cell] = true;
  std::vector<Index> out;
  for (const Index candidate : runnable_order(notebook, walk)) {
    for (const Reference& reference : notebook.cells[candidate].references)
      if (const auto target = walk.target(reference); target && needs[*target])
        needs[candidate] = true;
    if (needs[candidate] && candidate != cell)
      out.push_back(candidate);
  }
  return out;
}

std::vector<bool> cells_that_need_more(const Notebook& notebook, std::size_t most) {
  std::vector<bool> out(notebook.cells.size(), false);
  std::optional<Walk> walk; // most notebooks have no references
  std::set<Index> needed;
  std::vector<Index> open;
  for (Index i = 0; i < notebook.cells.size(); ++i) {
    if (notebook.cells[i].references.empty())
      continue;
    if (!walk)
      walk.emplace(notebook);
    needed.clear();
    open.assign({i});
    while (!open.empty() && needed.size() <= most) {
      const Index cell = open.back();
      open.pop_back();
      for (const Reference& reference : notebook.cells[cell].references)
        if (const auto target = walk->target(reference); target && needed.insert(*target).second)
          open.push_back(*target);
    }
    out[i] = needed.size() > most;
  }
  return out;
}

std::vector<Problem> reference_problems(const Notebook& notebook) {
  const Walk walk(notebook);
  std::vector<Problem> problems;
  std::vector<bool> runs(notebook.cells.size(), false);
  for (const Index cell : runnable_order(notebook, walk))
    runs[cell] = true;
  const std::vector<std::string> names = cell_names(notebook);
  std::vector<std::string> parameters;
  if (notebook.front_matter)
    for (const Parameter& parameter : notebook.front_matter->parameters)
      parameters.push_back(parameter.name);
  for (Index i = 0; i < notebook.cells.size(); ++i) {
    for (const Reference& reference : notebook.cells[i].references) {
      const auto& known = reference.parameter ? parameters : names;
      const bool unknown = reference.parameter
                               ? std::find(known.begin(), known.end(), reference.name) == known.end()
                               : !walk.target(reference);
      if (unknown) {
        const auto meant = nearest(reference.name, known);
        Problem problem{reference.range,
                        Severity::error,
                        reference.parameter ? "unknown-parameter" : "unknown-cell",
                        std::string("No ") + (reference.parameter ? "parameter" : "cell") + " is named \"" +
                            reference.name + "\"" + (meant ? "; did you mean \"" + *meant + "\"?" : "."),
                        {}};
        if (meant)
          problem.fixes.push_back({"Change to \"" + *meant + "\"", reference.range,
                                   (reference.parameter ? "${param." : "${") + *meant + "}"});
        problems.push_back(std::move(problem));
        continue;
      }
      const auto target = walk.target(reference);
      if (!target || runs[i] || runs[*target])
        continue;
      problems.push_back({reference.range,
                          Severity::error,
                          "reference-cycle",
                          *target == i ? "A cell can't need its own result."
                                       : "The cells \"" + notebook.cells[i].name + "\" and \"" +
                                             reference.name + "\" need each other, or something that does.",
                          {}});
    }
  }
  return problems;
}

std::size_t Expanded::source_offset(std::size_t expanded_offset) const {
  const auto after =
      std::upper_bound(pieces.begin(), pieces.end(), expanded_offset,
                       [](std::size_t offset, const Piece& piece) { return offset < piece.expanded; });
  if (after == pieces.begin())
    return pieces.empty() ? 0 : pieces.front().source.begin;
  const Piece& piece = *std::prev(after);
  if (piece.reference)
    return piece.source.begin;
  return std::min(piece.source.begin + (expanded_offset - piece.expanded), piece.source.end);
}

Result<Expanded> expand(const Notebook& notebook, std::string_view text, Index cell, sql::Dialect dialect) {
  return Expander(notebook, text, cell, dialect).expand();
}

} // namespace lumen::notebook
