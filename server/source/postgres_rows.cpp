// Reading by libpq's single-row mode. The connection is libpqxx's, which has no such mode.
#include "source/postgres_rows.hpp"

#include <libpq-fe.h>
#include <memory>

namespace lumen::source {

namespace {

std::string text_of(const char* text) {
  return text != nullptr ? text : "";
}

std::vector<PostgresColumn> columns_of(const PGresult* result) {
  std::vector<PostgresColumn> columns;
  const int count = PQnfields(result);
  columns.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    columns.push_back({text_of(PQfname(result, i)), PQftype(result, i)});
  return columns;
}

void read_row(const PGresult* result, int row, PostgresRow& values) {
  values.clear();
  for (int i = 0; i < PQnfields(result); ++i)
    if (PQgetisnull(result, row, i) != 0)
      values.emplace_back();
    else
      values.emplace_back(std::in_place, PQgetvalue(result, row, i),
                          static_cast<std::size_t>(PQgetlength(result, row, i)));
}

} // namespace

std::optional<PostgresFailure> read_rows(pg_conn* connection, const std::string& sql,
                                         const PostgresReader& reader) {
  if (PQsendQuery(connection, sql.c_str()) == 0)
    return PostgresFailure{text_of(PQerrorMessage(connection)), ""};
  (void)PQsetSingleRowMode(connection); // only a statement that was never sent has no such mode
  std::optional<PostgresFailure> failure;
  bool told = false, wanted = true;
  PostgresRow values;
  while (const std::unique_ptr<PGresult, void (*)(PGresult*)> result{PQgetResult(connection), PQclear}) {
    switch (PQresultStatus(result.get())) {
    case PGRES_SINGLE_TUPLE:
    case PGRES_TUPLES_OK: // the end of the rows, which may be the only result
      if (!told)
        reader.columns(columns_of(result.get()));
      told = true;
      for (int row = 0; row < PQntuples(result.get()) && wanted; ++row) {
        read_row(result.get(), row, values);
        wanted = reader.row(values);
        if (!wanted)
          reader.enough();
      }
      break;
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
      break;
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH: // would be told again for ever; the guard lets no COPY through
      return PostgresFailure{"the statement copies", ""};
    default:
      if (!failure) {
        failure = PostgresFailure{text_of(PQresultErrorMessage(result.get())),
                                  text_of(PQresultErrorField(result.get(), PG_DIAG_SQLSTATE))};
      }
    }
  }
  return failure;
}

} // namespace lumen::source
