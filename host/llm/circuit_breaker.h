// Stops asking an endpoint that only fails, and looks now and then whether it is back.
//
//   closed     all may pass; after kFailures in a row: open
//   open       nobody passes until the pause is over: half open
//   half open  one passes; its success closes the circuit, its failure opens it for twice as long
#pragma once

#include <cstdint>

namespace gauntlet::llm {

class CircuitBreaker {
 public:
  static constexpr uint32_t kFailures = 10;
  static constexpr double kFirstPauseMs = 2000, kLongestPauseMs = 60000;

  // Times are NowMs(). 0: one more request may be sent; else the time to wait, 1e18 while another is the probe.
  double WaitMs(double now_ms) const;
  void Sent();  // REQUIRES: WaitMs() was 0
  // The end of a request. True: this failure was the probe's, so whoever waits may as well give up.
  bool Failed(double now_ms);
  void Succeeded();
  // The end of one that tells nothing of the endpoint's health.
  void Ended();

  bool is_open() const { return is_open_; }
  uint32_t failures() const { return failures_; }  // in a row

 private:
  bool is_open_ = false, has_probe_ = false;
  uint32_t failures_ = 0;
  double pause_ms_ = kFirstPauseMs;
  double open_until_ms_ = 0;
};

}  // namespace gauntlet::llm
