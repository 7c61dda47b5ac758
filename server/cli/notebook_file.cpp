#include "cli/notebook_file.hpp"

#include "base/paths.hpp"
#include "text/edit.hpp"
#include "text/utf8.hpp"

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

std::vector<std::string> told_problems(const notebook::Snapshot& snapshot, const fs::path& file) {
  std::vector<std::string> out;
  const auto tell = [&](std::size_t offset, std::string_view severity, const std::string& message) {
    const auto at = snapshot.lines.position(snapshot.text, offset, text::Encoding::utf32);
    out.push_back(file.string() + ":" + std::to_string(at.line + 1) + ":" + std::to_string(at.character + 1) +
                  ": " + std::string(severity) + ": " + message);
  };
  if (const auto offset = text::first_invalid(snapshot.text))
    tell(*offset, "warning",
         "bytes that are not UTF-8; they are kept as they are, but editors may refuse the file");
  for (const notebook::Problem& problem : snapshot.notebook.problems) {
    if (problem.severity == notebook::Severity::error)
      tell(problem.range.begin, "error", problem.message);
    else if (problem.severity == notebook::Severity::warning)
      tell(problem.range.begin, "warning", problem.message);
  }
  return out;
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
