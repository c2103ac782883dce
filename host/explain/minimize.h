// The smallest policy whose score is within a tolerance of a given one's: parts go, as many at a time as can, until
// none can go by itself (delta debugging on the syntax tree, Zeller and Hildebrandt 2002).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/explain/trials.h"

namespace gauntlet {

struct MinimizeStep {
  std::vector<std::string> gone;  // what each part was, "without x;"
  double score = 0;               // of what is left, confirmed
  uint64_t bytes = 0;             // of what is left
};

struct Minimized {
  std::string source;  // of the smallest
  double score = 0;
  uint64_t bytes_before = 0, bytes = 0;  // see PolicyBytes
  std::vector<MinimizeStep> steps;
  bool stopped = false;  // before the end: parts may be left that could go

  Json ToJson() const;
};

// Characters of `source` that are neither white space nor comment.
uint64_t PolicyBytes(const std::string& source);

// REQUIRES: `score` is that of `source`. `tolerance`: how much less than `score` is enough, in units of the score.
Result<Minimized> Minimize(const std::string& source, double score, double tolerance, Trials& trials,
                           const TrialProgress& progress);

}  // namespace gauntlet
