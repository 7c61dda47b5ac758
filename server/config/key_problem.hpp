// What is said of keys that aren't settings, and of secrets among the values. Private to this folder.
#pragma once

#include "config/settings.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace lumen::config {

bool is_setting(std::string_view key);

/// The problem of a key that isn't a setting, without a range; nothing where it may be another tool's.
std::optional<Problem> unknown_key(std::string_view key, Keys keys);

/// Does a connection's text hold a password that isn't a ${VARIABLE}?
bool holds_secret(std::string_view connection);
/// Its problem, without a range.
Problem password_problem();

} // namespace lumen::config
