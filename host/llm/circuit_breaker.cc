#include "host/llm/circuit_breaker.h"

#include <algorithm>

namespace gauntlet::llm {

double CircuitBreaker::WaitMs(double now_ms) const {
  if (!is_open_) return 0;
  if (has_probe_) return 1e18;
  return std::max(0.0, open_until_ms_ - now_ms);
}

void CircuitBreaker::Sent() { has_probe_ = is_open_; }

bool CircuitBreaker::Failed(double now_ms) {
  ++failures_;
  if (!is_open_ && failures_ >= kFailures) {
    is_open_ = true;
    open_until_ms_ = now_ms + pause_ms_;
    return false;
  }
  if (!is_open_ || !has_probe_) return false;  // sent before it opened
  has_probe_ = false;
  pause_ms_ = std::min(2 * pause_ms_, kLongestPauseMs);
  open_until_ms_ = now_ms + pause_ms_;
  return true;
}

void CircuitBreaker::Succeeded() { *this = CircuitBreaker(); }

void CircuitBreaker::Ended() { has_probe_ = false; }

}  // namespace gauntlet::llm
