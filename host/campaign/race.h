// Racing: a candidate plays the workloads of the train split one after the other, and stops where even the best
// that the rest could give no longer brings it into the archive. What the archive wants is as it was when the
// candidate was proposed (see search.h), so that rows depend on neither lanes nor stops.
//
// What a workload can give at most:
//   sound    its oracle's score; where that does not hold, what no metric of counts can pass. Nobody is stopped
//            whom the archive would have kept: a campaign keeps the same elites with it and without.
//   likely   the best score there of the confirmed rows so far and kHeadroom of the way from there to the bound. It may
//            stop somebody who had surpassed all others on what was left.
//
// The order of play is the same for a whole campaign and follows from its seed's row: first the workloads that, for
// what they cost, take most of the bound away. Who stops has the verdict ok and, as with the cascade, no score: its
// stage scores go on with the mean over the workloads so far at each checkpoint that it came to.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/campaign/config.h"
#include "host/candidate/candidate.h"
#include "host/evaluate/stop_rule.h"
#include "host/score/score.h"
#include "host/workload/workload.h"

namespace gauntlet {

// How the next candidate races. Positions are those in the order of play.
struct RacePlan {
  Objective objective;
  std::vector<uint32_t> order;      // numbers of the workloads
  std::vector<double> references;   // [position] of the objective's reference metric
  std::vector<double> most;         // [position] the highest score that is reckoned with
  std::vector<size_t> checkpoints;  // workloads played when it is looked, rising, fewer than all

  // For a candidate that needs more than `floor`.
  StopRule RuleFor(double floor) const;
  // Mean scores at the checkpoints that lie within what was played.
  std::vector<double> MeansAt(std::span<const Simulation> played) const;
};

class Race {
 public:
  static constexpr double kHeadroom = 0.1;
  static constexpr size_t kMostCheckpoints = 8;

  // A campaign that was asked to race and cannot says why in off().
  static Result<Race> Make(const CampaignConfig& config, const Objective& objective,
                           const std::vector<Workload>& workloads, const References& references);

  // The next row, in the order of numbers.
  Result<> Learn(const Candidate& row);
  // Null until the seed's row is known, or if there is no race.
  std::shared_ptr<const RacePlan> plan() const { return plan_; }
  const std::string& off() const { return off_; }
  // What is recorded with the campaign; empty until it is known, and where nobody asked for a race:
  // {mode, stages: of the cascade before it, order: [name], checkpoints: [{workloads, requests}], requests}, the
  // requests from the start; or {mode, off: the reason}.
  std::optional<Json> Fact() const;

 private:
  struct Lap {
    std::string name;
    uint64_t requests = 0;
    double reference = 0, bound = 0;
    double best = 0;  // of the confirmed rows
  };
  std::optional<std::vector<double>> ScoresOf(const Candidate& row) const;
  void Order(const std::vector<double>& seed_scores);
  void Plan();

  RaceMode mode_ = RaceMode::kOff;
  size_t stages_ = 0;  // of the cascade
  std::string off_;
  Objective objective_;
  std::vector<Lap> laps_;  // by number of the workload
  std::vector<uint32_t> order_;
  std::shared_ptr<const RacePlan> plan_;
};

}  // namespace gauntlet
