#include <gtest/gtest.h>

#include "simulators/spot/test_support.h"

namespace gauntlet::spot_simulator {
namespace {

struct Case {
  JobLines regions;
  double work_hours;
  std::map<std::string, std::string> params;
  std::vector<Code> decisions;
  std::vector<uint32_t> probes = {};
  double notice_s = 0;
};

Outcome Play(const Case& c, Script* script = nullptr) {
  const SmallWorkload small{.jobs = {c.regions}, .history = {}, .notice_s = c.notice_s};
  const CheckedWorkload workload(small, SmallParams(small, "strict", c.work_hours, c.params));
  Script own;
  if (script == nullptr) script = &own;
  script->decisions = c.decisions;
  script->probes = c.probes;
  return PlayJob<StrictJob>(workload.get(), script);
}

TEST(StrictJob, BillsByTheSecondAtThePriceOfTickAndRegion) {
  // Prices 1, 2, 4; 2.5 h of work without overhead: 1 + 2 + 4 / 2.
  const Outcome out = Play({{{"111111", {1, 2, 4}}}, 2.5, {}, {Spot()}});
  EXPECT_DOUBLE_EQ(out.cost_usd, 5);
  EXPECT_DOUBLE_EQ(out.spot_hours, 2.5);
}

TEST(StrictJob, LaunchDelayIsNotBilledAndOverheadIs) {
  // A quarter of an hour until it runs, half an hour to start: 15 minutes of work in the first hour, 45 billed.
  const Outcome out =
      Play({{{"111111"}}, 1.25, {{"launch_delay_s", "900"}, {"restart_overhead_s", "1800"}}, {Spot()}});
  EXPECT_DOUBLE_EQ(out.cost_usd, 1.75);
}

TEST(StrictJob, NodesMultiplyThePriceAndMustAllBeOffered) {
  Script script;
  const Outcome out = Play({{{"243333"}}, 1, {{"nodes", "3"}}, {Spot()}}, &script);
  EXPECT_DOUBLE_EQ(out.cost_usd, 3) << "two instances are too few, four will do";
  EXPECT_EQ(script.seen[1].failed_launches, 1u);
  EXPECT_DOUBLE_EQ(script.seen_here[0].on_demand_usd_per_hour, 30);
}

TEST(StrictJob, EveryChangeOfRegionCostsTheOverheadAndEgress) {
  const std::map<std::string, std::string> params = {{"restart_overhead_s", "1800"},
                                                     {"areas", "0,0,1"},
                                                     {"egress_same_area_usd", "0.25"},
                                                     {"egress_other_area_usd", "2"}};
  const JobLines all = {{"11111111"}, {"11111111"}, {"11111111"}};
  // Half an hour of work in each tick: three ticks and one more of an hour.
  const Outcome moved = Play({all, 2.5, params, {Spot(0), Spot(1), Spot(2), Spot(2)}});
  EXPECT_DOUBLE_EQ(moved.cost_usd, 4 + 0.25 + 2);
  EXPECT_DOUBLE_EQ(moved.egress_usd, 2.25);
  EXPECT_EQ(moved.launches, 3u);
  const Outcome stayed = Play({all, 2.5, params, {Spot(0)}});
  EXPECT_DOUBLE_EQ(stayed.cost_usd, 3);
  EXPECT_DOUBLE_EQ(Play({all, 2.5, params, {Spot(2)}}).cost_usd, 3)
      << "there is nothing to carry before the start";
}

TEST(StrictJob, APreemptionTakesWorkBackToTheLastCheckpoint) {
  // A checkpoint of 6 minutes at the end of every second tick: 1.9 h safe after two, 1 h lost after the third.
  Script script;
  const Outcome out =
      Play({{{"111.111111"}}, 4, {{"checkpoint_ticks", "2"}, {"checkpoint_s", "360"}}, {Spot()}}, &script);
  EXPECT_DOUBLE_EQ(out.lost_hours, 1);
  EXPECT_DOUBLE_EQ(script.seen[3].done_s, 1.9 * 3600);
  EXPECT_DOUBLE_EQ(script.seen[1].unsaved_s, 3600);
  EXPECT_DOUBLE_EQ(script.seen[2].unsaved_s, 0);
  // 2.1 h more from tick 4 on: 1.9 in two ticks, then 0.2 h. Billed: 3 + 2 + 0.2.
  EXPECT_NEAR(out.cost_usd, 5.2, 1e-9);
}

TEST(StrictJob, NoticeLeavesTimeForACheckpointAndIsShown) {
  Script script;
  const Case c{{{"111.111111"}}, 4, {{"checkpoint_ticks", "4"}, {"checkpoint_s", "360"}}, {Spot()}, {}, 3600};
  const Outcome out = Play(c, &script);
  EXPECT_DOUBLE_EQ(out.lost_hours, 0.1) << "the time in which the checkpoint was written";
  EXPECT_DOUBLE_EQ(script.seen[1].notice_s, 0);
  EXPECT_DOUBLE_EQ(script.seen[2].notice_s, 3600) << "the tick before capacity goes";
}

TEST(StrictJob, LeavingOnOnesOwnAccountWritesACheckpointFirst) {
  // An hour on spot, then on demand: 6 minutes of spot at 1 USD for the checkpoint, in which nothing else runs.
  const Outcome out =
      Play({{{"11111"}}, 1.9, {{"checkpoint_ticks", "9"}, {"checkpoint_s", "360"}}, {Spot(), OnDemandIn()}});
  EXPECT_DOUBLE_EQ(out.lost_hours, 0);
  EXPECT_NEAR(out.cost_usd, 1 + 0.1 + 9, 1e-9) << "0.9 h on demand after 0.1 h of delay";
}

TEST(StrictJob, TheStateOfOtherRegionsIsUnknownUntilPaidFor) {
  Script script;
  const Case c{{{"111111"}, {"111111", {4}}}, 2, {{"probe_s", "360"}}, {Idle(), Idle(), Spot(0)}, {0, 2, 0}};
  const Outcome out = Play(c, &script);
  EXPECT_EQ(script.seen_here[0].known, 0u);
  EXPECT_EQ(script.seen_here[0].available, 0u);
  EXPECT_EQ(out.probes, 1u);
  EXPECT_DOUBLE_EQ(out.probe_usd, 0.4) << "six minutes at 4 USD";
  EXPECT_DOUBLE_EQ(out.cost_usd, 2.4);
  EXPECT_EQ(script.seen_here[3].known, 1u) << "where it runs on spot";
  EXPECT_EQ(script.seen_here[3].seen_ticks, 1u);
}

TEST(StrictJob, AProbeOfWhatOffersNothingIsFree) {
  const Outcome out = Play({{{"..1111"}}, 2, {{"probe_s", "360"}}, {Spot()}, {1, 1, 0}});
  EXPECT_EQ(out.probes, 2u);
  EXPECT_DOUBLE_EQ(out.probe_usd, 0);
}

TEST(StrictJob, WhatRunsGoesOnWhereALaunchFails) {
  Script script;
  const Outcome out = Play({{{"......"}}, 3, {{"probe_s", "60"}}, {OnDemandIn(), Spot()}}, &script);
  EXPECT_DOUBLE_EQ(out.cost_usd, 30);
  EXPECT_EQ(script.seen[2].failed_launches, 1u);
  EXPECT_EQ(script.seen[2].cluster, uint32_t{GAUNTLET_SPOT_ON_DEMAND});
}

TEST(StrictJob, AMissedDeadlineIsAFailureAndItsRestIsDoneOnDemand) {
  // 2.5 of four hours are done; the rest and half an hour to start.
  const Outcome out = Play({{{"111..."}}, 4, {{"restart_overhead_s", "1800"}}, {Spot()}});
  EXPECT_TRUE(out.missed);
  EXPECT_DOUBLE_EQ(out.cost_usd, 3 + 10 * (1.5 + 0.5));
  const Outcome idle = Play({{{"111..."}}, 4, {}, {Idle()}});
  EXPECT_TRUE(idle.missed) << "nothing is forced";
}

}  // namespace
}  // namespace gauntlet::spot_simulator
