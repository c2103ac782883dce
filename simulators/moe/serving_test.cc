// Steps computed by hand. Everything a second: an operation, a byte of memory; 4 bytes into a GPU from its
// node, 2 from another; an expert has 3 parameters of a byte, a token 1 element, a byte there and a byte
// back.
#include "simulators/moe/serving.h"

#include <gtest/gtest.h>

#include "simulators/moe/testing.h"

namespace gauntlet::moe_simulator {
namespace {

Outcome Idle(std::vector<Loads> windows, uint32_t experts, const Params& params, uint32_t steps) {
  const auto opened = OpenHistory(BuildHistory(1, experts, windows, steps), params);
  GAUNTLET_ASSERT(opened.has_value());
  const Scripted script([](const gauntlet_moe_view&, uint32_t*) { return 0u; });
  return opened->Run(script.policy());
}

// Two GPUs of one node, an expert each, loads 40 and 20 in 10 steps. The GPU of the first gets 4 tokens a
// step:
//   products: 2 x 3 x 4 = 24 s; memory: 3 bytes of weights and 4 x 2 of tokens: products it is
//   exchange: half of the 4 tokens come from the other GPU: 0.5 x 4 / 4 = 0.5 s an element, there and back 1 s
TEST(Serving, TakesAsLongAsItsBusiestGpu) {
  const Outcome outcome = Idle({{1, 1}, {40, 20}}, 2, ParamsWith({{"replicas", "2"}, {"gpus", "2"}}), 10);
  EXPECT_DOUBLE_EQ(outcome.Real("step_ms_mean"), 25e3);
  EXPECT_DOUBLE_EQ(outcome.Real("step_ms_p99"), 25e3);
  EXPECT_DOUBLE_EQ(outcome.Real("tokens_per_s"), 60 / 250.0);
  EXPECT_DOUBLE_EQ(outcome.Real("node_crossings"), 0);
}

// The same with memory a hundred times slower: 3 + 8 = 11 bytes take 1,100 s.
TEST(Serving, WaitsForMemoryWhereThatIsSlower) {
  const Outcome outcome = Idle(
      {{1, 1}, {40, 20}}, 2, ParamsWith({{"replicas", "2"}, {"gpus", "2"}, {"gpu_bytes_per_s", "0.01"}}), 10);
  EXPECT_DOUBLE_EQ(outcome.Real("step_ms_mean"), 1101e3);
}

// An expert with 0.5 tokens a step is read in every other step: 1.5 bytes of weights and 0.5 x 2 of tokens.
TEST(Serving, ReadsWeightsOnlyInStepsThatNeedThem) {
  const Outcome outcome = Idle(
      {{1, 1}, {5, 5}}, 2, ParamsWith({{"replicas", "2"}, {"gpus", "2"}, {"gpu_bytes_per_s", "0.01"}}), 10);
  EXPECT_DOUBLE_EQ(outcome.Real("step_ms_mean"), (250 + 0.5 * 0.5 / 4 * 2) * 1e3);
}

// Attention, latencies and fixed costs: 6 tokens a step on 2 GPUs, 3 on each: 3 x 5 = 15 operations, 3 x 2 +
// 20 bytes; two exchanges of 0.25 s latency; 2 s a layer, 7 s a step.
TEST(Serving, AddsAttentionLatencyAndWhatALayerAndAStepCost) {
  const Outcome outcome = Idle({{1, 1}, {40, 20}}, 2,
                               ParamsWith({{"replicas", "2"},
                                           {"gpus", "2"},
                                           {"attention_flops", "5"},
                                           {"attention_bytes", "2"},
                                           {"attention_weight_bytes", "20"},
                                           {"message_s", "0.25"},
                                           {"layer_s", "2"},
                                           {"step_s", "7"}}),
                               10);
  EXPECT_DOUBLE_EQ(outcome.Real("step_ms_mean"), (25 + 26 + 0.5 + 2 + 7) * 1e3);
}

// Two nodes of one GPU, two groups of two experts, a token picks both experts of one group. Slots {0 1 | 2
// 3}: group 0 is on node 0: 60 / 2 = 30 tokens go there once, half of them from afar. Group 1: 20 / 2 = 10 to
// node 1. 40 tokens, (30 + 10) / 2 transfers from afar: 0.5 a token.
TEST(Serving, SendsATokenOnceToEachNodeOfItsGroup) {
  const Params params = ParamsWith({{"replicas", "4"},
                                    {"gpus", "2"},
                                    {"nodes", "2"},
                                    {"groups", "2"},
                                    {"top_k", "2"},
                                    {"groups_per_token", "1"}});
  const Outcome together = Idle({{1, 1, 1, 1}, {30, 30, 10, 10}}, 4, params, 10);
  EXPECT_DOUBLE_EQ(together.Real("node_crossings"), 0.5);
  // The busiest node gets 3 tokens a step, half from afar: 1.5 / 2 s an element; products: 2 x 3 x 6 = 36 s.
  EXPECT_DOUBLE_EQ(together.Real("step_ms_mean"), (36 + 2 * 0.75) * 1e3);
  // Each group on both nodes: a pick is on a node with probability 1/2, so a node is needed with 3/4. 40
  // tokens x 2 nodes x 3/4 / 2.
  const auto opened = OpenHistory(BuildHistory(1, 4, {{1, 1, 1, 1}, {30, 30, 10, 10}}, 10), params);
  const Scripted apart([](const gauntlet_moe_view&, uint32_t* placement) {
    std::swap(placement[1], placement[2]);
    return 1u;
  });
  EXPECT_DOUBLE_EQ(opened->Run(apart.policy()).Real("node_crossings"), 0.75);
}

// Four groups of one expert on two nodes of one GPU, a token picks two groups with one expert each, all
// alike: a node holds half of each pick, so it is needed with 1 - 1/4. Two nodes, half of the tokens from
// afar.
TEST(Serving, CountsANodeOnceHoweverManyGroupsOfATokenItHolds) {
  const Outcome outcome = Idle({{1, 1, 1, 1}, {10, 10, 10, 10}}, 4,
                               ParamsWith({{"replicas", "4"},
                                           {"gpus", "2"},
                                           {"nodes", "2"},
                                           {"groups", "4"},
                                           {"top_k", "2"},
                                           {"groups_per_token", "2"}}),
                               10);
  EXPECT_DOUBLE_EQ(outcome.Real("node_crossings"), 2 * 0.75 / 2);
}

// Experts move in step 1 of the window that they are first used in, and prolong it; the others take as long
// as ever.
TEST(Serving, ChargesWeightsThatMoveToAStepEach) {
  const Params params = ParamsWith({{"replicas", "2"}, {"gpus", "2"}});
  const auto opened = OpenHistory(BuildHistory(1, 2, {{1, 1}, {40, 20}}, 10), params);
  const Scripted script([](const gauntlet_moe_view&, uint32_t* placement) {
    std::swap(placement[0], placement[1]);
    return 1u;
  });
  const Outcome outcome = opened->Run(script.policy());
  EXPECT_EQ(outcome.Count("migration_bytes"), 20u);
  EXPECT_DOUBLE_EQ(outcome.Real("step_ms_mean"), (25 + 10 / 4.0 / 10) * 1e3)
      << "10 bytes into each GPU, over 10 steps";
  EXPECT_DOUBLE_EQ(outcome.Real("step_ms_p99"), (25 + 10 / 4.0) * 1e3);
  Params hidden = params;
  for (auto& [key, text] : hidden)
    if (key == "hidden_move_share") text = "0.5";
  const auto behind = OpenHistory(BuildHistory(1, 2, {{1, 1}, {40, 20}}, 10), hidden);
  EXPECT_DOUBLE_EQ(behind->Run(script.policy()).Real("step_ms_p99"), (25 + 10 / 8.0) * 1e3);
}

// Of 100 steps the 99th longest counts: one that is prolonged is not seen, two are. Each changed layer
// prolongs one.
TEST(Serving, CountsStepsForThePercentileByRank) {
  const auto p99 = [](uint32_t changed_layers) {
    const auto opened = OpenHistory(BuildHistory(2, 2, {Loads(4, 1), Loads(4, 400)}, 100),
                                    ParamsWith({{"replicas", "2"}, {"gpus", "2"}}));
    const Scripted script([=](const gauntlet_moe_view&, uint32_t* placement) {
      for (uint32_t layer = 0; layer < changed_layers; ++layer)
        std::swap(placement[2 * layer], placement[2 * layer + 1]);
      return 1u;
    });
    return opened->Run(script.policy()).Real("step_ms_p99");
  };
  const double calm_ms = p99(0);
  EXPECT_DOUBLE_EQ(p99(1), calm_ms);
  EXPECT_DOUBLE_EQ(p99(2), calm_ms + 10 / 4.0 * 1e3);
}

}  // namespace
}  // namespace gauntlet::moe_simulator
