// Choosing what to say about a result: facts by its form, the telling ones first.
#include "narrate/narrate.hpp"
#include "narrate/sentences.hpp"
#include "narrate/subject.hpp"
#include "narrate/teller.hpp"

#include <algorithm>

namespace lumen::narrate {

namespace {

constexpr std::size_t most_sentences = 4;

// The first sentence always stays; of the others the least telling go, and the rest keep their order.
std::string join(Sentences sentences) {
  while (sentences.size() > most_sentences) {
    const auto least =
        std::min_element(sentences.begin() + 1, sentences.end(),
                         [](const Sentence& a, const Sentence& b) { return a.interest < b.interest; });
    sentences.erase(least);
  }
  std::string out;
  for (const Sentence& sentence : sentences) {
    if (!out.empty())
      out += ' ';
    out += sentence.text;
  }
  return out;
}

} // namespace

std::string describe(const data::Table& table, const data::Intent& intent, const Options& options) {
  if (table.columns.empty())
    return "";
  const Subject subject = subject_of(table, intent, options.uses);
  const Teller teller(table, subject, options);
  const Telling telling{table, intent, subject, teller};
  Sentences sentences;
  switch (subject.form) {
  case Subject::Form::empty:
    return teller.say(Phrase::empty, {});
  case Subject::Form::single:
    sentences = tell_single(telling);
    break;
  case Subject::Form::groups:
    sentences = tell_groups(telling);
    break;
  case Subject::Form::series:
    sentences = tell_series(telling);
    break;
  case Subject::Form::grid:
    sentences = tell_grid(telling);
    break;
  case Subject::Form::points:
    sentences = tell_points(telling);
    break;
  case Subject::Form::values:
    sentences = tell_values(telling);
    break;
  case Subject::Form::listing:
    sentences = tell_listing(telling);
    break;
  }
  if (table.cut) {
    const auto count = teller.formula("rows", {}, Teller::Style::count);
    if (count)
      sentences.push_back({100, teller.say(Phrase::cut, {{"count", *count}})});
  }
  return join(std::move(sentences));
}

} // namespace lumen::narrate
