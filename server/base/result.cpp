#include "base/result.hpp"

namespace lumen {

std::string_view name(Code code) {
  switch (code) {
  case Code::internal:
    return "internal";
  case Code::cancelled:
    return "cancelled";
  case Code::timeout:
    return "timeout";
  case Code::limit:
    return "limit";
  case Code::invalid:
    return "invalid";
  case Code::not_found:
    return "not_found";
  case Code::untrusted:
    return "untrusted";
  case Code::refused:
    return "refused";
  case Code::unsupported:
    return "unsupported";
  case Code::connection:
    return "connection";
  case Code::permission:
    return "permission";
  case Code::syntax:
    return "syntax";
  case Code::query:
    return "query";
  case Code::io:
    return "io";
  case Code::conflict:
    return "conflict";
  }
  return "internal";
}

} // namespace lumen
