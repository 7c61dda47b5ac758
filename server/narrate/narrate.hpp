// Findings: two to four true sentences about a result, every number linked to where it comes from.
#pragma once

#include "base/result.hpp"
#include "data/intent.hpp"
#include "data/table.hpp"
#include "text/position.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lumen::narrate {

struct Options {
  std::string cell; ///< the name that links point to
  std::string question;
  std::string locale = "en";
  std::vector<data::ColumnUse> uses; ///< one per column (chart::classify), or empty
};

/// Sentences as Markdown, or "" for a result of which nothing true and useful can be said. No total or share
/// is told over a cut result.
std::string describe(const data::Table& table, const data::Intent& intent, const Options& options);

/// A formula over a result: what `#cell/f/<formula>/<arguments>` names. docs/findings.md lists them.
/// `r` targets give the value itself. Texts, dates and NULL are errors, and so are totals over a cut result.
Result<double> evaluate(const data::Table& table, std::string_view target);

struct Drift {
  text::Span range; ///< in the prose given
  std::string message;
};

/// The linked numbers that don't agree with the result (rounded as shown), and numerals without a link. Where
/// `cell` is given, links to other cells are not looked at.
std::vector<Drift> check(std::string_view prose, const data::Table& table, std::string_view locale,
                         std::string_view cell = {});

} // namespace lumen::narrate
