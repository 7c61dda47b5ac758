#include "catalog/naming.hpp"

#include "base/ascii.hpp"

namespace lumen::catalog {

Words words_of(std::string_view name) {
  Words words;
  std::string word;
  const auto flush = [&] {
    if (!word.empty())
      words.push_back(ascii::lower(word));
    word.clear();
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!ascii::is_alpha(c) && !ascii::is_digit(c) && static_cast<unsigned char>(c) < 0x80) {
      flush();
      continue;
    }
    const bool upper = c >= 'A' && c <= 'Z';
    const bool after_lower = !word.empty() && word.back() >= 'a' && word.back() <= 'z';
    if (upper && after_lower)
      flush();
    word += c;
  }
  flush();
  return words;
}

std::string singular(std::string word) {
  if (word.size() > 4 && word.ends_with("ies"))
    return word.substr(0, word.size() - 3) + "y";
  if (word.size() > 4 &&
      (word.ends_with("sses") || word.ends_with("xes") || word.ends_with("ches") || word.ends_with("shes")))
    return word.substr(0, word.size() - 2);
  if (word.size() > 3 && word.back() == 's' && !word.ends_with("ss") && !word.ends_with("us") &&
      !word.ends_with("is"))
    word.pop_back();
  return word;
}

std::string joined(const Words& words) {
  std::string out;
  for (const std::string& word : words)
    out += singular(word);
  return out;
}

} // namespace lumen::catalog
