#include "host/campaign/tune_config.h"

#include <fmt/format.h>

namespace gauntlet {

Json TuneConfig::ToJson() const { return {{"vectors", vectors}, {"share", share}, {"min_gain", min_gain}}; }

Result<TuneConfig> TuneConfig::From(const Json& json) {
  const auto wrong = [](const std::string& expected, const Json& value) {
    return Fail(ErrorKind::kInput, fmt::format("tune: expected {}, not {}", expected, value.dump()));
  };
  if (!json.is_object()) return wrong("a map of vectors, share and min_gain", json);
  TuneConfig config{.vectors = 500};
  for (const auto& [key, value] : json.items()) {
    if (key == "vectors") {
      if (!value.is_number_integer() || value < 0 || value > 1'000'000)
        return wrong("vectors: a whole number from 0 (none is tuned) to 1000000", value);
      config.vectors = value.get<int64_t>();
    } else if (key == "share") {
      if (!value.is_number() || !(value >= 0 && value <= 1))
        return wrong("share: a number from 0 to 1", value);
      config.share = value.get<double>();
    } else if (key == "min_gain") {
      if (!value.is_number() || !(value >= 0)) return wrong("min_gain: a gain in score, at least 0", value);
      config.min_gain = value.get<double>();
    } else {
      return wrong("vectors, share and min_gain", key);
    }
  }
  return config;
}

}  // namespace gauntlet
