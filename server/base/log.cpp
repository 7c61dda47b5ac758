#include "base/log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace lumen::log {

namespace {

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
  case Level::trace:
    return spdlog::level::trace;
  case Level::debug:
    return spdlog::level::debug;
  case Level::info:
    return spdlog::level::info;
  case Level::warning:
    return spdlog::level::warn;
  case Level::error:
    return spdlog::level::err;
  case Level::off:
    return spdlog::level::off;
  }
  return spdlog::level::info;
}

// Until `open` is called nothing is logged, so that a library user or a test sees no noise.
std::shared_ptr<spdlog::logger>& logger() {
  static std::shared_ptr<spdlog::logger> instance;
  return instance;
}

void write(spdlog::level::level_enum level, std::string_view message) {
  if (logger())
    logger()->log(level, spdlog::string_view_t(message.data(), message.size()));
}

} // namespace

void open(const std::string& file, Level level) {
  spdlog::sink_ptr sink;
  if (file.empty())
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  else
    sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
  logger() = std::make_shared<spdlog::logger>("lumen", sink);
  logger()->set_level(to_spdlog(level));
  logger()->flush_on(spdlog::level::info);
  logger()->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
}

Level level(std::string_view name) {
  if (name == "trace")
    return Level::trace;
  if (name == "debug")
    return Level::debug;
  if (name == "warning" || name == "warn")
    return Level::warning;
  if (name == "error")
    return Level::error;
  if (name == "off")
    return Level::off;
  return Level::info;
}

void debug(std::string_view message) {
  write(spdlog::level::debug, message);
}
void info(std::string_view message) {
  write(spdlog::level::info, message);
}
void warning(std::string_view message) {
  write(spdlog::level::warn, message);
}
void error(std::string_view message) {
  write(spdlog::level::err, message);
}

} // namespace lumen::log
