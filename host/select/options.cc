#include "host/select/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace gauntlet {

namespace {

// The number that `value` means for the option; none if it means nothing.
double NumberOf(const Option& option, const Json& value) {
  if (option.names.empty()) return value.is_number() ? value.get<double>() : std::nan("");
  const auto at =
      value.is_string() ? std::ranges::find(option.names, value.get<std::string>()) : option.names.end();
  return at == option.names.end() ? std::nan("") : static_cast<double>(at - option.names.begin());
}

std::string Allowed(const Option& option) {
  if (!option.names.empty()) return fmt::format("one of {}", fmt::join(option.names, ", "));
  return fmt::format("{} from {} to {}", option.whole ? "a whole number" : "a number", option.low,
                     option.high);
}

}  // namespace

Result<> ReadOptions(const std::string& kind, const Json& given, const std::vector<Option>& known,
                     const std::vector<std::string>& others) {
  if (given.is_null()) return {};
  if (!given.is_object())
    return Fail(ErrorKind::kInput,
                fmt::format("selector {}: options must be a map of names to values", kind));
  for (const auto& [name, value] : given.items()) {
    if (std::ranges::find(others, name) != others.end()) continue;
    const auto option = std::ranges::find(known, name, &Option::name);
    if (option == known.end()) {
      std::vector<std::string> names = others;
      for (const Option& o : known) names.push_back(o.name);
      return Fail(ErrorKind::kInput,
                  fmt::format("selector {} has no option {}; it has {}", kind, name, fmt::join(names, ", ")));
    }
    const double number = NumberOf(*option, value);
    if (!(number >= option->low && number <= option->high) || (option->whole && number != std::floor(number)))
      return Fail(ErrorKind::kInput, fmt::format("selector {}: {} must be {}, not {}", kind, name,
                                                 Allowed(*option), value.dump()));
    *option->value = number;
  }
  return {};
}

}  // namespace gauntlet
