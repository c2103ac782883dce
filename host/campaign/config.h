// What a campaign is, besides its problem: stored in its file, and together with it all that its rows follow
// from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/problem/problem.h"
#include "host/select/selector.h"

namespace gauntlet {

struct CampaignConfig {
  uint64_t seed = 1;
  // W: candidate k is proposed from the rows up to k - W; also the most that are on their way.
  int64_t window = 16;
  std::string generator = "mutate";
  bool lift_literals = true;  // candidates that differ in literals alone share one module
  SelectorConfig selector;
  std::vector<CascadeStage> cascade;  // the problem's, unless a --config file has its own (see cascade.h)
  // Where to stop; may be raised when it is resumed.
  int64_t candidates = 2000;
  double time_s = 0;  // 0: no limit
};

// The problem's `search:` with `overrides` (of a --config file) on top. Keys: seed, window, generator,
// lift_literals, candidates, time_s, cascade, selector (a kind, or a map of kind and its options). kInput: an
// unknown key, a wrong value; with file and line where `problem.search_yaml` or `overrides_yaml` has the key.
Result<CampaignConfig> ConfigFor(const Problem& problem, const Json& overrides,
                                 const YamlReader* overrides_yaml = nullptr);

Json ConfigToJson(const CampaignConfig& config);
Result<CampaignConfig> ConfigFromJson(const Json& json);

}  // namespace gauntlet
