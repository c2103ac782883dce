#include <gtest/gtest.h>

#include "simulators/spot/test_support.h"

namespace gauntlet::spot_simulator {
namespace {

Outcome Play(const std::string& offered, double work_hours, const std::string& overhead_s,
             std::vector<Code> decisions, Script* script = nullptr) {
  const SmallWorkload small{{{{offered}}}, {}};
  const CheckedWorkload workload(
      small, SmallParams(small, "adrs_compat", work_hours, {{"restart_overhead_s", overhead_s}}));
  Script own;
  if (script == nullptr) script = &own;
  script->decisions = std::move(decisions);
  return PlayJob<CompatJob>(workload.get(), script);
}

TEST(CompatJob, BillsWholeTicksEvenIfTheWorkEndsInsideOne) {
  // 2.5 h of work and half an hour to start: three ticks of spot at 1 USD.
  const Outcome out = Play("11111111", 2.5, "1800", {Spot()});
  EXPECT_DOUBLE_EQ(out.cost_usd, 3);
  EXPECT_DOUBLE_EQ(out.spot_hours, 3);
  EXPECT_FALSE(out.missed);
  // A minute more of work: a tick more.
  EXPECT_DOUBLE_EQ(Play("11111111", 2.5 + 1.0 / 60, "1800", {Spot()}).cost_usd, 4);
}

TEST(CompatJob, APreemptionCostsTheOverheadAgainAndLosesNoWork) {
  // Ticks: spot 30 min of work, spot 60, gone (idle), spot 30 again, spot 60: 3 h after five ticks, four billed.
  Script script;
  const Outcome out = Play("11.1111111", 3, "1800", {Spot()}, &script);
  EXPECT_DOUBLE_EQ(out.cost_usd, 4);
  EXPECT_EQ(out.preemptions, 1u);
  EXPECT_EQ(out.launches, 2u);
  ASSERT_EQ(script.seen.size(), 5u);
  EXPECT_EQ(script.seen[2].cluster, uint32_t{GAUNTLET_SPOT_NONE});
  EXPECT_EQ(script.seen[2].previous, uint32_t{GAUNTLET_SPOT_SPOT});
  EXPECT_DOUBLE_EQ(script.seen[2].done_s, 1.5 * 3600);
  EXPECT_EQ(script.seen_here[3].changes, 2u);
  EXPECT_EQ(script.seen_here[3].up_ticks, 3u);
  EXPECT_EQ(script.seen_here[3].seen_ticks, 4u);
}

TEST(CompatJob, ForcesOnDemandWhenOnlyThatIsSureToBeInTime) {
  // 3 h of work, half an hour to start, six ticks: idle until 4 whole ticks are needed and 4 are left.
  Script script;
  const Outcome out = Play("......", 3, "1800", {Idle()}, &script);
  EXPECT_FALSE(out.missed);
  EXPECT_DOUBLE_EQ(out.cost_usd, 40);
  ASSERT_EQ(script.seen.size(), 6u);
  EXPECT_EQ(script.seen[2].cluster, uint32_t{GAUNTLET_SPOT_NONE});
  EXPECT_EQ(script.seen[3].cluster, uint32_t{GAUNTLET_SPOT_ON_DEMAND});
}

TEST(CompatJob, KeepsARunningSpotInstanceWhereItWouldForceOnDemand) {
  // 4.4 h of work in six ticks: from the second tick on nothing may go wrong, and spot runs.
  const Outcome out = Play("111111", 4.4, "1800", {Spot(), OnDemandIn()});
  EXPECT_DOUBLE_EQ(out.cost_usd, 5) << "spot throughout, against the policy's word";
}

TEST(CompatJob, SpotThatIsNotOfferedBecomesNothing) {
  const Outcome out = Play(".1111111", 1, "0", {Spot()});
  EXPECT_DOUBLE_EQ(out.cost_usd, 1);
  EXPECT_EQ(out.launches, 1u);
}

TEST(CompatJob, HopsBetweenRegionsForNothingAndBillsAllAtTheFirstPriceOfTheLast) {
  const SmallWorkload small{{{{"1.1.111", {2, 5}}, {".1.1111", {3, 7}}}}, {}};
  const CheckedWorkload workload(small, SmallParams(small, "adrs_compat", 4, {{"restart_overhead_s", "0"}}));
  Script script;
  script.decisions = {Spot(0), Spot(1), Spot(0), Spot(1)};
  const Outcome out = PlayJob<CompatJob>(workload.get(), &script);
  EXPECT_DOUBLE_EQ(out.cost_usd, 4 * 3) << "four ticks at region 1's price in the first tick";
  EXPECT_EQ(out.preemptions, 3u);
}

TEST(CompatJob, WhoWasPreemptedHasWaitedForOneTickOnly) {
  // Spot from the second tick on for one tick: the third is the first of a new wait.
  Script script;
  Play(".1..111111", 1.5, "0", {Spot()}, &script);
  EXPECT_EQ(script.seen[1].cluster_ticks, 2u);
  EXPECT_EQ(script.seen[2].cluster_ticks, 1u);
  EXPECT_EQ(script.seen[3].cluster_ticks, 2u);
}

}  // namespace
}  // namespace gauntlet::spot_simulator
