// The words of findings, held against the whole data: random data, cut by a LIMIT or ranked as SQL would, and
// each sentence recognised by its words and judged by what it claims of all there is, not of the rows shown.
#include "narrate/narrate.hpp"
#include "support/catch.hpp"
#include "support/tables.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>
#include <regex>
#include <set>

using namespace lumen;
using data::Type;

namespace {

struct Point {
  std::string name;
  double value = 0;
};

// What is true, and what is shown of it.
struct World {
  std::vector<Point> all;
  data::Table shown;
  data::Intent intent;
  bool additive = true;
  bool percent = false; // the column says so: 0.9 is 0.9 %
  bool time = false;
};

double rounded(double value, const std::string& shown) {
  const std::size_t point = shown.find('.');
  const double step =
      point == std::string::npos ? 1 : std::pow(10, -static_cast<double>(shown.size() - point - 1));
  return std::round(value / step) * step;
}

// "1,234.5", "34%"
double number(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), ','), text.end());
  return std::stod(text);
}

// The first days of months from January 2010 on.
std::string iso_month(int number) {
  const std::string month = std::to_string(number % 12 + 1);
  return std::to_string(2010 + number / 12) + (month.size() < 2 ? "-0" : "-") + month + "-01";
}

World random_world(std::mt19937& random) {
  const auto below = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
  World world;
  world.time = below(4) == 0;
  const int kind = below(4); // sums, percentages, averages under a plain name, counts of distinct things
  world.additive = kind == 0;
  world.percent = kind == 1;
  const int count = 2 + below(14);
  const int range = below(3) == 0 ? 6 : 5000; // few values make ties
  for (int i = 0; i < count; ++i) {
    const std::string month = iso_month(i);
    const double value =
        world.percent ? below(range) / (range > 6 ? 5000.0 : 6.0) * (below(2) ? 1 : 80) : below(range);
    world.all.push_back({world.time ? month : std::string("Group ") + static_cast<char>('A' + i), value});
  }
  std::vector<Point> rows = world.all;
  const int order = below(3); // as it comes, largest first, smallest first
  if (order > 0)
    std::stable_sort(rows.begin(), rows.end(), [&](const Point& a, const Point& b) {
      return order == 1 ? a.value > b.value : a.value < b.value;
    });
  else
    std::shuffle(rows.begin(), rows.end(), random);
  data::Selection& selection = world.intent.selection;
  const int limit = below(3) == 0 ? 0 : 2 + below(8);
  if (limit > 0 && rows.size() >= static_cast<std::size_t>(limit)) {
    rows.resize(static_cast<std::size_t>(limit));
    selection.limited = true;
    world.shown.cut = below(4) == 0;
  }
  if (order > 0) {
    selection.ordered_by = 1;
    selection.descending = order == 1;
    world.intent.ranking = below(2) == 0;
  }
  selection.additive = {true, world.additive};
  world.shown.columns = {{world.time ? "month" : "region", world.time ? Type::date : Type::text, ""},
                         {world.percent ? "error_pct" : "amount", Type::floating, ""}};
  for (const Point& point : rows)
    world.shown.rows.push_back({point.name, point.value});
  return world;
}

const std::map<std::string, std::string>& month_names() {
  static const std::map<std::string, std::string> names = [] {
    std::map<std::string, std::string> out;
    const std::array<const char*, 12> months{"January",   "February", "March",    "April",
                                             "May",       "June",     "July",     "August",
                                             "September", "October",  "November", "December"};
    for (int i = 0; i < 36; ++i) {
      const std::string iso = iso_month(i), year = iso.substr(0, 4);
      out[std::string(months[static_cast<std::size_t>(i % 12)]) + " " + year] = iso;
      out["1 " + std::string(months[static_cast<std::size_t>(i % 12)]) + " " + year] = iso;
      out["Q" + std::to_string(i % 12 / 3 + 1) + " " + year] = iso;
      out[year] = iso;
    }
    return out;
  }();
  return names;
}

class Judge {
public:
  explicit Judge(const World& world) : world_(world), all_(world.all) {
    std::stable_sort(all_.begin(), all_.end(),
                     [](const Point& a, const Point& b) { return a.value > b.value; });
    for (const data::Row& row : world.shown.rows)
      shown_.push_back({std::get<std::string>(row[0]), std::get<double>(row[1])});
    std::stable_sort(shown_.begin(), shown_.end(),
                     [](const Point& a, const Point& b) { return a.value > b.value; });
  }

  // "" where the sentence is true, else what is wrong with it.
  std::string wrong(const std::string& sentence) {
    std::smatch m;
    const auto is = [&](const char* pattern) { return std::regex_match(sentence, m, std::regex(pattern)); };
    const bool complete = shown_.size() == all_.size();
    if (is("(.+) leads with (\\S+), (\\S+)% of the total\\."))
      return lead(m[1], m[2], all_) + sums() + share(m[3], value_of(m[1]) / total(all_));
    if (is("Among these (\\d+), (.+) has the (highest|lowest) .+: (\\S+)\\."))
      return extreme(m[2], m[4], m[3] == "highest", shown_) + count(m[1]);
    if (is("(.+) has the (highest|lowest) .+: (\\S+)\\."))
      return extreme(m[1], m[3], m[2] == "highest", all_);
    if (is("(.+) and (.+) share the lead with (\\S+) each\\."))
      return lead(m[1], m[3], all_, 2) + lead(m[2], m[3], all_, 2);
    if (is("(All|These) (\\d+) have the same .+: (\\S+)\\."))
      return (shown_.front().value == shown_.back().value ? "" : "not the same;") + count(m[2]) +
             (m[1] == "All" && !complete ? "all are more than these;" : "");
    if (is("(.+) follows with ([^,]+)\\."))
      return follows(m[1], m[2]);
    if (is("(.+) follows with (\\S+), (\\S+) percentage points (less|more)\\."))
      return (world_.percent ? "" : "no percentages;") + follows(m[1], m[2]) + apart(m[3]);
    if (is("(.+) follows with (\\S+), (\\S+) (less|more)\\."))
      return (world_.percent ? "a difference of percentages is in points;" : "") + follows(m[1], m[2]) +
             apart(m[3]);
    if (is("That is (\\S+) times as much as (.+), which comes next with (\\S+)\\."))
      return follows(m[2], m[3]) + near(m[1], all_[0].value / all_[1].value);
    if (is("(.+) comes last with (\\S+)\\."))
      return extreme(m[1], m[2], false, all_);
    if (is("The three largest make up (\\S+)% of the total\\."))
      return sums() + share(m[1], (all_[0].value + all_[1].value + all_[2].value) / total(all_));
    if (is("All (\\d+) together come to (\\S+)\\."))
      return sums() + count(m[1]) + near(m[2], total(all_)) + (complete ? "" : "all are more than these;");
    if (is("They lie close together, from (\\S+) to (\\S+)\\."))
      return near(m[1], all_.back().value) + near(m[2], all_.front().value);
    if (is("These are the first (\\d+) rows only, so no totals are told\\."))
      return count(m[1]) + (world_.shown.cut ? "" : "nothing was cut;");
    if (is("The result has (\\d+) rows\\."))
      return count(m[1]) + (world_.shown.cut ? "it has more;" : "");
    return over_time(sentence);
  }

private:
  const World& world_;
  std::vector<Point> all_, shown_; // largest first

  static double total(const std::vector<Point>& points) {
    double sum = 0;
    for (const Point& point : points)
      sum += point.value;
    return sum;
  }

  std::string over_time(const std::string& sentence) {
    std::smatch m;
    const auto is = [&](const char* pattern) { return std::regex_match(sentence, m, std::regex(pattern)); };
    if (!world_.time)
      return "unknown sentence;";
    if (shown_.size() != all_.size())
      return "a course of time from some of its points;";
    std::vector<Point> course = world_.all; // made in the order of time
    const Point &first = course.front(), &last = course.back();
    const auto ends = [&](const std::string& from, const std::string& start, const std::string& to,
                          const std::string& end) {
      return near(from, first.value) + near(to, last.value) + named(start, first) + named(end, last);
    };
    if (is("\\S+(?: \\S+)? (rose|fell) from (\\S+) (?:in|on) (.+) to (\\S+) (?:in|on) ([^,]+)(?:, .+)?\\."))
      return ends(m[2], m[3], m[4], m[5]) +
             ((m[1] == "rose") == (last.value > first.value) ? "" : "the other way;");
    if (is(".+ changed little from start to end: (\\S+) (?:in|on) (.+), (\\S+) (?:in|on) (.+)\\."))
      return ends(m[1], m[2], m[3], m[4]);
    if (is("It (rose|fell) at every step\\.")) {
      for (std::size_t i = 1; i < course.size(); ++i)
        if (m[1] == "rose" ? course[i].value <= course[i - 1].value : course[i].value >= course[i - 1].value)
          return "not at every step;";
      return "";
    }
    if (is("The peak was (\\S+) (?:in|on) ([^,]+), the low (\\S+) (?:in|on) ([^,]+)\\."))
      return extreme(m[2], m[1], true, all_) + extreme(m[4], m[3], false, all_);
    if (is("The (peak|low) was (\\S+) (?:in|on) ([^,]+)\\."))
      return extreme(m[3], m[2], m[1] == "peak", all_);
    if (is("The sharpest (rise|fall) came (?:in|on) ([^,]+), by (\\S+?)( percentage points)?\\.")) {
      std::size_t best = 1;
      for (std::size_t i = 2; i < course.size(); ++i)
        if (std::fabs(course[i].value - course[i - 1].value) >
            std::fabs(course[best].value - course[best - 1].value))
          best = i;
      const double step = course[best].value - course[best - 1].value;
      return named(m[2], course[best]) + near(m[3], std::fabs(step)) +
             ((m[1] == "rise") == (step > 0) ? "" : "the other way;") +
             (m[4].matched == world_.percent ? "" : "points belong to percentages;");
    }
    if (is("The whole period adds up to (\\S+), (\\S+) on average\\."))
      return sums() + near(m[1], total(all_)) + near(m[2], total(all_) / static_cast<double>(all_.size()));
    return "unknown sentence;";
  }

  static std::string iso(const std::string& name) {
    const auto month = month_names().find(name);
    return month == month_names().end() ? name : month->second;
  }
  // A year or quarter of several points doesn't tell which; one that names a point must name this one.
  std::string named(const std::string& name, const Point& point) const {
    return iso(name) == point.name ? "" : "not " + name + ";";
  }
  double value_of(const std::string& name) const {
    for (const Point& point : all_)
      if (point.name == iso(name))
        return point.value;
    return std::nan("");
  }
  std::string near(std::string shown, double truth) const {
    const bool percent = !shown.empty() && shown.back() == '%';
    if (percent) {
      shown.pop_back();
      if (!world_.percent && truth == truth)
        return "no percentage;";
    }
    const double told = number(shown);
    shown.erase(std::remove(shown.begin(), shown.end(), ','), shown.end());
    return std::fabs(rounded(truth, shown) - told) < 1e-6 * std::max(1.0, std::fabs(truth)) + 1e-9
               ? ""
               : shown + " is " + std::to_string(truth) + ";";
  }
  std::string share(std::string shown, double truth) const {
    return std::fabs(rounded(truth * 100, shown) - number(shown)) < 1e-6
               ? ""
               : "share " + std::to_string(truth) + ";";
  }
  std::string sums() const {
    return (world_.additive ? "" : "its sums mean nothing;") +
           std::string(shown_.size() == all_.size() ? "" : "shown is not all;");
  }
  std::string count(const std::string& shown) const {
    return number(shown) == static_cast<double>(shown_.size()) ? "" : "not that many;";
  }
  std::string lead(const std::string& name, const std::string& shown, const std::vector<Point>& among,
                   std::size_t leaders = 1) const {
    std::string out = near(shown, among.front().value);
    if (value_of(name) != among.front().value)
      out += name + " doesn't lead;";
    if (among.size() > leaders && among[leaders].value == among.front().value)
      out += "others do as well;";
    return out;
  }
  std::string extreme(const std::string& name, const std::string& shown, bool highest,
                      const std::vector<Point>& among) const {
    const double truth = highest ? among.front().value : among.back().value;
    const auto equal =
        std::count_if(among.begin(), among.end(), [&](const Point& p) { return p.value == truth; });
    return near(shown, truth) + (value_of(name) == truth ? "" : name + " isn't it;") +
           (equal == 1 ? "" : "not alone;");
  }
  bool smallest_first() const {
    return world_.intent.selection.ordered_by == 1u && !world_.intent.selection.descending &&
           (world_.intent.ranking || world_.intent.selection.limited);
  }
  // Second among all.
  std::string follows(const std::string& name, const std::string& shown) const {
    const double truth = smallest_first() ? all_[all_.size() - 2].value : all_[1].value;
    return near(shown, truth) + (value_of(name) == truth ? "" : name + " isn't next;");
  }
  std::string apart(const std::string& shown) const {
    const std::size_t end = all_.size() - 1;
    return near(shown,
                smallest_first() ? all_[end - 1].value - all_[end].value : all_[0].value - all_[1].value);
  }
};

// Sentences without their links.
std::vector<std::string> sentences(const std::string& prose) {
  const std::string plain =
      std::regex_replace(std::regex_replace(prose, std::regex("\\]\\([^)]*\\)"), ""), std::regex("\\["), "");
  std::vector<std::string> out;
  const std::regex end("\\.(?: |$)");
  std::size_t begin = 0;
  for (auto at = std::sregex_iterator(plain.begin(), plain.end(), end); at != std::sregex_iterator(); ++at) {
    const std::size_t stop = static_cast<std::size_t>(at->position()) + 1;
    out.push_back(plain.substr(begin, stop - begin));
    begin = std::min(stop + 1, plain.size());
  }
  return out;
}

} // namespace

TEST_CASE("every sentence is true of all the data, not only of the rows that a limit left") {
  std::mt19937 random(7);
  std::map<std::string, int> kinds;
  for (int round = 0; round < 4000; ++round) {
    const World world = random_world(random);
    const std::string prose = narrate::describe(world.shown, world.intent, {"cell", "", "en", {}});
    for (const std::string& sentence : sentences(prose)) {
      const std::string wrong = Judge(world).wrong(sentence);
      if (!wrong.empty()) {
        CAPTURE(round, prose, sentence, world.shown.rows.size(), world.all.size());
        FAIL_CHECK(wrong);
      }
      ++kinds[std::regex_replace(sentence, std::regex("[0-9A-Z][^ ]*"), "#").substr(0, 24)];
    }
  }
  CHECK(kinds.size() >= 20); // the judge saw most kinds of sentences
}

TEST_CASE("the judge knows a lie when it reads one") {
  World world;
  world.all = {{"Group A", 40}, {"Group B", 30}, {"Group C", 20}, {"Group D", 10}};
  world.shown = test::table({{"region", Type::text}, {"amount", Type::floating}},
                            {{"Group A", 40.0}, {"Group B", 30.0}});
  world.intent.selection.limited = true;
  for (const char* lie : {"Group A leads with 40, 57% of the total.", "Group B comes last with 30.",
                          "All 2 together come to 70.", "Group B has the highest amount: 30.",
                          "Group C follows with 20, 10 less.", "Amount doubles each year.",
                          "Group B follows with 30, 10% less."}) {
    CAPTURE(lie);
    CHECK(!Judge(world).wrong(lie).empty());
  }
  CHECK(Judge(world).wrong("Group A has the highest amount: 40.").empty());
  CHECK(Judge(world).wrong("Group B follows with 30, 10 less.").empty());
}
