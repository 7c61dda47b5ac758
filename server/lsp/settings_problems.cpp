#include "lsp/settings_problems.hpp"

#include "base/ascii.hpp"
#include "base/paths.hpp"
#include "source/connections.hpp"
#include "text/position.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::lsp {

namespace fs = std::filesystem;

namespace {

// LSP 3.17, DiagnosticSeverity
constexpr int error = 1, warning = 2;

std::string sentence(const config::Problem& problem) {
  return problem.message + (problem.hint.empty() ? "" : " " + problem.hint);
}

Json diagnostics(const config::ParsedLayer& parsed, std::string_view text, text::Encoding encoding) {
  const text::LineIndex lines(text);
  Json out = Json::array();
  for (const config::Problem& problem : parsed.problems) {
    const Range range{lines.position(text, problem.range.begin, encoding),
                      lines.position(text, problem.range.end, encoding)};
    const bool slight = problem.code == "unknown-key" || problem.code == "duplicate-key";
    out.push_back({{"range", to_json(range)},
                   {"severity", slight ? warning : error},
                   {"code", problem.code},
                   {"source", "lumen"},
                   {"message", problem.message + (problem.hint.empty() ? "" : "\n" + problem.hint)}});
  }
  return out;
}

/// The problems of one file of connections, each over its line.
config::ParsedLayer of_connections(const fs::path& file, const std::vector<source::FileProblem>& problems) {
  config::ParsedLayer out;
  for (const source::FileProblem& problem : problems) {
    if (problem.file != file)
      continue;
    if (out.problems.empty())
      out.text = paths::read_file(file).value_or("");
    const text::LineIndex lines(out.text);
    const std::size_t line = std::min(problem.line, lines.line_count() - 1);
    out.problems.push_back({lines.line(out.text, line), "connection", problem.message, "", ""});
  }
  return out;
}

} // namespace

/// What a look is about, taken on the main strand.
struct SettingsProblems::Wish {
  std::set<fs::path> workspaces;
  std::map<std::string, std::pair<fs::path, std::string>> open; // by URI: settings files and their text
  std::string editor;                                           // JSON
};

struct SettingsProblems::Found {
  struct File {
    fs::path path;
    config::ParsedLayer parsed;
  };
  std::map<std::string, File> files; // by URI
  std::vector<config::Problem> editor;
  std::vector<std::string> instead; // what holds, for each of them; or empty
};

SettingsProblems::SettingsProblems(Executor& executor, Client& client, Documents& documents)
    : executor_(executor), client_(client), documents_(documents), lane_(executor.make_lane()) {}

SettingsProblems::~SettingsProblems() = default;

bool SettingsProblems::is_settings(const std::string& uri) {
  const auto path = paths::from_uri(uri);
  return path &&
         (*path == config::user_file() || *path == config::workspace_file(path->parent_path().parent_path()));
}

void SettingsProblems::look(std::set<fs::path> workspaces, std::string editor_settings) {
  editor_settings_ = std::move(editor_settings);
  look(std::move(workspaces));
}

void SettingsProblems::look(std::set<fs::path> workspaces) {
  waiting_ = std::make_unique<Wish>();
  waiting_->workspaces = std::move(workspaces);
  if (!looking_)
    start();
}

void SettingsProblems::start() {
  looking_ = true;
  std::shared_ptr<Wish> wish = std::move(waiting_);
  wish->editor = editor_settings_;
  for (const std::string& uri : documents_.uris())
    if (const Document* document = documents_.find(uri); is_settings(uri) && !document->dead)
      wish->open[uri] = {*paths::from_uri(uri), document->text};
  lane_.post([this, wish] {
    executor_.main().post([this, found = read(*wish)] {
      tell(found);
      looking_ = false;
      if (waiting_)
        start();
    });
  });
}

SettingsProblems::Found SettingsProblems::read(const Wish& wish) {
  Found found;
  for (const auto& [uri, open] : wish.open) {
    auto& file = found.files[uri] = {open.first, config::parse_yaml(open.second, config::Keys::own)};
    file.parsed.text = open.second;
  }
  const auto add = [&](const fs::path& path) -> const config::Layer& {
    const std::string uri = paths::to_uri(path);
    const auto [place, added] = found.files.try_emplace(uri);
    if (added)
      place->second = {path, config::load(path)};
    return place->second.parsed.layer;
  };
  const auto add_connections = [&](const fs::path& workspace) {
    std::vector<fs::path> files{source::user_connections()};
    if (!workspace.empty())
      files.push_back(source::workspace_connections(workspace));
    const auto problems = source::load_connections(workspace, !workspace.empty()).problems;
    for (const fs::path& path : files)
      if (const auto [place, added] = found.files.try_emplace(paths::to_uri(path)); added)
        place->second = {path, of_connections(path, problems)};
  };
  add_connections({});
  const config::Layer user = add(config::user_file());
  // Where workspaces say different things, what holds instead is told by none of them.
  config::Layer weaker;
  for (const fs::path& workspace : wish.workspaces) {
    add_connections(workspace);
    const config::Layer& layer = add(config::workspace_file(workspace));
    if (wish.workspaces.size() == 1)
      weaker = layer;
  }
  const auto json = parse_json(wish.editor);
  if (!json)
    return found;
  const auto parsed = config::read_json(*json);
  const config::Settings all = config::settle({parsed.layer, weaker, user});
  found.editor = parsed.problems;
  for (const config::Problem& problem : parsed.problems)
    found.instead.push_back(wish.workspaces.size() > 1 ? "" : config::written(all, problem.key));
  return found;
}

void SettingsProblems::tell(const Found& found) {
  for (const auto& [uri, file] : found.files)
    tell_file(uri, file.path, file.parsed);
  // A file that is no longer looked at: its workspace was left, or isn't trusted any more.
  for (auto told = told_.begin(); told != told_.end();) {
    if (found.files.contains(told->first)) {
      ++told;
      continue;
    }
    client_.notify("textDocument/publishDiagnostics", {{"uri", told->first}, {"diagnostics", Json::array()}});
    said_.erase(told->first);
    told = told_.erase(told);
  }
  std::string mistakes, message;
  for (std::size_t i = 0; i < found.editor.size(); ++i) {
    mistakes += sentence(found.editor[i]) + "\n";
    message += (message.empty() ? "" : " ") + sentence(found.editor[i]);
    if (!found.instead[i].empty())
      message += " `" + found.instead[i] + "` holds instead.";
  }
  if (mistakes == told_editor_)
    return;
  told_editor_ = mistakes;
  if (!message.empty())
    client_.show(MessageType::warning, "Lumen's settings in the editor: " + message);
}

void SettingsProblems::tell_file(const std::string& uri, const fs::path& file,
                                 const config::ParsedLayer& parsed) {
  std::string mistakes;
  for (const config::Problem& problem : parsed.problems)
    mistakes += sentence(problem) + "\n";
  const Json shown = diagnostics(parsed, parsed.text, client_.capabilities.encoding);
  const std::string text = dump_json(shown);
  std::string& told = told_.try_emplace(uri, "[]").first->second;
  if (text != told)
    client_.notify("textDocument/publishDiagnostics", {{"uri", uri}, {"diagnostics", shown}});
  told = text;
  if (told == "[]")
    told_.erase(uri);
  const bool open = documents_.find(uri) != nullptr;
  if (!mistakes.empty() && said_[uri] != mistakes && !open && !client_.capabilities.file_diagnostics) {
    const auto line = text::LineIndex(parsed.text).line_of(parsed.problems.front().range.begin) + 1;
    const std::size_t more = parsed.problems.size() - 1;
    client_.show(MessageType::warning,
                 file.string() + ", line " + std::to_string(line) + ": " + sentence(parsed.problems.front()) +
                     (more == 0 ? "" : " (and " + std::to_string(more) + " more there)"));
  }
  if (mistakes.empty())
    said_.erase(uri);
  else
    said_[uri] = mistakes;
}

} // namespace lumen::lsp
