// Balancers that cheat, against the real processes: see moe/*.cc, each of which says what it does.
#include <gauntlet/moe.h>

#include "host/workload/moe_generate.h"
#include "host/workload/moe_history.h"
#include "tests/hostile/domain_fixture.h"

namespace gauntlet::hostile {
namespace {

using ::testing::HasSubstr;

// 4 layers of 64 experts in 80 slots on 8 GPUs; loads that change so much that knowing the next ones pays.
EvaluatorSetup MoeSetup() {
  const auto history = GenerateLoads(
      Json::parse(R"({"seed": 1, "layers": 4, "experts": 64, "windows": 40, "drift": 0.5, "noise": 9})"), 100,
      2);
  GAUNTLET_ASSERT(history.has_value());
  Workload made;
  GAUNTLET_ASSERT(PutHistory(*history, &made).has_value());
  EvaluatorSetup setup = SetupOf(GAUNTLET_MOE_DOMAIN, GAUNTLET_MOE_POLICY_INTERFACE);
  setup.workloads.push_back({"drifting", {}, made.data, made.data_bytes});
  auto& params = setup.workloads.back().params;
  for (const char* key :
       {"intra_node_bytes_per_s", "inter_node_bytes_per_s", "hidden", "expert_width", "weight_bytes",
        "dispatch_bytes", "combine_bytes", "gpu_flops", "gpu_bytes_per_s", "attention_flops",
        "attention_bytes", "attention_weight_bytes", "message_s", "layer_s", "step_s", "hidden_move_share"})
    params.emplace_back(key, "1");
  for (const auto& [key, text] :
       {std::pair{"replicas", "80"}, {"gpus", "8"}, {"top_k", "2"}, {"expert_bytes", "1"}})
    params.emplace_back(key, text);
  return setup;
}

class MoeHostile : public DomainHostile<MoeSetup> {
 protected:
  static double ImbalanceOf(const Evaluation& evaluation) {
    return FindMetric(evaluation.simulations.at(0).metrics, "gpu_imbalance")->real;
  }
};

TEST_F(MoeHostile, AnHonestBalancerIsConfirmedWithTheTimeOfItsWindows) {
  const Evaluation confirmed = Confirmed("honest");
  EXPECT_TRUE(confirmed.verdict.ok()) << confirmed.verdict.ToJson().dump();
  EXPECT_EQ(confirmed.fed.records, 39u) << "from the end of the first window on";
  EXPECT_GT(confirmed.fed.cpu_ms, 0);
  EXPECT_LE(confirmed.fed.cpu_ms, confirmed.cpu_ms);
}

TEST_F(MoeHostile, ABalancerThatSeesTheNextWindowIsUnmasked) {
  const auto seer = evaluator().Evaluate(Program("sees_the_next_window"));
  const auto honest = evaluator().Evaluate(Program("honest"));
  ASSERT_TRUE(seer && honest);
  EXPECT_EQ(seer->note, "found the future");
  EXPECT_LT(ImbalanceOf(*seer), ImbalanceOf(*honest) - 0.05) << "it would pay";
  EXPECT_EQ(Confirmed("sees_the_next_window").verdict.kind(), VerdictKind::kLookahead);
}

TEST_F(MoeHostile, ScribblingOverTheSimulatorForgesNothing) {
  const Evaluation confirmed = Confirmed("scribbles_over_the_simulator");
  EXPECT_EQ(confirmed.verdict.kind(), VerdictKind::kScoreForged) << confirmed.verdict.ToJson().dump();
}

TEST_F(MoeHostile, WritingWhereItMayReadChangesNothing) {
  const Evaluation confirmed = Confirmed("writes_where_it_may_read");
  EXPECT_TRUE(confirmed.verdict.ok()) << confirmed.verdict.ToJson().dump();
}

TEST_F(MoeHostile, AnIllegalPlacementIsAVerdictWithTheWindow) {
  const auto evaluation = evaluator().Evaluate(Program("illegal"));
  ASSERT_TRUE(evaluation);
  const Failure* failure = evaluation->verdict.failure();
  ASSERT_NE(failure, nullptr);
  EXPECT_EQ(failure->kind, VerdictKind::kInvalidDecision);
  EXPECT_EQ(failure->detail["request"], 2);
  EXPECT_THAT(failure->reason, HasSubstr("layer 1: expert 1 has no replica"));
}

}  // namespace
}  // namespace gauntlet::hostile
