// Variants of one source, evaluated on all of the train split: each text once, as many at a time as there are
// lanes.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/campaign/workbench.h"

namespace gauntlet {

// Told now and then how many are done, and of how many; false: stop.
using TrialProgress = std::function<bool(size_t done, size_t of)>;

class Trials {
 public:
  // `most_cpu_s`: what a variant may take on the train split, where the problem allows more.
  static Result<std::unique_ptr<Trials>> Open(const Problem& problem, unsigned lanes, double most_cpu_s);

  // In the order of `sources`; null for those that were not begun when the progress said stop. The candidates
  // live as long as the trials. `progress` is called on this thread.
  Result<std::vector<const Candidate*>> Run(std::span<const std::string> sources,
                                            const TrialProgress& progress);
  // With the score recomputed by the verifier.
  Result<Candidate> Confirm(const std::string& source) { return workbench_->Run(source, true); }

  Compiler& compiler() { return *workbench_->lanes().front().compiler; }
  size_t evaluated() const { return known_.size(); }

 private:
  explicit Trials(const Problem& problem) : problem_(problem) {}

  Problem problem_;  // with the limit of a trial
  std::unique_ptr<Workbench> workbench_;
  std::map<std::string, Candidate, std::less<>> known_;  // by source
};

}  // namespace gauntlet
