// Which candidates are tuned during a campaign (`tune:` of its configuration), and how.
//
// Tuning needs lanes and no model: it fills the time in which models are waited for. Which proposal is a tuned
// elite does not depend on that time, though: it follows from the seed, the number and the rows up to number - W.
#pragma once

#include <optional>
#include <set>

#include "host/campaign/generator.h"
#include "host/campaign/pipeline.h"
#include "host/campaign/tune_config.h"
#include "host/select/selector.h"

namespace gauntlet {

// REQUIRES: asked for every number once, in order, stored ones included: what was given is not given again.
class TunePlan {
 public:
  TunePlan(const TuneConfig& config, uint64_t seed) : config_(config), seed_(seed) {}

  void Learn(const Candidate& row);
  // The elite that candidate `number` is to be tuned from; empty: the candidate is made in another way.
  std::optional<Elite> Choose(int64_t number, const Selector& archive);

 private:
  TuneConfig config_;
  uint64_t seed_;
  std::set<int64_t> done_;  // that were chosen, or came out of a tuning
};

// The job's main source, tuned on the lane's evaluator over the folds of train. No validation is looked at. Its
// failure (no_result, of stage generate): nothing can be tuned, or nothing is better. Error: job.stop was set, too.
Result<Offspring> Tuned(const Job& job, const TuneConfig& config, const Bench& bench, Lane& lane);

}  // namespace gauntlet
