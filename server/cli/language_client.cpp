#include "cli/language_client.hpp"

#include "base/ascii.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace lumen::cli {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

Result<std::unique_ptr<LanguageClient>> LanguageClient::start(const std::filesystem::path& program,
                                                              const std::vector<std::string>& arguments) {
  int input[2], output[2];
  if (::pipe2(input, O_CLOEXEC) != 0 || ::pipe2(output, O_CLOEXEC) != 0)
    return fail(Code::io, std::string("no pipe for the server: ") + std::strerror(errno));
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  std::string name = program.string();
  std::vector<std::string> copies = arguments;
  std::vector<char*> argv{name.data()};
  for (std::string& argument : copies)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  const int failed = ::posix_spawn(&child, name.c_str(), &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(input[0]);
  ::close(output[1]);
  if (failed != 0) {
    ::close(input[1]);
    ::close(output[0]);
    return fail(Code::not_found, name + " can't be started: " + std::strerror(failed),
                "build lumen-lsp first");
  }
  return std::unique_ptr<LanguageClient>(new LanguageClient(child, input[1], output[0]));
}

LanguageClient::LanguageClient(pid_t child, int to_server, int from_server)
    : child_(child), to_server_(to_server), from_server_(from_server) {}

LanguageClient::~LanguageClient() {
  if (to_server_ >= 0)
    ::close(to_server_); // a server whose input ends ends itself
  if (from_server_ >= 0)
    ::close(from_server_);
  if (child_ > 0)
    ::waitpid(child_, nullptr, 0);
}

void LanguageClient::on(const std::string& method, Handler handler) {
  handlers_[method] = std::move(handler);
}

Result<void> LanguageClient::send(const Json& message) {
  const std::string body = dump_json(message);
  const std::string frame = "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  for (std::size_t sent = 0; sent < frame.size();) {
    const ssize_t written = ::write(to_server_, frame.data() + sent, frame.size() - sent);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return fail(Code::io, "the server no longer reads");
    sent += static_cast<std::size_t>(written);
  }
  return {};
}

Result<void> LanguageClient::notify(std::string_view method, const Json& params) {
  return send({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}});
}

Result<Json> LanguageClient::request(std::string_view method, const Json& params, milliseconds patience) {
  const std::int64_t id = next_id_++;
  Json message{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}};
  if (!params.is_null())
    message["params"] = params;
  if (auto sent = send(message); !sent)
    return fail(sent.error());
  if (auto waited = wait_until([&] { return replies_.count(id) > 0; }, patience); !waited)
    return fail(Error{waited.error().code, std::string(method) + ": " + waited.error().message});
  const Json reply = replies_.extract(id).mapped();
  if (const auto error = reply.find("error"); error != reply.end())
    return fail(Code::invalid, std::string(method) + ": " + error->value("message", "the server refused it"));
  return reply.value("result", Json());
}

Result<void> LanguageClient::wait_until(const std::function<bool()>& done, milliseconds patience) {
  const auto until = Clock::now() + patience;
  while (!done()) {
    const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
    if (left.count() <= 0)
      return fail(Code::timeout, "the server didn't answer in time");
    if (auto received = receive(left); !received)
      return received;
  }
  return {};
}

/// Takes one whole frame out of the buffer.
bool LanguageClient::take_message(std::string& body) {
  const std::size_t head = buffer_.find("\r\n\r\n");
  if (head == std::string::npos)
    return false;
  std::size_t length = 0;
  for (const std::string_view line : ascii::split(std::string_view(buffer_).substr(0, head), '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !ascii::same(line.substr(0, colon), "content-length"))
      continue;
    const std::string_view number = ascii::trim(line.substr(colon + 1));
    std::from_chars(number.data(), number.data() + number.size(), length);
  }
  if (buffer_.size() < head + 4 + length)
    return false;
  body = buffer_.substr(head + 4, length);
  buffer_.erase(0, head + 4 + length);
  return true;
}

Result<void> LanguageClient::receive(milliseconds patience) {
  std::string body;
  while (take_message(body)) {
    auto message = parse_json(body);
    if (!message)
      return fail(Code::invalid, "the server sent what isn't JSON");
    return handle(*message);
  }
  pollfd waiting{from_server_, POLLIN, 0};
  const int ready = ::poll(&waiting, 1, static_cast<int>(patience.count()));
  if (ready < 0 && errno == EINTR)
    return {};
  if (ready == 0)
    return fail(Code::timeout, "the server didn't answer in time");
  char bytes[65536];
  const ssize_t size = ::read(from_server_, bytes, sizeof bytes);
  if (size <= 0)
    return fail(Code::io, "the server ended");
  buffer_.append(bytes, static_cast<std::size_t>(size));
  return {};
}

Result<void> LanguageClient::handle(const Json& message) {
  const auto id = message.find("id");
  const auto method = message.find("method");
  if (method == message.end()) {
    if (id != message.end() && id->is_number_integer())
      replies_[id->get<std::int64_t>()] = message;
    return {};
  }
  const auto handler = handlers_.find(method->get<std::string>());
  Json result;
  if (handler != handlers_.end())
    result = handler->second(message.value("params", Json()));
  if (id == message.end())
    return {};
  return send({{"jsonrpc", "2.0"}, {"id", *id}, {"result", result}});
}

Result<int> LanguageClient::stop(milliseconds patience) {
  if (auto done = request("shutdown", Json(), patience); !done)
    return fail(done.error());
  if (auto told = send({{"jsonrpc", "2.0"}, {"method", "exit"}}); !told)
    return fail(told.error());
  const auto until = Clock::now() + patience;
  for (;;) {
    int status = 0;
    if (::waitpid(child_, &status, WNOHANG) == child_) {
      child_ = -1;
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    if (Clock::now() > until)
      return fail(Code::timeout, "the server didn't end after exit");
    std::this_thread::sleep_for(milliseconds(5));
  }
}

} // namespace lumen::cli
