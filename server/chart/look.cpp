// Colours, formats and words of charts.
#include "chart/look.hpp"

#include "base/ascii.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace lumen::chart {

using Json = nlohmann::ordered_json;

// Found by search over hue and lightness: the least difference between any two, with normal sight, without
// red or without green cones, is as large as eight colours of middle lightness allow (27 in CIELAB); 2.2:1 at
// least on white and on dark.
const std::array<std::string_view, 8> colours{"#2f7fc1", "#c0ae25", "#9b4239", "#71b89f",
                                              "#525aeb", "#8a4c71", "#5cb9d3", "#bca565"};

std::string_view colour() {
  return colours[0];
}
std::string_view heat_scheme() {
  return "viridis";
}
std::string_view other_colour() {
  return "#8c8c8c";
}

namespace {

double magnitude(const ColumnShape& measure) {
  return std::max(std::fabs(measure.minimum.value_or(0)), std::fabs(measure.maximum.value_or(0)));
}

} // namespace

std::string exact_format(const ColumnShape& measure) {
  if (measure.percentage == Percentage::fraction)
    return ".1~%";
  if (measure.whole)
    return ",d";
  const double most = magnitude(measure);
  if (most >= 1000)
    return ",.0f";
  if (most >= 1)
    return ",.2~f";
  return most >= 0.001 || most == 0 ? ",.4~f" : ".3~g";
}

std::string axis_format(const ColumnShape& measure) {
  if (measure.percentage == Percentage::fraction)
    return ".0~%";
  const double most = magnitude(measure);
  if (most >= 1e6)
    return "~s";
  if (most >= 10)
    return ",.6~g";
  return most >= 0.001 || most == 0 ? ",.4~g" : ".2~g";
}

std::string time_format(std::string_view grain) {
  if (grain == "year")
    return "%Y";
  if (grain == "quarter")
    return "Q%q %Y";
  if (grain == "month")
    return "%b %Y";
  if (grain == "week" || grain == "day")
    return "%d %b %Y";
  return "%d %b %H:%M";
}

bool is_utc(const ColumnShape& time) {
  return time.time != TimeForm::timestamp;
}

std::string time_unit(const ColumnShape& time) {
  static const std::map<std::string, std::string, std::less<>> units{
      {"year", "year"},          {"quarter", "yearquarter"}, {"month", "yearmonth"},
      {"week", "yearmonthdate"}, {"day", "yearmonthdate"},   {"hour", "yearmonthdatehours"}};
  const auto unit = units.find(time.grain);
  if (unit == units.end())
    return "";
  return (is_utc(time) ? "utc" : "") + unit->second;
}

const Words& words(std::string_view locale) {
  static const std::map<std::string, Words, std::less<>> table{
      {"en",
       {"by", "over time", "Other", "(no value)", "Top", "of", "First", "rows", "Share", "Share of", "Count",
        "and"}},
      {"nl",
       {"per", "door de tijd", "Overig", "(geen waarde)", "Top", "van", "Eerste", "rijen", "Aandeel",
        "Aandeel in", "Aantal", "en"}},
      {"fr",
       {"par", "dans le temps", "Autres", "(sans valeur)", "Top", "sur", "Les", "premières lignes", "Part",
        "Part de", "Nombre", "et"}},
      {"de",
       {"nach", "im Zeitverlauf", "Übrige", "(kein Wert)", "Top", "von", "Erste", "Zeilen", "Anteil",
        "Anteil an", "Anzahl", "und"}},
      {"sv",
       {"per", "över tid", "Övriga", "(inget värde)", "Topp", "av", "Första", "raderna", "Andel", "Andel av",
        "Antal", "och"}}};
  const auto found = table.find(ascii::lower(locale.substr(0, 2)));
  return found == table.end() ? table.at("en") : found->second;
}

namespace {

struct Calendar {
  std::string_view decimal, thousands, date;
  std::array<std::string_view, 12> months, short_months;
  std::array<std::string_view, 7> days, short_days; // Sunday first, as d3 has it
};

const std::map<std::string, Calendar, std::less<>>& calendars() {
  static const std::map<std::string, Calendar, std::less<>> table{
      {"nl",
       {",",
        ".",
        "%d-%m-%Y",
        {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
         "november", "december"},
        {"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
        {"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
        {"zo", "ma", "di", "wo", "do", "vr", "za"}}},
      {"fr",
       {",",
        "\u202f",
        "%d/%m/%Y",
        {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
         "novembre", "décembre"},
        {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
        {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
        {"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."}}},
      {"de",
       {",",
        ".",
        "%d.%m.%Y",
        {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
         "November", "Dezember"},
        {"Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"},
        {"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
        {"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"}}},
      {"sv",
       {",",
        "\u00a0",
        "%Y-%m-%d",
        {"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
         "november", "december"},
        {"jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
        {"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"},
        {"sön", "mån", "tis", "ons", "tor", "fre", "lör"}}}};
  return table;
}

} // namespace

std::string heat_colour(double part) {
  // Nine stops of viridis, straight between them.
  constexpr std::array<std::array<int, 3>, 9> stops{{{68, 1, 84},
                                                     {71, 44, 122},
                                                     {59, 81, 139},
                                                     {44, 113, 142},
                                                     {33, 144, 141},
                                                     {39, 173, 129},
                                                     {92, 200, 99},
                                                     {170, 220, 50},
                                                     {253, 231, 37}}};
  const double place = std::clamp(part, 0.0, 1.0) * (stops.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), stops.size() - 2);
  std::string out = "#";
  for (std::size_t i = 0; i < 3; ++i) {
    const auto value = static_cast<unsigned>(std::lround(
        stops[below][i] + (place - static_cast<double>(below)) * (stops[below + 1][i] - stops[below][i])));
    out += "0123456789abcdef"[value / 16];
    out += "0123456789abcdef"[value % 16];
  }
  return out;
}

std::string_view short_month(std::string_view locale, unsigned month) {
  static constexpr std::array<std::string_view, 12> english{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto found = calendars().find(ascii::lower(locale.substr(0, 2)));
  return (found == calendars().end() ? english : found->second.short_months)[(month - 1) % 12];
}

Json vega_locale(std::string_view locale, bool times) {
  const auto found = calendars().find(ascii::lower(locale.substr(0, 2)));
  if (found == calendars().end())
    return nullptr;
  const Calendar& calendar = found->second;
  Json out;
  out["number"] = {{"decimal", calendar.decimal},
                   {"thousands", calendar.thousands},
                   {"grouping", {3}},
                   {"currency", {"", ""}}};
  if (times)
    out["time"] = {{"dateTime", std::string(calendar.date) + " %X"},
                   {"date", calendar.date},
                   {"time", "%H:%M:%S"},
                   {"periods", {"AM", "PM"}},
                   {"days", calendar.days},
                   {"shortDays", calendar.short_days},
                   {"months", calendar.months},
                   {"shortMonths", calendar.short_months}};
  return out;
}

} // namespace lumen::chart
