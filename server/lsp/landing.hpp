// Tells whether an edit that was sent to the client stands in the text: the author types on while it is on
// its way, so the text that comes back is seldom the one that was expected.
#pragma once

#include "text/edit.hpp"

#include <optional>
#include <string>
#include <vector>

namespace lumen::lsp {

/// Main strand only. One edit at a time; every change of the text is told, in order.
class Landing {
public:
  enum class State { waiting, landed, misplaced };

  /// `edits` (byte offsets into `before`, sorted) are on their way to the client. One that knows versions
  /// takes them only for exactly `before`; any other writes them at their lines and characters, whatever
  /// stands there by then. Which kind of client it is shows in the text: not all do as they announced.
  void sent(const std::string& before, std::vector<text::Edit> edits, text::Encoding encoding);
  /// The text after one change of it, told as edits in order, each in terms of the text before it.
  void on_change(const std::string& after, const std::vector<text::Edit>& change);

  /// Misplaced: it was written by its lines and characters into a text whose lines had moved.
  State state() const { return state_; }
  /// Of a misplaced edit: what takes it out of the present text again; nothing once the author typed into it.
  const std::optional<std::vector<text::Edit>>& take_back() const { return take_back_; }

private:
  struct Candidate {
    std::string expected;                         // the text with the edits at their lines and characters
    std::vector<text::Edit> taken_back;           // from `expected` to the text before
    std::vector<text::Edit> written;              // where they go by their lines and characters
    std::optional<std::vector<text::Edit>> meant; // where they belong
  };
  Candidate candidate(const std::string& before, std::optional<std::vector<text::Edit>> meant) const;

  struct Place {
    text::Position begin, end;
  };
  std::vector<text::Edit> edits_;
  std::vector<Place> places_;
  text::Encoding encoding_ = text::Encoding::utf16;
  State state_ = State::landed;
  std::vector<Candidate> candidates_; // by the texts that the client may have had
  std::optional<std::vector<text::Edit>> take_back_;
};

} // namespace lumen::lsp
