// Proof of prose: each linked number against the result that it points into.
#include "base/ascii.hpp"
#include "data/column_name.hpp"
#include "data/format.hpp"
#include "narrate/formula.hpp"
#include "narrate/label.hpp"
#include "narrate/narrate.hpp"
#include "narrate/numeral.hpp"

#include <algorithm>
#include <cmath>

namespace lumen::narrate {

namespace {

class Checker {
public:
  Checker(std::string_view prose_, const data::Table& table_, std::string_view locale_,
          std::string_view cell_)
      : prose(prose_), table(table_), locale(locale_), cell(cell_) {
    for (const data::Column& column : table.columns) {
      std::string name = ascii::lower(escape_label(data::humanise_inside(column.name)));
      if (std::any_of(name.begin(), name.end(), ascii::is_digit))
        names.push_back(std::move(name));
    }
  }

  std::vector<Drift> run() {
    std::size_t end = 0;
    for (const ProseLink& link : find_links(prose)) {
      loose_numerals({end, link.whole.begin});
      const std::string_view address = link.address.of(prose);
      const auto target = parse_target(address);
      // Any other link is the author's, and so are numbers in it.
      if (target && address.front() == '#')
        check_link(link, *target, address);
      end = link.whole.end;
    }
    loose_numerals({end, prose.size()});
    return std::move(drifts);
  }

private:
  std::string_view prose;
  const data::Table& table;
  std::string_view locale, cell;
  std::vector<std::string> names; // of columns, those with digits, as sentences write them, in lower case
  std::vector<Drift> drifts;

  // Digits of a column's name claim nothing: "population 2020".
  bool in_name(std::string_view small, text::Span numeral) const {
    const auto ends_here = [&](std::size_t at) { return at >= small.size() || !ascii::is_word(small[at]); };
    for (const std::string& name : names)
      for (std::size_t at = small.find(name); at != std::string_view::npos && at <= numeral.begin;
           at = small.find(name, at + 1))
        if (numeral.end <= at + name.size() && (at == 0 || ends_here(at - 1)) && ends_here(at + name.size()))
          return true;
    return false;
  }

  void loose_numerals(text::Span part) {
    const std::string small = names.empty() ? std::string() : ascii::lower(part.of(prose));
    for (const text::Span span : find_numerals(part.of(prose)))
      if (!in_name(small, span))
        drifts.push_back({{part.begin + span.begin, part.begin + span.end},
                          "This number has no link to where it comes from."});
  }

  void check_link(const ProseLink& link, const Target& target, std::string_view address) {
    if (target.kind == 'q')
      return; // of the question, which the result doesn't know
    if (!cell.empty() && target.cell != cell)
      return; // of another cell's result
    const std::string_view label = link.label.of(prose);
    const auto place = place_of(table, target);
    if (place && shows_value(label, *place))
      return;
    const auto value = evaluate(table, address);
    if (!value) {
      drifts.push_back(
          {link.label, place ? "The result now says " + say(*place) + "." : value.error().message});
      return;
    }
    if (const auto shown = read_numeral(label, locale)) {
      if (shows(*shown, *value))
        return;
      // Percentages kept as 0 to 100.
      if (shown->percent && in_hundreds(target) &&
          shows({shown->value * 100, shown->precision * 100}, *value))
        return;
      drifts.push_back(
          {link.label, "The result now says " + say(*value, shown->percent && !in_hundreds(target)) + "."});
      return;
    }
    drifts.push_back(
        {link.label, "This is not the number that the link points to: " + say(*value, false) + "."});
  }

  // Texts and dates: the label is the value itself, or its date by some grain.
  bool shows_value(std::string_view label, CellPlace place) const {
    const data::Value& value = table.rows[place.row][place.column];
    const data::Type type = table.columns[place.column].type;
    if (data::is_null(value))
      return false;
    const std::string text = data::plain(value, type);
    if (!data::is_numeric(type) && label == escape_label(text))
      return true;
    if (label == text && data::is_numeric(type) && data::names_year(table.columns[place.column].name))
      return true;
    for (const std::string& date : date_texts(text, type, locale))
      if (label == date)
        return true;
    return false;
  }

  bool in_hundreds(const Target& target) const {
    const std::string& key = target.parts.back();
    const std::vector<std::string> keys = data::column_keys(table);
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (keys[i] == key)
        return data::names_percentage(table.columns[i].name);
    return false;
  }

  std::string say(CellPlace place) const {
    const data::Value& value = table.rows[place.row][place.column];
    if (data::is_null(value))
      return "NULL";
    const auto number = data::number(value, table.columns[place.column].type);
    return number && data::is_numeric(table.columns[place.column].type)
               ? say(*number, false)
               : escape_label(data::plain(value, table.columns[place.column].type));
  }

  std::string say(double value, bool percent) const {
    const data::Locale how = data::locale(locale);
    if (percent)
      return data::format_number(value * 100, 2, how) + " %";
    return data::format_number(value, std::fabs(value) < 1 ? 4 : 2, how);
  }
};

} // namespace

std::vector<Drift> check(std::string_view prose, const data::Table& table, std::string_view locale,
                         std::string_view cell) {
  return Checker(prose, table, locale, cell).run();
}

} // namespace lumen::narrate
