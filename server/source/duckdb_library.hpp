// DuckDB's C API, loaded when the first DuckDB connection is opened: a server that never needs it pays
// nothing for it.
#pragma once

#include "base/result.hpp"

#include <duckdb.h>

namespace lumen::source {

// Every function used, once: the struct, its loading and the type checks come from this list.
// clang-format off
#define LUMEN_DUCKDB_FUNCTIONS(F) \
  F(library_version) F(create_config) F(set_config) F(destroy_config) F(open_ext) F(close) F(connect) \
  F(disconnect) F(free) F(interrupt) F(query) F(destroy_result) F(prepare) F(prepare_error) \
  F(destroy_prepare) F(nparams) F(prepared_statement_type) F(prepared_statement_column_count) \
  F(prepared_statement_column_name) F(prepared_statement_column_logical_type) F(bind_varchar_length) F(clear_bindings) \
  F(pending_prepared_streaming) F(pending_error) F(destroy_pending) F(execute_pending) F(result_error) \
  F(fetch_chunk) F(destroy_data_chunk) F(data_chunk_get_size) F(data_chunk_get_vector) \
  F(vector_get_data) F(vector_get_validity) F(get_type_id) F(decimal_width) F(decimal_scale) \
  F(decimal_internal_type) F(enum_internal_type) F(enum_dictionary_size) F(enum_dictionary_value) \
  F(logical_type_get_alias) F(destroy_logical_type) F(list_type_child_type) F(array_type_child_type) \
  F(array_type_array_size) F(map_type_key_type) F(map_type_value_type) F(struct_type_child_count) \
  F(struct_type_child_name) F(struct_type_child_type) F(from_date) F(from_time)
// clang-format on

struct DuckdbLibrary {
// NOLINTNEXTLINE(bugprone-macro-parentheses): GCC warns of parentheses around a declared name
#define LUMEN_DECLARE(name) decltype(&duckdb_##name) name = nullptr;
  LUMEN_DUCKDB_FUNCTIONS(LUMEN_DECLARE)
#undef LUMEN_DECLARE
};

/// The library, loaded on the first call: from ../lib beside the running program, else $LUMEN_DUCKDB_LIBRARY,
/// else by the loader's path. It stays loaded. Any thread. Code::unsupported when it is missing or lacks a
/// function.
Result<const DuckdbLibrary*> duckdb_library();

} // namespace lumen::source
