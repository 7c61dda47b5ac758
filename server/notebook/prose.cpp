#include "notebook/prose.hpp"

#include "base/ascii.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace lumen::notebook {

namespace {

constexpr char dropped = '\x01'; // stands in the output for a mark until the end

bool is_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

bool is_word_byte(char c) {
  return ascii::is_word(c) || static_cast<unsigned char>(c) >= 0x80;
}

/// One pass over inline Markdown. Every search forward is either bounded or remembered as failed.
class Inline {
public:
  explicit Inline(std::string_view markdown) : in_(markdown) {}

  std::string read() {
    while (at_ < in_.size())
      step();
    out_.erase(std::remove(out_.begin(), out_.end(), dropped), out_.end());
    return ascii::fold_space(out_);
  }

private:
  struct Delimiter {
    char mark;
    std::size_t begin, size; // in out_
  };

  char peek(std::size_t ahead) const { return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0'; }

  void take(std::size_t count) {
    out_.append(in_.substr(at_, count));
    at_ += count;
  }

  void step() {
    switch (in_[at_]) {
    case '\\':
      if (is_punctuation(peek(1))) {
        out_ += peek(1);
        at_ += 2;
      } else if (peek(1) == '\n' || peek(1) == '\r') {
        ++at_;
      } else {
        take(1);
      }
      return;
    case '`':
      return code();
    case '&':
      if (const std::size_t size = read_entity(in_, at_, out_)) {
        at_ += size;
        return;
      }
      return take(1);
    case '<':
      return tag();
    case '!':
      if (peek(1) == '[') {
        ++at_;
        return;
      }
      return take(1);
    case '[':
      brackets_.push_back(out_.size());
      return take(1);
    case ']':
      return close_bracket();
    case '*':
    case '_':
    case '~':
      return delimiter();
    default:
      return take(1);
    }
  }

  std::size_t run() const {
    std::size_t size = 1;
    while (peek(size) == in_[at_])
      ++size;
    return size;
  }

  void code() {
    const std::size_t size = run();
    const std::size_t kind = std::min(size, unclosed_.size()) - 1;
    if (!unclosed_[kind]) {
      for (std::size_t i = at_ + size; i < in_.size();) {
        if (in_[i] != '`') {
          ++i;
          continue;
        }
        std::size_t end = i;
        while (end < in_.size() && in_[end] == '`')
          ++end;
        if (end - i == size) {
          out_.append(in_.substr(at_ + size, i - at_ - size));
          at_ = end;
          return;
        }
        i = end;
      }
      unclosed_[kind] = true;
    }
    take(size);
  }

  void tag() {
    const char next = peek(1);
    if (no_tag_end_ || !(ascii::is_alpha(next) || next == '/' || next == '!' || next == '?'))
      return take(1);
    const bool comment = in_.substr(at_, 4) == "<!--";
    const std::size_t close = in_.find(comment ? "-->" : ">", at_ + 1);
    if (close == std::string_view::npos) {
      no_tag_end_ = true;
      return take(1);
    }
    const std::string_view inside = in_.substr(at_ + 1, close - at_ - 1);
    const bool spaceless = inside.find_first_of(" \t\r\n") == std::string_view::npos;
    if (spaceless &&
        (inside.find("://") != std::string_view::npos || inside.find('@') != std::string_view::npos))
      out_.append(inside);
    at_ = close + (comment ? 3 : 1);
  }

  void close_bracket() {
    if (brackets_.empty())
      return take(1);
    const std::size_t open = brackets_.back();
    brackets_.pop_back();
    const std::size_t target = target_size(at_ + 1);
    if (target == 0)
      return take(1);
    out_[open] = dropped;
    at_ += 1 + target;
  }

  /// Bytes of "(…)" or "[…]" at `from`; 0 for none. A target of more than 1,000 bytes is taken for text.
  std::size_t target_size(std::size_t from) const {
    if (from >= in_.size() || (in_[from] != '(' && in_[from] != '['))
      return 0;
    const char open = in_[from];
    const char close = open == '(' ? ')' : ']';
    int depth = 0;
    for (std::size_t i = from; i < std::min(in_.size(), from + 1000); ++i) {
      if (in_[i] == '\\')
        ++i;
      else if (in_[i] == open)
        ++depth;
      else if (in_[i] == close && --depth == 0)
        return i + 1 - from;
    }
    return 0;
  }

  /// Marks of emphasis are dropped in pairs; alone they are text.
  void delimiter() {
    const char mark = in_[at_];
    const std::size_t size = run();
    const char before = at_ == 0 ? ' ' : in_[at_ - 1];
    const char after = peek(size) == '\0' ? ' ' : peek(size);
    const bool opens = !ascii::is_space(after) && (mark == '*' || !is_word_byte(before));
    const bool closes = !ascii::is_space(before) && (mark == '*' || !is_word_byte(after));
    const Delimiter here{mark, out_.size(), size};
    take(size);
    auto& open = open_[mark == '*' ? 0 : mark == '_' ? 1 : 2];
    if (closes && !open.empty()) {
      const Delimiter opening = open.back();
      open.pop_back();
      const std::size_t pairs = std::min(opening.size, size);
      std::fill_n(out_.begin() + static_cast<std::ptrdiff_t>(opening.begin + opening.size - pairs), pairs,
                  dropped);
      std::fill_n(out_.begin() + static_cast<std::ptrdiff_t>(here.begin), pairs, dropped);
      if (opening.size > pairs)
        open.push_back({mark, opening.begin, opening.size - pairs});
    } else if (opens) {
      open.push_back(here);
    }
  }

  std::string_view in_;
  std::size_t at_ = 0;
  std::string out_;
  std::vector<std::size_t> brackets_;          // places of open "[" in out_
  std::array<std::vector<Delimiter>, 3> open_; // of "*", "_", "~"
  std::array<bool, 32> unclosed_{};            // backtick runs of this length have no partner
  bool no_tag_end_ = false;
};

constexpr auto request_words = std::to_array<std::string_view>(
    {// English
     "show", "list", "count", "compare", "what", "what's", "which", "how many", "how much", "how often",
     "how long", "who", "where", "when", "give me", "find", "plot", "chart", "draw", "rank", "break down",
     "breakdown", "summarize", "summarise", "describe", "explain", "total", "average", "top", "bottom",
     "tell me", "display", "calculate", "compute",
     // Dutch
     "toon", "welke", "welk", "hoeveel", "wat", "wie", "vergelijk", "geef", "hoe vaak", "tel",
     // French
     "quel", "quelle", "quels", "quelles", "combien", "montre", "montrer", "montrez", "affiche", "afficher",
     "compare", "comparer", "liste", "lister", "donne",
     // German
     "zeige", "zeig", "welche", "welcher", "welches", "wie viele", "wie viel", "wie oft", "vergleiche",
     "nenne", "wer",
     // Swedish
     "visa", "vilken", "vilka", "vilket", "hur många", "hur mycket", "hur ofta", "lista", "jämför"});

constexpr auto follow_up_words = std::to_array<std::string_view>(
    {// English
     "only", "just", "as a", "as an", "by", "per", "for", "and", "but", "now", "also", "instead", "without",
     "excluding", "except", "including", "include", "exclude", "add", "remove", "drop", "sort", "sorted",
     "order", "ordered", "group", "grouped", "split", "filter", "limit", "same", "the same", "what about",
     "how about", "make it", "top", "bottom", "first", "last", "since", "before", "after", "from",
     // Dutch, French, German, Swedish
     "alleen", "per maand", "als", "en per", "zonder", "seulement", "uniquement", "par", "sans", "et par",
     "comme", "en", "nur", "pro", "ohne", "nach", "und", "als", "bara", "endast", "utan", "och", "som"});

bool opens_with(std::string_view plain, std::string_view word) {
  return plain.size() > word.size() && plain[word.size()] == ' ' &&
         ascii::same(plain.substr(0, word.size()), word);
}

} // namespace

std::size_t read_entity(std::string_view markdown, std::size_t at, std::string& out) {
  const std::string_view rest = markdown.substr(at, 12);
  const std::size_t end = rest.find(';');
  if (rest.size() < 4 || end == std::string_view::npos || rest[0] != '&')
    return 0;
  const std::string_view name = rest.substr(1, end - 1);
  if (name.size() > 1 && name[0] == '#') {
    const bool hexadecimal = name[1] == 'x' || name[1] == 'X';
    const std::string_view digits = name.substr(hexadecimal ? 2 : 1);
    std::uint32_t value = 0;
    const auto [stop, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, hexadecimal ? 16 : 10);
    if (digits.empty() || error != std::errc() || stop != digits.data() + digits.size())
      return 0;
    text::append(out, value == 0 ? 0xFFFD : value);
    return end + 1;
  }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> names{{{"amp", "&"},
                                                                                       {"lt", "<"},
                                                                                       {"gt", ">"},
                                                                                       {"quot", "\""},
                                                                                       {"nbsp", "\xC2\xA0"},
                                                                                       {"apos", "'"},
                                                                                       {"vert", "|"}}};
  for (const auto& [known, value] : names) {
    if (name != known)
      continue;
    out += value;
    return end + 1;
  }
  return 0;
}

std::string unescape(std::string_view markdown) {
  std::string out;
  out.reserve(markdown.size());
  for (std::size_t i = 0; i < markdown.size();) {
    if (markdown[i] == '\\' && i + 1 < markdown.size() && is_punctuation(markdown[i + 1])) {
      out += markdown[i + 1];
      i += 2;
    } else if (const std::size_t size = markdown[i] == '&' ? read_entity(markdown, i, out) : 0) {
      i += size;
    } else {
      out += markdown[i++];
    }
  }
  return out;
}

std::string plain_text(std::string_view markdown) {
  return Inline(markdown).read();
}

std::string plain_text(std::string_view text, std::span<const text::Span> lines) {
  std::string joined;
  for (const text::Span& line : lines) {
    if (!joined.empty())
      joined += '\n';
    joined += line.of(text);
  }
  return plain_text(joined);
}

bool looks_like_request(std::string_view plain) {
  plain = ascii::trim(plain);
  while (!plain.empty() && (plain.back() == ')' || plain.back() == '"' || plain.back() == '\''))
    plain.remove_suffix(1);
  if (plain.empty() || plain.back() == ':')
    return false;
  if (plain.back() == '?')
    return true;
  return std::any_of(request_words.begin(), request_words.end(),
                     [&](std::string_view word) { return opens_with(plain, word); });
}

bool looks_like_follow_up(std::string_view plain) {
  constexpr std::ptrdiff_t most_words = 10;
  plain = ascii::trim(plain);
  if (plain.empty() || plain.back() == ':' || plain.back() == '.' || plain.back() == '!')
    return false;
  if (std::count(plain.begin(), plain.end(), ' ') >= most_words)
    return false;
  if (opens_with(plain, "for example") || opens_with(plain, "for instance"))
    return false;
  return std::any_of(follow_up_words.begin(), follow_up_words.end(),
                     [&](std::string_view word) { return opens_with(plain, word); });
}

} // namespace lumen::notebook
