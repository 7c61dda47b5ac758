#include "lsp/protocol.hpp"

#include <nlohmann/json.hpp>

#include <atomic>
#include <charconv>
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

// The code unit of a `\uXXXX` escape at `at`, or nothing.
std::optional<unsigned> escaped_unit(std::string_view text, std::size_t at) {
  constexpr std::size_t length = 6;
  unsigned value = 0;
  if (at + length > text.size() || text[at] != '\\' || text[at + 1] != 'u')
    return std::nullopt;
  const auto [end, failed] = std::from_chars(text.data() + at + 2, text.data() + at + length, value, 16);
  if (failed != std::errc{} || end != text.data() + at + length)
    return std::nullopt;
  return value;
}

bool is_high(unsigned unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}

bool is_low(unsigned unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

// Surrogates written as bytes, ED A0 80 to ED BF BF, as some encoders do.
bool is_raw_surrogate(std::string_view text, std::size_t at) {
  return at + 2 < text.size() && text[at] == '\xED' && static_cast<unsigned char>(text[at + 1]) >= 0xA0 &&
         static_cast<unsigned char>(text[at + 2]) >= 0x80;
}

std::string without_lone_surrogates(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    if (is_raw_surrogate(text, at)) {
      out += "\xEF\xBF\xBD";
      at += 3;
      continue;
    }
    const auto unit = escaped_unit(text, at);
    if (!unit) {
      const std::size_t taken = text[at] == '\\' ? 2 : 1; // an escaped backslash begins no escape
      out += text.substr(at, taken);
      at += taken;
      continue;
    }
    const auto next = is_high(*unit) ? escaped_unit(text, at + 6) : std::nullopt;
    if (next && is_low(*next)) {
      out += text.substr(at, 12);
      at += 12;
    } else {
      out += is_high(*unit) || is_low(*unit) ? std::string_view("\\uFFFD") : text.substr(at, 6);
      at += 6;
    }
  }
  return out;
}

} // namespace

Result<Json> parse_message(std::string_view text) {
  auto parsed = parse_json(text);
  if (parsed)
    return parsed;
  return parse_json(without_lone_surrogates(text));
}

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

void Reply::result(const Json& value) {
  result_text(dump_json(value));
}

void Reply::result_text(std::string_view json) {
  send("result", json);
}

void Reply::error(ErrorCode code, const std::string& message) {
  send("error", dump_json({{"code", static_cast<int>(code)}, {"message", message}}));
}

void Reply::on_cancel(Cancel cancel) {
  if (state_->cancellable)
    state_->cancellable(std::move(cancel));
}

void Reply::send(std::string_view member, std::string_view json) {
  if (state_->answered.exchange(true))
    return;
  std::string response = R"({"jsonrpc":"2.0","id":)" + dump_json(state_->id) + ",\"";
  response.reserve(response.size() + member.size() + json.size() + 3);
  response.append(member).append("\":").append(json).append("}");
  state_->answer(std::move(response));
}

} // namespace lumen::lsp
