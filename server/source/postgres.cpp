// The PostgreSQL source.
#include "source/source.hpp"

namespace lumen::source {

Result<std::unique_ptr<Source>> open_postgresql(const Address& address, std::stop_token) {
  return fail(Code::unsupported, "This build can't connect to " + masked(address) + ".",
              "Use a DuckDB file or data files.");
}

} // namespace lumen::source
