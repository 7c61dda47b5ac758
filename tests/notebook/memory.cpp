// Parsing with a memory of earlier texts gives, after every edit, exactly what parsing from nothing gives.
#include "notebook/memory.hpp"

#include "notebook/sample.hpp"

#include <random>
#include <sstream>

using namespace lumen;
using namespace lumen::test;
using namespace lumen::notebook;

namespace {

std::ostream& operator<<(std::ostream& out, const Span& span) {
  return out << '[' << span.begin << ',' << span.end << ')';
}

template <class Value>
std::ostream& operator<<(std::ostream& out, const std::optional<Value>& value) {
  return value ? out << *value : out << '-';
}

/// Every field of a notebook, so that two that differ anywhere are told apart.
std::string all_of(const Notebook& book) {
  std::ostringstream out;
  if (book.front_matter) {
    out << book.front_matter->range << book.front_matter->content;
    for (const auto& entry : book.front_matter->entries)
      out << entry.key << entry.value << entry.key_range << entry.value_range;
    for (const auto& parameter : book.front_matter->parameters) {
      out << parameter.name << parameter.range << parameter.list;
      for (const auto& value : parameter.values)
        out << static_cast<int>(value.type) << value.text;
    }
  }
  for (const auto& thread : book.threads)
    out << "\nthread " << thread.level << thread.title << thread.range << thread.parent;
  for (const auto& q : book.questions)
    out << "\nquestion " << q.range << q.insert_after << static_cast<int>(q.kind) << q.text << ' ' << q.hash
        << ' ' << q.thread << q.likely;
  for (const auto& cell : book.cells) {
    out << "\ncell " << cell.range << cell.body << cell.info << cell.language << ' ' << cell.name << ' '
        << cell.hash << cell.name_range << cell.thread << ' ' << cell.question << ' ' << cell.result
        << cell.duplicate << cell.closed << cell.conflicted;
    for (const auto& attribute : cell.attributes)
      out << attribute.key << attribute.value << attribute.range;
    for (const auto& reference : cell.references)
      out << reference.range << reference.name << reference.parameter;
  }
  for (const auto& result : book.results) {
    out << "\nresult " << result.range << result.marker << result.table << result.chart << result.chart_body
        << result.text << result.read_only << result.conflicted << result.edited;
    out << print_stamp(result.stamp);
  }
  for (const auto& answer : book.answers)
    out << "\nanswer " << answer.range << answer.marker << static_cast<int>(answer.kind)
        << answer.question_hash << answer.text_hash << answer.question << answer.body << answer.read_only;
  for (const auto& chart : book.charts)
    out << "\nchart " << chart.range << chart.body << chart.data_name << ' ' << chart.cell;
  for (const auto& claim : book.claims)
    out << "\nclaim " << claim.range << claim.shown << claim.target;
  for (const auto& problem : book.problems) {
    out << "\nproblem " << problem.range << static_cast<int>(problem.severity) << problem.code
        << problem.message;
    for (const auto& fix : problem.fixes)
      out << fix.title << fix.range << fix.text;
  }
  return out.str();
}

/// Two answered questions with table, chart and sentences, a cell that refers to another, an answer without a
/// result.
std::string answered() {
  std::string text = "---\nconnection: sales\nparams:\n  year: 2024\n---\n# Sales\n\nWhich region sold "
                     "most?\n\n- How much in all?\n\n> And by month?\n\n## Later\n\nOnly 2024\n";
  text = ask(text, "Which region sold most?", "top",
             {"SELECT region, sum(amount) AS revenue FROM sale GROUP BY region",
              revenue({{"North", 7}, {"South", 5}}), "*North* leads with [7](#top/r/1/revenue).",
              R"({"title":"Revenue","data":{"name":"top"},"mark":"bar"})"});
  text = ask(text, "And by month?", "months", {"SELECT 1", revenue({{"x|y", 1}}), "It is one."});
  return text + "\n```sql {name=share limit=10}\nSELECT * FROM ${top} -- ${param.year}\n```\n\n"
                "<!-- lumen:answer v=1 kind=refusal question=abc -->\n\nI can't.\n\n<!-- lumen:end -->\n";
}

const std::vector<std::string> typed{"x",
                                     " word",
                                     "?",
                                     "\n",
                                     "\n\n",
                                     "7",
                                     "|",
                                     "\"",
                                     "- item?\n",
                                     "> ",
                                     "# Heading\n\n",
                                     "```sql\nSELECT 7\n```\n\n",
                                     "```\n",
                                     "<!--",
                                     "-->",
                                     "<!-- lumen:end -->\n",
                                     "<!-- lumen:kept -->\n",
                                     "<!-- lumen:result v=1 of=top -->\n",
                                     "| a |\n| - |\n| 1 |\n",
                                     "é😀",
                                     "\r\n",
                                     "\t",
                                     "    code\n",
                                     "\xFF",
                                     "---\n",
                                     "${top}",
                                     "*",
                                     "1. one\n",
                                     "[9](#top/r/1/revenue)",
                                     "<<<<<<< x\n=======\n>>>>>>> y\n"};

} // namespace

TEST_CASE("a parse with a memory is the parse without one, after every of many edits", "[notebook][random]") {
  const std::string start = answered();
  int fresh = 0, edited = 0;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    std::mt19937 random(seed);
    const auto memory = make_memory();
    Surroundings known = sales;
    known.sql_hashes = std::make_shared<Remembered<std::string>>();
    std::string text = start;
    std::vector<std::string> undone; // texts of before: their pieces are met again
    for (int step = 0; step < 500; ++step) {
      if (random() % 10 == 0 && !undone.empty()) {
        text = undone[random() % undone.size()];
      } else if (random() % 3 == 0) {
        const std::size_t at = random() % (text.size() + 1);
        text.erase(at, std::min<std::size_t>(random() % 20, text.size() - at));
      } else if (random() % 4 == 0) { // a whole stretch stands elsewhere too
        const std::size_t from = random() % (text.size() + 1);
        const std::string piece = text.substr(from, random() % 400);
        text.insert(random() % (text.size() + 1), piece);
      } else {
        text.insert(random() % (text.size() + 1), typed[random() % typed.size()]);
      }
      if (text.size() > 8'000 || step % 40 == 39)
        text = start;
      undone.push_back(text);
      CAPTURE(seed, step, text);
      const Notebook anew = parse(text);
      const Notebook again = parse(text, memory.get());
      REQUIRE(all_of(again) == all_of(anew));
      for (std::size_t i = 0; i < anew.cells.size(); ++i) {
        const State state = state_of(anew, text, anew.cells[i], sales);
        REQUIRE(state_of(again, text, again.cells[i], known) == state);
        fresh += state == State::fresh ? 1 : 0;
        edited += state == State::sql_edited || state == State::result_edited ? 1 : 0;
      }
    }
  }
  CHECK(fresh > 500); // the edits left enough to compare
  CHECK(edited > 500);
}

TEST_CASE("what is remembered is dropped when it was not met for long, and computed anew", "[notebook]") {
  Remembered<std::string> known(10'000);
  int computed = 0;
  const auto ask = [&](const std::string& bytes) {
    return known.of(bytes, [&] {
      ++computed;
      return bytes + "!";
    });
  };
  CHECK(ask("a") == "a!");
  CHECK(ask("a") == "a!");
  CHECK(computed == 1);
  for (int i = 0; i < 1'000; ++i)
    CHECK(ask("b" + std::to_string(i)) == "b" + std::to_string(i) + "!");
  CHECK(ask("a") == "a!");
  CHECK(computed == 1'002); // "a" was forgotten in between
  CHECK(ask(std::string(5'000, 'c')).size() == 5'001);
  CHECK(ask(std::string(5'000, 'c')).size() == 5'001);
  CHECK(computed == 1'004); // too large to be kept
}
