// A small schema of a shop and its questions, shared by the tests of asking.
#pragma once

#include "ask/answer.hpp"

#include <memory>
#include <string>

namespace lumen::test {

/// Customers, products, orders and their lines, returns; enriched, with statistics as a source would give
/// them.
catalog::SchemaPtr shop();
/// The values that its text columns hold.
std::shared_ptr<const ask::ValueIndex> shop_values();
/// A request against the shop, on 1 May 2024.
ask::Request shop_request(std::string question);

/// The SQL that the engine writes, on one line; "refused: …", "explained: …", "chart: …" for other answers.
std::string asked(const ask::Request& request);
std::string asked(std::string question);

} // namespace lumen::test
