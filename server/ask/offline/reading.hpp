// The query back in plain words, so that a reader can see what was understood.
#pragma once

#include "ask/offline/index.hpp"
#include "ask/offline/query.hpp"

#include <string>

namespace lumen::ask::offline {

/// "average delay of flights by month, where origin is 'SEA', in 2001".
std::string reading(const Query& query, const Index& index);
/// A short title for a chart: "Average delay by month".
std::string title(const Query& query, const Index& index);
std::string describe(const Expr& expr, const Index& index);
std::string describe(const Condition& condition, const Index& index);
std::string plural(const std::string& words);

} // namespace lumen::ask::offline
