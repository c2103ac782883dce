// How much may be sent in a minute: a bucket of tokens that fills at an even rate.
#pragma once

namespace gauntlet::llm {

// No minute sees more than `per_minute`, as far as single costs allow: the bucket holds a tenth of it, and is
// filled with the other nine tenths in a minute. A cost larger than the bucket waits until it is full, and
// leaves a debt. Times are NowMs(), and never go back.
class RateLimit {
 public:
  // At least 1 is in a full bucket. per_minute 0: no limit.
  explicit RateLimit(double per_minute, double now_ms);

  // 0: `cost` may be sent now; else the time to wait.
  double WaitMs(double cost, double now_ms);
  // REQUIRES: WaitMs(cost, now_ms) was 0.
  void Take(double cost, double now_ms);

 private:
  void Fill(double now_ms);

  double capacity_, per_ms_;
  double level_;
  double filled_ms_;
};

}  // namespace gauntlet::llm
