// The path from the seed to a candidate, along main parents: what each step changed, and what it gained.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/candidate/source_diff.h"
#include "host/ledger/cycles.h"
#include "host/store/campaign_file.h"

namespace gauntlet {

// The change of each metric on one workload, child minus parent.
struct WorkloadChange {
  std::string name;
  std::vector<std::pair<std::string, double>> metrics;
};

// One candidate against one of its parents.
struct Descent {
  int64_t parent = -1;
  SourceDiff diff;             // cycles are marked, whichever parent it is, along the main line
  std::optional<double> gain;  // in score; without it one of the two has none
  std::vector<WorkloadChange> workloads;
};

struct LineageStep {
  Candidate candidate;
  std::vector<Descent> descents;  // in the order of its parents, the main one first; of the seed: none
};

// Seed first.
Result<std::vector<Candidate>> LineageOf(const CampaignFile& file, int64_t number);
// The same with edits. An error of the platform if no compiler can be had.
Result<std::vector<LineageStep>> ReadLineage(const CampaignFile& file, int64_t number);

// What a step from `from` to `to` brings back of what was removed on the way to `from`.
Result<> MarkCycles(const CampaignFile& file, int64_t from, SourceDiff& diff);

std::optional<double> GainOf(const Candidate& child, const Candidate& parent);

// {"parent", "gain", "edits": [{kind, class, where, says, places: [{line_before, line_after, place, before, after}]}],
// "same_tree", "workloads": [{name, metrics}]}, or with "failure" where one of the two does not parse.
Json DescentToJson(const Descent& descent);

}  // namespace gauntlet
