// A result as a GFM table. Values come from a database and are hostile: none may become Markdown, HTML or a
// marker.
#include "base/ascii.hpp"
#include "notebook/render.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lumen::notebook {

namespace {

constexpr std::size_t most_columns = 30;
constexpr std::size_t most_characters = 200;
constexpr std::size_t widest_padding = 40;

/// Characters that change how a line is read or drawn, or that no reader sees.
bool is_dangerous(char32_t c) {
  return c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0) || c == 0x061C || c == 0x200B || c == 0x200E ||
         c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool is_space(char32_t c) {
  return c == ' ' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

/// Formatters resolve entities, so what may not stand in the text has a visible form of plain characters
/// instead: the control pictures of Unicode (a line break is U+240A), and for all else U+2426, the code point
/// in hexadecimal, ";".
void append_visible(std::string& out, char32_t c) {
  if (c <= 0x20)
    return text::append(out, 0x2400 + c);
  if (c == 0x7F)
    return text::append(out, 0x2421);
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string hexadecimal;
  for (auto rest = static_cast<std::uint32_t>(c); rest != 0; rest /= 16)
    hexadecimal.insert(0, 1, digits[rest % 16]);
  text::append(out, 0x2426);
  out.append(hexadecimal).append(";");
}

bool is_picture(char32_t c) {
  return (c >= 0x2400 && c <= 0x2421) || c == 0x2426;
}

bool is_word_byte(char c) {
  return ascii::is_word(c) || static_cast<unsigned char>(c) >= 0x80;
}

/// One cell's text, escaped; what reads it back gets the same text.
std::string escape(std::string_view value) {
  std::string out;
  const bool two_dollars = std::count(value.begin(), value.end(), '$') > 1;
  const std::size_t last = value.find_last_not_of(' ');
  for (std::size_t i = 0; i < value.size();) {
    const text::Decoded decoded = text::decode(value, i);
    const char c = value[i];
    const char before = i == 0 ? ' ' : value[i - 1];
    const char after = i + 1 < value.size() ? value[i + 1] : ' ';
    const bool at_edge = i == 0 || i + decoded.bytes == value.size() ||
                         (c == ' ' && (last == std::string_view::npos || i > last));
    if (!decoded.valid) {
      text::append(out, 0xFFFD);
    } else if (is_dangerous(decoded.code_point) || is_picture(decoded.code_point) ||
               (is_space(decoded.code_point) && (at_edge || before == ' '))) {
      append_visible(out, decoded.code_point);
    } else if (c == '|' || c == '\\' || c == '`' || c == '[' || c == ']' || c == '*') {
      out.append("\\") += c;
    } else if (c == '_' || c == '~') {
      if (!is_word_byte(before) || !is_word_byte(after) || c == '~')
        out += '\\';
      out += c;
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>' && before == '-') {
      out += "&gt;";
    } else if (c == '&' && (ascii::is_alpha(after) || after == '#')) {
      out += "&amp;";
    } else if (c == '$' && two_dollars) {
      out += "\\$";
    } else {
      out.append(value.substr(i, decoded.bytes));
    }
    i += decoded.bytes;
  }
  return out;
}

struct Cuts {
  std::size_t values = 0;
};

/// At most 200 characters, the cut shown by an ellipsis.
std::string cell_text(std::string_view value, Cuts& cuts) {
  std::size_t end = 0;
  for (std::size_t count = 0; end < value.size() && count < most_characters; ++count)
    end += text::decode(value, end).bytes;
  if (end >= value.size())
    return escape(value);
  ++cuts.values;
  std::size_t kept = end;
  while (kept > 0 && value[kept - 1] == ' ')
    --kept;
  return escape(value.substr(0, kept)) + "…";
}

/// Digits beyond these are noise to a reader; the exact value stays in side file and store.
std::string short_double(double value) {
  constexpr int digits = 6; // after the point; significant ones for what is smaller than 0.001
  const double size = std::fabs(value);
  if (!std::isfinite(value) || value == std::trunc(value))
    return data::plain(value, data::Type::floating);
  char buffer[400];
  std::to_chars_result end{};
  if (size < 1e-6) {
    end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, digits - 1);
  } else {
    const int leading = size < 1e-3 ? static_cast<int>(-std::floor(std::log10(size))) - 1 : 0;
    end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, digits + leading);
  }
  std::string text(buffer, end.ptr);
  const std::size_t exponent = std::min(text.find('e'), text.size());
  std::size_t last = text.find_last_not_of('0', exponent - 1);
  if (text[last] == '.')
    --last;
  return text.erase(last + 1, exponent - last - 1);
}

std::string value_text(const data::Value& value, data::Type type, Cuts& cuts) {
  if (data::is_null(value))
    return "";
  const auto* real = std::get_if<double>(&value);
  const std::string plain = real != nullptr ? short_double(*real) : data::plain(value, type);
  if (plain.empty())
    return "\"\""; // apart from NULL
  if (plain == "\"\"") {
    std::string out;
    append_visible(out, '"');
    return out + "\"";
  }
  return cell_text(plain, cuts);
}

class Printer {
public:
  Printer(const data::Table& table, std::size_t shown)
      : table_(table), columns_(std::min(table.columns.size(), most_columns)),
        rows_(std::min(table.rows.size(), shown)) {}

  std::string print() {
    if (columns_ == 0)
      return "";
    collect();
    std::string out = line(0) + delimiter();
    for (std::size_t row = 1; row <= rows_; ++row)
      out += line(row);
    out.pop_back();
    if (const std::string cut = note(); !cut.empty())
      out.append("\n\n_").append(cut).append("_");
    return out;
  }

private:
  void collect() {
    cells_.resize((rows_ + 1) * columns_);
    widths_.assign(columns_, 0);
    for (std::size_t column = 0; column < columns_; ++column) {
      Cuts ignored;
      set(0, column, cell_text(table_.columns[column].name, ignored));
      for (std::size_t row = 0; row < rows_; ++row) {
        static const data::Value missing;
        const data::Row& values = table_.rows[row];
        set(row + 1, column,
            value_text(column < values.size() ? values[column] : missing, table_.columns[column].type,
                       cuts_));
      }
      widths_[column] = std::max<std::size_t>(widths_[column], 3);
    }
  }

  void set(std::size_t row, std::size_t column, std::string text) {
    widths_[column] = std::max(widths_[column], std::min(text::width(text), widest_padding));
    cells_[row * columns_ + column] = std::move(text);
  }

  bool right(std::size_t column) const { return data::is_numeric(table_.columns[column].type); }

  std::string line(std::size_t row) const {
    std::string out = "|";
    for (std::size_t column = 0; column < columns_; ++column) {
      const std::string& cell = cells_[row * columns_ + column];
      const std::size_t width = text::width(cell);
      const std::string padding(width < widths_[column] ? widths_[column] - width : 0, ' ');
      out.append(" ").append(right(column) ? padding + cell : cell + padding).append(" |");
    }
    return out + "\n";
  }

  std::string delimiter() const {
    std::string out = "|";
    for (std::size_t column = 0; column < columns_; ++column) {
      const std::string dashes(widths_[column] - 1, '-');
      out.append(" ").append(right(column) ? dashes + ":" : ":" + dashes).append(" |");
    }
    return out + "\n";
  }

  std::string note() const {
    std::vector<std::string> parts;
    if (rows_ < table_.rows.size() || table_.cut)
      parts.push_back(std::to_string(rows_) + " of " + std::to_string(table_.rows.size()) +
                      (table_.cut ? "+" : "") + " rows");
    if (columns_ < table_.columns.size())
      parts.push_back(std::to_string(columns_) + " of " + std::to_string(table_.columns.size()) + " columns");
    std::string out = parts.empty() ? "" : "Shown: " + ascii::join(parts, ", ");
    if (cuts_.values != 0)
      out.append(out.empty() ? "" : "; ")
          .append(std::to_string(cuts_.values))
          .append(cuts_.values == 1 ? " value" : " values")
          .append(" cut to 200 characters");
    return out.empty() ? out : out + ".";
  }

  const data::Table& table_;
  std::size_t columns_, rows_;
  std::vector<std::string> cells_; // of each line, the header first
  std::vector<std::size_t> widths_;
  Cuts cuts_;
};

} // namespace

std::string print_table(const data::Table& table, std::size_t shown) {
  return Printer(table, shown).print();
}

} // namespace lumen::notebook
