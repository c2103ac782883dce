// What racing did in a campaign: who stopped where, how well the part that was played told of the whole, and how many
// requests were not played.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/candidate/candidate.h"

namespace gauntlet {

struct RaceTally {
  struct Checkpoint {
    int64_t workloads = 0;  // played so far
    double requests = 0;
    int64_t reached = 0, stopped = 0;
    std::vector<double> means,
        scores;  // at the checkpoint and in the end, of those that were played to the end

    std::optional<double> Correlation() const;  // Spearman's
  };

  // From what the campaign recorded (Race::Fact). kCorruptArtifact.
  static Result<RaceTally> From(const Json& fact);
  void Add(const Candidate& row);

  int64_t raced() const { return finished + stopped; }
  double SavedShare() const;  // of the requests that there would have been; 0: nobody raced

  std::string mode, off;  // off: why there was no race; empty: there was one
  size_t stages = 0;      // of the cascade before it
  std::vector<std::string> order;
  std::vector<Checkpoint> checkpoints;
  double requests = 0;  // of all workloads
  int64_t finished = 0, stopped = 0;
  double played_requests = 0, saved_requests = 0;
  double finished_ms = 0,
         stopped_ms = 0;  // evaluation of those that were played to the end, and of the stopped ones
};

Json ToJson(const RaceTally& race);
// One line or two: what was stopped and saved.
std::string RaceText(const RaceTally& race);

}  // namespace gauntlet
