#include "host/report/progress.h"

#include <algorithm>
#include <cmath>

#include "host/base/quantile.h"

namespace gauntlet {

void ProgressReader::Add(const Exchange& e) {
  if (e.purpose != Purpose::kProposal) reflections_usd_[e.candidate] += e.usd;
}

void ProgressReader::Add(const Candidate& c) {
  if (c.proposal) usd_ += c.proposal->usd;
  for (auto at = reflections_usd_.begin(); at != reflections_usd_.end() && at->first <= c.number;
       at = reflections_usd_.erase(at))
    usd_ += at->second;
  const Json total = c.timing_ms.value("total", Json());
  const double spent_s = total.is_number() ? total.get<double>() / 1000 : 0;
  const double before_s = rows_.empty() ? 0 : rows_.back().lanes_s;
  const bool scored = c.score && std::isfinite(*c.score);
  rows_.push_back({before_s + spent_s, scored ? c.score : std::nullopt});
  if (scored && c.admitted() && (best_.empty() || *c.score > best_.back().score))
    best_.push_back({c.number, rows_.back().lanes_s, *c.score, usd_});
}

Progress ProgressReader::Read(int64_t most_spans) const {
  Progress out{.spans = {}, .best = best_, .lanes_s = rows_.empty() ? 0 : rows_.back().lanes_s};
  out.usd = usd_;
  for (const auto& [from, usd] : reflections_usd_) out.usd += usd;
  const auto count = static_cast<int64_t>(rows_.size());
  const int64_t length = std::max(kLeastSpan, (count + most_spans - 1) / most_spans);
  size_t next_best = 0;
  std::optional<double> best;
  for (int64_t first = 0; first < count; first += length) {
    ProgressSpan span{.first = first, .last = std::min(first + length, count) - 1};
    std::vector<double> scores;
    for (int64_t i = first; i <= span.last; ++i)
      if (const auto& score = rows_[static_cast<size_t>(i)].score) scores.push_back(*score);
    for (; next_best < best_.size() && best_[next_best].number <= span.last; ++next_best)
      best = best_[next_best].score;
    span.lanes_s = rows_[static_cast<size_t>(span.last)].lanes_s;
    span.scored = static_cast<int64_t>(scores.size());
    span.best = best;
    if (!scores.empty()) {
      span.low = Quantile(scores, 0.25);
      span.median = Quantile(scores, 0.5);
      span.high = Quantile(scores, 0.75);
    }
    out.spans.push_back(span);
  }
  return out;
}

}  // namespace gauntlet
