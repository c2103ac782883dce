// Which edits help: over a campaign, by class, by what the generator did, and by place.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/candidate/source_diff.h"
#include "host/store/campaign_file.h"

namespace gauntlet {

// Of candidates that share a kind of edit. One with edits of several kinds counts once for each of them.
struct EditTally {
  int64_t tried = 0;
  int64_t alone = 0;      // of `tried`, those with edits of no other kind
  int64_t duplicate = 0;  // of a policy that the campaign had
  int64_t valid = 0;      // verdict ok
  int64_t helped = 0;     // better than the main parent
  int64_t helped_alone = 0;
  int64_t kept = 0;           // in the archive now
  std::vector<double> gains;  // over the main parent, of those that have a score
  std::optional<double> best_gain;
  int64_t best = -1;  // whose gain that is

  std::optional<double> MeanGain() const;
};

// One candidate whose gain over its main parent is among the largest.
struct TopStep {
  int64_t number = -1;
  double gain = 0;
  SourceDiff diff;
};

struct EditStats {
  std::map<std::string, EditTally>
      classes;  // of tree edits; "(none)": no difference; "(unreadable)": no parse
  std::map<std::string, EditTally> operations;  // of the generator: its operators, or its name
  std::map<std::string, EditTally> places;      // function or class
  int64_t steps = 0;                            // candidates with a parent
  int64_t cycles = 0;                           // of these, those that bring back what an ancestor removed
  int64_t cycles_helped = 0;
  std::vector<TopStep> best;                     // largest gain first
  double match_median_ms = 0, match_p99_ms = 0;  // a pair, without parsing
};

Result<EditStats> ReadEditStats(const CampaignFile& file, size_t most_best);

// Those that helped most often first, then the best gain.
std::vector<std::pair<std::string, const EditTally*>> Ranked(const std::map<std::string, EditTally>& tallies);

Json EditStatsToJson(const EditStats& stats);

}  // namespace gauntlet
