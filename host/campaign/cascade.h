// Cheap first stages: before a candidate meets the whole train split it is measured on spatial samples of the
// same workloads, with the capacity scaled, one stage after the other; most candidates are no good, and a
// sample says so for a fraction of the cost.
//
// The rule. A candidate goes on from a stage if its score there reaches the stage's bar: the score that the
// best `keep_share` of the last kRemembered rows measured at this stage have reached. So the bar rises with
// the campaign, and about that share goes on, more where many are equal or the campaign gets better. The bar
// is as it was when the candidate was proposed, from the rows up to k - W (see search.h), so that rows depend
// on neither lanes nor stops. While fewer than kEnough are known, and for a candidate from outside (the seed,
// `gauntlet add`), there is no bar: all go on. A score that is no number goes on too: a sample in which
// nothing can be told decides nothing.
//
// Who stops has the verdict ok and its stage scores, but no score: on the whole split it was never measured.
// It is not confirmed and enters no archive. Whoever fails at a stage has failed: a sample is a trace as
// well.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "host/candidate/candidate.h"
#include "host/problem/problem.h"

namespace gauntlet {

class Cascade {
 public:
  static constexpr size_t kRemembered = 64, kEnough = 8;

  explicit Cascade(std::vector<CascadeStage> stages) : stages_(std::move(stages)), known_(stages_.size()) {}

  // The next row, in the order of numbers. What failed says nothing about what a good score is.
  void Add(const Candidate& row);

  // The least score of each stage with which a candidate that is proposed now goes on; minus infinity: any.
  std::vector<double> Bars() const;

 private:
  std::vector<CascadeStage> stages_;
  std::vector<std::deque<double>> known_;  // known_[stage]: scores, the oldest first
};

bool GoesOn(double stage_score, double bar);

// Whether it was stopped by a stage.
bool StoppedEarly(const Candidate& candidate);

// Spearman's rank correlation of two measurements of the same things; equal values share their mean rank.
// Empty when there are fewer than three, or when all are equal in one of them. REQUIRES: equal sizes, no NaN.
std::optional<double> RankCorrelation(std::span<const double> a, std::span<const double> b);

}  // namespace gauntlet
