#include "host/trace/generator_options.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace gauntlet {

bool GeneratorOptions::Know(std::string_view key) {
  if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
  return true;
}

const Json* GeneratorOptions::Find(std::string_view key) {
  Know(key);
  if (!options_.is_object()) return nullptr;
  const auto found = options_.find(key);
  return found == options_.end() ? nullptr : &*found;
}

Result<uint64_t> GeneratorOptions::Whole(std::string_view key, uint64_t low, uint64_t high) {
  if (Find(key) == nullptr) return Wrong(fmt::format("'{}' is missing", key));
  return Whole(key, low, high, 0);
}

Result<uint64_t> GeneratorOptions::Whole(std::string_view key, uint64_t low, uint64_t high,
                                         uint64_t otherwise) {
  const Json* value = Find(key);
  if (value == nullptr) return otherwise;
  // A number from YAML may come as 1e6.
  const double number = value->is_number() ? value->get<double>() : -1;
  const bool whole = value->is_number_integer() || (value->is_number() && number == std::floor(number));
  if (!whole || number < static_cast<double>(low) || number > static_cast<double>(high)) {
    return Wrong(fmt::format("'{}' is a whole number from {} to {}, not {}", key, low, high, value->dump()));
  }
  return value->is_number_integer() ? value->get<uint64_t>() : static_cast<uint64_t>(number);
}

Result<double> GeneratorOptions::Real(std::string_view key, double low, double high, double otherwise) {
  const Json* value = Find(key);
  if (value == nullptr) return otherwise;
  if (!value->is_number() || !(value->get<double>() >= low && value->get<double>() <= high)) {
    return Wrong(fmt::format("'{}' is a number from {} to {}, not {}", key, low, high, value->dump()));
  }
  return value->get<double>();
}

Result<std::string> GeneratorOptions::Text(std::string_view key, std::string_view otherwise) {
  const Json* value = Find(key);
  if (value == nullptr) return std::string(otherwise);
  if (!value->is_string()) return Wrong(fmt::format("'{}' is a word, not {}", key, value->dump()));
  return value->get<std::string>();
}

Result<> GeneratorOptions::NothingElse() const {
  if (!options_.is_object())
    return Wrong("a mapping was expected, {kind: zipf, requests: 100000, objects: 1000}");
  for (const auto& [key, value] : options_.items()) {
    if (std::ranges::find(known_, key) == known_.end()) {
      return Wrong(fmt::format("unknown option '{}'; there are: {}", key, fmt::join(known_, ", ")));
    }
  }
  return {};
}

std::unexpected<Error> GeneratorOptions::Wrong(std::string_view what) const {
  return Fail(ErrorKind::kInput, fmt::format("{}: {}", where_, what));
}

}  // namespace gauntlet
