#include "ide/action.hpp"

namespace lumen::ide {

std::string_view command(Verb verb) {
  switch (verb) {
  case Verb::ask:
    return "lumen.ask";
  case Verb::run:
    return "lumen.run";
  case Verb::run_all:
    return "lumen.runAll";
  case Verb::run_from:
    return "lumen.runFrom";
  case Verb::change_chart:
    return "lumen.changeChart";
  case Verb::delete_result:
    return "lumen.deleteResult";
  case Verb::cancel:
    return "lumen.cancel";
  case Verb::show_state:
    return "lumen.showState";
  case Verb::fix:
    return "";
  }
  return "";
}

} // namespace lumen::ide
