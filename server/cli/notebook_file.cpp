#include "cli/notebook_file.hpp"

#include "base/paths.hpp"
#include "text/edit.hpp"

namespace lumen::cli {

namespace fs = std::filesystem;

Result<notebook::SnapshotPtr> read_notebook(const fs::path& file) {
  std::error_code failed;
  fs::path path = fs::canonical(file, failed); // a link is followed, so that writing doesn't replace it
  if (failed)
    return fail(Code::not_found, "there is no file " + file.string());
  auto text = paths::read_file(path);
  if (!text)
    return fail(text.error());
  return notebook::make_snapshot(paths::to_uri(path), path.parent_path().string(), 0, std::move(*text));
}

Result<notebook::SnapshotPtr> with_outcome(const notebook::Snapshot& snapshot, const run::Outcome& outcome) {
  auto edits = run::edits(snapshot, outcome);
  if (!edits)
    return fail(edits.error());
  return notebook::make_snapshot(snapshot.uri, snapshot.folder, snapshot.version + 1,
                                 text::apply(snapshot.text, *edits));
}

Result<bool> write_outcome(const fs::path& file, const run::Outcome& outcome) {
  auto now = read_notebook(file);
  if (!now)
    return fail(now.error());
  auto after = with_outcome(**now, outcome);
  if (!after)
    return fail(after.error());
  if ((*after)->text == (*now)->text)
    return false;
  std::error_code failed;
  auto written = paths::write_file(fs::canonical(file, failed), (*after)->text);
  if (!written)
    return fail(written.error());
  return true;
}

} // namespace lumen::cli
