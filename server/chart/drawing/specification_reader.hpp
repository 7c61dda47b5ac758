// A specification beside the rows that it draws: which column stands on which channel, and what its
// transforms do to them. Private to this folder.
#pragma once

#include "base/json.hpp"
#include "chart/drawing/drawing.hpp"
#include "chart/shape.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lumen::chart {

/// A channel of the encoding, or an empty object.
const Json& channel(const Json& encoding, std::string_view name);
/// A member that is a string, or "".
std::string string_in(const Json& object, std::string_view name);

class SpecificationReader {
public:
  SpecificationReader(const Json& spec_, const data::Table& table_, std::string_view locale_);

protected:
  const Json& spec;
  const data::Table& table;
  std::string_view locale;
  std::vector<std::string> keys;
  Shape shape;
  const Json& encoding;                          ///< of the specification, or an empty object
  std::map<std::string, std::string> calculated; ///< fields made of one column, and its key
  std::vector<std::size_t> folded;               ///< measures that a fold makes series of
  std::size_t top = 0;                           ///< only so many of the largest are drawn; 0 all
  bool other = false;                            ///< what is beyond them is summed up

  struct Found {
    std::optional<std::size_t> axis, series, measure;
    std::string aggregate;
  };
  /// The columns on the channels of a grid of that kind.
  Found find_channels(data::ChartKind kind) const;
  /// The column of a channel, also behind a field that was made of it.
  std::optional<std::size_t> column(const Json& of) const;
  /// The measure behind the field of shares of the total.
  std::optional<std::size_t> share_shown() const;

  std::optional<double> number(std::size_t row, std::size_t index) const;
  NumberStyle style(std::size_t index) const;
  /// The value as a label: printable, dates short by their grain, NULL in words.
  std::string label(std::size_t row, std::size_t index) const;
  /// Where the value stands on a continuous axis: days since 1970 for dates, else the number.
  std::optional<double> position(std::size_t row, std::size_t index) const;

private:
  std::string source_key(const std::string& field) const;
  std::optional<std::size_t> column_of_key(const std::string& key) const;
  std::optional<std::size_t> grouped_column() const;
  void read_transforms();
};

} // namespace lumen::chart
