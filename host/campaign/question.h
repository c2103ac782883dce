// What a model is asked for one candidate: follows, as all of a job does, from the campaign's seed, the candidate's
// number and the rows up to number - W.
#pragma once

#include <optional>
#include <string>

#include "host/prompt/prompt.h"

namespace gauntlet {

struct Question {
  Prompt prompt;
  size_t model = 0;  // index into the configuration's
  std::string edit, variant;
  std::optional<double> temperature;
  uint64_t seed = 0;
};

}  // namespace gauntlet
