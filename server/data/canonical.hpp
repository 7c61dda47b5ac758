// One text for equal results, and its hash: what the stamp's data= and order= are made of.
#pragma once

#include "data/table.hpp"

#include <string>
#include <string_view>

namespace lumen::data {

struct Fingerprint {
  std::string data;  ///< over names, types, cut, and the rows as a multiset; 16 hexadecimal digits
  std::string order; ///< over the rows in their order; 16 hexadecimal digits
};

/// Doubles count at 12 significant digits, decimals without trailing zeros, NULL apart from "".
Fingerprint fingerprint(const Table& table);

/// The table as JSON {"columns":[{name,type,database_type}],"rows":[[…]],"cut":bool} and back, lossless.
std::string to_json(const Table& table);
std::optional<Table> from_json(std::string_view text);

/// RFC 4180 text with a header line.
std::string to_csv(const Table& table);

} // namespace lumen::data
