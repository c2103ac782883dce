// What a campaign is, besides its problem: stored in its file, and together with it all that its rows follow
// from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/campaign/tune_config.h"
#include "host/problem/problem.h"
#include "host/select/selector.h"

namespace gauntlet {

// Whether candidates race for their places, and by which bound (race.h).
enum class RaceMode { kOff, kSound, kLikely };
std::string_view ToString(RaceMode mode);

// When a proposal is too near to an earlier one (novelty.h).
struct NoveltyConfig {
  double distance = 0;       // up to which it is; 0: nothing is but what is the same
  bool elites_only = false;  // compared with the archive at the proposal, not with all rows up to it
  bool mutants_too = false;  // also what is no model's proposal
};

struct CampaignConfig {
  uint64_t seed = 1;
  // W: candidate k is proposed from the rows up to k - W; also the most that are on their way.
  int64_t window = 16;
  std::string generator = "mutate";
  bool lift_literals = true;  // candidates that differ in literals alone share one module
  SelectorConfig selector;
  std::vector<CascadeStage> cascade;  // the problem's, unless a --config file has its own (see cascade.h)
  RaceMode race = RaceMode::kOff;     // `race:` of `cascade:`
  NoveltyConfig novelty;
  TuneConfig tune;     // `tune:`: promising candidates are tuned between the others
  Json llm;            // `llm:` as it was given (llm_config.h); null: defaults
  std::string replay;  // generator replay: the campaign or file of replies that is replayed
  // Where to stop; may be raised when it is resumed.
  int64_t candidates = 2000;
  double time_s = 0;                   // 0: no limit
  double cost_usd = 0;                 // billed by models, with what is in flight; 0: no limit
  std::optional<double> target_score;  // stop at the first confirmed candidate that reaches it
  int64_t patience = 0;                // stop after so many candidates without a better one; 0: never
};

// The problem's `search:` with `overrides` (of a --config file) on top. Keys: seed, window, generator,
// lift_literals, candidates, time_s, cost_usd, target_score, patience, cascade, novelty, tune (tune_config.h),
// llm (llm_config.h), selector (a kind, or a map of kind and its options). kInput: an
// unknown key, a wrong value; with file and line where `problem.search_yaml` or `overrides_yaml` has the key.
Result<CampaignConfig> ConfigFor(const Problem& problem, const Json& overrides,
                                 const YamlReader* overrides_yaml = nullptr);

Json ConfigToJson(const CampaignConfig& config);
Result<CampaignConfig> ConfigFromJson(const Json& json);

}  // namespace gauntlet
