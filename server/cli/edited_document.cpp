#include "cli/edited_document.hpp"

#include "text/edit.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::cli {

namespace {

text::Position position_of(const Json& json) {
  return {json.value("line", 0u), json.value("character", 0u)};
}

/// The text edits that are meant for this document at this version, or null.
Json edits_for(const Json& edit, const std::string& uri, std::int64_t version) {
  if (const auto changes = edit.find("documentChanges"); changes != edit.end()) {
    for (const Json& change : *changes) {
      const Json document = change.value("textDocument", Json::object());
      if (document.value("uri", "") != uri)
        continue;
      const auto wanted = document.find("version");
      if (wanted != document.end() && wanted->is_number() && wanted->get<std::int64_t>() != version)
        return nullptr;
      return change.value("edits", Json());
    }
    return nullptr;
  }
  return edit.value("changes", Json::object()).value(uri, Json());
}

} // namespace

Json EditedDocument::position(std::size_t offset) const {
  const text::Position place = snapshot_->lines.position(snapshot_->text, offset, encoding);
  return {{"line", place.line}, {"character", place.character}};
}

Json EditedDocument::apply(const Json& workspace_edit) {
  const Json wanted = edits_for(workspace_edit, snapshot_->uri, snapshot_->version);
  if (!wanted.is_array())
    return nullptr;
  std::vector<text::Edit> edits;
  Json changes = Json::array();
  for (const Json& one : wanted) {
    const Json range = one.value("range", Json::object());
    const auto place = [&](const char* end) {
      return snapshot_->lines.offset(snapshot_->text, position_of(range.value(end, Json::object())),
                                     encoding);
    };
    edits.push_back({{place("start"), place("end")}, one.value("newText", "")});
    changes.push_back({{"range", range}, {"text", edits.back().text}});
  }
  std::stable_sort(edits.begin(), edits.end(),
                   [](const text::Edit& a, const text::Edit& b) { return a.range.begin < b.range.begin; });
  // Changes count one after the other: from the end, so that each one's range still holds.
  std::stable_sort(changes.begin(), changes.end(), [](const Json& a, const Json& b) {
    return position_of(a["range"]["start"]) > position_of(b["range"]["start"]);
  });
  snapshot_ = notebook::make_snapshot(snapshot_->uri, snapshot_->folder, snapshot_->version + 1,
                                      text::apply(snapshot_->text, edits));
  return {{"textDocument", {{"uri", snapshot_->uri}, {"version", snapshot_->version}}},
          {"contentChanges", changes}};
}

} // namespace lumen::cli
