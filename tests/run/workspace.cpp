#include "run/workspace.hpp"

#include "base/paths.hpp"
#include "support/catch.hpp"
#include "text/edit.hpp"

#include <atomic>
#include <cstdlib>
#include <unistd.h>

namespace lumen::test {

namespace fs = std::filesystem;

Workspace::Workspace() {
  static std::atomic<int> count{0};
  folder = fs::canonical(fs::temp_directory_path()) /
           ("lumen-run-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
  fs::remove_all(folder);
  fs::create_directories(folder / ".git");
  for (const char* name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"})
    ::setenv(name, (folder / "home" / name).c_str(), 1);
  write("data/orders.csv", "order_id,customer_id,region,amount,ordered_at\n"
                           "1,1,North,10.5,2024-01-05\n"
                           "2,1,South,20,2024-01-20\n"
                           "3,2,North,5,2024-02-03\n"
                           "4,3,East,40,2024-02-14\n"
                           "5,3,South,15,2024-03-09\n"
                           "6,2,North,9.5,2024-03-30\n");
  write("data/customers.csv", "customer_id,name,city\n1,Ada,Delft\n2,Bob,Utrecht\n3,Eve,Delft\n");
}

Workspace::~Workspace() {
  fs::remove_all(folder);
}

void Workspace::write(const std::string& path, const std::string& text) const {
  REQUIRE(paths::write_file(folder / path, text));
}

std::string Workspace::read(const std::string& path) const {
  return paths::read_file(folder / path).value();
}

notebook::SnapshotPtr Workspace::notebook(const std::string& body) const {
  return exact("---\nconnection: ./data\n---\n\n" + body);
}

notebook::SnapshotPtr Workspace::exact(const std::string& text) const {
  return notebook::make_snapshot(paths::to_uri(folder / "report.lumen.md"), folder.string(), 1, text);
}

std::shared_ptr<store::Store> Workspace::store() const {
  auto opened = store::Store::open(folder / "home" / "store.sqlite");
  REQUIRE(opened);
  return std::move(*opened);
}

run::Context Workspace::context() const {
  run::Context context;
  context.workspace = folder;
  context.trusted = true;
  context.now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + std::chrono::hours(8);
  return context;
}

notebook::SnapshotPtr place(const notebook::Snapshot& snapshot, const run::Outcome& outcome) {
  auto edits = run::edits(snapshot, outcome);
  if (!edits)
    FAIL(edits.error().message);
  return notebook::make_snapshot(snapshot.uri, snapshot.folder, snapshot.version + 1,
                                 text::apply(snapshot.text, *edits));
}

notebook::Index question(const notebook::Snapshot& snapshot, std::string_view text) {
  for (notebook::Index index = 0; index < snapshot.notebook.questions.size(); ++index)
    if (snapshot.notebook.questions[index].text == text)
      return index;
  FAIL("no question: " + std::string(text));
  return 0;
}

notebook::Index cell(const notebook::Snapshot& snapshot, std::string_view name) {
  for (notebook::Index index = 0; index < snapshot.notebook.cells.size(); ++index)
    if (snapshot.notebook.cells[index].name == name)
      return index;
  FAIL("no cell: " + std::string(name));
  return 0;
}

} // namespace lumen::test
