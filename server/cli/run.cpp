// `lumen run`: a notebook's cells, in the order of their references, written back; or one statement.
#include "base/ascii.hpp"
#include "base/paths.hpp"
#include "cli/commands.hpp"
#include "cli/flags.hpp"
#include "cli/notebook_file.hpp"
#include "cli/session.hpp"
#include "notebook/graph.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>

namespace lumen::cli {

namespace {

struct Options {
  Flags flags;
  std::string notebook;
  std::string sql;
  std::vector<std::string> cells;
  bool print = false;
  bool quiet = false;
};

/// Cells in an order in which each comes after those that it needs; a cycle is left where it stands and fails
/// when run.
std::vector<notebook::Index> order_of(const notebook::Notebook& notebook) {
  std::vector<notebook::Index> order;
  std::vector<bool> placed(notebook.cells.size(), false);
  const auto place = [&](notebook::Index cell) {
    if (!placed[cell])
      order.push_back(cell);
    placed[cell] = true;
  };
  for (notebook::Index cell = 0; cell < notebook.cells.size(); ++cell) {
    if (const auto needed = notebook::dependencies(notebook, cell))
      for (const notebook::Index index : *needed)
        place(index);
    place(cell);
  }
  return order;
}

/// Told for a cell that has no name.
std::string label(const notebook::Snapshot& snapshot, const notebook::Cell& cell) {
  if (!cell.name.empty())
    return cell.name;
  return "cell at line " + std::to_string(snapshot.lines.line_of(cell.range.begin) + 1);
}

Result<std::vector<notebook::Index>> chosen_cells(const notebook::Notebook& notebook,
                                                  const std::vector<std::string>& names) {
  std::vector<notebook::Index> order = order_of(notebook);
  if (names.empty())
    return order;
  for (const std::string& name : names)
    if (!notebook.find(name))
      return fail(Code::not_found, "there is no cell named " + name);
  std::erase_if(order, [&](notebook::Index index) {
    const notebook::Cell& cell = notebook.cells[index];
    return cell.duplicate || std::find(names.begin(), names.end(), cell.name) == names.end();
  });
  return order;
}

/// A notebook on its way: cells keep their indices, because a result changes no cell's place among the
/// others.
class NotebookRun {
public:
  NotebookRun(Session& session, const Options& options) : session_(session), options_(options) {}

  int all() {
    auto snapshot = read_notebook(options_.notebook);
    if (!snapshot)
      return session_.report(snapshot.error());
    snapshot_ = *snapshot;
    session_.tell_problems(*snapshot_, options_.notebook);
    auto cells = chosen_cells(snapshot_->notebook, options_.cells);
    if (!cells)
      return session_.report(cells.error());
    int code = clean;
    for (const notebook::Index index : *cells) {
      const int one = cell(index);
      if (one == failure)
        return failure;
      code = std::max(code, one);
      if (session_.stop().stop_requested())
        return findings;
    }
    if (cells->empty())
      session_.talk << "there is no SQL cell to run\n";
    if (options_.print)
      session_.out << snapshot_->text;
    return code;
  }

private:
  /// What would befall each further cell too; anything else is a fault of its own cell.
  static bool ends_all(Code code, const notebook::Cell& cell) {
    const bool unknown_to_all = code == Code::not_found && cell.find("connection") == nullptr;
    return unknown_to_all || code == Code::untrusted || code == Code::cancelled || code == Code::io;
  }

  int cell(notebook::Index index) {
    const notebook::Cell& cell = snapshot_->notebook.cells[index];
    const std::string name = label(*snapshot_, cell);
    run::Context context = session_.context(options_.flags.connection, snapshot_->folder);
    session_.tell_settings(context);
    if (auto applied = options_.flags.apply(session_, context.flags); !applied)
      return session_.report(applied.error());
    auto outcome = session_.runner().run(*snapshot_, index, context, session_.progress(), session_.stop());
    session_.quiet();
    if (!outcome) {
      session_.talk << paint(name, Ink::bold, session_.look.talk) << ": ";
      const int told = session_.report(outcome.error(), cell.body.of(snapshot_->text));
      return ends_all(outcome.error().code, cell) ? told : findings;
    }
    if (!options_.print && !options_.quiet) {
      session_.talk << paint(name, Ink::bold, session_.look.talk) << "\n";
      show(*outcome, "", session_.look, session_.out, session_.talk);
      session_.talk << "\n";
    }
    return take(*outcome);
  }

  int take(const run::Outcome& outcome) {
    if (options_.print) {
      auto after = with_outcome(*snapshot_, outcome);
      if (!after)
        return session_.report(after.error());
      snapshot_ = *after;
      return clean;
    }
    auto written = write_outcome(options_.notebook, outcome);
    if (!written)
      return session_.report(written.error());
    auto again = read_notebook(options_.notebook);
    if (!again)
      return session_.report(again.error());
    snapshot_ = *again;
    return clean;
  }

  Session& session_;
  const Options& options_;
  notebook::SnapshotPtr snapshot_;
};

int run_statement(Session& session, const Options& options) {
  std::string sql = options.sql;
  if (sql == "-")
    sql.assign(std::istreambuf_iterator<char>(session.in), {});
  run::Context context = session.context(options.flags.connection, {});
  session.tell_settings(context);
  if (auto applied = options.flags.apply(session, context.flags); !applied)
    return session.report(applied.error());
  auto outcome = session.runner().run_text(sql, context, session.progress(), session.stop());
  if (!outcome)
    return session.report(outcome.error(), sql);
  session.quiet();
  show(*outcome, "", session.look, session.out, session.talk);
  return clean;
}

} // namespace

void add_run(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("run", "Run a notebook's cells and write their results into it");
  const auto options = std::make_shared<Options>();
  options->flags.add(*command);
  auto* notebook = command->add_option("notebook", options->notebook, "a .lumen.md file");
  command->add_option("--cell", options->cells, "only the cell of this name (several times for several)");
  command->add_flag("--stdout", options->print,
                    "print the notebook with its results instead of writing the file");
  command->add_flag("-q,--quiet", options->quiet, "show no results, only errors");
  command->add_option("--sql", options->sql, "run this statement instead; - reads it from standard input")
      ->excludes(notebook);
  command->footer(
      "Examples:\n  lumen run report.lumen.md\n  lumen run report.lumen.md --cell revenue --format csv\n"
      "  lumen run -c ./data --sql \"SELECT count(*) FROM flights\"");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) {
      if (!options->sql.empty())
        return run_statement(session, *options);
      if (options->notebook.empty())
        return session.report(
            Error{Code::invalid, "there is nothing to run", "name a notebook, or give --sql"});
      return NotebookRun(session, *options).all();
    };
  });
}

} // namespace lumen::cli
