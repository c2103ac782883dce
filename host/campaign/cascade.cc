#include "host/campaign/cascade.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace gauntlet {
namespace {

constexpr double kAny = -std::numeric_limits<double>::infinity();

// Ranks from 1; equal values share the mean of theirs.
std::vector<double> Ranks(std::span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) { return values[i]; });
  std::vector<double> ranks(values.size());
  for (size_t first = 0; first < order.size();) {
    size_t end = first + 1;
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    for (size_t i = first; i < end; ++i) ranks[order[i]] = static_cast<double>(first + 1 + end) / 2;
    first = end;
  }
  return ranks;
}

}  // namespace

void Cascade::Add(const Candidate& row) {
  if (!row.verdict.ok()) return;
  const size_t count = std::min(stages_.size(), row.stage_scores.size());
  for (size_t stage = 0; stage < count; ++stage) {
    if (!std::isfinite(row.stage_scores[stage])) continue;
    known_[stage].push_back(row.stage_scores[stage]);
    if (known_[stage].size() > kRemembered) known_[stage].pop_front();
  }
}

std::vector<double> Cascade::Bars() const {
  std::vector<double> bars;
  for (size_t stage = 0; stage < stages_.size(); ++stage) {
    const double keep = stages_[stage].keep_share;
    std::vector<double> scores(known_[stage].begin(), known_[stage].end());
    if (scores.size() < kEnough || keep >= 1) {
      bars.push_back(kAny);
      continue;
    }
    const auto kept = static_cast<size_t>(std::ceil(keep * static_cast<double>(scores.size())));
    const auto last = scores.begin() + static_cast<ptrdiff_t>(std::max<size_t>(kept, 1) - 1);
    std::ranges::nth_element(scores, last, std::greater<>());
    bars.push_back(*last);
  }
  return bars;
}

bool GoesOn(double stage_score, double bar) { return !(stage_score < bar); }

bool StoppedEarly(const Candidate& candidate) {
  return candidate.verdict.ok() && !candidate.score && !candidate.stage_scores.empty();
}

std::optional<double> RankCorrelation(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size() || a.size() < 3) return std::nullopt;
  const std::vector<double> x = Ranks(a), y = Ranks(b);
  const double mean = static_cast<double>(a.size() + 1) / 2;
  double xy = 0, xx = 0, yy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  if (xx == 0 || yy == 0) return std::nullopt;
  return xy / std::sqrt(xx * yy);
}

}  // namespace gauntlet
