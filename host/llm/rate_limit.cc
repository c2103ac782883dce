#include "host/llm/rate_limit.h"

#include <algorithm>

namespace gauntlet::llm {

RateLimit::RateLimit(double per_minute, double now_ms)
    : capacity_(std::max(1.0, per_minute / 10)),
      // Of a limit below ten the bucket holds more than a tenth: then one falls out of the first minute.
      per_ms_(std::max(per_minute - capacity_, per_minute * 0.5) / 60000),
      level_(capacity_),
      filled_ms_(now_ms) {
  if (per_minute <= 0) per_ms_ = 0;
}

void RateLimit::Fill(double now_ms) {
  level_ = std::min(capacity_, level_ + (now_ms - filled_ms_) * per_ms_);
  filled_ms_ = now_ms;
}

double RateLimit::WaitMs(double cost, double now_ms) {
  if (per_ms_ <= 0) return 0;
  Fill(now_ms);
  constexpr double kRounding = 1e-9;
  const double missing = std::min(cost, capacity_) - level_;
  return missing <= kRounding * capacity_ ? 0 : missing / per_ms_;
}

void RateLimit::Take(double cost, double now_ms) {
  if (per_ms_ <= 0) return;
  Fill(now_ms);
  level_ -= cost;
}

}  // namespace gauntlet::llm
