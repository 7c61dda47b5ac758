#include "ide/chart_at.hpp"

#include "base/json.hpp"
#include "ide/cell_at.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::ide {

namespace {

using notebook::Index;

std::string title_of(std::string_view spec) {
  const auto json = parse_json(spec);
  if (!json || !json->is_object() || !json->contains("title"))
    return "";
  const Json& title = (*json)["title"];
  if (title.is_string())
    return title.get<std::string>();
  if (title.is_object() && title.contains("text") && title["text"].is_string())
    return title["text"].get<std::string>();
  return "";
}

ChartAt make(const notebook::Snapshot& snapshot, const notebook::ChartFence& chart) {
  const notebook::Notebook& book = snapshot.notebook;
  ChartAt out;
  out.spec = std::string(chart.body.of(snapshot.text));
  out.range = chart.range;
  out.cell_index = chart.cell;
  if (!chart.cell && !chart.data_name.empty()) { // the author's own chart may name any cell
    if (const notebook::Cell* cell = book.find(chart.data_name))
      out.cell_index = static_cast<Index>(cell - book.cells.data());
  }
  if (out.cell_index)
    out.cell = book.cells[*out.cell_index].name;
  out.title = title_of(out.spec);
  if (out.title.empty() && out.cell_index && book.cells[*out.cell_index].question)
    out.title = book.questions[*book.cells[*out.cell_index].question].text;
  return out;
}

Index thread_at(const notebook::Notebook& book, std::size_t offset) {
  const auto after = std::upper_bound(
      book.threads.begin(), book.threads.end(), offset,
      [](std::size_t place, const notebook::Thread& thread) { return place < thread.range.begin; });
  return after == book.threads.begin() ? 0 : static_cast<Index>(after - book.threads.begin() - 1);
}

} // namespace

std::optional<ChartAt> chart_at(const notebook::Snapshot& snapshot, std::size_t offset) {
  const notebook::Notebook& book = snapshot.notebook;
  auto wanted = cell_at(snapshot, offset);
  if (!wanted) {
    if (const auto question = question_at(snapshot, offset)) {
      for (Index i = 0; i < book.cells.size(); ++i)
        if (book.cells[i].question == question)
          wanted = i;
    }
  }
  const Index thread = thread_at(book, offset);
  const notebook::ChartFence* nearest = nullptr;
  for (const notebook::ChartFence& chart : book.charts) {
    if (chart.range.touches(offset) || (wanted && chart.cell == wanted))
      return make(snapshot, chart);
    if (chart.range.end <= offset && thread_at(book, chart.range.begin) == thread)
      nearest = &chart;
  }
  if (nearest == nullptr)
    return std::nullopt;
  return make(snapshot, *nearest);
}

} // namespace lumen::ide
