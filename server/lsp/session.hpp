// One client's session: the state of its lifecycle, its documents, its runs. The main strand owns all of it;
// features are computed on the typing lane from snapshots.
#pragma once

#include "base/executor.hpp"
#include "lsp/client.hpp"
#include "lsp/documents.hpp"
#include "lsp/framing.hpp"
#include "lsp/lens_lists.hpp"
#include "lsp/protocol.hpp"
#include "lsp/runs.hpp"
#include "lsp/services.hpp"
#include "lsp/settings_problems.hpp"
#include "lsp/workspace.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace lumen::lsp {

class Diagnoser;

/// Main strand only, but for what it posts itself.
class Session {
public:
  /// `send` takes whole messages as JSON text and never blocks; `supersedes` as Output::send has it. `exit`
  /// is called once, with the process's exit code.
  using Send = std::function<void(std::string message, const std::string& supersedes)>;
  using Exit = std::function<void(int code)>;

  Session(Executor& executor, std::string version, Send send, Exit exit);
  ~Session();

  void on_frame(const Frame& frame);
  /// A message that was parsed on the reading thread; an error says why it could not be.
  void on_message(Result<Json> message);
  void on_input_end();

  // One member a method, called by the table in bindings.cpp.
  void initialize(const Json& params, Reply reply);
  void initialized(const Json& params);
  void shutdown(const Json& params, Reply reply);
  void exit(const Json& params);
  void cancel_request(const Json& params);
  void set_trace(const Json& params);
  void cancel_progress(const Json& params);
  void did_change_configuration(const Json& params);
  void did_change_workspace_folders(const Json& params);
  void did_change_watched_files(const Json& params);
  void did_change_trust(const Json& params);
  void did_open(const Json& params);
  void did_change(const Json& params);
  void did_close(const Json& params);
  void did_save(const Json& params);
  void code_lens(const Json& params, Reply reply);
  void resolve_code_lens(const Json& params, Reply reply);
  void code_action(const Json& params, Reply reply);
  void hover(const Json& params, Reply reply);
  void document_symbol(const Json& params, Reply reply);
  void folding_range(const Json& params, Reply reply);
  void document_link(const Json& params, Reply reply);
  void execute_command(const Json& params, Reply reply);
  void chart(const Json& params, Reply reply);
  void chart_text(const Json& params, Reply reply);
  void status(const Json& params, Reply reply);

private:
  enum class Lifecycle { before_initialize, running, after_shutdown };
  struct View; // what a feature gets: snapshot, knowledge, conversion

  void dispatch(const Json& message);
  void dispatch_request(const std::string& method, const Json& id, const Json& params);
  void dispatch_notification(const std::string& method, const Json& params);
  void on_too_long(const Frame& frame);
  void respond_error(const Json& id, ErrorCode code, const std::string& message);
  void leave(int code);
  void stop(); ///< asks all that works to end
  void watch_process(std::int64_t process);

  /// Computes on the typing lane and replies; null for a document without features.
  void compute(const Json& params, Reply reply, const Json& empty, std::function<Json(View&)> feature);
  /// The same with JSON text, for what is long and asked for at every keystroke.
  void compute_text(const Json& params, Reply reply, std::string empty,
                    std::function<std::string(View&)> feature);
  /// Kinds of chart that fit a cell's kept rows. Typing lane only.
  run::Context context_of(const Document& document) const;
  void refresh(const std::string& uri);
  /// Settings files, folders or trust changed: everything shown may be other now.
  void refresh_all();
  void register_for_changes();
  /// Tells what is wrong with settings, where that is news.
  void check_settings();
  void diagnose(const std::string& uri);
  void load_configuration();
  void warm_catalog(const std::string& uri);
  const Lane& catalog_lane(const source::Resolved& connection);

  void when_trusted(const std::string& uri, std::function<void(Result<void>)> then);
  void ask_trust(const std::string& folder, std::function<void(Result<void>)> then);

  // commands, in commands.cpp
  void command_ask(const Json& argument, Reply reply);
  void command_run(const Json& argument, Reply reply);
  void command_run_at(const Json& argument, Reply reply);
  void command_run_all(const Json& argument, Reply reply);
  void command_run_from(const Json& argument, Reply reply);
  void command_change_chart(const Json& argument, Reply reply);
  void command_delete_result(const Json& argument, Reply reply);
  void command_cancel(const Json& argument, Reply reply);
  void command_show_state(const Json& argument, Reply reply);
  void command_refresh_catalog(const Json& argument, Reply reply);
  void start_runs(const Json& argument, std::vector<RunTarget> targets, Reply reply);
  void with_document(const Json& argument, Reply reply,
                     std::function<void(const notebook::SnapshotPtr&, Reply)> then);
  void with_cell(const Json& argument, Reply reply,
                 std::function<void(const notebook::SnapshotPtr&, notebook::Index, Reply)> then);

  Executor& executor_;
  std::string version_;
  Exit exit_;
  Lifecycle lifecycle_ = Lifecycle::before_initialize;
  bool left_ = false;
  Send send_;
  Client client_;
  Services services_;
  Documents documents_;
  Runs runs_;
  SettingsProblems settings_problems_;
  LensLists lens_lists_;
  Lane typing_;                               // features
  Lane work_;                                 // trust, files
  std::map<std::string, Lane> catalog_lanes_; // by run::pool_key; what reads a schema may wait for a database
  std::set<std::string> warming_;             // the same, while the schema is being read
  std::stop_source stop_;                     // of what no run owns; when the session ends
  std::unique_ptr<Diagnoser> diagnoser_;

  struct Pending {
    Reply::Answer answer;    // the first answer counts
    Reply::Cancel on_cancel; // may be empty
  };
  std::map<std::string, Pending> pending_; // by the id's JSON text

  Workspace workspace_;
  bool trace_ = false;                         // $/setTrace: the client wants to hear what was received
  bool settings_known_ = false;                // the editor's: it was asked where it can be
  std::string initial_settings_ = "{}";        // initializationOptions.settings
  std::string settings_ = "{}";                // with workspace/configuration over them
  std::optional<bool> client_trust_;           // what the client says
  std::map<std::string, bool> answered_trust_; // by folder: what the user's list or answer says
  std::map<std::string, std::vector<std::function<void(Result<void>)>>>
      asking_trust_; // by folder, while asked
};

} // namespace lumen::lsp
