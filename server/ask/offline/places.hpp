// Names of places that data holds as codes: "Texas" is "TX" in most tables.
#pragma once

#include <string>
#include <string_view>

namespace lumen::ask::offline {

/// The postal code of a state of the US, or the two letters of a country that is often shortened; `name` is
/// lower case. Empty for other words.
const std::string& code_of_place(std::string_view name);

} // namespace lumen::ask::offline
