#include "config/key_problem.hpp"

#include "base/address_secrets.hpp"
#include "base/ascii.hpp"
#include "base/word_distance.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace lumen::config {

namespace {

constexpr std::size_t longest_key = 40; // that is shown

// Keys of a notebook's front matter that other parts read.
constexpr std::array<std::string_view, 7> notebook_keys = {"model",  "system",  "persona",  "memory",
                                                           "params", "sources", "dashboard"};

// Words that people take for a setting, though they are no slip of it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> other_words{{
    {"rows", "limit"},
    {"max_rows", "limit"},
    {"database", "connection"},
    {"url", "connection"},
    {"dsn", "connection"},
    {"language", "locale"},
    {"lang", "locale"},
}};

// Keys of other tools ("title", "format") must not be taken for mistakes: one slip in a short word, two in a
// long one.
std::optional<std::string_view> near_miss(std::string_view key) {
  if (key.size() < 4 || key.size() > 16) {
    return std::nullopt;
  }
  const std::string folded = ascii::lower(key);
  for (const std::string& known : setting_keys()) {
    if (word_distance(folded, known) <= (known.size() > 6 ? 2U : 1U)) {
      return known;
    }
  }
  return std::nullopt;
}

// In a file of Lumen's own nothing else can be meant: another word for it, or its begin.
std::optional<std::string_view> meant(std::string_view key) {
  if (const auto near = near_miss(key)) {
    return near;
  }
  const std::string folded = ascii::lower(key);
  for (const auto& [word, setting] : other_words) {
    if (folded == word) {
      return setting;
    }
  }
  for (const std::string& known : setting_keys()) {
    if (folded.size() > 2 && (known.starts_with(folded) || folded.starts_with(known))) {
      return known;
    }
  }
  return std::nullopt;
}

// What doesn't look like a key may be anything, a password too.
std::string named(std::string_view key) {
  const bool plain = key.size() <= longest_key && std::all_of(key.begin(), key.end(), [](char c) {
                       return ascii::is_word(c) || c == '-' || c == '.';
                     });
  return plain && !key.empty() ? "`" + std::string(key) + "`" : "This";
}

} // namespace

bool is_setting(std::string_view key) {
  const auto& all = setting_keys();
  return std::find(all.begin(), all.end(), key) != all.end();
}

std::optional<Problem> unknown_key(std::string_view key, Keys keys) {
  const bool of_notebook = std::find(notebook_keys.begin(), notebook_keys.end(), key) != notebook_keys.end();
  if (keys == Keys::shared) {
    const auto near = of_notebook ? std::nullopt : near_miss(key);
    if (!near) {
      return std::nullopt;
    }
    return Problem{{},
                   "unknown-key",
                   named(key) + " isn't a setting.",
                   "Did you mean `" + std::string(*near) + "`?",
                   ""};
  }
  if (of_notebook) {
    return Problem{{},
                   "unknown-key",
                   named(key) + " counts in a notebook's front matter alone.",
                   "Move it there, or take it out.",
                   ""};
  }
  const auto near = meant(key);
  return Problem{{},
                 "unknown-key",
                 named(key) + " isn't a setting.",
                 near ? "Did you mean `" + std::string(*near) + "`?"
                      : "There are: " + ascii::join(setting_keys(), ", ") + ".",
                 ""};
}

bool holds_secret(std::string_view connection) {
  const auto secrets = secrets_in(connection);
  return std::any_of(secrets.begin(), secrets.end(), [](const Secret& secret) { return secret.written; });
}

Problem password_problem() {
  return {{},
          "password",
          "`connection` holds a password, which must not stand in settings.",
          "Save the connection under a name (lumen connect URL --name NAME) and write the name here.",
          ""};
}

} // namespace lumen::config
