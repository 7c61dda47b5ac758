#include "lsp/documents.hpp"

#include "lsp/protocol.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::lsp {

namespace {

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

} // namespace

Documents::Documents(Executor& executor, Edited edited, Parsed parsed)
    : executor_(executor), parsing_(executor.make_latest_lane()), edited_(std::move(edited)),
      parsed_(std::move(parsed)) {}

void Documents::open(const std::string& uri, std::string folder, std::string_view language,
                     std::int64_t version, std::string text) {
  Document document;
  document.uri = uri;
  document.folder = std::move(folder);
  document.version = version;
  document.text = std::move(text);
  document.lines = text::LineIndex(document.text);
  document.notebook = ends_with(uri, ".lumen.md") || language == "lumen";
  opened_[uri] = ++generation_;
  Document& kept = documents_[uri] = std::move(document);
  parse(kept);
}

bool Documents::change(const std::string& uri, std::int64_t version, const Json& changes,
                       text::Encoding encoding) {
  Document* document = find(uri);
  if (document == nullptr || document->dead || !changes.is_array())
    return false;
  document->version = version;
  document->changed_at = std::chrono::steady_clock::now();
  if (std::vector<text::Edit> all; change_at_once(*document, changes, encoding, all)) {
    edited_(*document, all);
    parse(*document);
    return true;
  }
  for (const Json& change : changes) {
    std::vector<text::Edit> edits;
    if (!member(change, "text").is_string())
      return false;
    std::string inserted = member(change, "text").get<std::string>();
    if (!member(change, "range").is_object()) { // the whole text: told as the few edits that it comes down to
      std::vector<text::Edit> difference = text::difference(document->text, inserted);
      for (auto edit = difference.rbegin(); edit != difference.rend(); ++edit)
        edits.push_back(std::move(*edit));
      document->text = std::move(inserted);
      document->lines = text::LineIndex(document->text);
      edited_(*document, edits);
      continue;
    }
    const auto range = range_from(member(change, "range"));
    if (!range)
      return false;
    const std::size_t begin = document->lines.offset(document->text, range->start, encoding);
    const std::size_t end = std::max(begin, document->lines.offset(document->text, range->end, encoding));
    document->text.replace(begin, end - begin, inserted);
    document->lines.replace(document->text, {begin, end}, inserted.size());
    edits.push_back({{begin, end}, std::move(inserted)});
    edited_(*document, edits);
  }
  parse(*document);
  return true;
}

// Many cursors type at once and tell their changes from the last to the first, so that none moves another's
// place: the text is put together once and not as often as there are cursors.
bool Documents::change_at_once(Document& document, const Json& changes, text::Encoding encoding,
                               std::vector<text::Edit>& edits) {
  constexpr std::size_t few = 16; // of which each may be looked at by itself
  if (changes.size() <= few)
    return false;
  edits.reserve(changes.size());
  std::size_t before = document.text.size();
  for (const Json& change : changes) {
    const auto range = range_from(member(change, "range"));
    if (!range || !member(change, "text").is_string())
      return false;
    const std::size_t begin = document.lines.offset(document.text, range->start, encoding);
    const std::size_t end = document.lines.offset(document.text, range->end, encoding);
    if (begin > end || end > before)
      return false;
    before = begin;
    edits.push_back({{begin, end}, member(change, "text").get<std::string>()});
  }
  document.text = text::apply(document.text, {edits.rbegin(), edits.rend()});
  document.lines = text::LineIndex(document.text);
  return true;
}

void Documents::close(const std::string& uri) {
  documents_.erase(uri);
  opened_.erase(uri);
  settle(uri, nullptr);
}

void Documents::lose(const std::string& uri) {
  Document* document = find(uri);
  if (document == nullptr)
    return;
  document->dead = true;
  document->snapshot = nullptr;
  document->text.clear();
  settle(uri, nullptr);
}

Document* Documents::find(const std::string& uri) {
  const auto found = documents_.find(uri);
  return found == documents_.end() ? nullptr : &found->second;
}

void Documents::with_snapshot(const std::string& uri, Ready ready) {
  const Document* document = find(uri);
  if (document == nullptr || document->dead || !document->notebook ||
      document->text.size() > largest_document) {
    ready(nullptr);
  } else if (document->snapshot && document->snapshot->version == document->version) {
    ready(document->snapshot);
  } else {
    waiting_[uri].push_back(std::move(ready));
  }
}

std::vector<std::string> Documents::uris() const {
  std::vector<std::string> out;
  for (const auto& [uri, document] : documents_)
    out.push_back(uri);
  return out;
}

void Documents::parse(Document& document) {
  if (!document.notebook)
    return;
  if (document.text.size() > largest_document) {
    document.snapshot = nullptr;
    settle(document.uri, nullptr);
    parsed_(document);
    return;
  }
  parsing_.post(document.uri, [this, uri = document.uri, folder = document.folder, version = document.version,
                               memory = memory_, opened = opened_[document.uri],
                               text = document.text](const std::stop_token& stop) {
    if (stop.stop_requested())
      return; // a newer version waits
    auto snapshot = notebook::make_snapshot(uri, folder, version, text, memory.get());
    executor_.main().post([this, uri, opened, snapshot = std::move(snapshot)] {
      Document* present = find(uri);
      if (present == nullptr || present->dead || opened_[uri] != opened ||
          present->version != snapshot->version)
        return;
      present->snapshot = snapshot;
      parsed_(*present);
      settle(uri, snapshot);
    });
  });
}

void Documents::settle(const std::string& uri, const notebook::SnapshotPtr& snapshot) {
  const auto found = waiting_.find(uri);
  if (found == waiting_.end())
    return;
  const std::vector<Ready> ready = std::move(found->second);
  waiting_.erase(found);
  for (const Ready& call : ready)
    call(snapshot);
}

} // namespace lumen::lsp
