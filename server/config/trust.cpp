// The user's list of trusted folders: a YAML sequence of absolute paths, private to the user.
#include "config/trust.hpp"

#include "base/paths.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace lumen::config {

namespace {

namespace fs = std::filesystem;

// A folder by its real name, so that a link into or out of a trusted folder changes nothing. A part that
// doesn't exist is kept as written.
fs::path real(const fs::path& folder) {
  std::error_code failed;
  const fs::path absolute = fs::absolute(folder, failed);
  const fs::path resolved = fs::weakly_canonical(failed ? folder : absolute, failed);
  fs::path out = (failed ? absolute : resolved).lexically_normal();
  return out.has_filename() || out == out.root_path() ? out : out.parent_path();
}

bool is_in(const fs::path& folder, const fs::path& above) {
  const auto [rest, unused] = std::mismatch(above.begin(), above.end(), folder.begin(), folder.end());
  return rest == above.end();
}

Result<void> save(const fs::path& file, const std::vector<fs::path>& folders) {
  YAML::Emitter out;
  out << YAML::Comment("Folders in which Lumen may connect to databases and run queries.") << YAML::Newline;
  out << YAML::BeginSeq;
  for (const auto& folder : folders) {
    out << YAML::DoubleQuoted << folder.string();
  }
  out << YAML::EndSeq;
  return paths::write_file(file, std::string(out.c_str()) + "\n", true);
}

} // namespace

Result<TrustList> TrustList::load() {
  return load(paths::config() / "trust.yaml");
}

Result<TrustList> TrustList::load(const fs::path& file) {
  TrustList list;
  list.file_ = file;
  constexpr std::size_t most_bytes = 1U << 20;
  const auto bytes = paths::read_file(file, most_bytes);
  if (!bytes) {
    if (bytes.error().code == Code::not_found) {
      return list;
    }
    return fail(bytes.error());
  }
  const auto damaged = [&] {
    return fail(Code::invalid, "The list of trusted folders can't be read: " + file.string() + ".",
                "Mend it (a YAML list of paths) or delete it; then trust folders anew by `lumen trust DIR`.");
  };
  try {
    const YAML::Node root = YAML::Load(*bytes);
    if (!root.IsNull() && !root.IsSequence()) {
      return damaged();
    }
    for (const auto& entry : root) {
      if (!entry.IsScalar() || !fs::path(entry.Scalar()).is_absolute()) {
        return damaged();
      }
      list.folders_.emplace_back(entry.Scalar());
    }
  } catch (const YAML::Exception&) {
    return damaged();
  }
  return list;
}

Trust TrustList::of(const fs::path& folder) const {
  const fs::path wanted = real(folder);
  const bool listed = std::any_of(folders_.begin(), folders_.end(),
                                  [&](const fs::path& above) { return is_in(wanted, real(above)); });
  return listed ? Trust::trusted : Trust::unknown;
}

Result<void> TrustList::add(const fs::path& folder) {
  const fs::path wanted = real(folder);
  std::error_code failed;
  if (!fs::is_directory(wanted, failed)) {
    return fail(Code::not_found, wanted.string() + " isn't a folder.",
                "Name the folder that holds your notebooks.");
  }
  if (std::find(folders_.begin(), folders_.end(), wanted) != folders_.end()) {
    return {};
  }
  auto folders = folders_;
  folders.push_back(wanted);
  if (auto saved = save(file_, folders); !saved) {
    return saved;
  }
  folders_ = std::move(folders);
  return {};
}

Result<void> TrustList::remove(const fs::path& folder) {
  const fs::path wanted = real(folder);
  auto folders = folders_;
  const auto gone = std::remove_if(folders.begin(), folders.end(), [&](const fs::path& listed) {
    return listed == wanted || real(listed) == wanted;
  });
  if (gone == folders.end()) {
    return fail(Code::not_found, wanted.string() + " isn't on the list of trusted folders.",
                "A folder is also trusted by one above it on the list: `lumen trust --list` shows it.");
  }
  folders.erase(gone, folders.end());
  if (auto saved = save(file_, folders); !saved) {
    return saved;
  }
  folders_ = std::move(folders);
  return {};
}

} // namespace lumen::config
