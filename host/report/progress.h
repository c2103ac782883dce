// How a campaign came along: the best so far and the middle of what was proposed, over candidates and over time,
// thinned to what a chart can show.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "host/candidate/candidate.h"
#include "host/store/exchange.h"

namespace gauntlet {

// Candidates [first, last] together.
struct ProgressSpan {
  int64_t first = 0, last = 0;
  double lanes_s = 0;                       // time that lanes spent on all candidates up to `last`
  int64_t scored = 0;                       // of them, those with a score
  std::optional<double> low, median, high;  // of these scores: first, second, third quartile
  std::optional<double> best;               // confirmed, of all candidates up to `last`
};

// A confirmed score better than all before.
struct BestStep {
  int64_t number = 0;
  double lanes_s = 0;
  double score = 0;
  double usd = 0;  // billed for all candidates up to this one, and for questions about the search before it
};

struct Progress {
  std::vector<ProgressSpan> spans;
  std::vector<BestStep> best;
  double lanes_s = 0;  // in all
  double usd = 0;      // in all
};

class ProgressReader {
 public:
  // In the order of numbers.
  void Add(const Candidate& candidate);
  // All of them, before the candidates.
  void Add(const Exchange& exchange);
  // At most `most_spans` of equal length, the last one shorter; none shorter than a median needs. The steps are all
  // there are.
  static constexpr int64_t kLeastSpan = 16;
  Progress Read(int64_t most_spans) const;

 private:
  struct Row {
    double lanes_s;
    std::optional<double> score;
  };
  std::vector<Row> rows_;
  std::vector<BestStep> best_;
  std::map<int64_t, double> reflections_usd_;  // by the first candidate that has the answer
  double usd_ = 0;
};

}  // namespace gauntlet
