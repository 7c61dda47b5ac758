#include "cli/translate.hpp"

#include "ask/answer.hpp"
#include "base/ascii.hpp"
#include "base/json.hpp"
#include "catalog/enrich.hpp"
#include "cli/terminal.hpp"
#include "source/source.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <map>
#include <memory>

namespace lumen::cli {

namespace {

struct Opened {
  catalog::SchemaPtr schema;
  std::shared_ptr<const ask::ValueIndex> values;
  sql::Dialect dialect = sql::Dialect::duckdb;
};

/// What asking needs of a source; the connection is closed again.
Result<Opened> open(const std::string& dsn) {
  const auto address = source::parse_address(dsn, ".");
  if (!address)
    return fail(address.error());
  auto connection = source::open(*address, {});
  if (!connection)
    return fail(connection.error());
  auto schema = (*connection)->introspect({});
  if (!schema)
    return fail(schema.error());
  const auto read = [&](const catalog::Table& table, const catalog::Column& column,
                        std::size_t limit) -> Result<std::vector<std::string>> {
    auto values = (*connection)->values(table, column, limit, {});
    if (!values)
      return fail(values.error());
    return std::move(values->values);
  };
  catalog::enrich(*schema);
  catalog::infer_joins(*schema, read);
  Opened opened;
  opened.dialect = (*connection)->dialect();
  opened.schema = std::make_shared<const catalog::Schema>(std::move(*schema));
  auto values = ask::build_value_index(*opened.schema, read, {});
  if (!values)
    return fail(values.error());
  opened.values = std::move(*values);
  return opened;
}

std::string text(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

class Batch {
public:
  Batch(std::ostream& out, std::ostream& talk) : out_(out), talk_(talk) {}

  bool line(const std::string& input) {
    const auto parsed = parse_json(input);
    if (!parsed || !parsed->is_object()) {
      talk_ << "translate: not a JSON object: " << harmless(input.substr(0, 80)) << '\n';
      return false;
    }
    Json reply;
    reply["id"] = parsed->contains("id") ? (*parsed)["id"] : Json();
    reply["sql"] = nullptr;
    reply["confidence"] = 0.0;
    reply["alternatives"] = Json::array();
    const Result<Opened>& opened = at(text(*parsed, "dsn"));
    if (opened)
      answer(*parsed, *opened, reply);
    else
      reply["error"] = opened.error().message;
    out_ << dump_json(reply) << '\n' << std::flush;
    return true;
  }

private:
  const Result<Opened>& at(const std::string& dsn) {
    const auto found = opened_.find(dsn);
    if (found != opened_.end())
      return found->second;
    const Result<Opened>& opened = opened_.emplace(dsn, open(dsn)).first->second;
    if (!opened)
      talk_ << "translate: " << opened.error().message << '\n';
    return opened;
  }

  void answer(const Json& question, const Opened& opened, Json& reply) {
    ask::Request request;
    request.question = text(question, "question");
    if (const auto history = question.find("history"); history != question.end() && history->is_array())
      for (const Json& turn : *history)
        if (turn.is_object())
          request.history.push_back({text(turn, "question"), text(turn, "sql"), ""});
    if (request.history.size() > 5)
      request.history.erase(request.history.begin(), request.history.end() - 5);
    request.schema = opened.schema;
    request.values = opened.values;
    request.dialect = opened.dialect;
    request.today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    const auto begin = std::chrono::steady_clock::now();
    const auto answered = engine_->answer(request, {});
    const double ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    if (!answered)
      reply["error"] = answered.error().message;
    else if (const auto* plan = std::get_if<ask::Plan>(&answered->content)) {
      reply["sql"] = plan->sql;
      reply["confidence"] = plan->confidence;
      for (const ask::Alternative& alternative : plan->alternatives)
        reply["alternatives"].push_back(alternative.sql);
    } else if (const auto* refusal = std::get_if<ask::Refusal>(&answered->content))
      reply["reason"] = refusal->reason;
    reply["ms"] = ms;
  }

  std::ostream& out_;
  std::ostream& talk_;
  std::unique_ptr<ask::Engine> engine_ = ask::make_offline_engine(ask::Showing::asked);
  std::map<std::string, Result<Opened>> opened_;
};

} // namespace

int translate(std::istream& in, std::ostream& out, std::ostream& talk) {
  Batch batch(out, talk);
  bool good = true;
  for (std::string line; std::getline(in, line);)
    if (!ascii::trim(line).empty())
      good = batch.line(line) && good;
  return good ? 0 : 1;
}

} // namespace lumen::cli
