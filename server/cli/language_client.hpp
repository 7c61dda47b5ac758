// A small language client: starts a server as a child process and speaks LSP with it over its standard
// streams.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace lumen::cli {

/// Single-threaded: the server's requests and notifications are handled while waiting for something.
class LanguageClient {
public:
  using Handler = std::function<Json(const Json& params)>;

  static Result<std::unique_ptr<LanguageClient>> start(const std::filesystem::path& program,
                                                       const std::vector<std::string>& arguments);
  ~LanguageClient();
  LanguageClient(const LanguageClient&) = delete;
  LanguageClient& operator=(const LanguageClient&) = delete;

  /// Called for a request (its result is the reply) or a notification (its result is dropped). A request that
  /// nobody handles is answered with null.
  void on(const std::string& method, Handler handler);

  Result<void> notify(std::string_view method, const Json& params);
  /// Sends a request and waits for its result; an error of the server is Code::invalid.
  Result<Json> request(std::string_view method, const Json& params, std::chrono::milliseconds patience);
  /// Handles messages until `done` says so.
  Result<void> wait_until(const std::function<bool()>& done, std::chrono::milliseconds patience);

  /// Shuts the server down as the protocol wants; gives its exit code.
  Result<int> stop(std::chrono::milliseconds patience);

private:
  LanguageClient(pid_t child, int to_server, int from_server);
  Result<void> send(const Json& message);
  /// Reads what is there; handles every whole message. Code::timeout when nothing came.
  Result<void> receive(std::chrono::milliseconds patience);
  Result<void> handle(const Json& message);
  bool take_message(std::string& body);

  pid_t child_;
  int to_server_, from_server_;
  std::string buffer_;
  std::int64_t next_id_ = 1;
  std::map<std::string, Handler> handlers_;
  std::map<std::int64_t, Json> replies_; ///< whole reply messages
};

} // namespace lumen::cli
