// What the engine knows of English: base forms, words without content, near synonyms and usual abbreviations.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lumen::ask::offline {

/// The singular of a noun and the word itself otherwise; `word` is lower-case ASCII or any UTF-8, which
/// passes through.
std::string lemma(std::string_view word);
/// A cruder base form that verbs, agents and nouns of one family share: "hired", "hiring", "hire" -> "hir".
std::string stem(std::string_view word);
/// Words that carry no content of the data: articles, auxiliaries, pronouns, polite phrases.
bool is_function_word(std::string_view word);
/// Words that the grammar reads (aggregates, comparisons, order); they explain themselves.
bool is_operator_word(std::string_view word);
/// Units that only say what a number before them counts: "minutes", "km", "dollars".
bool is_unit_word(std::string_view word);
/// Lemmas that may be meant by this one, nearest first; never the word itself.
const std::vector<std::string>& synonyms(std::string_view lemma);
/// What a part of a column name stands for: "qty" -> {"quantity"}; empty when it's no usual abbreviation.
const std::vector<std::string>& expansion(std::string_view part);
/// 1..20, tens, "a dozen"; nothing for other words.
int number_word(std::string_view word); ///< -1 when it isn't one
/// 1 for "first", …; -1 when it isn't one.
int ordinal_word(std::string_view word);
/// The lower-case words of an identifier: snake_case, camelCase, letters beside digits, spaces.
std::vector<std::string> split_name(std::string_view name);

} // namespace lumen::ask::offline
