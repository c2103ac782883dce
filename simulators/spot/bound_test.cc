#include "simulators/spot/bound.h"

#include <gtest/gtest.h>

#include "host/base/rng.h"
#include "simulators/spot/test_support.h"

namespace gauntlet::spot_simulator {
namespace {

// The least that any sequence of decisions costs, by trying them all.
template <class Job>
double LeastUsd(const Workload& workload) {
  std::vector<Code> all = {Idle()};
  for (uint32_t r = 0; r < workload.config().region_count; ++r) {
    all.push_back(Spot(r));
    all.push_back(OnDemandIn(r));
    if (r > 0) all.push_back(Idle(r));
  }
  const uint32_t ticks = workload.config().tick_records;
  std::vector<size_t> digits(ticks, 0);
  double least = 1e9;
  for (bool more = true; more;) {
    Script script;
    for (const size_t digit : digits) script.decisions.push_back(all[digit]);
    const Outcome out = PlayJob<Job>(workload, &script);
    if (!out.missed) least = std::min(least, out.cost_usd);
    size_t at = 0;
    while (at < ticks && ++digits[at] == all.size()) digits[at++] = 0;
    more = at < ticks;
  }
  return least;
}

SmallWorkload Random(Rng& rng, uint32_t regions, uint32_t ticks, double notice_s) {
  JobLines lines;
  for (uint32_t r = 0; r < regions; ++r) {
    RegionLine line{"", {}};
    for (uint32_t t = 0; t < ticks; ++t) {
      line.offered += rng.Chance(0.6) ? '1' : '.';
      line.usd_per_hour.push_back(1 + static_cast<double>(rng.Below(12)));
    }
    lines.push_back(line);
  }
  return {.jobs = {lines}, .history = {}, .notice_s = notice_s};
}

TEST(Bound, UnderTheProtocolIsTheLeastOfAllSequencesOfDecisions) {
  Rng rng(1);
  for (int i = 0; i < 120; ++i) {
    const uint32_t regions = 1 + i % 2, ticks = regions == 1 ? 7 : 5;
    const SmallWorkload small = Random(rng, regions, ticks, 0);
    const std::string overhead = std::to_string(rng.Below(4) * 1500);
    const double work = 1 + rng.Unit() * (regions == 1 ? 3 : 2);
    const CheckedWorkload w(small,
                            SmallParams(small, "adrs_compat", work, {{"restart_overhead_s", overhead}}));
    const double bound = CompatBoundUsd(w.get(), 0, 1e9), least = LeastUsd<CompatJob>(w.get());
    EXPECT_LE(bound, least + 1e-9) << i;
    if (regions == 1) EXPECT_NEAR(bound, least, 1e-9) << i;
  }
}

TEST(Bound, UnderStrictRulesIsTheLeastOfAllSequencesOfDecisions) {
  Rng rng(2);
  for (int i = 0; i < 160; ++i) {
    const uint32_t regions = 1 + i % 2, ticks = regions == 1 ? 7 : 5;
    const SmallWorkload small = Random(rng, regions, ticks, rng.Chance(0.3) ? 3600 : 0);
    const auto upto = [&](uint64_t most, uint64_t step) { return std::to_string(rng.Below(most) * step); };
    std::map<std::string, std::string> params = {{"restart_overhead_s", upto(4, 900)},
                                                 {"launch_delay_s", upto(3, 600)},
                                                 {"checkpoint_ticks", upto(4, 1)},
                                                 {"checkpoint_s", upto(3, 300)},
                                                 {"probe_s", upto(2, 60)},
                                                 {"egress_same_area_usd", upto(3, 1)},
                                                 {"egress_other_area_usd", upto(3, 1)}};
    if (regions == 2) params["areas"] = rng.Chance(0.5) ? "0,1" : "0,0";
    const double work = 0.5 + rng.Unit() * (regions == 1 ? 3 : 2);
    const CheckedWorkload w(small, SmallParams(small, "strict", work, params));
    EXPECT_NEAR(StrictBoundUsd(w.get(), 0, 1e9), LeastUsd<StrictJob>(w.get()), 1e-9) << i;
  }
}

TEST(Bound, IsNotChangedByWhatIsKnownOfDearerWays) {
  Rng rng(3);
  for (int i = 0; i < 30; ++i) {
    const SmallWorkload small = Random(rng, 2, 9, 0);
    const CheckedWorkload w(small, SmallParams(small, "strict", 4, {{"restart_overhead_s", "900"}}));
    const double least = StrictBoundUsd(w.get(), 0, 1e9);
    EXPECT_NEAR(StrictBoundUsd(w.get(), 0, least + 1), least, 1e-9);
    EXPECT_NEAR(StrictBoundUsd(w.get(), 0, least), least, 1e-9);
  }
}

}  // namespace
}  // namespace gauntlet::spot_simulator
