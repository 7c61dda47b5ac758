// `lumen ask`: a question of the command line, or all unanswered ones of a notebook.
#include "base/ascii.hpp"
#include "cli/ask_notebook.hpp"
#include "cli/commands.hpp"
#include "cli/flags.hpp"
#include "cli/session.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

namespace lumen::cli {

namespace {

struct Options {
  Flags flags;
  std::vector<std::string> words;
  std::string notebook;
};

int ask_line(Session& session, const Options& options) {
  const std::string question = ascii::fold_space(ascii::join(options.words, " "));
  if (question.empty())
    return session.report(Error{Code::invalid, "there is no question", "lumen ask \"how many …?\""});
  run::Context context = session.context(options.flags.connection, {});
  session.tell_settings(context);
  if (auto applied = options.flags.apply(session, context.flags); !applied)
    return session.report(applied.error());
  auto outcome = session.runner().ask_text(question, {}, context, session.progress(), session.stop());
  if (!outcome)
    return session.report(outcome.error());
  session.quiet();
  show(*outcome, question, session.look, session.out, session.talk);
  return outcome->update.answer_kind == notebook::AnswerKind::refusal ? findings : clean;
}

} // namespace

void add_ask(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("ask", "Answer a question: SQL, table, chart, finding");
  const auto options = std::make_shared<Options>();
  options->flags.add(*command);
  command->add_option("question", options->words, "the question, in plain words");
  command->add_option("--in", options->notebook,
                      "ask every question of this notebook that has no answer yet, and write it");
  command->footer("Examples:\n  lumen ask -c ./data \"average delay by origin, top 5\"\n"
                  "  lumen ask -c sales --format json \"revenue by month\" | jq .rows\n"
                  "  lumen ask --in report.lumen.md");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) {
      if (!options->notebook.empty())
        return ask_notebook(session, options->notebook, options->flags);
      return ask_line(session, *options);
    };
  });
}

} // namespace lumen::cli
