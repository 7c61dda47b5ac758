// Ten thousand edits by an author while answers come late: nothing that was typed is lost, and bytes outside
// what Lumen owns are never touched.
#include "notebook/regions.hpp"
#include "notebook/sample.hpp"

#include <random>
#include <set>

using namespace lumen;
using namespace lumen::test;
using namespace lumen::notebook;

namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::string line;
  for (const char c : text) {
    if (c != '\n' && c != '\r') {
      line += c;
      continue;
    }
    lines.push_back(std::move(line));
    line.clear();
  }
  lines.push_back(std::move(line));
  return lines;
}

/// Space, and a table's bars and dashes, are form: they may be set anew with what they frame.
std::string content(std::string_view line) {
  std::string out;
  for (const char c : line)
    if (std::string_view(" \t\r\n|-:").find(c) == std::string_view::npos)
      out += c;
  return out;
}

/// Stands in every word that the author typed, and in nothing that Lumen writes.
constexpr std::string_view mark = "\xC2\xA7"; // §

/// The lines inside results (but for stamps) that the author typed in: those with a mark of his, and those
/// that are no piece of what Lumen wrote.
std::vector<std::string> authors_lines(const std::string& text, const std::set<std::string>& written) {
  std::vector<std::string> out;
  for (const ResultRegion& region : parse(text).results)
    for (std::string& line :
         lines_of(std::string_view(text).substr(region.marker.end, region.range.end - region.marker.end)))
      if (line.find(mark) != std::string::npos ||
          (written.count(content(line)) == 0 &&
           std::none_of(written.begin(), written.end(), [&](const std::string& known) {
             return known.find(content(line)) != std::string::npos;
           })))
        out.push_back(std::move(line));
  return out;
}

struct Run {
  Update update;
  std::size_t at;
};

const std::vector<std::string> typed{"How many are there?\n\n",
                                     "x",
                                     " word",
                                     "\n",
                                     "\n\n",
                                     "- item?\n",
                                     "> quoted?\n",
                                     "# Heading\n\n",
                                     "```sql\nSELECT 7\n```\n\n",
                                     "```\n",
                                     "<!-- note -->\n",
                                     "| a |\n| - |\n| 1 |\n",
                                     "<!-- lumen:end -->",
                                     "<!--",
                                     "é😀",
                                     "\r\n",
                                     "    code\n",
                                     "\xFF",
                                     "---\n",
                                     "<!-- lumen:result v=1 of=auto -->\n",
                                     "**b**",
                                     "~~~\n",
                                     "1. one\n",
                                     "<<<<<<< x\n=======\n>>>>>>> y\n"};

} // namespace

TEST_CASE("ten thousand edits during runs lose nothing that the author typed", "[notebook][random]") {
  std::mt19937 random(1234);
  const std::string start = "---\ntitle: t\n---\n# One\n\nWhich region sold most?\n\n- How much?\n- By "
                            "month?\n\n> And this?\n\n## Two\n\nShow all\n";
  std::string text = start;
  std::vector<Run> runs;
  std::set<std::string> written;
  int authored = 0;
  int placed = 0, refused = 0, unchanged = 0;
  for (int step = 0; step < 10'000; ++step) {
    if (text.size() > 5'000 || step % 700 == 699)
      text = start, runs.clear();
    // the author types or deletes
    const std::size_t at = random() % (text.size() + 1);
    if (random() % 3 == 0) {
      const std::size_t size = std::min<std::size_t>(random() % 12, text.size() - at);
      text.erase(at, size);
    } else {
      // Half of it with a mark of its own, so that no piece of what Lumen wrote looks like it.
      std::string piece = typed[random() % typed.size()];
      if (random() % 2 == 0)
        piece.insert(0, std::string(mark) + std::to_string(step));
      text.insert(at, piece);
    }
    const auto snapshot = open(text);
    // a run begins
    if (random() % 4 == 0) {
      Run run{{}, snapshot->notebook.questions.size()};
      const auto& questions = snapshot->notebook.questions;
      const auto& cells = snapshot->notebook.cells;
      const std::string value = std::to_string(random() % 4);
      if (!cells.empty() && random() % 2 == 0) {
        const Cell& cell = cells[random() % cells.size()];
        run.update.anchor = anchor_of(*snapshot, cell);
        run.update.result = printout(
            {"", revenue({{"x" + value, 1}}), "It is [1](#a/r/1/revenue), " + value + "."}, cell.name);
        run.update.result->stamp.sql = value;
        if (random() % 3 == 0)
          run.update.sql = "SELECT " + value;
      } else if (!questions.empty()) {
        run.update.anchor = anchor_of(*snapshot, questions[random() % questions.size()]);
        if (random() % 4 == 0) {
          run.update.answer_kind = AnswerKind::refusal;
          run.update.answer_text = "I can't tell " + value + ".\n\n```sql\nnot a cell\n";
        } else {
          run.update.sql = "SELECT " + value;
          run.update.name = "auto";
          run.update.result = printout(
              {"", revenue({{"y" + value, 2}}), "A finding.", R"({"data":{"name":"auto"},"mark":"bar"})"},
              "auto");
        }
      }
      if (random() % 5 == 0)
        run.update.front_matter_connection = "sales";
      if (run.update.result || run.update.answer_kind)
        runs.push_back(std::move(run));
    }
    // an answer comes, for a text of some time ago
    if (runs.empty() || random() % 3 != 0)
      continue;
    const std::size_t chosen = random() % runs.size();
    const Update update = runs[chosen].update;
    runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(chosen));
    const auto edits = place(*snapshot, update);
    if (!edits) {
      ++refused;
      continue;
    }
    CAPTURE(step, text);
    for (std::size_t i = 1; i < edits->size(); ++i)
      REQUIRE((*edits)[i - 1].range.end <= (*edits)[i].range.begin);
    if (edits->empty()) {
      ++unchanged;
      continue;
    }
    // nothing of the author's is inside what an edit takes away
    for (const text::Edit& edit : *edits) {
      if (edit.range.empty())
        continue;
      const bool in_result = std::any_of(
          snapshot->notebook.results.begin(), snapshot->notebook.results.end(),
          [&](const auto& r) { return r.range.begin <= edit.range.begin && edit.range.end <= r.range.end; });
      const bool in_answer = std::any_of(
          snapshot->notebook.answers.begin(), snapshot->notebook.answers.end(),
          [&](const auto& r) { return r.range.begin <= edit.range.begin && edit.range.end <= r.range.end; });
      const bool in_cell =
          update.sql &&
          std::any_of(snapshot->notebook.cells.begin(), snapshot->notebook.cells.end(), [&](const auto& c) {
            return c.range.begin <= edit.range.begin && edit.range.end <= c.range.end;
          });
      CHECK((in_result || in_answer || in_cell));
    }
    const std::string after = text::apply(text, *edits);
    const std::string all = content(after);
    for (const std::string& line : authors_lines(text, written)) {
      CAPTURE(line, after);
      CHECK(all.find(content(line)) != std::string::npos);
      ++authored;
    }
    for (const text::Edit& edit : *edits)
      for (std::string& line : lines_of(edit.text))
        written.insert(content(line));
    // a second placing of the same finds nothing to do
    if (!update.anchor.cell_name.empty() && !update.sql) {
      const auto again = place(*open(after), update);
      if (again)
        CHECK(text::apply(after, *again) == after);
    }
    text = after;
    ++placed;
  }
  INFO(placed << " placed, " << refused << " refused, " << unchanged << " unchanged, " << authored
              << " authored");
  CHECK(placed > 300);
  CHECK(refused > 100);
  CHECK(authored > 100);
}

TEST_CASE("what stands outside owned regions is byte-identical after an answer", "[notebook][random]") {
  std::mt19937 random(99);
  int checked = 0;
  for (int round = 0; round < 1500; ++round) {
    std::string text = "Which region?\n\n";
    for (unsigned i = random() % 10; i > 0; --i)
      text += typed[random() % typed.size()];
    const auto snapshot = open(text);
    if (snapshot->notebook.questions.empty())
      continue;
    const Question& question = snapshot->notebook.questions[random() % snapshot->notebook.questions.size()];
    Update update;
    update.anchor = anchor_of(*snapshot, question);
    update.sql = "SELECT 1";
    update.name = "auto_made";
    update.result = printout({"", revenue({{"y", 2}}), "A finding."}, "auto_made");
    const auto edits = place(*snapshot, update);
    REQUIRE(edits);
    REQUIRE(edits->size() == 1);
    REQUIRE((*edits)[0].range.empty()); // an insertion takes nothing away
    const std::string after = text::apply(text, *edits);
    CAPTURE(text, after);
    CHECK(parse(after).cells.size() == snapshot->notebook.cells.size() + 1);
    CHECK(parse(after).results.size() == snapshot->notebook.results.size() + 1);
    ++checked;
  }
  CHECK(checked > 1000);
}
