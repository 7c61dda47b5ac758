// Where Lumen keeps its files, by the XDG base directory specification.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace lumen::paths {

std::filesystem::path config(); ///< $XDG_CONFIG_HOME/lumen, or ~/.config/lumen
std::filesystem::path cache();  ///< $XDG_CACHE_HOME/lumen, or ~/.cache/lumen
std::filesystem::path state();  ///< $XDG_STATE_HOME/lumen, or ~/.local/state/lumen

/// The folder of a workspace's own `.lumen`: the nearest above `start` that has one or a `.git`, else
/// `start`.
std::filesystem::path workspace_root(const std::filesystem::path& start);

/// A whole file's bytes. Fails over `limit` bytes, and for what is no file (a folder, a pipe) without
/// waiting.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit = 256u << 20);

/// Writes beside the target and renames, so that a reader sees the old file or the new one, also after a
/// power cut. Makes parent folders; follows a link to the file that it names; keeps the old file's mode, or
/// 0600 where it is private. Nothing is left behind on failure.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes,
                        bool private_to_user = false);

/// The same for a file that can be made again: it doesn't wait until the disk has it. After a power cut it
/// may be empty.
Result<void> write_regenerable(const std::filesystem::path& path, std::string_view bytes);

/// file:// URI to path and back, with percent-encoding. Other schemes fail.
Result<std::filesystem::path> from_uri(std::string_view uri);
std::string to_uri(const std::filesystem::path& path);

/// Percent-encodes all but unreserved characters (RFC 3986, 2.3); decoding leaves malformed escapes as they
/// are.
std::string percent_encode(std::string_view text);
std::string percent_decode(std::string_view text);

} // namespace lumen::paths
