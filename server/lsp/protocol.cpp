#include "lsp/protocol.hpp"

#include <nlohmann/json.hpp>

#include <atomic>
#include <limits>

namespace lumen::lsp {

namespace {

std::optional<std::uint32_t> unsigned_from(const Json& json) {
  if (!json.is_number())
    return std::nullopt;
  const double value = json.get<double>();
  if (!(value >= 0) || value > static_cast<double>(std::numeric_limits<std::uint32_t>::max()))
    return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

} // namespace

Json to_json(text::Position position) {
  return {{"line", position.line}, {"character", position.character}};
}

Json to_json(Range range) {
  return {{"start", to_json(range.start)}, {"end", to_json(range.end)}};
}

std::optional<text::Position> position_from(const Json& json) {
  const auto line = unsigned_from(member(json, "line"));
  const auto character = unsigned_from(member(json, "character"));
  if (!line || !character)
    return std::nullopt;
  return text::Position{*line, *character};
}

std::optional<Range> range_from(const Json& json) {
  const auto start = position_from(member(json, "start"));
  const auto end = position_from(member(json, "end"));
  if (!start || !end)
    return std::nullopt;
  return Range{*start, *end};
}

const Json& member(const Json& object, std::string_view key) {
  static const Json null;
  if (!object.is_object())
    return null;
  const auto found = object.find(key);
  return found == object.end() ? null : *found;
}

std::string string_member(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

struct Reply::State {
  std::atomic<bool> answered{false};
  Json id;
  Answer answer;
  Cancellable cancellable;
};

Reply::Reply(Json id, Answer answer, Cancellable cancellable) : state_(std::make_unique<State>()) {
  state_->id = std::move(id);
  state_->answer = std::move(answer);
  state_->cancellable = std::move(cancellable);
}

Reply::~Reply() {
  if (state_)
    error(ErrorCode::internal_error, "the request was dropped; this is a defect of Lumen");
}

Reply::Reply(Reply&& other) noexcept = default;
Reply& Reply::operator=(Reply&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

void Reply::result(Json value) {
  send({{"result", std::move(value)}});
}

void Reply::error(ErrorCode code, const std::string& message) {
  send({{"error", {{"code", static_cast<int>(code)}, {"message", message}}}});
}

void Reply::on_cancel(std::function<void()> end) {
  if (state_->cancellable)
    state_->cancellable(std::move(end));
}

void Reply::send(Json body) {
  if (state_->answered.exchange(true))
    return;
  Json response = {{"jsonrpc", "2.0"}, {"id", state_->id}};
  response.update(body);
  state_->answer(std::move(response));
}

} // namespace lumen::lsp
