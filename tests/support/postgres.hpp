// A real PostgreSQL server of a test program's own: made in a temporary folder when first asked for, reached
// by a unix socket only, stopped by its process id when the program ends.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace lumen::test {

class Postgres {
public:
  /// The program's server, started on the first call; fails the test when PostgreSQL isn't installed.
  static Postgres& instance();
  ~Postgres();
  Postgres(const Postgres&) = delete;
  Postgres& operator=(const Postgres&) = delete;

  /// "host=… user=… dbname=…" for the user postgres, a superuser.
  std::string address(std::string_view database = "postgres", std::string_view user = "postgres") const;
  /// A new, empty database of that name; an old one of that name is dropped.
  void create_database(std::string_view name) const;
  /// Runs SQL by psql, past Lumen; fails the test when the server refuses it. Gives what psql printed,
  /// unaligned.
  std::string psql(std::string_view sql, std::string_view database = "postgres") const;
  /// The server stops at once and starts again.
  void restart();
  std::string folder() const { return folder_.string(); }

private:
  Postgres();
  void start();
  void stop();

  std::string programs_; // the bin folder of the newest version
  std::filesystem::path folder_;
  pid_t server_ = -1;
};

} // namespace lumen::test
