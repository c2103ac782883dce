#include <gtest/gtest.h>

#include "host/llm/circuit_breaker.h"
#include "host/llm/rate_limit.h"

namespace gauntlet::llm {
namespace {

// How many of `cost` go through between two times, if somebody asks every millisecond.
int Sent(RateLimit& limit, double cost, double from_ms, double to_ms) {
  int sent = 0;
  for (double now_ms = from_ms; now_ms < to_ms; ++now_ms)
    if (limit.WaitMs(cost, now_ms) == 0) {
      limit.Take(cost, now_ms);
      ++sent;
    }
  return sent;
}

TEST(RateLimit, LetsNoMoreThanItsLimitThroughInAnyMinute) {
  for (const double per_minute : {10.0, 60.0, 600.0}) {
    RateLimit limit(per_minute, 5000);
    const int first = Sent(limit, 1, 5000, 65000), second = Sent(limit, 1, 65000, 125000);
    EXPECT_LE(first, per_minute);
    EXPECT_GE(first, per_minute * 0.9 - 1);
    EXPECT_LE(second, per_minute);
    EXPECT_GE(second, per_minute * 0.85 - 1);
  }
}

TEST(RateLimit, SaysHowLongToWait) {
  RateLimit limit(60, 0);  // six at once, then 54 a minute
  for (int i = 0; i < 6; ++i) {
    ASSERT_EQ(limit.WaitMs(1, 0), 0);
    limit.Take(1, 0);
  }
  const double wait_ms = limit.WaitMs(1, 0);
  EXPECT_NEAR(wait_ms, 60000.0 / 54, 0.01);
  EXPECT_GT(limit.WaitMs(1, wait_ms - 1), 0);
  EXPECT_EQ(limit.WaitMs(1, wait_ms), 0);
}

TEST(RateLimit, LetsACostBeyondItsBucketThroughAndMakesItPay) {
  RateLimit limit(1000, 0);  // a bucket of 100
  ASSERT_EQ(limit.WaitMs(900, 0), 0);
  limit.Take(900, 0);
  EXPECT_NEAR(limit.WaitMs(1, 0), 801.0 / 900 * 60000, 1);
}

TEST(RateLimit, OfZeroIsNone) {
  RateLimit limit(0, 0);
  EXPECT_EQ(Sent(limit, 1e9, 0, 100), 100);
}

TEST(RateLimit, OfOneAMinuteLetsOneThroughAtOnce) {
  RateLimit limit(1, 0);
  EXPECT_EQ(Sent(limit, 1, 0, 60000), 1);
}

void Open(CircuitBreaker& breaker, double now_ms) {
  for (uint32_t i = 0; i < CircuitBreaker::kFailures; ++i) {
    EXPECT_FALSE(breaker.is_open());
    breaker.Sent();
    EXPECT_FALSE(breaker.Failed(now_ms));
  }
}

TEST(CircuitBreaker, OpensAfterFailuresInARowAndClosesWithASuccess) {
  CircuitBreaker breaker;
  Open(breaker, 1000);
  EXPECT_TRUE(breaker.is_open());
  EXPECT_EQ(breaker.WaitMs(1000), CircuitBreaker::kFirstPauseMs);
  const double later_ms = 1000 + CircuitBreaker::kFirstPauseMs;
  EXPECT_EQ(breaker.WaitMs(later_ms), 0);
  breaker.Sent();
  EXPECT_GT(breaker.WaitMs(later_ms), 1e17);  // the probe is under way
  breaker.Succeeded();
  EXPECT_EQ(breaker.WaitMs(later_ms), 0);
  EXPECT_FALSE(breaker.is_open());
}

TEST(CircuitBreaker, StaysClosedWhenASuccessComesBetween) {
  CircuitBreaker breaker;
  for (int round = 0; round < 3; ++round) {
    for (uint32_t i = 1; i < CircuitBreaker::kFailures; ++i) breaker.Failed(0);
    breaker.Succeeded();
  }
  EXPECT_FALSE(breaker.is_open());
}

TEST(CircuitBreaker, PausesTwiceAsLongAfterEachProbeThatFailsUpToAMinute) {
  CircuitBreaker breaker;
  Open(breaker, 0);
  double now_ms = 0, pause_ms = CircuitBreaker::kFirstPauseMs;
  for (int round = 0; round < 10; ++round) {
    EXPECT_EQ(breaker.WaitMs(now_ms), pause_ms);
    now_ms += pause_ms;
    breaker.Sent();
    EXPECT_TRUE(breaker.Failed(now_ms));
    pause_ms = std::min(2 * pause_ms, CircuitBreaker::kLongestPauseMs);
  }
  EXPECT_EQ(pause_ms, CircuitBreaker::kLongestPauseMs);
}

TEST(CircuitBreaker, SendsAnotherProbeWhenOneSaidNothing) {
  CircuitBreaker breaker;
  Open(breaker, 0);
  breaker.Sent();
  breaker.Ended();
  EXPECT_EQ(breaker.WaitMs(CircuitBreaker::kFirstPauseMs), 0);
}

}  // namespace
}  // namespace gauntlet::llm
