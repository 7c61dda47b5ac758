// `lumen demo`: a tour through the language server, as an editor would take it: every question asked over
// LSP, every answer taken as an edit of the text and shown here as it comes.
#include "base/paths.hpp"
#include "cli/commands.hpp"
#include "cli/edited_document.hpp"
#include "cli/language_client.hpp"
#include "cli/notebook_file.hpp"
#include "cli/page.hpp"
#include "cli/session.hpp"
#include "notebook/render.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <ostream>
#include <unistd.h>

namespace lumen::cli {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

constexpr milliseconds patience{60'000};
constexpr std::size_t shown_rows = 6;

struct Options {
  std::string notebook = "examples/tour.lumen.md";
  std::string output = "build/demo";
};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string short_time(double seconds) {
  char text[32];
  if (seconds < 1)
    std::snprintf(text, sizeof text, "%.0f ms", seconds * 1000);
  else
    std::snprintf(text, sizeof text, "%.2f s", seconds);
  return text;
}

/// The notebook and its data in a folder of their own, so that the original stays as it is.
Result<fs::path> copy_out(const Options& options) {
  std::error_code failed;
  const fs::path source = fs::canonical(options.notebook, failed);
  if (failed)
    return fail(Code::not_found, "there is no notebook " + options.notebook,
                "run ./scripts/demo in the checkout");
  const fs::path folder = fs::absolute(options.output);
  fs::create_directories(folder, failed);
  fs::remove_all(folder / ".lumen", failed);
  failed.clear();
  const auto copying = fs::copy_options::recursive | fs::copy_options::update_existing;
  if (const fs::path data = source.parent_path() / "data"; fs::is_directory(data))
    fs::copy(data, folder / "data", copying, failed);
  if (!failed)
    fs::copy_file(source, folder / source.filename(), fs::copy_options::overwrite_existing, failed);
  if (failed)
    return fail(Code::io, "can't copy the notebook to " + folder.string() + ": " + failed.message());
  return folder / source.filename();
}

/// A number, or the empty cell of a NULL.
bool is_number(std::string_view text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return text.empty() || (read.ec == std::errc() && read.ptr == text.data() + text.size());
}

/// What the server told of the run that is waited for.
struct Finished {
  std::string run, cell, status, message;
};

class Tour {
public:
  Tour(Session& session, std::unique_ptr<LanguageClient> client, EditedDocument document)
      : session_(session), client_(std::move(client)), document_(std::move(document)) {}

  Result<void> open() {
    client_->on("workspace/applyEdit", [this](const Json& params) { return apply(params); });
    client_->on("lumen/runFinished", [this](const Json& params) {
      finished_.push_back({params.value("run", ""), params.value("cell", ""), params.value("status", ""),
                           params.value("message", "")});
      return Json();
    });
    client_->on("workspace/configuration", [](const Json& params) {
      return Json(std::vector<Json>(params.value("items", Json::array()).size()));
    });
    client_->on("window/showMessage", [this](const Json& params) {
      messages_.push_back(params.value("message", ""));
      return Json();
    });
    const Json capabilities = {
        {"general", {{"positionEncodings", {"utf-8", "utf-16"}}}},
        {"window", {{"workDoneProgress", true}}},
        {"workspace",
         {{"applyEdit", true}, {"configuration", true}, {"workspaceEdit", {{"documentChanges", true}}}}}};
    auto begun = client_->request("initialize",
                                  {{"processId", ::getpid()},
                                   {"rootUri", paths::to_uri(document_.snapshot().folder)},
                                   {"capabilities", capabilities},
                                   {"clientInfo", {{"name", "lumen demo"}}},
                                   {"initializationOptions", {{"trusted", true}, {"runFinished", true}}}},
                                  patience);
    if (!begun)
      return fail(begun.error());
    const Json chosen = begun->value("capabilities", Json::object());
    if (chosen.value("positionEncoding", "utf-16") == "utf-8")
      document_.encoding = text::Encoding::utf8;
    if (auto told = client_->notify("initialized", Json::object()); !told)
      return told;
    const notebook::Snapshot& now = document_.snapshot();
    return client_->notify(
        "textDocument/didOpen",
        {{"textDocument",
          {{"uri", now.uri}, {"languageId", "markdown"}, {"version", now.version}, {"text", now.text}}}});
  }

  /// The questions as they stand now, by their hashes.
  std::vector<std::string> questions() const {
    std::vector<std::string> hashes;
    for (const notebook::Question& question : document_.snapshot().notebook.questions)
      if (question.likely)
        hashes.push_back(question.hash);
    return hashes;
  }

  /// Asks and shows one question; false when it got no answer.
  Result<bool> ask(const std::string& hash, std::size_t number) {
    const notebook::Question* question = find(hash);
    if (!question)
      return fail(Code::not_found, "a question is gone from the text");
    session_.out << paint(std::to_string(number) + "  " + harmless(question->text), Ink::bold,
                          session_.look.out)
                 << "\n\n"
                 << std::flush;
    const auto start = Clock::now();
    finished_.clear();
    auto begun = client_->request("workspace/executeCommand",
                                  {{"command", "lumen.ask"},
                                   {"arguments",
                                    {{{"uri", document_.snapshot().uri},
                                      {"question", {{"hash", hash}, {"offset", question->range.begin}}}}}}},
                                  patience);
    if (!begun)
      return fail(begun.error());
    const std::string run = begun->is_object() ? begun->value("run", "") : "";
    auto waited = client_->wait_until([&] { return outcome_of(run) != nullptr; }, patience);
    if (!waited)
      return fail(waited.error());
    const double seconds = seconds_since(start);
    return show(hash, *outcome_of(run), seconds);
  }

  Result<int> close() { return client_->stop(milliseconds(5'000)); }
  const EditedDocument& document() const { return document_; }

private:
  Json apply(const Json& params) {
    const Json change = document_.apply(params.value("edit", Json::object()));
    if (change.is_null())
      return {{"applied", false}, {"failureReason", "the text has another version"}};
    (void)client_->notify("textDocument/didChange", change);
    return {{"applied", true}};
  }

  const Finished* outcome_of(const std::string& run) const {
    for (const Finished& finished : finished_)
      if (finished.run == run)
        return &finished;
    return nullptr;
  }

  const notebook::Question* find(const std::string& hash) const {
    for (const notebook::Question& question : document_.snapshot().notebook.questions)
      if (question.hash == hash)
        return &question;
    return nullptr;
  }

  bool show(const std::string& hash, const Finished& finished, double seconds) {
    const notebook::Notebook& notebook = document_.snapshot().notebook;
    bool fine = finished.status == "ok" || finished.status == "unchanged";
    if (!fine)
      session_.out << paint(harmless(finished.message), Ink::bad, session_.look.out) << "\n";
    const notebook::Cell* cell = notebook.find(finished.cell);
    for (const notebook::AnswerRegion& answer : notebook.answers) {
      if (answer.question_hash != hash)
        continue;
      fine = fine && answer.kind != notebook::AnswerKind::refusal;
      session_.out << plain_prose(answer.body.of(document_.snapshot().text), session_.look.out) << "\n";
      cell = nullptr;
    }
    if (fine && cell)
      show(*cell);
    const std::string mark = session_.look.out.unicode ? (fine ? "✓ " : "✗ ") : (fine ? "ok " : "failed ");
    session_.out << paint(mark + short_time(seconds), fine ? Ink::good : Ink::bad, session_.look.out)
                 << "\n\n"
                 << std::flush;
    return fine;
  }

  void show(const notebook::Cell& cell) {
    const notebook::Snapshot& now = document_.snapshot();
    session_.out << paint_sql(without_end(cell.body.of(now.text)), session_.look.out) << "\n\n";
    if (!cell.result)
      return;
    const notebook::ResultRegion& region = now.notebook.results[*cell.result];
    if (region.table)
      session_.out << draw_table(printed(region), session_.look.out, shown_rows) << "\n";
    draw_chart(region);
    if (region.text)
      session_.out << plain_prose(region.text->of(now.text), session_.look.out) << "\n";
  }

  static std::string_view without_end(std::string_view text) {
    const std::size_t end = text.find_last_not_of(" \t\r\n");
    return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
  }

  /// The printed table; a column whose values all read as numbers is set to the right.
  data::Table printed(const notebook::ResultRegion& region) const {
    const auto lines = notebook::read_table(region.table->of(document_.snapshot().text));
    data::Table table;
    if (lines.empty())
      return table;
    for (std::size_t column = 0; column < lines.front().size(); ++column) {
      bool numbers = lines.size() > 1;
      for (std::size_t row = 1; row < lines.size(); ++row)
        numbers = numbers && column < lines[row].size() && is_number(lines[row][column]);
      table.columns.push_back({lines.front()[column], numbers ? data::Type::decimal : data::Type::text, ""});
    }
    for (std::size_t row = 1; row < lines.size(); ++row) {
      data::Row values;
      for (std::size_t column = 0; column < table.columns.size(); ++column)
        values.emplace_back(column < lines[row].size() ? lines[row][column] : std::string());
      table.rows.push_back(std::move(values));
    }
    return table;
  }

  void draw_chart(const notebook::ResultRegion& region) {
    if (!region.chart)
      return;
    const notebook::Snapshot& now = document_.snapshot();
    auto drawn = client_->request("lumen/chartText",
                                  {{"textDocument", {{"uri", now.uri}}},
                                   {"position", document_.position(region.chart->begin)},
                                   {"width", std::min<std::size_t>(session_.look.out.width, 76)},
                                   {"height", 14},
                                   {"colour", session_.look.out.colour}},
                                  patience);
    if (!drawn || !drawn->is_object())
      return;
    for (const Json& line : drawn->value("lines", Json::array()))
      if (line.is_string())
        session_.out << line.get<std::string>() << "\n";
    session_.out << "\n";
  }

  Session& session_;
  std::unique_ptr<LanguageClient> client_;
  EditedDocument document_;
  std::vector<Finished> finished_;
  std::vector<std::string> messages_;
};

/// The finished notebook and its page.
Result<fs::path> write_results(Session& session, const fs::path& file, const notebook::Snapshot& snapshot) {
  if (auto written = paths::write_file(file, snapshot.text); !written)
    return fail(written.error());
  auto share = share_folder();
  if (!share)
    return fail(share.error());
  auto parts = read_page_parts(*share);
  if (!parts)
    return fail(parts.error());
  std::string page = file.string();
  page = page.substr(0, page.find(".lumen.md")) + ".html";
  auto written = paths::write_file(page, make_page(snapshot, *parts, [&](const notebook::Cell& cell) {
                                     return session.runner().kept_result(snapshot, cell);
                                   }));
  if (!written)
    return fail(written.error());
  return fs::path(page);
}

int tell(Session& session, const fs::path& file, const fs::path& page, std::size_t asked, std::size_t failed,
         double seconds) {
  const std::string answered = std::to_string(asked - failed) + " of " + std::to_string(asked);
  session.out << paint(answered + " questions answered in " + short_time(seconds),
                       failed ? Ink::bad : Ink::good, session.look.out)
              << "\n  notebook  " << file.string() << "\n  page      " << page.string() << "\n";
  return failed == 0 ? clean : findings;
}

int demo(Session& session, const Options& options) {
  const auto start = Clock::now();
  auto file = copy_out(options);
  if (!file)
    return session.report(file.error());
  // The demo leaves no trace in the user's own history.
  ::setenv("XDG_STATE_HOME", (file->parent_path() / ".state").c_str(), 1);
  auto snapshot = read_notebook(*file);
  if (!snapshot)
    return session.report(snapshot.error());
  auto client = LanguageClient::start(program_beside("lumen-lsp"),
                                      {"--stdio", "--log", (file->parent_path() / "server.log").string()});
  if (!client)
    return session.report(client.error());
  Tour tour(session, std::move(*client),
            EditedDocument((*snapshot)->uri, (*snapshot)->folder, (*snapshot)->text));
  if (auto opened = tour.open(); !opened)
    return session.report(opened.error());
  std::size_t asked = 0, failed = 0;
  for (const std::string& hash : tour.questions()) {
    auto answered = tour.ask(hash, ++asked);
    if (!answered)
      return session.report(answered.error());
    if (!*answered)
      ++failed;
  }
  const double seconds = seconds_since(start);
  auto page = write_results(session, *file, tour.document().snapshot());
  if (!page)
    return session.report(page.error());
  if (auto ended = tour.close(); !ended || *ended != 0)
    return session.report(ended
                              ? Error{Code::internal, "the server ended with code " + std::to_string(*ended)}
                              : ended.error());
  return tell(session, *file, *page, asked, failed, seconds);
}

} // namespace

void add_demo(CLI::App& app, Action& chosen) {
  CLI::App* command =
      app.add_subcommand("demo", "Take the tour through the language server, answer by answer");
  const auto options = std::make_shared<Options>();
  command->add_option("notebook", options->notebook, "a notebook of questions")->capture_default_str();
  command->add_option("-o,--output", options->output, "folder of the finished notebook and its page")
      ->capture_default_str();
  command->callback(
      [options, &chosen] { chosen = [options](Session& session) { return demo(session, *options); }; });
}

} // namespace lumen::cli
