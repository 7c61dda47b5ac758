// The one hash of the project: SHA-256, shown as the first 16 hexadecimal digits.
#pragma once

#include <string>
#include <string_view>

namespace lumen {

/// First 16 lower-case hexadecimal digits of the SHA-256 of the bytes.
std::string short_hash(std::string_view bytes);

} // namespace lumen
