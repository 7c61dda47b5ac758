// A notebook as one self-contained HTML page: prose, tables, charts, sentences whose numbers show where they
// come from. Nothing in it is loaded from anywhere, and hostile text in it can't run.
#pragma once

#include "base/result.hpp"
#include "config/settings.hpp"
#include "data/table.hpp"
#include "notebook/notebook.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace lumen::cli {

/// The texts that go into every page.
struct PageParts {
  std::string style, script;               ///< our own
  std::string vega, vega_lite, vega_embed; ///< the libraries that draw the charts
};

/// Reads them from a folder (share/lumen).
Result<PageParts> read_page_parts(const std::filesystem::path& folder);

/// All rows of a cell's result, where they are kept.
using RowsOf = std::function<std::optional<data::Table>(const notebook::Cell&)>;

/// The whole page. Where rows aren't kept, a chart is drawn from the printed table.
std::string make_page(const notebook::Snapshot& snapshot, const PageParts& parts, const RowsOf& rows,
                      config::Theme theme = config::Theme::automatic);

} // namespace lumen::cli
