// Schedulers that cheat, against the real processes: see spot/*.cc, each of which says what it does.
#include <gauntlet/spot.h>

#include <fstream>

#include "host/workload/workload.h"
#include "tests/hostile/domain_fixture.h"

namespace gauntlet::hostile {
namespace {

using ::testing::HasSubstr;

EvaluatorSetup SpotSetup() {
  const auto file = std::filesystem::path(::testing::TempDir()) / "hostile_spot.yaml";
  std::ofstream(file)
      << "name: flapping\nwork_hours: 20\ndeadline_hours: 40\noverhead_hours: 0.15\n"
         "generate: {seed: 3, days: 10, zones: [{name: a_v100_1, up_hours: 0.3, down_hours: 0.5}]}\n"
         "windows: {every_hours: 40}\n";
  const auto entries = LoadWorkloadFile(file);
  GAUNTLET_ASSERT(entries.has_value());
  const auto workloads = LoadWorkloads("spot", *entries);
  GAUNTLET_ASSERT(workloads.has_value());
  EvaluatorSetup setup = SetupOf(GAUNTLET_SPOT_DOMAIN, GAUNTLET_SPOT_POLICY_INTERFACE);
  for (const Workload& w : *workloads) setup.workloads.push_back({w.name, w.params, w.data, w.data_bytes});
  return setup;
}

using SpotHostile = DomainHostile<SpotSetup>;

TEST_F(SpotHostile, AnHonestSchedulerIsConfirmed) {
  const Evaluation confirmed = Confirmed("honest");
  EXPECT_TRUE(confirmed.verdict.ok()) << confirmed.verdict.ToJson().dump();
}

TEST_F(SpotHostile, ASchedulerThatSeesTheNextTicksIsUnmasked) {
  const auto seer = evaluator().Evaluate(Program("sees_the_next_ticks"));
  ASSERT_TRUE(seer);
  EXPECT_THAT(seer->note, HasSubstr("found the future"));
  EXPECT_FALSE(Confirmed("sees_the_next_ticks").verdict.ok());
}

TEST_F(SpotHostile, AnIllegalDecisionIsAVerdictWithItsRecord) {
  const auto evaluation = evaluator().Evaluate(Program("illegal"));
  ASSERT_TRUE(evaluation);
  const Failure* failure = evaluation->verdict.failure();
  ASSERT_NE(failure, nullptr);
  EXPECT_EQ(failure->kind, VerdictKind::kInvalidDecision);
  EXPECT_EQ(failure->detail["request"], 3);
  EXPECT_THAT(failure->reason, HasSubstr("it answered 1 in region 5"));
}

}  // namespace
}  // namespace gauntlet::hostile
