#include "simulators/spot/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/rng.h"
#include "simulators/spot/test_support.h"

namespace gauntlet::spot_simulator {
namespace {

using simulators::Policy;
using simulators::RunOptions;
using simulators::SameResult;
using ::testing::HasSubstr;

// Spot when offered, else on demand after a while; probes every other tick. Counts the jobs that it was made for.
struct Waiter {
  uint32_t waits;
  uint64_t seed;
  double first_price;
};
int g_alive = 0, g_made = 0;
std::vector<uint64_t> g_seeds;
std::vector<double> g_prices;

void* Create(const gauntlet_spot_config* config, const gauntlet_host*) {
  ++g_alive, ++g_made;
  g_seeds.push_back(config->seed);
  if (config->price_count > 0) g_prices.push_back(config->price_history[config->price_count - 1]);
  return new Waiter{};
}
void Destroy(void* self) {
  --g_alive;
  delete static_cast<Waiter*>(self);
}
uint32_t Probe(void*, const gauntlet_spot_tick* tick) {
  return static_cast<uint64_t>(tick->now_s / tick->gap_s) % 2 == 0 ? 1 : 0;
}
uint32_t Decide(void* self, const gauntlet_spot_tick* tick) {
  if (tick->regions[0].available != 0 || tick->cluster == GAUNTLET_SPOT_SPOT) return GAUNTLET_SPOT_SPOT;
  return static_cast<Waiter*>(self)->waits++ < 2 ? GAUNTLET_SPOT_NONE : GAUNTLET_SPOT_ON_DEMAND;
}
uint32_t Illegal(void*, const gauntlet_spot_tick* tick) {
  return tick->now_s < 3 * tick->gap_s ? GAUNTLET_SPOT_NONE : GAUNTLET_SPOT_DECISION(GAUNTLET_SPOT_SPOT, 7);
}
uint32_t Strange(void*, const gauntlet_spot_tick*) { return 9; }
uint32_t ProbeFar(void*, const gauntlet_spot_tick*) { return 2; }

Policy PolicyOf(const gauntlet_spot_policy& hooks) {
  return {GAUNTLET_SPOT_POLICY_INTERFACE, &hooks, nullptr};
}
const gauntlet_spot_policy kWaiter = {sizeof kWaiter, 0, Create, Destroy, Probe, Decide};

SmallWorkload Three() {
  return {.jobs = {{{"1.1111.111"}}, {{"....1111.."}}, {{"1111111111"}}}, .history = {{3, 4}}};
}

OpenedWorkload Open(const SmallWorkload& small, const std::string& semantics,
                    const std::map<std::string, std::string>& more = {}) {
  auto opened = OpenedWorkload::Open(*Simulator(), small.Bytes(), SmallParams(small, semantics, 4, more));
  EXPECT_TRUE(opened) << opened.error().message;
  return *opened;
}

TEST(Run, MakesAPolicyForEachJobAndTakesItAway) {
  g_alive = g_made = 0;
  g_seeds.clear(), g_prices.clear();
  const auto outcome = Open(Three(), "strict").Run(PolicyOf(kWaiter));
  ASSERT_EQ(outcome.status, GAUNTLET_OK) << outcome.fault.text;
  EXPECT_EQ(g_made, 3);
  EXPECT_EQ(g_alive, 0);
  EXPECT_EQ(outcome.Count("simulations"), 3u);
  EXPECT_THAT(g_prices, ::testing::ElementsAre(4, 4, 4)) << "the last price from before the job";
  EXPECT_NE(g_seeds[0], g_seeds[1]);
}

TEST(Run, GivesTheSameToTheLastBitWheneverAndHoweverItIsCut) {
  for (const char* semantics : {"strict", "adrs_compat"}) {
    const bool strict = std::string(semantics) == "strict";
    const auto workload = Open(Three(), semantics,
                               strict ? std::map<std::string, std::string>{{"probe_s", "60"}}
                                      : std::map<std::string, std::string>{});
    const auto whole = workload.Run(PolicyOf(kWaiter));
    ASSERT_EQ(whole.status, GAUNTLET_OK) << whole.fault.text;
    EXPECT_TRUE(SameResult(whole.result, workload.Run(PolicyOf(kWaiter)).result));
    EXPECT_TRUE(SameResult(whole.result, workload.Replay(GAUNTLET_SPOT_POLICY_INTERFACE, whole.log).result));
    for (const uint64_t most : {1, 3, 11}) {
      Rng rng(most);
      RunOptions options{.block_size = [&] { return 1 + rng.Below(most); }};
      const auto cut = workload.Run(PolicyOf(kWaiter), options);
      EXPECT_TRUE(SameResult(whole.result, cut.result));
      EXPECT_EQ(whole.log, cut.log);
      EXPECT_TRUE(SameResult(whole.result,
                             workload.Replay(GAUNTLET_SPOT_POLICY_INTERFACE, whole.log, options).result));
    }
  }
}

TEST(Run, AJobAloneGoesAsItDoesAmongOthers) {
  g_seeds.clear();
  const auto all = Open(Three(), "strict").Run(PolicyOf(kWaiter));
  const std::vector<uint64_t> seeds = g_seeds;
  g_seeds.clear();
  std::vector<uint8_t> joined(all.log.begin(), all.log.begin() + 1);
  double cost_usd = 0;
  for (const char* job : {"0", "1", "2"}) {
    const auto one = Open(Three(), "strict", {{"only_job", job}}).Run(PolicyOf(kWaiter));
    ASSERT_EQ(one.status, GAUNTLET_OK) << one.fault.text;
    EXPECT_EQ(one.Count("simulations"), 1u);
    cost_usd += one.Real("mean_cost_usd");
    joined.insert(joined.end(), one.log.begin() + 1, one.log.end());
  }
  EXPECT_EQ(joined, all.log) << "behind a byte of its own, a log is those of its jobs";
  EXPECT_EQ(g_seeds, seeds);
  EXPECT_DOUBLE_EQ(cost_usd / 3, all.Real("mean_cost_usd"));
}

TEST(Run, AnIllegalDecisionNamesItsRecord) {
  gauntlet_spot_policy illegal = kWaiter;
  illegal.decide = Illegal;
  const auto outcome = Open(Three(), "strict").Run(PolicyOf(illegal));
  EXPECT_EQ(outcome.status, GAUNTLET_INVALID_DECISION);
  EXPECT_EQ(outcome.fault.index, 5u) << "two of history and three ticks before it";
  EXPECT_THAT(outcome.fault.text, HasSubstr("in one of 1 regions; it answered 1 in region 7"));
  illegal.decide = Strange;
  EXPECT_EQ(Open(Three(), "adrs_compat").Run(PolicyOf(illegal)).status, GAUNTLET_INVALID_DECISION);
}

TEST(Run, AProbeOfARegionThatThereIsNotIsAnInvalidDecision) {
  gauntlet_spot_policy far = kWaiter;
  far.probe = ProbeFar;
  const auto outcome = Open(Three(), "strict", {{"probe_s", "60"}}).Run(PolicyOf(far));
  EXPECT_EQ(outcome.status, GAUNTLET_INVALID_DECISION);
  EXPECT_THAT(outcome.fault.text, HasSubstr("probe must name regions"));
}

TEST(Run, ALogThatIsTooSmallIsALogOverflow) {
  const auto outcome = Open(Three(), "strict").Run(PolicyOf(kWaiter), {.log_bytes = 9});
  EXPECT_EQ(outcome.status, GAUNTLET_LOG_OVERFLOW);
}

TEST(Run, LogsThatAreNotThoseOfARunAreRefused) {
  const auto workload = Open(Three(), "strict");
  const auto run = workload.Run(PolicyOf(kWaiter));
  const auto status = [&](std::vector<uint8_t> log) {
    return workload.Replay(GAUNTLET_SPOT_POLICY_INTERFACE, log).status;
  };
  EXPECT_EQ(status(run.log), GAUNTLET_OK);
  std::vector<uint8_t> log = run.log;
  log.pop_back();
  EXPECT_EQ(status(log), GAUNTLET_BAD_LOG) << "too short";
  log = run.log;
  log.push_back(0);
  EXPECT_EQ(status(log), GAUNTLET_BAD_LOG) << "too long";
  log = run.log;
  log[0] = 77;
  EXPECT_EQ(status(log), GAUNTLET_BAD_LOG) << "of another kind";
  log = run.log;
  log[5] = 3;
  EXPECT_EQ(status(log), GAUNTLET_BAD_LOG) << "no such cluster";
  EXPECT_EQ(status({}), GAUNTLET_BAD_LOG);
}

TEST(Run, SettingsThatDoNotFitAreRefusedWithTheReason) {
  const auto refusal = [](const std::string& semantics, const std::map<std::string, std::string>& more) {
    const auto opened =
        OpenedWorkload::Open(*Simulator(), Three().Bytes(), SmallParams(Three(), semantics, 4, more));
    return opened ? std::string("opened") : opened.error().message;
  };
  EXPECT_EQ(refusal("strict", {}), "opened");
  EXPECT_THAT(refusal("lenient", {}), HasSubstr("semantics must be"));
  EXPECT_THAT(refusal("adrs_compat", {{"probe_s", "1"}}), HasSubstr("knows no launch delay"));
  EXPECT_THAT(refusal("strict", {{"on_demand_usd_per_hour", "1,2"}}),
              HasSubstr("2 on-demand prices for 1 regions"));
  EXPECT_THAT(refusal("strict", {{"only_job", "3"}}), HasSubstr("only_job 3 of 3 jobs"));
  EXPECT_THAT(refusal("strict", {{"only_job", "-1"}}), HasSubstr("only_job cannot be '-1'"));
  EXPECT_THAT(refusal("strict", {{"nodes", "-1"}}), HasSubstr("nodes cannot be '-1'"));
  EXPECT_THAT(refusal("strict", {{"work_s", "36001"}}), HasSubstr("cannot be done before a deadline"));
  EXPECT_EQ(refusal("strict", {{"work_s", "36000"}}), "opened") << "just so";
  EXPECT_THAT(refusal("strict", {{"deadline_s", "39600"}}), HasSubstr("10 ticks"));
  EXPECT_THAT(refusal("strict", {{"checkpoint_ticks", "1"}, {"checkpoint_s", "3600"}}),
              HasSubstr("does not fit"));
}

TEST(Run, DamagedRecordsAreRefused) {
  const auto refusal = [](auto damage) {
    std::vector<uint8_t> bytes = Three().Bytes();
    damage(bytes);
    const auto opened = OpenedWorkload::Open(*Simulator(), bytes, SmallParams(Three(), "strict", 4));
    return opened ? std::string("opened") : opened.error().message;
  };
  const size_t record = sizeof(gauntlet_spot_record) + sizeof(Offer);
  EXPECT_THAT(refusal([](auto& b) { b.resize(b.size() - 1); }), HasSubstr("the header counts"));
  EXPECT_THAT(refusal([](auto& b) { b[0] ^= 1; }), HasSubstr("not the bytes of spot jobs"));
  EXPECT_THAT(refusal([&](auto& b) { b[sizeof(gauntlet_spot_trace_header) + 3 * record] = 1; }),
              HasSubstr("flags"));
  EXPECT_THAT(refusal([&](auto& b) { b[sizeof(gauntlet_spot_trace_header) + 15] = 0xff; }),
              HasSubstr("spot price"));
  EXPECT_THAT(refusal([](auto& b) { b.resize(20); }), HasSubstr("too few for a header"));
}

TEST(Run, ReferencePoliciesAreThoseOfTheProblem) {
  // Greedy waits three ticks, on-demand runs four hours, the bound is all spot.
  const SmallWorkload small{{{{"...1111111"}}}, {}};
  const auto workload =
      OpenedWorkload::Open(*Simulator(), small.Bytes(), SmallParams(small, "adrs_compat", 4));
  ASSERT_TRUE(workload);
  const auto reference = workload->Reference();
  EXPECT_DOUBLE_EQ(reference.Real("on_demand_cost_usd"), 40);
  EXPECT_DOUBLE_EQ(reference.Real("greedy_cost_usd"), 4);
  EXPECT_DOUBLE_EQ(reference.Real("bound_cost_usd"), 4);
  // Uniform Progress falls behind its line after the first tick: one on demand, and it stays until it is ahead.
  EXPECT_GT(reference.Real("uniform_progress_cost_usd"), 4);
}

}  // namespace
}  // namespace gauntlet::spot_simulator
