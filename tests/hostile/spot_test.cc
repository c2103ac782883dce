// Schedulers that cheat, against the real processes: see spot/*.cc, each of which says what it does.
#include <gauntlet/spot.h>

#include <fstream>

#include "host/base/layout.h"
#include "host/verify/reruns.h"
#include "host/workload/workload.h"
#include "tests/hostile/domain_fixture.h"

namespace gauntlet::hostile {
namespace {

using ::testing::HasSubstr;

// Jobs of 20 hours in `days` days of one zone, one every 40 hours.
std::vector<Workload> Jobs(int days) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "hostile_spot.yaml";
  std::ofstream(file) << "name: flapping\nwork_hours: 20\ndeadline_hours: 40\noverhead_hours: 0.15\n"
                      << "generate: {seed: 3, days: " << days
                      << ", zones: [{name: a_v100_1, up_hours: 0.3, down_hours: 0.5}]}\n"
                         "windows: {every_hours: 40}\n";
  const auto entries = LoadWorkloadFile(file);
  GAUNTLET_ASSERT(entries.has_value());
  const auto workloads = LoadWorkloads("spot", *entries);
  GAUNTLET_ASSERT(workloads.has_value());
  return *workloads;
}

EvaluatorSetup SpotSetup() {
  EvaluatorSetup setup = SetupOf(GAUNTLET_SPOT_DOMAIN, GAUNTLET_SPOT_POLICY_INTERFACE);
  for (const Workload& w : Jobs(10)) setup.workloads.push_back({w.name, w.params, w.data, w.data_bytes});
  return setup;
}

// What `gauntlet verify` finds out about the jobs of one workload, played alone and the other way round.
class SpotHostile : public DomainHostile<SpotSetup> {
 protected:
  struct Checks {
    VerifyCheck alone, order;
  };
  static Checks PlayedJobByJob(const std::string& name, int days) {
    Problem problem;
    problem.domain = GAUNTLET_SPOT_DOMAIN;
    problem.simulator = Layout::Current().Simulator(problem.domain);
    problem.interface_name = GAUNTLET_SPOT_POLICY_INTERFACE;
    problem.limits.memory_mb = 16;
    const std::vector<Workload> jobs = Jobs(days);
    const auto ground = Ground::Open(problem, {}, jobs, false);
    auto reruns = Reruns::Open(problem, {}, jobs);
    GAUNTLET_ASSERT(ground.has_value() && reruns.has_value());
    const EvaluationRequest request = Program(name);
    const auto logged = ground->evaluator().EvaluateLogged(request);
    GAUNTLET_ASSERT(logged.has_value() && logged->evaluation.verdict.ok());
    const FirstRun first = {&ground->evaluator(), &request, &*logged};
    Checks checks;
    EXPECT_TRUE(reruns->PlayAlone(first, checks.alone));
    if (checks.alone.passed) EXPECT_TRUE(reruns->PlayInReverse(first, checks.order));
    return checks;
  }
};

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

TEST_F(SpotHostile, AnHonestSchedulerDoesEachJobAsItWouldAlone) {
  const Checks checks = PlayedJobByJob("honest", 10);
  EXPECT_TRUE(checks.alone.passed) << checks.alone.says;
  EXPECT_THAT(checks.alone.says, HasSubstr("answers of 6 simulations"));
  EXPECT_TRUE(checks.order.passed) << checks.order.says;
}

TEST_F(SpotHostile, ASchedulerThatCountsItsJobsIsUnmaskedByTheSecondOne) {
  EXPECT_TRUE(Confirmed("counts_jobs").verdict.ok())
      << "a confirmation plays the same jobs in the same order";
  const VerifyCheck alone = PlayedJobByJob("counts_jobs", 10).alone;
  ASSERT_TRUE(alone.unmasked);
  EXPECT_EQ(alone.unmasked->kind, VerdictKind::kNondeterministic);
  EXPECT_EQ(alone.unmasked->detail["simulation"], 2);
  EXPECT_THAT(alone.unmasked->reason, HasSubstr("first on flapping simulation 2 of 6, request "));
  EXPECT_THAT(alone.unmasked->reason, HasSubstr("on-demand in region 0 against "));
}

TEST_F(SpotHostile, ASchedulerThatMindsTheJobBeforeIsUnmaskedByTheOtherOrder) {
  const Checks checks = PlayedJobByJob("remembers_the_job_before", 4);
  EXPECT_TRUE(checks.alone.passed) << checks.alone.says;
  ASSERT_TRUE(checks.order.unmasked) << checks.order.says;
  EXPECT_EQ(checks.order.unmasked->kind, VerdictKind::kNondeterministic);
  EXPECT_EQ(checks.order.unmasked->detail["simulation"], 1);
}

}  // namespace
}  // namespace gauntlet::hostile
