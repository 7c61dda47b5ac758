// Natural orders of category values.
#include "chart/natural_order.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace lumen::chart {

namespace {

using Scale =
    std::vector<std::vector<std::string_view>>; // steps in order, each with its spellings in lower case

const Scale& months() {
  static const Scale scale{{"january", "jan", "januari", "janvier", "janv", "januar", "jänner"},
                           {"february", "feb", "februari", "février", "févr", "februar"},
                           {"march", "mar", "maart", "mrt", "mars", "märz", "mär"},
                           {"april", "apr", "avril", "avr"},
                           {"may", "mei", "mai", "maj"},
                           {"june", "jun", "juni", "juin"},
                           {"july", "jul", "juli", "juillet", "juil"},
                           {"august", "aug", "augustus", "août", "augusti"},
                           {"september", "sep", "sept", "septembre"},
                           {"october", "oct", "oktober", "okt", "octobre"},
                           {"november", "nov", "novembre"},
                           {"december", "dec", "décembre", "déc", "dezember", "dez"}};
  return scale;
}

const Scale& weekdays() {
  static const Scale scale{
      {"monday", "mon", "maandag", "ma", "lundi", "lun", "montag", "mo", "måndag", "mån"},
      {"tuesday", "tue", "tues", "dinsdag", "di", "mardi", "mar", "dienstag", "tisdag", "tis"},
      {"wednesday", "wed", "woensdag", "wo", "mercredi", "mer", "mittwoch", "mi", "onsdag", "ons"},
      {"thursday", "thu", "thur", "thurs", "donderdag", "jeudi", "jeu", "donnerstag", "torsdag", "tors"},
      {"friday", "fri", "vrijdag", "vr", "vendredi", "ven", "freitag", "fr", "fredag", "fre"},
      {"saturday", "sat", "zaterdag", "za", "samedi", "sam", "samstag", "sa", "lördag", "lör"},
      {"sunday", "sun", "zondag", "zo", "dimanche", "dim", "sonntag", "so", "söndag", "sön"}};
  return scale;
}

const std::vector<Scale>& grades() {
  static const std::vector<Scale> scales{
      {{"xxs"}, {"xs"}, {"s"}, {"m"}, {"l"}, {"xl"}, {"xxl"}, {"xxxl"}},
      {{"tiny"}, {"small"}, {"medium"}, {"large"}, {"huge"}},
      {{"very low"}, {"low"}, {"medium", "moderate", "normal"}, {"high"}, {"very high", "critical"}},
      {{"strongly disagree"}, {"disagree"}, {"neutral"}, {"agree"}, {"strongly agree"}},
      {{"morning"}, {"noon", "midday"}, {"afternoon"}, {"evening"}, {"night"}},
      {{"spring"}, {"summer"}, {"autumn", "fall"}, {"winter"}},
      {{"q1"}, {"q2"}, {"q3"}, {"q4"}}};
  return scales;
}

std::optional<std::size_t> step(const Scale& scale, std::string_view value) {
  std::string folded = ascii::lower(ascii::trim(value));
  while (!folded.empty() && folded.back() == '.')
    folded.pop_back();
  for (std::size_t i = 0; i < scale.size(); ++i)
    if (std::find(scale[i].begin(), scale[i].end(), folded) != scale[i].end())
      return i;
  return std::nullopt;
}

using Ranked = std::vector<std::pair<double, std::string>>;

std::vector<std::string> sorted(Ranked ranked) {
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> out;
  for (auto& [rank, value] : ranked)
    out.push_back(std::move(value));
  return out;
}

std::optional<Ranked> by_scale(const Scale& scale, const std::vector<std::string>& values) {
  Ranked ranked;
  for (const std::string& value : values) {
    const auto at = step(scale, value);
    if (!at)
      return std::nullopt;
    ranked.emplace_back(static_cast<double>(*at), value);
  }
  return ranked;
}

std::optional<double> leading_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data())
    return std::nullopt;
  return number;
}

// What may follow the first number of a band: "-19", "– 19", "+", "to 20", "and over", "%". Street names and
// codes begin with numbers too.
bool continues_band(std::string_view rest) {
  for (const std::string_view word : {"+", "%", "and over", "or more", "and more", "and up"})
    if (rest.substr(0, word.size()) == word)
      return true;
  for (const std::string_view word : {"-", "–", "to ", "..", "…"}) {
    if (rest.substr(0, word.size()) != word)
      continue;
    std::string_view end = ascii::trim(rest.substr(word.size()));
    for (const std::string_view sign : {"$", "€", "£", "<"})
      if (end.substr(0, sign.size()) == sign)
        end.remove_prefix(sign.size());
    return leading_number(end).has_value();
  }
  return false;
}

// "0-9", "10–19", "65+", "under 5", "< 5", "> 60", "$10 to $20". Plain numbers have their order already; at
// least one value must look like a band.
std::optional<Ranked> by_band(const std::vector<std::string>& values) {
  Ranked ranked;
  bool banded = false;
  for (const std::string& value : values) {
    std::string_view text = ascii::trim(value);
    double shift = 0; // below the number, or above it
    const auto skip = [&](std::string_view word, double by) {
      if (text.size() < word.size() || !ascii::same(text.substr(0, word.size()), word))
        return;
      text = ascii::trim(text.substr(word.size()));
      shift += by;
      banded = true;
    };
    skip("under ", -0.5), skip("less than ", -0.5), skip("up to ", -0.5), skip("<", -0.5), skip("≤", -0.5),
        skip("=", 0.25);
    skip("over ", 0.5), skip("more than ", 0.5), skip(">", 0.5), skip("≥", 0.25);
    for (const std::string_view sign : {"$", "€", "£"})
      if (text.substr(0, sign.size()) == sign)
        text.remove_prefix(sign.size());
    const auto number = leading_number(text);
    if (!number)
      return std::nullopt;
    const std::string_view rest =
        ascii::trim(text.substr(std::min(text.find_first_not_of("0123456789.", 1), text.size())));
    if (!rest.empty() && !continues_band(rest))
      return std::nullopt;
    if (!rest.empty())
      banded = true;
    ranked.emplace_back(*number + shift, value);
  }
  return banded ? std::optional(std::move(ranked)) : std::nullopt;
}

} // namespace

std::vector<std::string> natural_order(const std::vector<std::string>& values) {
  if (values.size() < 2 || values.size() > 100)
    return {};
  for (const Scale* scale : {&months(), &weekdays()})
    if (auto ranked = by_scale(*scale, values))
      return sorted(std::move(*ranked));
  for (const Scale& scale : grades())
    if (auto ranked = by_scale(scale, values))
      return sorted(std::move(*ranked));
  if (auto ranked = by_band(values))
    return sorted(std::move(*ranked));
  return {};
}

} // namespace lumen::chart
