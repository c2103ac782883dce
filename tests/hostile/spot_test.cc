// Schedulers that cheat, against the real processes: see spot/*.cc, each of which says what it does.
#include <gauntlet/spot.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "host/base/layout.h"
#include "host/evaluate/test_inputs.h"
#include "host/workload/workload.h"

namespace gauntlet::hostile {
namespace {

using ::testing::HasSubstr;

EvaluatorSetup SpotSetup() {
  ::setenv("GAUNTLET_ROOT", GAUNTLET_BUILD_DIR, 0);
  ::setenv("GAUNTLET_UNCHECKED_ARTIFACTS", "1", 1);
  const auto file = std::filesystem::path(::testing::TempDir()) / "hostile_spot.yaml";
  std::ofstream(file)
      << "name: flapping\nwork_hours: 20\ndeadline_hours: 40\noverhead_hours: 0.15\n"
         "generate: {seed: 3, days: 10, zones: [{name: a_v100_1, up_hours: 0.3, down_hours: 0.5}]}\n"
         "windows: {every_hours: 40}\n";
  const auto entries = LoadWorkloadFile(file);
  GAUNTLET_ASSERT(entries.has_value());
  const auto workloads = LoadWorkloads("spot", *entries);
  GAUNTLET_ASSERT(workloads.has_value());
  EvaluatorSetup setup;
  setup.simulator_path = Layout::Current().Simulator("spot");
  setup.domain = GAUNTLET_SPOT_DOMAIN;
  setup.interface_name = GAUNTLET_SPOT_POLICY_INTERFACE;
  setup.limits = {.cpu_ms = 2000, .memory_bytes = 16 << 20, .note_bytes = 256};
  for (const Workload& w : *workloads) setup.workloads.push_back({w.name, w.params, w.data, w.data_bytes});
  return setup;
}

class SpotHostile : public ::testing::Test {
 protected:
  static Evaluator& evaluator() {
    static const std::unique_ptr<Evaluator> started = [] {
      auto made = Evaluator::Start(SpotSetup());
      EXPECT_TRUE(made) << made.error().message;
      return std::move(*made);
    }();
    return *started;
  }
  static EvaluationRequest Program(const std::string& name) {
    return {ModuleFromFile(std::filesystem::path(GAUNTLET_BUILD_DIR) / "tests/hostile_spot" / (name + ".so")),
            {},
            {0}};
  }
  // Of the confirmation of a program whose evaluation is fine.
  static Evaluation Confirmed(const std::string& name) {
    const auto request = Program(name);
    const auto hint = evaluator().Evaluate(request);
    EXPECT_TRUE(hint && hint->verdict.ok()) << (hint ? hint->verdict.ToJson().dump() : hint.error().message);
    const auto confirmed = evaluator().Confirm(request, *hint);
    EXPECT_TRUE(confirmed) << confirmed.error().message;
    return *confirmed;
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

}  // namespace
}  // namespace gauntlet::hostile
