// Two lists, read from the catalog of PostgreSQL 15 and the pages of the extensions that it ships.
#include "sql/effects.hpp"

#include <algorithm>
#include <array>

namespace lumen::sql {

namespace {

using namespace std::string_view_literals;

struct Family {
  std::string_view prefix; // a whole name where it doesn't end in '*'
  std::string_view reason;
};

constexpr std::string_view files = "it reads or writes files of the server";
constexpr std::string_view large_objects = "it works on large objects, which it may change";
constexpr std::string_view waits = "it makes the server wait";
constexpr std::string_view locks = "it takes or frees locks";
constexpr std::string_view elsewhere = "it reaches another server";
constexpr std::string_view hidden_sql = "it runs SQL that is hidden in a text";
constexpr std::string_view settings = "it changes a setting";
constexpr std::string_view sequences = "it moves a sequence on";
constexpr std::string_view administers = "it administers the server";

constexpr std::array forbidden{
    Family{"pg_read_file*", files},
    Family{"pg_read_binary_file*", files},
    Family{"pg_ls_*", files},
    Family{"pg_stat_file", files},
    Family{"pg_file_*", files},
    Family{"pg_logdir_ls", files},
    Family{"pg_current_logfile", files},
    Family{"pg_hba_file_rules", files},
    Family{"pg_ident_file_mappings", files},
    Family{"pg_show_all_file_settings", files},
    Family{"lo_*", large_objects},
    Family{"loread", large_objects},
    Family{"lowrite", large_objects},
    Family{"pg_sleep*", waits},
    Family{"pg_advisory_*", locks},
    Family{"pg_try_advisory_*", locks},
    Family{"dblink*", elsewhere},
    Family{"postgres_fdw_*", elsewhere},
    Family{"query_to_*", hidden_sql},
    Family{"cursor_to_*", hidden_sql},
    Family{"ts_stat", hidden_sql},
    Family{"ts_rewrite", hidden_sql},
    Family{"crosstab*", hidden_sql},
    Family{"connectby", hidden_sql},
    Family{"xpath_table", hidden_sql},
    Family{"set_config", settings},
    Family{"setseed", settings},
    Family{"nextval", sequences},
    Family{"setval", sequences},
    Family{"pg_nextoid", sequences},
    Family{"pg_notify", "it sends a message to other sessions"},
    Family{"pg_terminate_backend", administers},
    Family{"pg_cancel_backend", administers},
    Family{"pg_reload_conf", administers},
    Family{"pg_rotate_logfile*", administers},
    Family{"pg_promote", administers},
    Family{"pg_switch_wal", administers},
    Family{"pg_backup_*", administers},
    Family{"pg_create_*", administers},
    Family{"pg_drop_*", administers},
    Family{"pg_copy_*", administers},
    Family{"pg_stat_reset*", administers},
    Family{"pg_logical_*", administers},
    Family{"pg_replication_*", administers},
    Family{"pg_export_snapshot", administers},
    Family{"pg_import_*", administers},
    Family{"pg_wal_replay_*", administers},
    Family{"pg_log_backend_*", administers},
    Family{"binary_upgrade_*", administers},
};

// Views over functions that read the server's files.
constexpr std::array views_of_files{
    "pg_file_settings"sv,
    "pg_hba_file_rules"sv,
    "pg_ident_file_mappings"sv,
};

constexpr std::array harmless{
    "clock_timestamp"sv,
    "currval"sv,
    "gen_random_uuid"sv,
    "gen_random_bytes"sv,
    "lastval"sv,
    "pg_blocking_pids"sv,
    "pg_current_wal_insert_lsn"sv,
    "pg_current_wal_lsn"sv,
    "pg_database_size"sv,
    "pg_indexes_size"sv,
    "pg_is_in_recovery"sv,
    "pg_jit_available"sv,
    "pg_last_wal_receive_lsn"sv,
    "pg_last_wal_replay_lsn"sv,
    "pg_last_xact_replay_timestamp"sv,
    "pg_lock_status"sv,
    "pg_partition_ancestors"sv,
    "pg_partition_tree"sv,
    "pg_relation_size"sv,
    "pg_sequence_last_value"sv,
    "pg_table_size"sv,
    "pg_tablespace_size"sv,
    "pg_total_relation_size"sv,
    "pg_xact_commit_timestamp"sv,
    "random"sv,
    "random_normal"sv,
    "timeofday"sv,
    "uuid_generate_v1"sv,
    "uuid_generate_v1mc"sv,
    "uuid_generate_v4"sv,
    "uuidv4"sv,
    "uuidv7"sv,
};

} // namespace

std::optional<std::string_view> forbidden_postgresql(std::string_view name) {
  for (const Family& family : forbidden) {
    const bool open = family.prefix.back() == '*';
    const std::string_view stem = open ? family.prefix.substr(0, family.prefix.size() - 1) : family.prefix;
    if (open ? name.substr(0, stem.size()) == stem : name == stem)
      return family.reason;
  }
  return std::nullopt;
}

bool harmless_postgresql(std::string_view name) {
  return std::find(harmless.begin(), harmless.end(), name) != harmless.end();
}

std::optional<std::string_view> forbidden_view_postgresql(std::string_view name) {
  if (std::find(views_of_files.begin(), views_of_files.end(), name) != views_of_files.end())
    return files;
  return std::nullopt;
}

} // namespace lumen::sql
