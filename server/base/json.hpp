// JSON as the whole project uses it: nlohmann's ordered flavour, so that what is printed keeps its order.
#pragma once

#include "base/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace lumen {

using Json = nlohmann::ordered_json;

/// The deepest nesting of lists and objects that is read. Vega-Lite's and the protocol's own stay far below.
inline constexpr std::size_t deepest_json = 200;

/// Parses without exceptions. Malformed text and invalid UTF-8 inside strings are Code::invalid, nesting
/// beyond `deepest_json` is Code::limit. All JSON that comes from outside goes through here.
Result<Json> parse_json(std::string_view text);

/// Compact text; bytes that are not UTF-8 become U+FFFD, so that printing can't fail.
std::string dump_json(const Json& value);

/// One member of the object a line, each compact with spaces behind "," and ":": lines that a comparison of
/// versions shows well. What is no object is compact. Bytes that are not UTF-8 become U+FFFD.
std::string dump_members(const Json& value);

/// Compact text with the keys of every object sorted: equal values give equal bytes.
std::string canonical_json(const Json& value);

} // namespace lumen
