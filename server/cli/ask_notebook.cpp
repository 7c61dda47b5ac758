#include "cli/ask_notebook.hpp"

#include "cli/notebook_file.hpp"
#include "cli/session.hpp"

#include <algorithm>
#include <ostream>
#include <set>

namespace lumen::cli {

namespace {

bool answered(const notebook::Notebook& notebook, notebook::Index question) {
  const auto answers = [&](const auto& part) { return part.question == question; };
  return std::any_of(notebook.cells.begin(), notebook.cells.end(), answers) ||
         std::any_of(notebook.answers.begin(), notebook.answers.end(), answers);
}

/// The first question that is likely one, has no answer and wasn't tried yet (by its hash).
std::optional<notebook::Index> next_question(const notebook::Notebook& notebook,
                                             const std::set<std::string>& tried) {
  for (notebook::Index index = 0; index < notebook.questions.size(); ++index) {
    const notebook::Question& question = notebook.questions[index];
    if (question.likely && !tried.count(question.hash) && !answered(notebook, index))
      return index;
  }
  return std::nullopt;
}

} // namespace

int ask_notebook(Session& session, const std::filesystem::path& file, const Flags& flags) {
  int code = clean;
  bool told = false;
  std::set<std::string> tried;
  for (;;) {
    auto snapshot = read_notebook(file);
    if (!snapshot)
      return session.report(snapshot.error());
    if (!told)
      session.tell_problems(**snapshot, file);
    told = true;
    const auto question = next_question((*snapshot)->notebook, tried);
    if (!question)
      break;
    const notebook::Question& asked = (*snapshot)->notebook.questions[*question];
    tried.insert(asked.hash);
    run::Context context = session.context(flags.connection, (*snapshot)->folder);
    session.tell_settings(context);
    if (auto applied = flags.apply(session, context.flags); !applied)
      return session.report(applied.error());
    session.talk << paint("? " + asked.text, Ink::bold, session.look.talk) << "\n";
    auto outcome = session.runner().ask(**snapshot, *question, context, session.progress(), session.stop());
    session.quiet();
    if (!outcome) {
      const int failed = session.report(outcome.error());
      if (failed == failure)
        return failed;
      code = findings;
      continue;
    }
    show(*outcome, asked.text, session.look, session.out, session.talk);
    session.talk << "\n";
    if (outcome->update.answer_kind == notebook::AnswerKind::refusal)
      code = findings;
    if (auto written = write_outcome(file, *outcome); !written)
      return session.report(written.error());
  }
  if (tried.empty())
    session.talk << "every question has its answer\n";
  return code;
}

} // namespace lumen::cli
