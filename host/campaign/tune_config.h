// `tune:` of a campaign's configuration (tune_plan.h says what is done with it).
#pragma once

#include <cstdint>

#include "host/base/json.h"
#include "host/base/result.h"

namespace gauntlet {

// `tune: {vectors: 500, share: 0.2, min_gain: 0.001}`.
struct TuneConfig {
  int64_t vectors = 0;  // played for each candidate that is tuned; 0: none is
  double share = 0.2;   // of the proposals, as long as there is a promising elite that was not tuned yet
  double min_gain = 0;  // of the score on train, for the result to become a candidate

  Json ToJson() const;
  // Without `vectors`, 500. kInput: an unknown key, a wrong value.
  static Result<TuneConfig> From(const Json& json);
};

}  // namespace gauntlet
