// The balancers of problems/moe_balance, as they answer in the simulator, against second computations.
#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "host/base/rng.h"
#include "simulators/moe/placement.h"
#include "simulators/moe/reference.h"
#include "simulators/moe/testing.h"
#include "tests/golden/slow_eplb.h"
#include "tests/golden/slow_optimum.h"

namespace gauntlet::golden {
namespace {

using moe_simulator::BuildHistory;
using moe_simulator::Loads;
using moe_simulator::OpenHistory;
using moe_simulator::ParamsWith;

simulators::Policy Baseline(const std::string& name) {
  auto policy =
      simulators::LoadPolicy(std::string(GAUNTLET_BUILD_DIR "/tests/baselines/moe_balance/") + name + ".so",
                             GAUNTLET_MOE_POLICY_INTERFACE);
  GAUNTLET_ASSERT(policy.has_value());
  return *policy;
}

// What the policy answers to one window: the expert in each slot, layer after layer; the initial ones where
// it changes nothing.
std::vector<uint32_t> AnswerOf(const simulators::Policy& policy, const EplbShape& shape, uint32_t layers,
                               const Loads& loads) {
  const auto opened = OpenHistory(BuildHistory(layers, shape.experts, {loads, loads}),
                                  ParamsWith({{"replicas", std::to_string(shape.replicas)},
                                              {"groups", std::to_string(shape.groups)},
                                              {"nodes", std::to_string(shape.nodes)},
                                              {"gpus", std::to_string(shape.gpus)}}));
  GAUNTLET_ASSERT(opened.has_value());
  const auto outcome = opened->Run(policy, {.block_size = [] { return uint64_t{1}; }});
  EXPECT_EQ(outcome.status, GAUNTLET_OK) << outcome.fault.text;
  std::vector<uint32_t> placement;
  for (uint32_t i = 0; i < layers * shape.replicas; ++i)
    placement.push_back(i % shape.replicas % shape.experts);
  const uint8_t* at = outcome.log.data() + 1;
  const auto next = [&]<class T>(T) {
    T value;
    std::memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
  };
  for (uint32_t changed = next(uint32_t{}); changed > 0; --changed) {
    const uint32_t layer = next(uint32_t{});
    for (uint32_t slot = 0; slot < shape.replicas; ++slot)
      placement[layer * shape.replicas + slot] = next(uint16_t{});
  }
  return placement;
}

// The README of DeepSeek's EPLB.
TEST(Eplb, AnswersThePublishedExample) {
  const Loads loads = {90, 132, 40,  61, 104, 165, 39,  4,   73,  56, 183, 86,
                       20, 107, 104, 64, 19,  197, 187, 157, 172, 86, 16,  27};
  const std::vector<uint32_t> published = {5, 6,  5, 7, 8, 4,  3, 4, 10, 9, 10, 2, 0, 1, 11, 1,
                                           7, 10, 6, 8, 6, 11, 8, 9, 2,  4, 5,  1, 5, 0, 3,  1};
  EXPECT_EQ(AnswerOf(Baseline("eplb"), {12, 16, 4, 2, 8}, 2, loads), published);
}

struct Case {
  EplbShape shape;
  uint32_t layers;
  Loads loads;
};

// Shapes that the published code takes, and loads with many ties, many zeroes, or neither.
Case RandomCase(uint64_t seed) {
  Rng rng(seed);
  const uint32_t nodes = 1u << rng.Below(3), gpus = nodes * static_cast<uint32_t>(1 + rng.Below(4));
  const uint32_t groups = rng.Chance(0.3) ? static_cast<uint32_t>(1 + rng.Below(5))
                                          : nodes * static_cast<uint32_t>(1 + rng.Below(3));
  uint32_t experts = groups * static_cast<uint32_t>(1 + rng.Below(6));
  uint32_t replicas = gpus;
  while (replicas < experts || rng.Chance(0.6)) replicas += gpus;
  const uint32_t layers = static_cast<uint32_t>(1 + rng.Below(3));
  const uint64_t most = std::array<uint64_t, 3>{4, 200, 40'000'000}[rng.Below(3)];
  Case out{{experts, replicas, groups, nodes, gpus}, layers, {}};
  for (uint32_t i = 0; i < layers * experts; ++i) out.loads.push_back(static_cast<uint32_t>(rng.Below(most)));
  return out;
}

TEST(Eplb, AgreesWithASlowOneOnAThousandShapes) {
  const simulators::Policy eplb = Baseline("eplb");
  int hierarchical = 0;
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    const Case c = RandomCase(seed);
    hierarchical += c.shape.groups % c.shape.nodes == 0 && c.shape.nodes > 1;
    std::vector<uint32_t> expected;
    for (uint32_t layer = 0; layer < c.layers; ++layer) {
      const auto begin = c.loads.begin() + layer * c.shape.experts;
      const auto one = SlowEplb(c.shape, {begin, begin + c.shape.experts});
      expected.insert(expected.end(), one.begin(), one.end());
    }
    ASSERT_EQ(AnswerOf(eplb, c.shape, c.layers, c.loads), expected) << seed;
  }
  EXPECT_GT(hierarchical, 300);
}

// A seed that starts elsewhere than its README says would make every campaign's gain look larger, or smaller.
TEST(Eplb, WithoutGroupsAndNodesIsGlobalGreedyAndTheSeed) {
  const simulators::Policy greedy = Baseline("global_greedy"), seed_policy = Baseline("seed");
  for (uint64_t seed = 0; seed < 200; ++seed) {
    Case c = RandomCase(seed);
    const auto answer = AnswerOf(greedy, c.shape, c.layers, c.loads);
    // The published balancer does not order packs of one item.
    if (c.shape.replicas == c.shape.gpus) continue;
    EXPECT_EQ(answer, AnswerOf(seed_policy, c.shape, c.layers, c.loads)) << seed;
    c.shape.groups = c.shape.nodes = 1;
    EXPECT_EQ(answer, AnswerOf(Baseline("eplb"), c.shape, c.layers, c.loads)) << seed;
  }
}

// No balancer beats the optimum, the bound is below it, and the greedy ones come within 4/3 and a bit of it.
TEST(Balancers, LieBetweenTheOptimumAndNothing) {
  double worst = 1;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    Rng rng(seed);
    const uint32_t gpus = static_cast<uint32_t>(2 + rng.Below(2)),
                   replicas = gpus * static_cast<uint32_t>(2 + rng.Below(2));
    const auto experts = replicas - static_cast<uint32_t>(1 + rng.Below(3));
    Loads loads;
    for (uint32_t e = 0; e < experts; ++e) loads.push_back(static_cast<uint32_t>(1 + rng.Below(100)));
    const EplbShape shape = {experts, replicas, 1, 1, gpus};
    const double optimum = SlowOptimum(loads, replicas, gpus);
    moe_simulator::RunConfig config;
    config.experts = experts;
    config.replicas = replicas;
    config.gpus = gpus;
    std::vector<double> share(experts), gpu(gpus);
    std::vector<uint32_t> copies(experts);
    EXPECT_LE(moe_simulator::LeastMaximum(config, loads, share, copies), optimum * (1 + 1e-12)) << seed;
    for (const char* name : {"global_greedy", "lpt", "zigzag"}) {
      const auto answer = AnswerOf(Baseline(name), shape, 1, loads);
      const std::vector<moe_simulator::Expert> slots(answer.begin(), answer.end());
      const double fullest = moe_simulator::LoadsOf(config, loads, slots, share, gpu).gpu_max;
      EXPECT_GE(fullest, optimum * (1 - 1e-12)) << name << " " << seed;
      if (std::string(name) != "zigzag") worst = std::max(worst, fullest / optimum);
    }
  }
  EXPECT_GT(worst, 1.0) << "the optimum is one that greedy does not always find";
  EXPECT_LT(worst, 2.0);
}

}  // namespace
}  // namespace gauntlet::golden
