// Tokens of both dialects, from which statements, hashes and positions are made.
#include "sql/token.hpp"

#include "sql/statement.hpp"
#include "support/catch.hpp"

#include <chrono>

using namespace lumen;
using sql::Dialect;
using sql::TokenKind;

namespace {

std::vector<std::string> texts(std::string_view sql, Dialect dialect = Dialect::postgresql) {
  std::vector<std::string> out;
  for (const auto& token : sql::tokenize(sql, dialect))
    out.emplace_back(token.range.of(sql));
  return out;
}

std::vector<TokenKind> kinds(std::string_view sql, Dialect dialect = Dialect::postgresql) {
  std::vector<TokenKind> out;
  for (const auto& token : sql::tokenize(sql, dialect))
    out.push_back(token.kind);
  return out;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("tokens end where PostgreSQL ends them") {
  CHECK(texts("a=-1") == Texts{"a", "=", "-", "1"});
  CHECK(texts("a @>- b") == Texts{"a", "@>-", "b"});
  CHECK(texts("x--y\nz") == Texts{"x", "--y", "z"});
  CHECK(texts("x+/* a /* b */ c */y") == Texts{"x", "+", "/* a /* b */ c */", "y"});
  CHECK(texts("'it''s'||E'a\\'b'") == Texts{"'it''s'", "||", "E'a\\'b'"});
  CHECK(texts("'a\\' b") == Texts{"'a\\'", "b"});
  CHECK(texts("$$a;b$$ $t$ $$ $t$ $1") == Texts{"$$a;b$$", "$t$ $$ $t$", "$1"});
  CHECK(texts("1.5e-3 .5 1..2 0xFF 1_000 1.e") ==
        Texts{"1.5e-3", ".5", "1", "..", "2", "0xFF", "1_000", "1.", "e"});
  CHECK(texts("a::text b:=1 x[1:2]") ==
        Texts{"a", "::", "text", "b", ":=", "1", "x", "[", "1", ":", "2", "]"});
  CHECK(texts("U&\"d\\0061\" x'1F' n'a'") == Texts{"U&\"d\\0061\"", "x'1F'", "n'a'"});
  CHECK(texts("größe a$b") == Texts{"größe", "a$b"});
}

TEST_CASE("kinds tell references and parameters from literals") {
  CHECK(kinds("${sales} '${sales}' -- ${sales}") ==
        std::vector{TokenKind::reference, TokenKind::string, TokenKind::comment});
  CHECK(kinds("\"${sales}\" $$ ${sales} $$") == std::vector{TokenKind::quoted_name, TokenKind::string});
  CHECK(texts("FROM t${sales}") == Texts{"FROM", "t", "${sales}"});
  CHECK(kinds("${open") == std::vector{TokenKind::symbol, TokenKind::symbol, TokenKind::word});
  CHECK(kinds("a = ?", Dialect::duckdb) ==
        std::vector{TokenKind::word, TokenKind::symbol, TokenKind::parameter});
  CHECK(kinds("a=?", Dialect::duckdb) ==
        std::vector{TokenKind::word, TokenKind::symbol, TokenKind::parameter});
  CHECK(kinds("a ? 'k'") == std::vector{TokenKind::word, TokenKind::symbol, TokenKind::string});
  CHECK(kinds("$name", Dialect::duckdb) == std::vector{TokenKind::parameter});
}

TEST_CASE("what is never closed runs to the end") {
  for (const char* sql : {"'abc", "\"abc", "/* abc /* x */", "$t$ abc $u$", "E'abc\\'", "'abc''"}) {
    CAPTURE(sql);
    const auto tokens = sql::tokenize(sql, Dialect::postgresql);
    REQUIRE(tokens.size() == 1);
    CHECK(tokens[0].kind == TokenKind::unterminated);
    CHECK(tokens[0].range.end == std::string_view(sql).size());
  }
}

TEST_CASE("any bytes give ordered tokens that cover all but space, in linear time") {
  std::uint32_t seed = 7;
  const std::string alphabet = "ab'\"$-/*;(){}?:=.1e\\\n \t\xc3\xa9\x80\xff";
  for (const Dialect dialect : {Dialect::postgresql, Dialect::duckdb})
    for (int round = 0; round < 3000; ++round) {
      std::string sql;
      for (int i = 0; i < 40; ++i)
        sql += alphabet[(seed = seed * 1664525u + 1013904223u) / 65536 % alphabet.size()];
      std::size_t at = 0;
      for (const auto& token : sql::tokenize(sql, dialect)) {
        REQUIRE(token.range.begin >= at);
        REQUIRE(token.range.end > token.range.begin);
        REQUIRE(sql.substr(at, token.range.begin - at).find_first_not_of(" \t\n\v\f\r") == std::string::npos);
        at = token.range.end;
      }
      REQUIRE(at <= sql.size());
    }
  for (const std::string_view unit : {"$a", "'", "/*", "$a$ ", "((", "--", "\"", "$", "${"}) {
    CAPTURE(unit);
    const auto time = [&](std::size_t size) {
      std::string sql;
      while (sql.size() < size)
        sql += unit;
      const auto start = std::chrono::steady_clock::now();
      sql::tokenize(sql, Dialect::duckdb);
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    CHECK(time(2'000'000) < 4.0); // a quadratic lexer would take minutes
  }
}

TEST_CASE("the canonical text is the same for what means the same") {
  const auto same = [](std::string_view a, std::string_view b) {
    return sql::canonical(a, Dialect::postgresql) == sql::canonical(b, Dialect::postgresql);
  };
  CHECK(same("SELECT a FROM t", "select  A\nfrom T -- all\n;"));
  CHECK(same("SELECT a.b", "select a . b"));
  CHECK(same("SELECT /* x */ 1", "SELECT 1"));
  CHECK_FALSE(same("SELECT 'A'", "SELECT 'a'"));
  CHECK_FALSE(same("SELECT \"A\"", "SELECT \"a\""));
  CHECK_FALSE(same("SELECT 'a  b'", "SELECT 'a b'"));
  CHECK_FALSE(same("SELECT ab", "SELECT a b"));
  CHECK_FALSE(same("SELECT 1 -- '", "SELECT 1 '"));
  CHECK_FALSE(same("FROM ${a}", "FROM ${A}"));
  CHECK(sql::canonical("", Dialect::duckdb).empty());
}

TEST_CASE("statements are told apart by semicolons that are no part of a literal or comment") {
  const std::string_view text = "-- first;\nSELECT ';' ;; /* ; */ ;\n SELECT $$;$$ -- end\n";
  const auto spans = sql::split(text, Dialect::postgresql);
  REQUIRE(spans.size() == 2);
  CHECK(spans[0].of(text) == "SELECT ';'");
  CHECK(spans[1].of(text) == "SELECT $$;$$");
  CHECK(sql::split(" -- nothing\n;;", Dialect::duckdb).empty());
}

TEST_CASE("names that may be tables are found, functions and keywords are not") {
  const auto names = sql::mentioned_names(
      "SELECT count(*), Sum(o.amount) FROM Sales.\"Orders\" o, db.main.flights, stocks", Dialect::postgresql);
  const auto has = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  CHECK(has("sales.Orders"));
  CHECK(has("main.flights"));
  CHECK(has("stocks"));
  CHECK_FALSE(has("count"));
  CHECK_FALSE(has("sum"));
  CHECK_FALSE(has("select"));
  CHECK_FALSE(has("from"));
}

TEST_CASE("identifiers are quoted only where they must be") {
  CHECK(sql::quote_identifier("region", Dialect::postgresql) == "region");
  CHECK(sql::quote_identifier("Region", Dialect::postgresql) == "\"Region\"");
  CHECK(sql::quote_identifier("Region", Dialect::duckdb) == "Region");
  CHECK(sql::quote_identifier("order", Dialect::duckdb) == "\"order\"");
  CHECK(sql::quote_identifier("user", Dialect::postgresql) == "\"user\"");
  CHECK(sql::quote_identifier("user", Dialect::duckdb) == "user");
  CHECK(sql::quote_identifier("2nd", Dialect::duckdb) == "\"2nd\"");
  CHECK(sql::quote_identifier("a\"b", Dialect::duckdb) == "\"a\"\"b\"");
  CHECK(sql::quote_identifier("", Dialect::duckdb) == "\"\"");
  CHECK(sql::quote_identifier("Größe", Dialect::duckdb) == "\"Größe\"");
  CHECK(sql::quote_literal("it's", Dialect::duckdb) == "'it''s'");
}

TEST_CASE("a word that isn't reserved can be a bare name in PostgreSQL's grammar, a reserved one can't") {
  for (const std::string word :
       {"between", "time", "values", "row", "position", "name", "type", "year", "date", "key", "user",
        "order", "left", "select", "current_date", "authorization", "analyse"}) {
    CAPTURE(word);
    const bool parses = !sql::syntax_error("SELECT t." + word + " FROM " + word + " AS t WHERE " + word +
                                           " = 1 GROUP BY " + word)
                             .has_value();
    // current_date and its like parse as values, but never name a column.
    if (word == "current_date" || word == "user")
      CHECK(sql::is_reserved(word, Dialect::postgresql));
    else
      CHECK(sql::is_reserved(word, Dialect::postgresql) != parses);
  }
}

TEST_CASE("a syntax error stands at its byte, whatever stands before it") {
  const std::string sql = "SELECT 'größe', '日本', '🎉' FORM t";
  const auto error = sql::syntax_error(sql);
  REQUIRE(error);
  CHECK(error->code == Code::syntax);
  REQUIRE(error->offset);
  CHECK(sql.substr(*error->offset) == "t");
  CHECK(sql::syntax_error("SELECT 1") == std::nullopt);
  const auto end = sql::syntax_error("SELECT (1");
  REQUIRE(end);
  CHECK(end->offset == std::optional<std::size_t>(9));
  CHECK(end->hint == "The statement stops too early.");
}

TEST_CASE("hostile texts for the parser give an error, never a crash") {
  CHECK(sql::syntax_error(std::string_view("SELECT 1\0; DROP TABLE t", 23))->offset ==
        std::optional<std::size_t>(8));
  CHECK(sql::syntax_error(std::string(5u << 20, ' '))->code == Code::limit);
  CHECK(sql::syntax_error("SELECT " + std::string(200'000, '(') + "1").has_value());
  CHECK(sql::syntax_error("SELECT " + std::string(100'000, '-') + "1") == std::nullopt); // a comment
  std::string sum = "SELECT 1";
  for (int i = 0; i < 50'000; ++i)
    sum += "+1";
  CHECK(sql::syntax_error(sum)->code == Code::limit);
  std::string list = "SELECT 1 WHERE 1 IN (-1";
  for (int i = 0; i < 100'000; ++i)
    list += ",-1";
  CHECK(sql::syntax_error(list + ")") == std::nullopt); // long, not deep
}
