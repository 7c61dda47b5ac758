// What must hold for any bytes. Each function gives a sentence on what doesn't, or nothing.
#pragma once

#include <string>
#include <string_view>

namespace lumen::test {

/// The notebook's parser, its spans, states and graph; results and answers that are placed into it.
std::string notebook_fault(std::string_view text);

/// The frames of a stream and the messages in them, however the stream is cut into pieces. The first byte
/// seeds the cuts.
std::string message_fault(std::string_view bytes);

} // namespace lumen::test
