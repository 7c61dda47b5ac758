#include "base/paths.hpp"

#include "base/ascii.hpp"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <unistd.h>

namespace lumen::paths {

namespace fs = std::filesystem;

namespace {

fs::path xdg(const char* variable, const char* fallback) {
  const char* value = std::getenv(variable);
  if (value != nullptr && value[0] == '/')
    return fs::path(value) / "lumen"; // a relative one is invalid by the spec
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "/") / fallback / "lumen";
}

int hex_digit(char c) {
  if (ascii::is_digit(c))
    return c - '0';
  const char low = ascii::lower(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

std::string encode(std::string_view text, std::string_view also_kept) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool keep = ascii::is_alpha(c) || ascii::is_digit(c) ||
                      std::string_view("-._~").find(c) != std::string_view::npos ||
                      also_kept.find(c) != std::string_view::npos;
    if (keep) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

} // namespace

fs::path config() {
  return xdg("XDG_CONFIG_HOME", ".config");
}
fs::path cache() {
  return xdg("XDG_CACHE_HOME", ".cache");
}
fs::path state() {
  return xdg("XDG_STATE_HOME", ".local/state");
}

fs::path workspace_root(const fs::path& start) {
  std::error_code ignored;
  for (fs::path folder = start; !folder.empty(); folder = folder.parent_path()) {
    if (fs::exists(folder / ".lumen", ignored) || fs::exists(folder / ".git", ignored))
      return folder;
    if (folder == folder.parent_path())
      break;
  }
  return start;
}

Result<std::string> read_file(const fs::path& path, std::size_t limit) {
  std::error_code error;
  if (!fs::exists(path, error))
    return fail(Code::not_found, "there is no file " + path.string());
  if (fs::is_directory(path, error))
    return fail(Code::io, path.string() + " is a folder");
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return fail(Code::permission, "can't read " + path.string());
  std::string bytes;
  char buffer[1 << 16];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    bytes.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > limit) {
      return fail(Code::limit, path.string() + " is larger than " + std::to_string(limit >> 20) + " MiB");
    }
  }
  if (in.bad())
    return fail(Code::io, "reading " + path.string() + " failed");
  return bytes;
}

Result<void> write_file(const fs::path& path, std::string_view bytes, bool private_to_user) {
  std::error_code error;
  if (path.has_parent_path())
    fs::create_directories(path.parent_path(), error);
  if (error)
    return fail(Code::io, "can't make the folder " + path.parent_path().string() + ": " + error.message());
  static std::atomic<unsigned> count{0}; // two threads may write the same file
  const fs::path scratch =
      path.string() + "." + std::to_string(::getpid()) + "-" + std::to_string(++count) + ".tmp";
  {
    std::ofstream out(scratch, std::ios::binary | std::ios::trunc);
    if (!out)
      return fail(Code::permission, "can't write in " + path.parent_path().string());
    const fs::file_status before = fs::status(path, error);
    if (private_to_user)
      fs::permissions(scratch, fs::perms::owner_read | fs::perms::owner_write, error);
    else if (fs::is_regular_file(before))
      fs::permissions(scratch, before.permissions(), error);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.flush();
    if (!out) {
      fs::remove(scratch, error);
      return fail(Code::io, "writing " + path.string() + " failed");
    }
  }
  fs::rename(scratch, path, error);
  if (error)
    return fail(Code::io, "can't replace " + path.string() + ": " + error.message());
  return {};
}

Result<fs::path> from_uri(std::string_view uri) {
  constexpr std::string_view scheme = "file://";
  if (uri.substr(0, scheme.size()) != scheme) {
    return fail(Code::unsupported, "only file: documents have a folder: " + std::string(uri));
  }
  uri.remove_prefix(scheme.size());
  const std::size_t slash = uri.find('/'); // a host before it can only be this machine
  if (slash == std::string_view::npos)
    return fail(Code::invalid, "a file: URI without a path");
  return fs::path(percent_decode(uri.substr(slash)));
}

std::string to_uri(const fs::path& path) {
  return "file://" + encode(path.string(), "/");
}

std::string percent_encode(std::string_view text) {
  return encode(text, "");
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

} // namespace lumen::paths
