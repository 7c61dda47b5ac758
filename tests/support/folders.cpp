#include "support/folders.hpp"

namespace lumen::test {

std::string source_folder() {
  return LUMEN_SOURCE_DIR;
}
std::string binary_folder() {
  return LUMEN_BINARY_DIR;
}

} // namespace lumen::test
