#include "egress/gate.hpp"

#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/paths.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lumen::egress {

namespace {

constexpr std::string_view level_names[] = {"none", "schema", "stats", "rows"};

Json to_json(const LedgerEntry& entry) {
  return Json{
      {"time_ms", entry.time_ms},   {"connection", entry.connection}, {"destination", entry.destination},
      {"level", name(entry.level)}, {"bytes", entry.bytes},           {"hash", entry.hash}};
}

/// Nothing for a line that isn't a whole entry: a machine may stop in the middle of writing.
std::optional<LedgerEntry> read_entry(std::string_view line) {
  const auto json = parse_json(line);
  if (!json || !json->is_object())
    return std::nullopt;
  const auto text = [&](const char* key) {
    const auto found = json->find(key);
    return found != json->end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto number = [&](const char* key) {
    const auto found = json->find(key);
    return found != json->end() && found->is_number_integer() ? found->get<std::int64_t>() : std::int64_t{0};
  };
  LedgerEntry entry;
  entry.time_ms = number("time_ms");
  entry.connection = text("connection");
  entry.destination = text("destination");
  entry.level = level(text("level")).value_or(Level::rows);
  entry.bytes = static_cast<std::size_t>(number("bytes"));
  entry.hash = text("hash");
  if (entry.hash.empty())
    return std::nullopt;
  return entry;
}

Error ledger_error(const std::filesystem::path& file) {
  return Error{Code::io, "the ledger " + file.string() +
                             " can't be written, so nothing was sent: " + std::strerror(errno)};
}

/// True when an earlier writer was stopped in the middle of its line; the next entry must not join it.
bool ends_inside_line(int descriptor) {
  const off_t size = ::lseek(descriptor, 0, SEEK_END);
  char last = '\n';
  return size > 0 && ::pread(descriptor, &last, 1, size - 1) == 1 && last != '\n';
}

/// The whole line with one write and onto the disk, so that several processes may append and no line is lost.
Result<void> append(const std::filesystem::path& file, const std::string& line) {
  std::error_code ignored; // opening tells what is wrong with the folder
  std::filesystem::create_directories(file.parent_path(), ignored);
  const int descriptor = ::open(file.c_str(), O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0)
    return fail(ledger_error(file));
  const bool ready = ::fchmod(descriptor, 0600) == 0 && ::flock(descriptor, LOCK_EX) == 0;
  const std::string whole = (ready && ends_inside_line(descriptor) ? "\n" : "") + line;
  const bool written =
      ready && ::write(descriptor, whole.data(), whole.size()) == static_cast<ssize_t>(whole.size()) &&
      ::fdatasync(descriptor) == 0;
  const Error error = written ? Error{} : ledger_error(file);
  ::close(descriptor);
  if (!written)
    return fail(error);
  return {};
}

} // namespace

std::string_view name(Level level) {
  return level_names[static_cast<std::size_t>(level)];
}

std::optional<Level> level(std::string_view name) {
  for (std::size_t index = 0; index < std::size(level_names); ++index)
    if (level_names[index] == name)
      return static_cast<Level>(index);
  return std::nullopt;
}

struct Gate::State {
  std::filesystem::path file;
  mutable std::mutex mutex;
  std::map<std::string, Level> allowed;
  std::map<std::string, Level> lowered;

  Level level_of(const std::string& connection) const {
    const std::lock_guard guard(mutex);
    const auto user = allowed.find(connection);
    const auto workspace = lowered.find(connection);
    const Level level = user == allowed.end() ? Level::schema : user->second;
    return workspace == lowered.end() ? level : std::min(level, workspace->second);
  }
};

Gate::Gate(std::filesystem::path ledger) : state_(std::make_shared<State>()) {
  state_->file = std::move(ledger);
}

void Gate::allow(const std::string& connection, Level level) {
  const std::lock_guard guard(state_->mutex);
  state_->allowed[connection] = level;
}

void Gate::lower(const std::string& connection, Level level) {
  const std::lock_guard guard(state_->mutex);
  const auto [place, added] = state_->lowered.emplace(connection, level);
  if (!added)
    place->second = std::min(place->second, level);
}

Level Gate::allowed(const std::string& connection) const {
  return state_->level_of(connection);
}

Result<std::string> Gate::preview(const Payload& payload) const {
  const Level level = allowed(payload.connection);
  const std::string hint = "raise the level of this connection in your own settings to allow it";
  if (level == Level::none)
    return fail(Code::refused, "nothing may leave the machine for the connection " + payload.connection,
                hint);
  std::string bytes;
  for (const Part& part : payload.parts) {
    if (part.needs > level)
      return fail(Code::refused,
                  part.label + " needs the egress level " + std::string(name(part.needs)) +
                      "; the connection " + payload.connection + " allows " + std::string(name(level)),
                  hint);
    bytes += part.bytes;
  }
  return bytes;
}

Result<void> Gate::send(const Payload& payload,
                        const std::function<Result<void>(std::string_view)>& transmit) {
  auto bytes = preview(payload);
  if (!bytes)
    return fail(bytes.error());
  LedgerEntry entry;
  entry.time_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                      std::chrono::system_clock::now().time_since_epoch())
                      .count();
  entry.connection = payload.connection;
  entry.destination = payload.destination;
  for (const Part& part : payload.parts)
    entry.level = std::max(entry.level, part.needs);
  entry.bytes = bytes->size();
  entry.hash = short_hash(*bytes);
  if (auto written = append(state_->file, dump_json(to_json(entry)) + "\n"); !written)
    return written;
  return transmit(*bytes);
}

Result<std::vector<LedgerEntry>> Gate::ledger() const {
  auto text = paths::read_file(state_->file);
  if (!text && text.error().code == Code::not_found)
    return std::vector<LedgerEntry>{};
  if (!text)
    return fail(text.error());
  std::vector<LedgerEntry> entries;
  for (std::size_t begin = 0; begin < text->size();) {
    const std::size_t end = std::min(text->find('\n', begin), text->size());
    if (auto entry = read_entry(std::string_view(*text).substr(begin, end - begin)))
      entries.push_back(*entry);
    begin = end + 1;
  }
  return entries;
}

} // namespace lumen::egress
