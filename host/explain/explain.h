// What each part of a policy is worth: undone by itself, and the rest evaluated on the train split.
//
// Two kinds of parts. Those of the text: statements, conditions, parts of formulas, functions of the evolve block
// (host/mutate/ablations.h). And the edits of its lineage, each undone in the policy as it is now: what an edit gained
// when it came and what it is worth today are two figures.
//
// A worth is the score of the policy less its score without the part. Without some parts there is no policy any
// more: that is a failure, and no number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/candidate/ablation.h"
#include "host/explain/trials.h"
#include "host/ledger/lineage.h"

namespace gauntlet {

// How a policy fares without a part.
struct Fate {
  enum class Kind {
    kScored,
    kSame,        // every metric of every workload is as it was
    kFails,       // does not compile, or has no score: `failure`
    kInfeasible,  // breaks a constraint of the problem
    kChanged,     // an edit only: a later one changed it again, so that it cannot be undone by itself
    kUntried      // stopped before
  };
  Kind kind = Kind::kUntried;
  std::optional<double> worth;     // kScored, kSame (0)
  std::optional<Failure> failure;  // kFails
};
std::string_view ToString(Fate::Kind kind);

struct PartWorth {
  Ablation part;
  Fate fate;
};

struct EditWorth {
  int64_t step = -1;           // the candidate that the edit came with
  std::optional<double> gain;  // of that step over its main parent
  size_t edits_of_step = 1;
  EditClass edit_class = EditClass::kStatement;
  std::string where, says;
  Fate fate;
};

struct Explanation {
  int64_t number = -1;
  double score = 0;
  std::optional<double> seed_score;
  std::string source;
  std::vector<PartWorth> parts;  // in the order of the text, the larger first
  std::vector<EditWorth> edits;  // in the order of the lineage
  size_t evaluated = 0;          // variants
  bool stopped = false;

  // The largest worth of what begins on each line, from line 1 at index 0.
  std::vector<std::optional<double>> LineWorths() const;
  Json ToJson() const;
};

// REQUIRES: `lineage` ends with the candidate to be explained, whose score is set.
Result<Explanation> Explain(const std::vector<LineageStep>& lineage, Trials& trials,
                            const TrialProgress& progress);

}  // namespace gauntlet
