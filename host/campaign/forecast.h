// What a campaign will ask of models and pay them, before the first call.
#pragma once

#include "host/campaign/llm_config.h"
#include "host/campaign/question.h"

namespace gauntlet {

struct Forecast {
  double questions = 0;
  double input_tokens = 0, output_tokens = 0;
  double usd = 0;
  double hours = 0;  // by the limits of rate, and by open questions at the latency that is assumed
};

// Between these two it should lie. least: every reply works, questions stay as long as the first, replies are somewhat
// longer than its policy and take 10 s; a question about the search itself is as long as one for a candidate. most:
// every repair is needed, questions and replies reach their limits, a reply takes a minute. Nothing is taken to be
// cached.
struct ForecastRange {
  Forecast least, most;
};

// `source_bytes`: of the policy that is to be improved. REQUIRES: config.models is not empty.
ForecastRange ForecastOf(const LlmConfig& config, const Question& first, uint64_t source_bytes,
                         int64_t candidates, int64_t window);

}  // namespace gauntlet
