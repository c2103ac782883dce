#include "host/select/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace gauntlet {

Result<> ReadOptions(const std::string& kind, const Json& given, const std::vector<Option>& known) {
  if (given.is_null()) return {};
  if (!given.is_object())
    return Fail(ErrorKind::kInput,
                fmt::format("selector {}: options must be a map of names to numbers", kind));
  for (const auto& [name, value] : given.items()) {
    const auto option = std::ranges::find(known, name, &Option::name);
    if (option == known.end()) {
      std::vector<std::string> names;
      for (const Option& o : known) names.push_back(o.name);
      return Fail(ErrorKind::kInput,
                  fmt::format("selector {} has no option {}; it has {}", kind, name, fmt::join(names, ", ")));
    }
    const double number = value.is_number() ? value.get<double>() : std::nan("");
    if (!(number >= option->low && number <= option->high) || (option->whole && number != std::floor(number)))
      return Fail(ErrorKind::kInput, fmt::format("selector {}: {} must be {} from {} to {}, not {}", kind,
                                                 name, option->whole ? "a whole number" : "a number",
                                                 option->low, option->high, value.dump()));
    *option->value = number;
  }
  return {};
}

}  // namespace gauntlet
