#include "ask/offline/sql_reader.hpp"

#include "ask/offline/dates.hpp"
#include "base/ascii.hpp"
#include "sql/token.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace lumen::ask::offline {

namespace {

struct Word {
  sql::TokenKind kind;
  std::string text;  ///< as written; quotes of names taken off
  std::string upper; ///< of plain words and symbols
};

std::vector<Word> words_of(std::string_view sql, sql::Dialect dialect) {
  std::vector<Word> words;
  for (const sql::Token& token : sql::tokenize(sql, dialect)) {
    if (token.kind == sql::TokenKind::comment)
      continue;
    Word word{token.kind, std::string(token.range.of(sql)), {}};
    if (token.kind == sql::TokenKind::quoted_name)
      word.text = ascii::replace_all(word.text.substr(1, word.text.size() - 2), "\"\"", "\"");
    else if (token.kind == sql::TokenKind::string && word.text.size() >= 2 && word.text[0] == '\'')
      word.text = ascii::replace_all(word.text.substr(1, word.text.size() - 2), "''", "'");
    else
      word.upper = ascii::upper(word.text);
    words.push_back(std::move(word));
  }
  return words;
}

/// A recursive descent; `failed_` is set at the first thing that it doesn't know, and then all ends quickly.
class Reader {
public:
  Reader(const std::vector<Word>& words, std::size_t at, const Index& index,
         const std::map<std::string, int>* outer)
      : words_(words), at_(at), index_(index) {
    if (outer)
      outer_ = *outer;
  }

  std::optional<Query> statement() {
    if (!take("SELECT"))
      return std::nullopt;
    out_.distinct = take("DISTINCT");
    const std::size_t list = at_;
    skip_to_from();
    if (!from())
      return std::nullopt;
    const std::size_t after_from = at_;
    at_ = list;
    select();
    if (failed_ || !take("FROM"))
      return std::nullopt;
    at_ = after_from;
    if (take("WHERE"))
      conditions(out_.where);
    if (take("GROUP") && take("BY"))
      list_of([&](Expr expr) { out_.group.push_back(expr); });
    if (take("HAVING"))
      conditions(out_.having);
    if (take("ORDER") && take("BY"))
      order();
    if (take("LIMIT"))
      out_.limit = std::atoi(next().text.c_str());
    if (failed_)
      return std::nullopt;
    finish();
    return std::move(out_);
  }
  std::size_t end() const { return at_; }

private:
  // ---- tokens
  const Word& peek(std::size_t ahead = 0) const {
    static const Word none{sql::TokenKind::symbol, "", ""};
    return at_ + ahead < words_.size() ? words_[at_ + ahead] : none;
  }
  const Word& next() {
    const Word& word = peek();
    ++at_;
    return word;
  }
  bool is(std::string_view text, std::size_t ahead = 0) const {
    return peek(ahead).upper == text && !text.empty();
  }
  bool take(std::string_view text) {
    if (!is(text))
      return false;
    ++at_;
    return true;
  }
  void need(std::string_view text) {
    if (!take(text))
      failed_ = true;
  }
  bool name_here() const {
    return peek().kind == sql::TokenKind::word || peek().kind == sql::TokenKind::quoted_name;
  }
  static bool ends_clause(const std::string& upper) {
    static constexpr std::string_view words[] = {
        "WHERE", "GROUP", "HAVING", "ORDER",     "LIMIT",  "JOIN", "INNER", "LEFT",  "RIGHT", "FULL",
        "CROSS", "ON",    "UNION",  "INTERSECT", "EXCEPT", ")",    ";",     "USING", "AS",    "NATURAL"};
    return std::find(std::begin(words), std::end(words), upper) != std::end(words);
  }

  void skip_to_from() {
    int depth = 0;
    while (at_ < words_.size() && !(depth == 0 && is("FROM"))) {
      if (is("("))
        ++depth;
      if (is(")"))
        --depth;
      ++at_;
    }
  }

  // ---- FROM
  bool from() {
    if (!take("FROM") || !table())
      return false;
    out_.focus = tables_.empty() ? -1 : tables_.front();
    while (!failed_) {
      if (take(",")) {
        if (!table())
          return false;
        continue;
      }
      if (is("LEFT") || is("INNER")) {
        ++at_;
        take("OUTER");
      }
      if (!take("JOIN"))
        break;
      if (!table())
        return false;
      if (!take("ON"))
        return false;
      int depth = 0;
      while (at_ < words_.size()) {
        if (is("("))
          ++depth;
        if (is(")") && depth-- == 0)
          break;
        if (depth == 0 && ends_clause(peek().upper) && !is("AS"))
          break;
        ++at_;
      }
    }
    return !failed_ && !is("UNION") && !is("INTERSECT") && !is("EXCEPT");
  }

  bool table() {
    if (!name_here())
      return false;
    std::string name = next().text;
    while (take("."))
      name += "." + next().text;
    const catalog::Table* found = index_.schema().find(name);
    if (!found)
      return false;
    const int number = index_.table_number(found);
    tables_.push_back(number);
    aliases_[ascii::lower(found->name)] = number;
    aliases_[ascii::lower(name)] = number;
    const bool as = take("AS");
    if (as || (name_here() && !ends_clause(peek().upper)))
      aliases_[ascii::lower(next().text)] = number;
    return true;
  }

  // ---- expressions
  ColumnRef column(const std::string& owner, const std::string& name) {
    if (!owner.empty()) {
      auto found = aliases_.find(ascii::lower(owner));
      const int number = found != aliases_.end()                ? found->second
                         : outer_.contains(ascii::lower(owner)) ? outer_.at(ascii::lower(owner))
                                                                : -1;
      if (number < 0)
        return {};
      const catalog::Column* column = index_.table(number).find(name);
      return column ? ColumnRef{number, static_cast<int>(column - index_.table(number).columns.data())}
                    : ColumnRef{};
    }
    for (const int number : tables_)
      if (const catalog::Column* column = index_.table(number).find(name))
        return {number, static_cast<int>(column - index_.table(number).columns.data())};
    return {};
  }

  Expr expression() {
    Expr expr;
    if (failed_)
      return expr;
    if (take("*")) {
      expr.column = {out_.focus, -1};
      return expr;
    }
    if (is("ROUND") && is("(", 1))
      return share();
    if (is("CAST") && is("(", 1))
      return cast();
    if (is("DATE_TRUNC") && is("(", 1))
      return truncated();
    if (is("STRPTIME") && is("(", 1)) {
      at_ += 2;
      expr = expression();
      need(",");
      ++at_;
      need(")");
      return expr;
    }
    static const std::map<std::string, Function> functions = {{"COUNT", Function::count},
                                                              {"SUM", Function::sum},
                                                              {"AVG", Function::average},
                                                              {"MIN", Function::minimum},
                                                              {"MAX", Function::maximum}};
    if (const auto found = functions.find(peek().upper); found != functions.end() && is("(", 1)) {
      at_ += 2;
      const bool distinct = take("DISTINCT");
      expr = expression();
      if (expr.aggregates())
        failed_ = true;
      expr.function = found->second;
      expr.distinct = distinct;
      if (distinct && expr.function == Function::count && expr.column.table >= 0 &&
          index_.key_of(expr.column.table) == expr.column && expr.column.table != out_.focus) {
        expr.distinct = false; // the printer's way to count rows that a join repeats
        expr.column.column = -1;
      }
      need(")");
      return expr;
    }
    if (is("LOWER") && is("(", 1)) {
      at_ += 2;
      expr = expression();
      need(")");
      return expr;
    }
    if (!name_here()) {
      failed_ = true;
      return expr;
    }
    const std::string first = next().text;
    if (take(".")) {
      if (take("*")) {
        const auto found = aliases_.find(ascii::lower(first));
        if (found == aliases_.end())
          failed_ = true;
        else
          expr.column = {found->second, -1};
        return expr;
      }
      expr.column = column(first, next().text);
    } else {
      expr.column = column("", first);
      if (expr.column.column < 0)
        if (const auto named = named_.find(ascii::lower(first)); named != named_.end())
          return named->second;
    }
    if (expr.column.column < 0)
      failed_ = true;
    return expr;
  }

  Expr cast() {
    at_ += 2;
    const Expr inner = expression();
    need("AS");
    while (at_ < words_.size() && !is(")"))
      ++at_;
    need(")");
    return inner;
  }

  Expr truncated() {
    at_ += 2;
    const auto grain = grain_word(next().text);
    need(",");
    Expr expr = expression();
    need(")");
    if (!grain)
      failed_ = true;
    else
      expr.grain = *grain;
    return expr;
  }

  Expr share() {
    at_ += 2;
    need("100.0");
    need("*");
    Expr expr = expression();
    expr.share = true;
    int depth = 1;
    while (at_ < words_.size() && depth > 0) {
      if (is("("))
        ++depth;
      if (is(")"))
        --depth;
      ++at_;
    }
    return expr;
  }

  template <class Use>
  void list_of(Use use) {
    do
      use(expression());
    while (!failed_ && take(","));
  }

  void select() {
    do {
      const Expr expr = expression();
      if (failed_)
        return;
      const bool as = take("AS");
      if (as || (name_here() && !is("FROM")))
        named_[ascii::lower(next().text)] = expr;
      out_.select.push_back(expr);
    } while (take(","));
  }

  void order() {
    do {
      Order order;
      if (peek().kind == sql::TokenKind::number) {
        const auto place = static_cast<std::size_t>(std::atoi(next().text.c_str()));
        if (place >= 1 && place <= out_.select.size())
          order.by = out_.select[place - 1];
        else
          failed_ = true;
      } else if (const auto named = named_.find(ascii::lower(peek().text));
                 named != named_.end() && !is(".", 1)) {
        order.by = named->second;
        ++at_;
      } else
        order.by = expression();
      if (take("DESC"))
        order.descending = true;
      else
        take("ASC");
      if (take("NULLS"))
        ++at_;
      out_.order.push_back(order);
    } while (!failed_ && take(","));
  }

  // ---- conditions
  void conditions(std::vector<Condition>& out) {
    bool other = false;
    do {
      const std::size_t before = out.size();
      condition(out);
      if (other && out.size() > before)
        out[before].or_previous = true;
      if (failed_)
        return;
      other = is("OR");
    } while (take("AND") || take("OR"));
  }

  void condition(std::vector<Condition>& out) {
    if (is("NOT") && is("EXISTS", 1)) {
      at_ += 2;
      exists(true);
      return;
    }
    if (take("EXISTS")) {
      exists(false);
      return;
    }
    if (is("NOT") && is("(", 1)) {
      at_ += 2;
      std::vector<Condition> inner;
      conditions(inner);
      need(")");
      join_ranges(inner);
      if (inner.size() != 1)
        failed_ = true;
      for (Condition& one : inner)
        one.negated = !one.negated;
      out.insert(out.end(), inner.begin(), inner.end());
      return;
    }
    if (is("(") && !is("SELECT", 1)) {
      ++at_;
      std::vector<Condition> inner;
      conditions(inner);
      need(")");
      out.insert(out.end(), inner.begin(), inner.end());
      return;
    }
    Condition made;
    made.fold_case = is("LOWER");
    made.left = expression();
    if (failed_)
      return;
    compare(made);
    if (skip_)
      skip_ = false;
    else
      out.push_back(made);
  }

  void compare(Condition& made) {
    if (take("IS")) {
      made.op = Op::is_null;
      made.negated = take("NOT");
      need("NULL");
      return;
    }
    made.negated = take("NOT");
    if (take("BETWEEN")) {
      made.op = Op::between;
      made.right.push_back(literal());
      need("AND");
      made.right.push_back(literal());
    } else if (take("IN")) {
      made.op = Op::in;
      need("(");
      if (is("SELECT"))
        made.query = subquery();
      else
        do
          made.right.push_back(literal());
        while (!failed_ && take(","));
      need(")");
    } else if (is("LIKE") || is("ILIKE")) {
      made.fold_case = next().upper == "ILIKE";
      made.op = Op::like;
      made.right.push_back(literal());
    } else {
      static const std::map<std::string, Op> symbols = {
          {"=", Op::equal},       {"<>", Op::not_equal}, {"!=", Op::not_equal},    {"<", Op::less},
          {"<=", Op::less_equal}, {">", Op::greater},    {">=", Op::greater_equal}};
      const auto found = symbols.find(next().upper);
      if (found == symbols.end()) {
        failed_ = true;
        return;
      }
      made.op = found->second;
      if (is("(") && is("SELECT", 1)) {
        ++at_;
        made.query = subquery();
        need(")");
      } else if (is("LOWER")) {
        at_ += 2;
        made.right.push_back(literal());
        need(")");
      } else if (peek().kind == sql::TokenKind::word && !is("DATE") &&
                 !is("TIMESTAMP")) { // column = column: a join
        expression();
        skip_ = true;
      } else
        made.right.push_back(literal());
    }
  }

  Literal literal() {
    Literal made;
    const bool date = is("DATE") || is("TIMESTAMP");
    if (date)
      ++at_;
    std::string sign = take("-") ? "-" : "";
    const Word& word = next();
    if (word.kind == sql::TokenKind::string || word.kind == sql::TokenKind::quoted_name)
      made.text = word.text; // "…" of careless hands
    else if (word.kind == sql::TokenKind::number) {
      made.kind = Literal::Kind::number;
      made.text = sign + word.text;
    } else
      failed_ = true;
    if (date)
      made.kind = Literal::Kind::date;
    return made;
  }

  std::shared_ptr<const Query> subquery() {
    Reader inner(words_, at_, index_, &aliases_);
    auto query = inner.statement();
    at_ = inner.end();
    if (!query) {
      failed_ = true;
      return nullptr;
    }
    return std::make_shared<const Query>(std::move(*query));
  }

  /// EXISTS (SELECT 1 FROM t JOIN … WHERE t.key = outer.key AND …): t takes part, or must not.
  void exists(bool negated) {
    need("(");
    need("SELECT");
    if (peek().kind != sql::TokenKind::number)
      failed_ = true;
    ++at_;
    Reader inner(words_, at_, index_, &aliases_);
    if (!inner.from()) {
      failed_ = true;
      return;
    }
    std::vector<Condition> found;
    if (inner.take("WHERE"))
      inner.conditions(found);
    failed_ = failed_ || inner.failed_;
    at_ = inner.at_;
    need(")");
    for (const Condition& condition : found)
      exists_.push_back(condition);
    if (negated)
      out_.without.push_back(inner.out_.focus);
    else
      out_.also.push_back(inner.out_.focus);
  }

  // ---- putting right
  static void join_ranges(std::vector<Condition>& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      Condition& low = list[i];
      if (low.right.empty() || low.right[0].kind != Literal::Kind::date || low.op == Op::range ||
          low.op == Op::between)
        continue;
      const Literal none{Literal::Kind::date, ""};
      if (low.op == Op::less) {
        low.right = {none, low.right[0]};
        low.op = Op::range;
      } else if (low.op == Op::greater_equal) {
        low.right = {low.right[0], none};
        low.op = Op::range;
        if (i + 1 < list.size() && list[i + 1].left == low.left && list[i + 1].op == Op::less &&
            !list[i + 1].or_previous) {
          low.right[1] = list[i + 1].right[0];
          list.erase(list.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        }
      }
    }
  }

  void finish() {
    out_.where.insert(out_.where.end(), exists_.begin(), exists_.end());
    join_ranges(out_.where);
    const std::vector<int> used = tables_of(out_);
    for (const int table : tables_)
      if (std::find(used.begin(), used.end(), table) == used.end())
        out_.also.push_back(table);
    out_.capped = out_.limit == 100 && out_.order.empty() && out_.group.empty();
  }

  const std::vector<Word>& words_;
  std::size_t at_;
  const Index& index_;
  std::map<std::string, int> outer_, aliases_;
  std::map<std::string, Expr> named_;
  std::vector<int> tables_;
  std::vector<Condition> exists_;
  Query out_;
  bool failed_ = false, skip_ = false;
};

} // namespace

std::optional<Query> read_sql(std::string_view sql, const Index& index, sql::Dialect dialect) {
  const std::vector<Word> words = words_of(sql, dialect);
  Reader reader(words, 0, index, nullptr);
  auto query = reader.statement();
  if (query && reader.end() < words.size() && words[reader.end()].upper != ";")
    return std::nullopt;
  return query;
}

} // namespace lumen::ask::offline
