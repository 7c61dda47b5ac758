// `lumen translate --batch`: questions in, SQL out, one JSON object a line; nothing is run but what reads the
// catalog.
#pragma once

#include <istream>
#include <ostream>

namespace lumen::cli {

/// Reads {"id","dsn","question","history":[{"question","sql"}]} a line and writes {"id","sql","confidence",
/// "alternatives":[sql],"ms"}; "sql" is null where the engine refuses. Columns are exactly those asked for.
/// Each source is opened once. Problems of a line go to `talk` and into its "error"; gives the exit code: 0,
/// or 1 when a line couldn't be read.
int translate(std::istream& in, std::ostream& out, std::ostream& talk);

} // namespace lumen::cli
