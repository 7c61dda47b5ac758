// yaml-cpp tells where each key stands; the lines between are cut and put in. What comes out is read again
// before it counts.
#include "source/connections_file.hpp"

#include "base/ascii.hpp"
#include "base/file_lock.hpp"
#include "base/paths.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace lumen::source {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 1u << 20;

using Lines = std::vector<std::string>;

/// One key of a mapping and the lines that it fills, without the comments behind it.
struct Entry {
  std::string key;
  std::size_t begin = 0, end = 0;
  std::size_t indent = 0;
};

Lines lines_of(std::string_view text) {
  Lines out;
  for (const std::string_view line : ascii::split(text, '\n'))
    out.emplace_back(line);
  if (!out.empty() && out.back().empty())
    out.pop_back(); // behind the last line break
  return out;
}

std::string text_of(const Lines& lines) {
  std::string out;
  for (const std::string& line : lines)
    out += line + '\n';
  return out;
}

// A line that says nothing belongs to what comes next.
bool says_nothing(std::string_view line) {
  const std::string_view text = ascii::trim(line);
  return text.empty() || text.front() == '#' || text == "..." || text == "---";
}

bool is_block(const YAML::Node& mapping) {
  return mapping.IsMap() && mapping.Style() != YAML::EmitterStyle::Flow;
}

/// The entries of a mapping whose lines end before `end`.
std::vector<Entry> entries_of(const YAML::Node& mapping, const Lines& lines, std::size_t end) {
  std::vector<Entry> out;
  for (const auto& pair : mapping) {
    const YAML::Mark mark = pair.first.Mark();
    out.push_back({pair.first.as<std::string>(""), static_cast<std::size_t>(mark.line), 0,
                   static_cast<std::size_t>(mark.column)});
  }
  std::sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) { return a.begin < b.begin; });
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].end = i + 1 < out.size() ? out[i + 1].begin : end;
    while (out[i].end > out[i].begin + 1 && says_nothing(lines[out[i].end - 1]))
      --out[i].end;
  }
  return out;
}

const Entry* find(const std::vector<Entry>& entries, std::string_view key) {
  for (const Entry& entry : entries)
    if (entry.key == key)
      return &entry;
  return nullptr;
}

std::string scalar(const std::string& text) {
  YAML::Emitter out;
  out << text;
  return out.c_str();
}

Lines written(const Connection& connection, std::size_t indent) {
  const std::string outer(indent, ' '), inner(indent + 2, ' ');
  Lines out{outer + scalar(connection.name) + ":", inner + "url: " + scalar(connection.address)};
  if (!connection.schema.empty())
    out.push_back(inner + "schema: " + scalar(connection.schema));
  if (connection.keep != "rows")
    out.push_back(inner + "keep: " + scalar(connection.keep));
  return out;
}

void replace(Lines& lines, std::size_t begin, std::size_t end, const Lines& by) {
  const auto at = lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                              lines.begin() + static_cast<std::ptrdiff_t>(end));
  lines.insert(at, by.begin(), by.end());
}

/// The text as lines, and where its two keys stand.
struct Layout {
  YAML::Node root;
  Lines lines;
  std::vector<Entry> keys, connections;
  bool in_lines = true; // false: written in braces, which can't be cut by lines

  explicit Layout(const std::string& text) : root(YAML::Load(text)), lines(lines_of(text)) {
    if (root.IsNull())
      return;
    in_lines = is_block(root);
    keys = entries_of(root, lines, lines.size());
    const YAML::Node list = root["connections"];
    if (const Entry* key = find(keys, "connections"); key != nullptr && list.IsMap()) {
      in_lines = in_lines && is_block(list);
      connections = entries_of(list, lines, key->end);
    }
  }
};

// Where lines can't be cut, the whole is written anew: entries and order stay, comments don't.
std::string written_anew(const YAML::Node& root) {
  YAML::Emitter out;
  out << root;
  return std::string(out.c_str()) + "\n";
}

/// The text, when it reads as what was meant.
template <class Test>
std::optional<std::string> proved(std::string text, const Test& test) {
  try {
    const YAML::Node root = YAML::Load(text);
    if (root.IsMap() && test(root))
      return text;
  } catch (const YAML::Exception&) { // then it wasn't cut well
  }
  return std::nullopt;
}

std::string put_by_lines(Layout layout, const Connection& connection) {
  Lines& lines = layout.lines;
  if (const Entry* old = find(layout.connections, connection.name)) {
    replace(lines, old->begin, old->end, written(connection, old->indent));
  } else if (!layout.connections.empty()) {
    const Entry& last = layout.connections.back();
    replace(lines, last.end, last.end, written(connection, last.indent));
  } else if (const Entry* key = find(layout.keys, "connections")) {
    replace(lines, key->begin + 1, key->begin + 1, written(connection, key->indent + 2));
  } else {
    lines.emplace_back("connections:");
    replace(lines, lines.size(), lines.size(), written(connection, 2));
  }
  return text_of(lines);
}

std::string default_by_lines(Layout layout, std::string_view name) {
  std::string line = "default: " + std::string(name);
  if (const Entry* key = find(layout.keys, "default")) {
    const std::string& old = layout.lines[key->begin];
    if (std::size_t comment = old.find(" #"); comment != std::string::npos) {
      while (old[comment - 1] == ' ') // the key stands before
        --comment;
      line += old.substr(comment);
    }
    replace(layout.lines, key->begin, key->end, {line});
  } else {
    layout.lines.push_back(line);
  }
  return text_of(layout.lines);
}

} // namespace

Result<ConnectionsFile> ConnectionsFile::read(std::string text) {
  try {
    if (YAML::LoadAll(text).size() > 1)
      return fail(Code::invalid, "connections.yaml holds more than one document.", "Mend it by hand first.");
    const YAML::Node root = YAML::Load(text);
    if (!root.IsMap() && !root.IsNull())
      return fail(Code::invalid, "connections.yaml isn't a mapping.", "Mend it by hand first.");
    if (root.IsMap() && root["connections"] && !root["connections"].IsMap() && !root["connections"].IsNull())
      return fail(Code::invalid, "The key connections of connections.yaml isn't a mapping.",
                  "Mend it by hand first: connections: and below it NAME: ADDRESS.");
    return ConnectionsFile(std::move(text));
  } catch (const YAML::Exception& error) {
    return fail(Code::invalid,
                "connections.yaml isn't valid YAML (line " + std::to_string(error.mark.line + 1) + ").",
                "Mend it by hand first.");
  }
}

void ConnectionsFile::put(const Connection& connection) {
  const Layout layout(text_);
  const auto is_there = [&](const YAML::Node& root) {
    const YAML::Node entry = root["connections"][connection.name];
    return entry.IsMap() && entry["url"].as<std::string>("") == connection.address &&
           root["connections"].size() ==
               layout.connections.size() + (find(layout.connections, connection.name) == nullptr ? 1 : 0);
  };
  if (layout.in_lines)
    if (auto text = proved(put_by_lines(layout, connection), is_there)) {
      text_ = std::move(*text);
      return;
    }
  YAML::Node root = YAML::Load(text_), entry;
  entry["url"] = connection.address;
  if (!connection.schema.empty())
    entry["schema"] = connection.schema;
  if (connection.keep != "rows")
    entry["keep"] = connection.keep;
  root["connections"][connection.name] = entry;
  text_ = written_anew(root);
}

bool ConnectionsFile::remove(std::string_view name) {
  const std::string key(name);
  Layout layout(text_);
  YAML::Node root = YAML::Load(text_);
  if (!root.IsMap() || !root["connections"].IsMap() || !root["connections"][key])
    return false;
  const bool was_default = root["default"] && root["default"].as<std::string>("") == key;
  root["connections"].remove(key);
  if (was_default)
    root.remove("default");
  if (layout.in_lines) {
    std::vector<const Entry*> gone{find(layout.connections, key)};
    if (was_default)
      gone.push_back(find(layout.keys, "default"));
    std::sort(gone.begin(), gone.end(), [](const Entry* a, const Entry* b) { return a->begin > b->begin; });
    for (const Entry* entry : gone) // from below, so that the lines above stay where they are
      replace(layout.lines, entry->begin, entry->end, {});
    const auto is_gone = [&](const YAML::Node& left) {
      const YAML::Node list = left["connections"];
      return (list.IsMap() ? list.size() : 0) == layout.connections.size() - 1 &&
             (!was_default || !left["default"]);
    };
    if (auto text = proved(text_of(layout.lines), is_gone)) {
      text_ = std::move(*text);
      return true;
    }
  }
  text_ = written_anew(root);
  return true;
}

void ConnectionsFile::make_default(std::string_view name) {
  const Layout layout(text_);
  const auto is_default = [&](const YAML::Node& root) {
    return root["default"].as<std::string>("") == name &&
           (root["connections"].IsMap() ? root["connections"].size() : 0) == layout.connections.size();
  };
  if (layout.in_lines)
    if (auto text = proved(default_by_lines(layout, name), is_default)) {
      text_ = std::move(*text);
      return;
    }
  YAML::Node root = YAML::Load(text_);
  root["default"] = std::string(name);
  text_ = written_anew(root);
}

Result<void> edit_connections_file(const std::function<void(ConnectionsFile&)>& change) {
  const fs::path path = paths::config() / "connections.yaml";
  std::error_code failed; // writing tells it better
  fs::create_directories(path.parent_path(), failed);
  const FileLock lock(path);
  auto bytes = paths::read_file(path, largest_file);
  if (!bytes && bytes.error().code != Code::not_found)
    return fail(bytes.error());
  auto file = ConnectionsFile::read(bytes ? std::move(*bytes) : std::string());
  if (!file)
    return fail(file.error());
  const std::string before = file->text();
  try {
    change(*file);
  } catch (const YAML::Exception& error) {
    return fail(Code::invalid, "connections.yaml can't be changed: " + error.msg + ".",
                "Mend it by hand first.");
  }
  return file->text() == before ? Result<void>() : paths::write_file(path, file->text(), true);
}

} // namespace lumen::source
