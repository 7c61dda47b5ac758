#include "chart/svg/canvas.hpp"

#include "text/utf8.hpp"

#include <cmath>
#include <cstdlib>

namespace lumen::chart::svg {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const text::Decoded next = text::decode(text, at);
    at += next.bytes;
    const char32_t c = next.code_point;
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else if (c < ' ' || (c >= 0x7F && c < 0xA0))
      out += ' ';
    else if (c != 0xFFFE && c != 0xFFFF)
      text::append(out, c);
  }
  return out;
}

/// A character's width as a part of the font's size.
double relative_width(char32_t c) {
  constexpr std::string_view narrow = "iljtfrI.,:;!'|()[]{}/\\ ", wide = "mwMW@%";
  if (c < 0x80) {
    const char letter = static_cast<char>(c);
    if (narrow.find(letter) != std::string_view::npos)
      return 0.36;
    if (wide.find(letter) != std::string_view::npos)
      return 0.95;
    return letter >= 'A' && letter <= 'Z' ? 0.72 : 0.61;
  }
  std::string one;
  text::append(one, c);
  return text::width(one) == 2 ? 1.05 : text::width(one) == 0 ? 0 : 0.64;
}

std::string attribute(std::string_view name, std::string_view value) {
  std::string out(" ");
  return out.append(name).append("=\"").append(value).append("\"");
}

constexpr std::string_view light = ".card{fill:#fff}.ink{fill:#1d2429}.quiet{fill:#5a6670}"
                                   ".grid{stroke:#e4e7e9}.axis{stroke:#a3adb5}";
constexpr std::string_view dark = ".card{fill:#171c20}.ink{fill:#e4e8ea}.quiet{fill:#9ba8b1}"
                                  ".grid{stroke:#2c353b}.axis{stroke:#5d6a74}";

std::string style(Theme theme) {
  std::string out =
      "<style>"
      "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif}";
  out += theme == Theme::dark ? dark : light;
  if (theme == Theme::automatic)
    out.append("@media (prefers-color-scheme:dark){").append(dark).append("}");
  return out + "</style>\n";
}

} // namespace

std::string coordinate(double value) {
  const long long tenths = std::llround(value * 10);
  std::string out = (tenths < 0 ? "-" : "") + std::to_string(std::llabs(tenths) / 10);
  if (tenths % 10 != 0)
    out.append(".").append(std::to_string(std::llabs(tenths) % 10));
  return out;
}

std::string place(double x, double y) {
  return coordinate(x) + "," + coordinate(y);
}

double text_width(std::string_view text, double size) {
  double width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const text::Decoded next = text::decode(text, at);
    at += next.bytes;
    width += relative_width(next.code_point);
  }
  return width * size;
}

std::string fitted(std::string_view text, double size, double width) {
  if (text_width(text, size) <= width)
    return std::string(text);
  double used = text_width("…", size);
  std::size_t end = 0;
  while (end < text.size()) {
    const text::Decoded next = text::decode(text, end);
    used += relative_width(next.code_point) * size;
    if (used > width)
      break;
    end += next.bytes;
  }
  while (end > 0 && text[end - 1] == ' ')
    --end;
  return std::string(text.substr(0, end)) + "…";
}

void Canvas::rectangle(double x, double y, double width, double height, std::string_view fill) {
  body_ += "<rect" + attribute("x", coordinate(x)) + attribute("y", coordinate(y)) +
           attribute("width", coordinate(width)) + attribute("height", coordinate(height)) +
           attribute("fill", fill) + "/>\n";
}

void Canvas::line(double x0, double y0, double x1, double y1, std::string_view css_class) {
  body_ += "<path" + attribute("class", css_class) +
           attribute("d", "M" + place(x0, y0) + "L" + place(x1, y1)) + "/>\n";
}

void Canvas::words(double x, double y, std::string_view text, const Words& look) {
  if (text.empty())
    return;
  body_ += "<text" + attribute("class", look.quiet ? "quiet" : "ink") + attribute("x", coordinate(x)) +
           attribute("y", coordinate(y)) + attribute("font-size", coordinate(look.size));
  if (look.anchor != Anchor::start)
    body_ += attribute("text-anchor", look.anchor == Anchor::end ? "end" : "middle");
  if (look.bold)
    body_ += attribute("font-weight", "600");
  if (look.angle != 0)
    body_ += attribute("transform",
                       "rotate(" + coordinate(look.angle) + " " + coordinate(x) + " " + coordinate(y) + ")");
  body_ += ">" + escaped(text) + "</text>\n";
}

void Canvas::filled(std::string_view path, std::string_view fill, double opacity) {
  body_ += "<path" + attribute("d", path) + attribute("fill", fill);
  if (opacity < 1)
    body_ += attribute("fill-opacity", coordinate(opacity));
  body_ += "/>\n";
}

void Canvas::stroked(std::string_view path, std::string_view stroke, double width, double opacity) {
  body_ += "<path" + attribute("d", path) + " fill=\"none\"" + attribute("stroke", stroke) +
           attribute("stroke-width", coordinate(width)) +
           " stroke-linecap=\"round\" stroke-linejoin=\"round\"";
  if (opacity < 1)
    body_ += attribute("stroke-opacity", coordinate(opacity));
  body_ += "/>\n";
}

std::string Canvas::picture(double width, double height, std::string_view title, std::string_view description,
                            Theme theme) const {
  const std::string w = coordinate(width), h = coordinate(height);
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + w + " " + h + "\"" +
                    attribute("width", w) + attribute("height", h) +
                    " role=\"img\" aria-labelledby=\"title description\">\n";
  out.append("<title id=\"title\">").append(escaped(title)).append("</title>\n");
  out.append("<desc id=\"description\">")
      .append(escaped(description))
      .append("</desc>\n")
      .append(style(theme));
  out += "<rect class=\"card\"" + attribute("width", w) + attribute("height", h) + " rx=\"8\"/>\n";
  return out + body_ + "</svg>\n";
}

} // namespace lumen::chart::svg
