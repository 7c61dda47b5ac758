// Finding and loading libduckdb.
#include "source/duckdb_library.hpp"

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

namespace lumen::source {

namespace {

std::vector<std::string> candidates() {
  std::vector<std::string> paths;
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    const auto beside = program.parent_path().parent_path() / "lib" / "libduckdb.so";
    if (std::filesystem::exists(beside, error))
      paths.push_back(beside.string());
  }
  if (const char* named = std::getenv("LUMEN_DUCKDB_LIBRARY"); named != nullptr && *named != '\0')
    paths.emplace_back(named);
  paths.emplace_back("libduckdb.so");
  return paths;
}

template <class Function>
bool find_function(void* handle, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(handle, name));
  return function != nullptr;
}

Result<const DuckdbLibrary*> load() {
  void* handle = nullptr;
  std::string reason;
  for (const std::string& path : candidates()) {
    handle = dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
    if (handle != nullptr)
      break;
    if (reason.empty())
      reason = dlerror();
  }
  if (handle == nullptr) {
    Error error{
        Code::unsupported, "The DuckDB library can't be loaded.",
        "Install libduckdb.so in lib/ beside the program's bin/, or set LUMEN_DUCKDB_LIBRARY to its path."};
    error.detail = reason;
    return fail(std::move(error));
  }
  static DuckdbLibrary library;
#define LUMEN_LOAD(name)                                                                                     \
  if (!find_function(handle, "duckdb_" #name, library.name))                                                 \
    return fail(Code::unsupported, "The DuckDB library lacks the function duckdb_" #name ".",                \
                "Install DuckDB 1.4 or a later version that still has it.");
  LUMEN_DUCKDB_FUNCTIONS(LUMEN_LOAD)
#undef LUMEN_LOAD
  return &library;
}

} // namespace

Result<const DuckdbLibrary*> duckdb_library() {
  // A failure isn't kept: the library may be installed while the server runs.
  static std::mutex mutex;
  static const DuckdbLibrary* loaded = nullptr;
  const std::scoped_lock lock(mutex);
  if (loaded != nullptr)
    return loaded;
  auto result = load();
  if (result)
    loaded = *result;
  return result;
}

} // namespace lumen::source
