#include "ask/offline/explain.hpp"

#include "ask/offline/joins.hpp"
#include "ask/offline/reading.hpp"
#include "base/ascii.hpp"

#include <algorithm>
#include <initializer_list>

namespace lumen::ask::offline {

namespace {

std::string what_is(const std::string& value, const std::string& rows, const std::string& by) {
  return "What is the " + value + " of " + rows + " by " + by + "?";
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(static_cast<std::size_t>(i), ",");
  return digits;
}

/// Names are data: what Markdown would read as a sign is escaped.
std::string shown(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '*' || c == '_' || c == '`' || c == '[' || c == '<' || c == '|' || c == '\\')
      out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

std::string columns_of(const catalog::Table& table, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < table.columns.size() && i < most; ++i)
    text += (i > 0 ? ", " : "") + shown(table.columns[i].name);
  if (table.columns.size() > most)
    text += ", … (" + std::to_string(table.columns.size()) + " in all)";
  return text;
}

std::string asked_below(const std::vector<std::string>& questions) {
  if (questions.empty())
    return {};
  std::string text = "\n\nWorth asking:";
  for (const std::string& question : questions)
    text += "\n- " + question;
  return text;
}

std::string overview(const Index& index) {
  const auto& tables = index.schema().tables;
  std::string text =
      "There " +
      std::string(tables.size() == 1 ? "is 1 table" : "are " + std::to_string(tables.size()) + " tables") +
      ":\n";
  constexpr std::size_t most = 40;
  for (std::size_t t = 0; t < tables.size() && t < most; ++t) {
    text += "\n- **" + shown(tables[t].name) + "**";
    if (tables[t].rows)
      text += " (" + grouped(*tables[t].rows) + (*tables[t].rows == 1 ? " row)" : " rows)");
    text += ": " + (tables[t].comment.empty() ? columns_of(tables[t], 10) : shown(tables[t].comment));
  }
  if (tables.size() > most)
    text += "\n- … and " + std::to_string(tables.size() - most) + " more";
  return text + asked_below(suggestions(index, -1, 3));
}

std::string range_of(const Index& index, ColumnRef ref) {
  const catalog::Statistics& statistics = index.column(ref).statistics;
  if (!statistics.samples.empty() && statistics.samples.size() <= 8) {
    std::string text;
    for (const std::string& sample : statistics.samples)
      text += (text.empty() ? "" : ", ") + shown(sample);
    return text;
  }
  if (statistics.minimum && statistics.maximum && !index.textual(ref))
    return shown(*statistics.minimum) + " to " + shown(*statistics.maximum);
  if (statistics.distinct && index.textual(ref))
    return "about " + grouped(*statistics.distinct) + " different values";
  return {};
}

std::string description(const Index& index, int number) {
  const catalog::Table& table = index.table(number);
  std::string text = "**" + shown(table.name) + "**";
  if (table.rows)
    text += " has " + grouped(*table.rows) + " rows and";
  else
    text += " has";
  text += " " + std::to_string(table.columns.size()) + " columns.";
  if (!table.comment.empty())
    text += " " + shown(table.comment);
  text += "\n";
  for (int c = 0; c < static_cast<int>(table.columns.size()); ++c) {
    const catalog::Column& column = table.columns[static_cast<std::size_t>(c)];
    text += "\n- **" + shown(column.name) +
            "**: " + std::string(column.role == catalog::Role::unknown ? "text" : catalog::name(column.role));
    if (const std::string range = range_of(index, {number, c}); !range.empty())
      text += ", " + range;
    if (!column.comment.empty())
      text += ". " + shown(column.comment);
  }
  for (const int edge_number : index.edges_of(number)) {
    const Edge& edge = index.edges()[static_cast<std::size_t>(edge_number)];
    if (edge.from != number)
      continue;
    text += "\n- joins **" + shown(index.table(edge.to).name) + "** over " +
            shown(index.column({edge.from, edge.from_columns[0]}).name) + " = " +
            shown(index.column({edge.to, edge.to_columns[0]}).name) + (edge.cost > 1 ? " (inferred)" : "");
  }
  return text + asked_below(suggestions(index, number, 3));
}

std::string joined(const Index& index, int a, int b) {
  const auto tree = connect(index, a, {b}, {});
  const std::string pair =
      "**" + shown(index.table(a).name) + "** and **" + shown(index.table(b).name) + "**";
  if (!tree || tree->steps.empty())
    return "No key connects " + pair + ".";
  std::string text = pair + " are joined over:\n";
  for (const JoinStep& step : tree->steps) {
    const Edge& edge = index.edges()[static_cast<std::size_t>(step.edge)];
    text += "\n- " + shown(index.table(edge.from).name) + "." +
            shown(index.column({edge.from, edge.from_columns[0]}).name) + " = " +
            shown(index.table(edge.to).name) + "." + shown(index.column({edge.to, edge.to_columns[0]}).name) +
            (edge.cost > 1 ? " (inferred)" : "");
  }
  return text;
}

class Words {
public:
  explicit Words(const std::vector<Token>& tokens) {
    for (const Token& token : tokens)
      if (token.kind != TokenKind::punctuation)
        words_.push_back(token.text);
  }
  bool has(std::initializer_list<std::string_view> any) const {
    return std::any_of(any.begin(), any.end(), [&](std::string_view word) {
      return std::find(words_.begin(), words_.end(), word) != words_.end();
    });
  }
  bool starts(std::initializer_list<std::string_view> phrase) const {
    return words_.size() >= phrase.size() && std::equal(phrase.begin(), phrase.end(), words_.begin());
  }
  std::size_t size() const { return words_.size(); }

private:
  std::vector<std::string> words_;
};

/// Tables that are named whole, in their order.
std::vector<int> tables_named(const std::vector<Token>& tokens, const Index& index) {
  std::vector<int> found;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    std::string phrase, best;
    int table = -1;
    std::size_t used = 0;
    for (std::size_t k = i; k < tokens.size() && k < i + 4; ++k) {
      phrase += (phrase.empty() ? "" : " ") + tokens[k].lemma;
      for (const Named& named : index.find(phrase))
        if (named.is_table() && named.grade >= 0.95) {
          table = named.ref.table;
          used = k - i;
          break;
        }
    }
    if (table >= 0) {
      found.push_back(table);
      i += used;
    }
  }
  return found;
}

} // namespace

std::optional<std::string> explain(const std::vector<Token>& tokens, const Index& index) {
  const Words words(tokens);
  if (words.size() == 0 || words.size() > 12)
    return std::nullopt;
  const std::vector<int> named = tables_named(tokens, index);
  const bool table_is_a_thing = !index.find("table").empty();
  const bool data = words.has({"data", "database", "dataset", "datasets", "schema", "catalog"});
  const bool tables = words.has({"tables", "table"}) && !table_is_a_thing;
  if (words.has({"joined", "connected", "related", "linked"}) && words.starts({"how"}) && named.size() == 2)
    return joined(index, named[0], named[1]);
  const bool about = words.starts({"describe"}) || words.starts({"explain"}) ||
                     words.starts({"tell", "me", "about"}) || words.starts({"tell", "me", "more", "about"}) ||
                     words.starts({"profile"});
  const bool columns = words.has({"columns", "fields", "schema", "structure"});
  if ((about || columns) && named.size() == 1 && words.size() <= 9 &&
      !words.has({"by", "per", "average", "total"}))
    return description(index, named[0]);
  const bool what_to_ask =
      words.starts({"what", "can", "i", "ask"}) || words.starts({"what", "can", "you", "tell"});
  if (what_to_ask && named.size() == 1)
    return description(index, named[0]);
  if (!named.empty() && !(tables && words.size() <= 6 && named.empty()))
    return std::nullopt;
  const bool asks = words.starts({"what"}) || words.starts({"which"}) || words.starts({"show"}) ||
                    words.starts({"list"}) || about || words.starts({"how"});
  if (tables && asks && words.size() <= 9 && words.has({"tables"}))
    return overview(index);
  if (data && (about || (asks && words.size() <= 9 &&
                         words.has({"is", "are", "have", "do", "in", "kind", "available", "contain"}))))
    return overview(index);
  if (words.starts({"what", "can", "i", "ask"}) || words.starts({"what", "can", "you"}) ||
      (words.size() == 1 && words.has({"help"})))
    return overview(index);
  return std::nullopt;
}

std::vector<std::string> suggestions(const Index& index, int wanted, std::size_t count) {
  std::vector<std::string> out;
  const auto add = [&](std::string question) {
    if (out.size() < count && question.size() <= 60 &&
        std::find(out.begin(), out.end(), question) == out.end())
      out.push_back(std::move(question));
  };
  for (int t = 0; t < static_cast<int>(index.schema().tables.size()) && out.size() < count; ++t) {
    if (wanted >= 0 && t != wanted)
      continue;
    const std::string rows = plural(index.words({t, -1}));
    ColumnRef measure{t, -1}, category{t, -1};
    for (int c = 0; c < static_cast<int>(index.table(t).columns.size()); ++c) {
      const ColumnRef ref{t, c};
      if (measure.column < 0 && index.measure(ref))
        measure = ref;
      const auto& distinct = index.column(ref).statistics.distinct;
      if (category.column < 0 && index.column(ref).role == catalog::Role::category &&
          (!distinct || *distinct <= 300))
        category = ref;
    }
    const std::string value =
        measure.column < 0
            ? ""
            : std::string(index.column(measure).aggregate == catalog::Aggregate::sum ? "total "
                                                                                     : "average ") +
                  index.words(measure);
    if (!value.empty() && category.column >= 0)
      add(what_is(value, rows, index.words(category)));
    if (!value.empty() && index.time_of(t).column >= 0)
      add(what_is(value, rows, index.year(index.time_of(t)) ? "year" : "month"));
    if (category.column >= 0)
      add("How many " + rows + " are there by " + index.words(category) + "?");
    add("How many " + rows + " are there?");
  }
  return out;
}

} // namespace lumen::ask::offline
