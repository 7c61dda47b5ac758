// Requests that only look: each computes on the typing lane from a snapshot and what is known beside it.
#include "chart/chart.hpp"
#include "ide/cell_at.hpp"
#include "ide/chart_at.hpp"
#include "ide/code_action.hpp"
#include "ide/code_lens.hpp"
#include "ide/folding.hpp"
#include "ide/hover.hpp"
#include "ide/symbols.hpp"
#include "lsp/convert.hpp"
#include "lsp/session.hpp"
#include "notebook/prose.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lumen::lsp {

struct Session::View {
  notebook::SnapshotPtr held;
  const notebook::Snapshot& snapshot; // the same
  ide::Knowledge knowledge;
  Convert convert;
  run::Runner& runner;

  std::optional<std::size_t> offset(const Json& params) const {
    const auto position = position_from(member(params, "position"));
    if (!position)
      return std::nullopt;
    return convert.offset(*position);
  }

  /// The rows behind a chart, where they are kept.
  std::optional<data::Table> rows(const ide::ChartAt& chart) const {
    if (!chart.cell_index)
      return std::nullopt;
    const notebook::Cell& cell = snapshot.notebook.cells[*chart.cell_index];
    return cell.result ? runner.kept_result(snapshot, cell) : std::nullopt;
  }
};

void Session::compute(const Json& params, Reply reply, const Json& empty,
                      std::function<Json(View&)> feature) {
  compute_text(params, std::move(reply), dump_json(empty),
               [feature = std::move(feature)](View& view) { return dump_json(feature(view)); });
}

void Session::compute_text(const Json& params, Reply reply, std::string empty,
                           std::function<std::string(View&)> feature) {
  const std::string uri = string_member(member(params, "textDocument"), "uri");
  if (uri.empty())
    return reply.error(ErrorCode::invalid_params, "textDocument.uri is missing.");
  auto shared = std::make_shared<Reply>(std::move(reply));
  documents_.with_snapshot(uri, [this, shared, empty = std::move(empty), feature = std::move(feature)](
                                    const notebook::SnapshotPtr& snapshot) mutable {
    if (!snapshot)
      return shared->result_text(empty);
    const Document* document = documents_.find(snapshot->uri);
    ide::Knowledge overlay;
    runs_.tell(snapshot->uri, overlay);
    typing_.post([this, shared, snapshot, feature = std::move(feature), overlay = std::move(overlay),
                  context = context_of(*document), encoding = client_.capabilities.encoding] {
      View view{snapshot, *snapshot, services_.know(*snapshot, context), Convert(*snapshot, encoding),
                services_.runner()};
      view.knowledge.failures = overlay.failures;
      view.knowledge.running = overlay.running;
      view.knowledge.notes = overlay.notes;
      shared->result_text(feature(view));
    });
  });
}

void Session::code_lens(const Json& params, Reply reply) {
  const bool resolves = client_.capabilities.code_lens_resolve;
  compute_text(params, std::move(reply), "[]", [this, resolves](View& view) {
    std::vector<ide::Action> lenses = ide::code_lenses(view.snapshot, view.knowledge);
    if (!resolves)
      return view.convert.code_lenses(lenses);
    const LensLists::ListPtr list = lens_lists_.keep(view.held, std::move(lenses));
    return view.convert.code_lenses(list->lenses, list->number);
  });
}

void Session::resolve_code_lens(const Json& params, Reply reply) {
  const Json& data = member(params, "data");
  if (member(params, "command").is_object())
    return reply.result(params); // it had its command from the start
  if (!data.is_array() || data.size() != 2 || !data[0].is_number_unsigned() || !data[1].is_number_unsigned())
    return reply.error(ErrorCode::invalid_params, "This lens is none of Lumen's.");
  const LensLists::ListPtr list = lens_lists_.find(data[0].get<std::uint64_t>());
  const auto index = data[1].get<std::size_t>();
  if (!list || index >= list->lenses.size())
    return reply.error(ErrorCode::content_modified, "The notebook has changed since this lens was told.");
  Json lens = params;
  lens["command"] = Convert(*list->snapshot, client_.capabilities.encoding).command(list->lenses[index]);
  reply.result(lens);
}

void Session::code_action(const Json& params, Reply reply) {
  const auto range = range_from(member(params, "range"));
  if (!range)
    return reply.error(ErrorCode::invalid_params, "range is missing.");
  const Json only = member(member(params, "context"), "only");
  const bool literals = client_.capabilities.code_action_literals;
  const bool versioned = client_.capabilities.document_changes;
  compute(params, std::move(reply), Json::array(), [range = *range, only, literals, versioned](View& view) {
    const text::Span span = view.convert.span(range);
    std::vector<data::ChartKind> kinds;
    if (const auto index = ide::cell_at(view.snapshot, span.begin))
      kinds = view.runner.chart_kinds(view.snapshot, view.snapshot.notebook.cells[*index]);
    Json out = Json::array();
    for (const ide::Action& action : ide::code_actions(view.snapshot, view.knowledge, span, kinds)) {
      Json made = view.convert.code_action(action, versioned);
      const std::string kind = string_member(made, "kind");
      const bool wanted = !only.is_array() || std::any_of(only.begin(), only.end(), [&](const Json& prefix) {
        return prefix.is_string() &&
               (prefix.get<std::string>() == kind || kind.rfind(prefix.get<std::string>() + ".", 0) == 0);
      });
      if (!wanted)
        continue;
      if (!literals)
        made = view.convert.command(action); // an old client takes commands alone
      if (!made.is_null())
        out.push_back(std::move(made));
    }
    return out;
  });
}

namespace {

// Line by line, so that lines stay lines; fences go, their code stays.
std::string without_marks(std::string_view markdown) {
  std::string out;
  while (!markdown.empty()) {
    const std::size_t end = std::min(markdown.find('\n'), markdown.size());
    const std::string_view line = markdown.substr(0, end);
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
    if (!line.starts_with("```"))
      out.append(notebook::plain_text(line)).append("\n");
  }
  return out;
}

} // namespace

void Session::hover(const Json& params, Reply reply) {
  const Json position = member(params, "position");
  const bool markdown = client_.capabilities.hover_markdown;
  compute(params, std::move(reply), nullptr, [params, markdown](View& view) -> Json {
    const auto offset = view.offset(params);
    const auto found = offset ? ide::hover(view.snapshot, view.knowledge, *offset) : std::nullopt;
    if (!found)
      return nullptr;
    const std::string value = markdown ? found->markdown : without_marks(found->markdown);
    return {{"contents", {{"kind", markdown ? "markdown" : "plaintext"}, {"value", value}}},
            {"range", to_json(view.convert.range(found->range))}};
  });
}

void Session::document_symbol(const Json& params, Reply reply) {
  const bool hierarchical = client_.capabilities.hierarchical_symbols;
  compute(params, std::move(reply), Json::array(), [hierarchical](View& view) {
    Json out = Json::array();
    const auto flatten = [&](const auto& self, const ide::Symbol& symbol) -> void {
      const Json whole = view.convert.document_symbol(symbol);
      out.push_back({{"name", symbol.name},
                     {"kind", whole["kind"]},
                     {"location", {{"uri", view.snapshot.uri}, {"range", whole["range"]}}}});
      for (const ide::Symbol& child : symbol.children)
        self(self, child);
    };
    for (const ide::Symbol& symbol : ide::symbols(view.snapshot, view.knowledge)) {
      if (hierarchical)
        out.push_back(view.convert.document_symbol(symbol));
      else
        flatten(flatten, symbol);
    }
    return out;
  });
}

void Session::folding_range(const Json& params, Reply reply) {
  compute(params, std::move(reply), Json::array(), [](View& view) {
    Json out = Json::array();
    for (const ide::Fold& fold : ide::folds(view.snapshot))
      out.push_back(view.convert.folding_range(fold));
    return out;
  });
}

void Session::document_link(const Json& params, Reply reply) {
  compute(params, std::move(reply), Json::array(), [](View& view) { return view.convert.claim_links(); });
}

void Session::chart(const Json& params, Reply reply) {
  compute(params, std::move(reply), nullptr, [params](View& view) -> Json {
    const auto offset = view.offset(params);
    const auto chart = offset ? ide::chart_at(view.snapshot, *offset) : std::nullopt;
    if (!chart)
      return nullptr;
    std::string text = chart->spec;
    Json kinds = Json::array();
    if (const auto rows = view.rows(*chart)) {
      if (auto inlined = chart::with_inline_data(text, *rows))
        text = std::move(*inlined);
      for (const data::ChartKind kind : chart::possible_kinds(*rows, {}))
        kinds.push_back(data::name(kind));
    }
    const auto spec = parse_json(text);
    if (!spec || !spec->is_object())
      return nullptr;
    return {{"cell", chart->cell},
            {"title", chart->title},
            {"kind", data::name(chart::kind_of(text))},
            {"kinds", std::move(kinds)},
            {"spec", *spec},
            {"range", to_json(view.convert.range(chart->range))}};
  });
}

void Session::chart_text(const Json& params, Reply reply) {
  compute(params, std::move(reply), nullptr, [params](View& view) -> Json {
    const auto offset = view.offset(params);
    const auto chart = offset ? ide::chart_at(view.snapshot, *offset) : std::nullopt;
    const auto rows = chart ? view.rows(*chart) : std::nullopt;
    if (!rows)
      return nullptr;
    chart::TextOptions options;
    const auto size = [&](std::string_view key, std::size_t least, std::size_t most, std::size_t fallback) {
      const Json& value = member(params, key);
      return value.is_number_unsigned() ? std::clamp(value.get<std::size_t>(), least, most) : fallback;
    };
    options.width = size("width", 20, 400, options.width);
    options.height = size("height", 5, 200, options.height);
    options.colour = member(params, "colour").is_boolean() && member(params, "colour").get<bool>();
    const std::string drawn = chart::draw(chart->spec, *rows, options);
    if (drawn.empty())
      return nullptr;
    Json lines = Json::array();
    std::string_view rest = drawn;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      lines.push_back(rest.substr(0, end));
      rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
    }
    return {{"cell", chart->cell}, {"title", chart->title}, {"lines", std::move(lines)}};
  });
}

void Session::status(const Json& params, Reply reply) {
  const std::string uri = string_member(member(params, "textDocument"), "uri");
  const Document* document = documents_.find(uri);
  if (document == nullptr)
    return reply.result(nullptr);
  const bool trusted = context_of(*document).trusted;
  compute(params, std::move(reply), nullptr, [trusted, running = runs_.status(uri)](View& view) -> Json {
    const std::string& connection = view.knowledge.surroundings.connection;
    const auto engine = view.knowledge.engines.find(connection);
    return {{"connection", connection},
            {"engine", engine == view.knowledge.engines.end() ? "" : engine->second},
            {"trusted", trusted},
            {"running", running}};
  });
}

} // namespace lumen::lsp
