#include "lsp/serve.hpp"

#include "base/executor.hpp"
#include "base/log.hpp"
#include "lsp/session.hpp"
#include "lsp/transport.hpp"

#include <nlohmann/json.hpp>

namespace lumen::lsp {

namespace {

constexpr unsigned workers = 4; // features, diagnostics, parsing, files; what sits in databases has its own

} // namespace

int serve(const ServeOptions& options) {
  Executor executor(workers);
  Transport transport(options.input, options.output);
  int code = 1;
  log::info("lumen-lsp " + options.version + " starts");
  Session session(
      executor, options.version,
      [&](std::string message, const std::string& supersedes) {
        transport.send(std::move(message), supersedes);
      },
      [&](int exit_code) {
        code = exit_code;
        executor.stop_main();
      });
  transport.start({[&](Frame frame) {
                     if (frame.kind != Frame::Kind::message) {
                       executor.main().post(
                           [&session, frame = std::move(frame)] { session.on_frame(frame); });
                       return;
                     }
                     // Parsed here, so that a large message doesn't hold up the main strand.
                     auto message = std::make_shared<Result<Json>>(parse_message(frame.text));
                     executor.main().post([&session, message] { session.on_message(std::move(*message)); });
                   },
                   [&] { executor.main().post([&session] { session.on_input_end(); }); }});
  executor.run_main();
  executor.shutdown(); // while the session lives: what is dropped may hold replies
  transport.finish();
  log::info("the session ended with code " + std::to_string(code));
  return code;
}

} // namespace lumen::lsp
