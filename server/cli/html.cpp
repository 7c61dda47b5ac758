#include "cli/html.hpp"

#include "base/ascii.hpp"
#include "cli/terminal.hpp"
#include "sql/token.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <cstdlib>
#include <memory>

namespace lumen::cli {

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\'':
      out += "&#39;";
      break;
    default:
      out += c;
    }
  }
  return out;
}

namespace {

std::string_view class_of(const sql::Token& token, std::string_view sql) {
  switch (token.kind) {
  case sql::TokenKind::word:
    return is_keyword(token.range.of(sql)) ? "k" : "";
  case sql::TokenKind::string:
    return "s";
  case sql::TokenKind::number:
    return "n";
  case sql::TokenKind::comment:
    return "c";
  case sql::TokenKind::reference:
    return "r";
  default:
    return "";
  }
}

} // namespace

std::string html_of_sql(std::string_view sql) {
  std::string out;
  std::size_t done = 0;
  for (const sql::Token& token : sql::tokenize(sql, sql::Dialect::postgresql)) {
    out += escape_html(sql.substr(done, token.range.begin - done));
    const std::string_view kind = class_of(token, sql);
    const std::string text = escape_html(token.range.of(sql));
    out += kind.empty() ? text : "<span class=\"" + std::string(kind) + "\">" + text + "</span>";
    done = token.range.end;
  }
  return out + escape_html(sql.substr(done));
}

std::string json_for_script(std::string_view json) {
  return ascii::replace_all(json, "<", "\\u003c");
}

namespace {

struct Free {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
  void operator()(char* text) const { std::free(text); } // cmark's default allocator is malloc's
};

constexpr int options = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8; // safe mode is the default

std::string plain_text(cmark_node* node) {
  std::string out;
  const std::unique_ptr<cmark_iter, void (*)(cmark_iter*)> walk(cmark_iter_new(node), cmark_iter_free);
  for (cmark_event_type event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(walk.get())) {
    cmark_node* at = cmark_iter_get_node(walk.get());
    const cmark_node_type type = cmark_node_get_type(at);
    if (event == CMARK_EVENT_ENTER && (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE))
      out += cmark_node_get_literal(at);
  }
  return out;
}

BlockKind kind_of(cmark_node* node) {
  switch (cmark_node_get_type(node)) {
  case CMARK_NODE_HEADING:
    return BlockKind::heading;
  case CMARK_NODE_CODE_BLOCK:
    return BlockKind::code;
  case CMARK_NODE_HTML_BLOCK:
    return BlockKind::html;
  default:
    break;
  }
  return std::string_view(cmark_node_get_type_string(node)) == "table" ? BlockKind::table : BlockKind::prose;
}

} // namespace

std::vector<Block> markdown_blocks(std::string_view markdown) {
  cmark_gfm_core_extensions_ensure_registered();
  const std::unique_ptr<cmark_parser, Free> parser(cmark_parser_new(options));
  for (const char* name : {"table", "strikethrough", "autolink", "tasklist", "tagfilter"})
    if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name))
      cmark_parser_attach_syntax_extension(parser.get(), extension);
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  const std::unique_ptr<cmark_node, Free> document(cmark_parser_finish(parser.get()));
  std::vector<Block> blocks;
  for (cmark_node* node = cmark_node_first_child(document.get()); node; node = cmark_node_next(node)) {
    Block block;
    block.kind = kind_of(node);
    block.line = static_cast<std::size_t>(cmark_node_get_start_line(node)) - 1;
    const std::unique_ptr<char, Free> html(
        cmark_render_html(node, options, cmark_parser_get_syntax_extensions(parser.get())));
    if (block.kind != BlockKind::html)
      block.html = html.get();
    if (block.kind == BlockKind::heading)
      block.text = plain_text(node);
    blocks.push_back(std::move(block));
  }
  return blocks;
}

} // namespace lumen::cli
