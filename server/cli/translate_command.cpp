// `lumen translate --batch`: questions in, SQL out, as JSON lines.
#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "cli/translate.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace lumen::cli {

void add_translate(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("translate", "Translate questions to SQL, without running it");
  const auto batch = std::make_shared<bool>(false);
  command->add_flag("--batch", *batch, "read JSON lines from standard input, write JSON lines")->required();
  command->footer("Reads {\"id\",\"dsn\",\"question\",\"history\":[{\"question\",\"sql\"}]} and writes\n"
                  "{\"id\",\"sql\",\"confidence\",\"alternatives\",\"ms\"}, one line each.");
  command->callback([&chosen] {
    chosen = [](Session& session) { return translate(session.in, session.out, session.talk); };
  });
}

} // namespace lumen::cli
