#include "base/paths.hpp"

#include "base/ascii.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <random>
#include <sys/stat.h>
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

namespace {

/// A file descriptor that closes itself.
class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0)
      ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

private:
  int number_;
};

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// A new file beside the target; its name can't be foreseen, and nobody's link is followed.
struct Scratch {
  std::string path;
  int number;
};

Scratch make_scratch(const fs::path& target, mode_t mode) {
  std::random_device random;
  for (int attempt = 0; attempt < 16; ++attempt) {
    Scratch out{target.string() + "." + std::to_string(random()) + std::to_string(random()) + ".tmp", -1};
    out.number = ::open(out.path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode);
    if (out.number >= 0 || errno != EEXIST)
      return out;
  }
  return {"", -1};
}

} // namespace

Result<std::string> read_file(const fs::path& path, std::size_t limit) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found)
    return fail(Code::not_found, "there is no file " + path.string());
  if (status.type() == fs::file_type::directory)
    return fail(Code::io, path.string() + " is a folder");
  // Without waiting: a pipe that nobody writes to would hold up whoever asks. Only files are read.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!file)
    return fail(Code::permission, "can't read " + path.string());
  struct stat kind {};
  if (::fstat(file.number(), &kind) != 0 || !S_ISREG(kind.st_mode))
    return fail(Code::io, path.string() + " isn't a file");
  std::string bytes;
  std::array<char, 1 << 16> buffer{};
  while (true) {
    const ssize_t got = ::read(file.number(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return fail(Code::io, "reading " + path.string() + " failed");
    if (got == 0)
      return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
    if (bytes.size() > limit)
      return fail(Code::limit, path.string() + " is larger than " + std::to_string(limit >> 20) + " MiB");
  }
}

namespace {

enum class Wait { no, until_on_disk };

Result<void> write(const fs::path& given, std::string_view bytes, bool private_to_user, Wait wait) {
  std::error_code error;
  // A link stays one: what it leads to is replaced.
  fs::path path = given;
  if (fs::is_symlink(path, error))
    if (const fs::path real = fs::canonical(path, error); !error)
      path = real;
  error.clear();
  if (path.has_parent_path())
    fs::create_directories(path.parent_path(), error);
  if (error)
    return fail(Code::io, "can't make the folder " + path.parent_path().string() + ": " + error.message());
  const fs::file_status before = fs::status(path, error);
  const bool keeps_mode = !private_to_user && fs::is_regular_file(before);
  const Scratch scratch = make_scratch(path, private_to_user ? 0600 : 0666);
  {
    const Descriptor file(scratch.number);
    if (!file)
      return fail(Code::permission, "can't write in " + path.parent_path().string());
    if (keeps_mode)
      fs::permissions(scratch.path, before.permissions(), error);
    // On the disk before it gets the name: after a power cut there is the old file or the new one.
    if (!write_all(file.number(), bytes) || (wait == Wait::until_on_disk && ::fsync(file.number()) != 0)) {
      fs::remove(scratch.path, error);
      return fail(Code::io, "writing " + path.string() + " failed");
    }
  }
  fs::rename(scratch.path, path, error);
  if (error) {
    std::error_code ignored;
    fs::remove(scratch.path, ignored);
    return fail(Code::io, "can't replace " + path.string() + ": " + error.message());
  }
  return {};
}

} // namespace

Result<void> write_file(const fs::path& path, std::string_view bytes, bool private_to_user) {
  return write(path, bytes, private_to_user, Wait::until_on_disk);
}

Result<void> write_regenerable(const fs::path& path, std::string_view bytes) {
  return write(path, bytes, false, Wait::no);
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
