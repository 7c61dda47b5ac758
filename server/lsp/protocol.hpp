// The few JSON-RPC and LSP structures that Lumen needs, written by hand. JSON itself stays in the .cpp files.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "text/position.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace lumen::lsp {

/// JSON-RPC 2.0 section 5.1 and LSP 3.17, ErrorCodes.
enum class ErrorCode : int {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  internal_error = -32603,
  server_not_initialized = -32002,
  request_failed = -32803,
  content_modified = -32801,
  request_cancelled = -32800,
};

/// LSP 3.17, Range.
struct Range {
  text::Position start, end;
};

/// LSP 3.17, MessageType.
enum class MessageType : int { error = 1, warning = 2, info = 3, log = 4 };

Json to_json(text::Position position);
Json to_json(Range range);
/// Nothing when it isn't a position of whole numbers >= 0.
std::optional<text::Position> position_from(const Json& json);
std::optional<Range> range_from(const Json& json);

/// A message's bytes as JSON. Lone surrogates, which editors that count in UTF-16 may send, become U+FFFD:
/// one unit for one, so that places stay what they are. Any lane.
Result<Json> parse_message(std::string_view text);

/// A member of an object, or a JSON null; never throws.
const Json& member(const Json& object, std::string_view key);
std::string string_member(const Json& object, std::string_view key);

/// The one answer to a request. Move-only; one that is dropped unanswered answers with an internal error.
/// Any thread may answer; the first answer counts, later ones are ignored (a cancel may win against a
/// result).
class Reply {
public:
  /// `answer` gets a whole response as JSON text; called exactly once.
  using Answer = std::function<void(std::string)>;

  /// Ends the work behind a request. False: it is too late, and the request gets the answer of its work.
  using Cancel = std::function<bool()>;
  /// Takes what should happen when the client cancels the request.
  using Cancellable = std::function<void(Cancel)>;

  Reply(Json id, Answer answer, Cancellable cancellable = {});
  ~Reply();
  Reply(Reply&& other) noexcept;
  Reply& operator=(Reply&& other) noexcept;

  void result(const Json& value);
  /// A result that is JSON text already: long lists are written without building a tree of them first.
  void result_text(std::string_view json);
  void error(ErrorCode code, const std::string& message);
  /// What happens when the client cancels this request. Main strand only.
  void on_cancel(Cancel cancel);

private:
  struct State;
  void send(std::string_view member, std::string_view json);
  std::unique_ptr<State> state_;
};

/// A Reply that std::function can hold.
using SharedReply = std::shared_ptr<Reply>;

} // namespace lumen::lsp
