// Where tests find the checkout and what was built.
#pragma once

#include <string>

namespace lumen::test {

std::string source_folder(); ///< the checkout
std::string binary_folder(); ///< the build; programs stand in its bin/

} // namespace lumen::test
