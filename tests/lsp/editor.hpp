// An editor in the test's own process: it speaks to a session through the same messages as a real one, keeps
// the text of its documents, applies the edits that it is sent, and can be told to behave badly.
#pragma once

#include "base/executor.hpp"
#include "base/json.hpp"
#include "lsp/session.hpp"
#include "support/catch.hpp"
#include "text/edit.hpp"
#include "text/position.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace lumen::test {

/// A folder of its own, in which HOME and the XDG folders point too, with a small table `data/sales.csv`.
class Workspace {
public:
  Workspace();
  ~Workspace();
  std::string uri(const std::string& name = "test.lumen.md") const;
  const std::filesystem::path& folder() const { return folder_; }
  void write(const std::string& name, const std::string& text) const;

private:
  std::filesystem::path folder_;
};

class Editor {
public:
  /// Not yet initialized.
  Editor();
  ~Editor();

  /// What it says to the server's requests; a test replaces what it wants otherwise.
  struct Habits {
    enum class Edits { apply, refuse, say_applied_and_drop, apply_after_answer } edits = Edits::apply;
    std::string chosen;                ///< the title picked in window/showMessageRequest
    Json configuration = nullptr;      ///< of the section lumen
    std::function<void()> before_edit; ///< called before an edit is looked at, on the server's thread
    std::function<void()> after_edit;  ///< called when one was applied and told, before it is answered
    std::string
        typed_along; ///< typed at the text's begin in the moment of an edit; told with it, as one text
  };
  Habits habits;

  static Json capabilities(); ///< of a rich client, utf-16
  Json initialize(const Json& options = Json::object(), const Json& capabilities = Editor::capabilities(),
                  const std::filesystem::path& folder = {});

  std::int64_t send_request(const std::string& method, const Json& params);
  Json wait_response(std::int64_t id);
  /// The whole response.
  Json request(const std::string& method, const Json& params);
  /// Its result; fails the test on an error.
  Json result(const std::string& method, const Json& params);
  void notify(const std::string& method, const Json& params);
  void send_text(const std::string& text); ///< any bytes as one message
  void send_frame(lsp::Frame frame);

  /// A message of the server (a notification or a request) of that method, from now on or not yet taken, that
  /// fits.
  Json wait_message(const std::string& method, const std::function<bool(const Json& params)>& fits = {});
  /// All of that method that came so far and weren't taken.
  std::vector<Json> taken(const std::string& method);
  /// Waits until everything that was sent so far has been handled on the main lane.
  void settle();

  void open(const std::string& uri, const std::string& text, const std::string& language = "markdown");
  /// Replaces a span of the present text, told incrementally.
  void edit(const std::string& uri, text::Span span, const std::string& replacement);
  std::string text(const std::string& uri);
  std::int64_t version(const std::string& uri);
  /// The codes of the diagnostics of the newest version, once they came.
  Json diagnostics(const std::string& uri);

  Json command(const std::string& name, const Json& argument);
  /// Starts a command and waits for lumen/runFinished of its run.
  Json run(const std::string& name, const Json& argument);
  std::optional<int> exit_code(std::chrono::milliseconds patience = std::chrono::seconds(10));

private:
  struct Open {
    std::string text;
    std::int64_t version = 0;
  };
  void receive(Json message);
  void answer(const Json& request);
  Json apply(const Json& params);
  void change(const std::string& uri, const std::vector<text::Edit>& edits, bool whole = false);
  void post(lsp::Frame frame);

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Json> messages_;
  std::map<std::int64_t, Json> responses_;
  std::map<std::string, Open> documents_;
  std::optional<int> exit_code_;
  std::int64_t next_id_ = 1;
  text::Encoding encoding_ = text::Encoding::utf16;
  Executor executor_{6};
  std::unique_ptr<lsp::Session> session_;
  std::thread main_;
};

} // namespace lumen::test
