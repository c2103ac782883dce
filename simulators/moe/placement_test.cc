#include "simulators/moe/placement.h"

#include <gtest/gtest.h>

#include <vector>

#include "simulators/moe/reference.h"

namespace gauntlet::moe_simulator {
namespace {

// 2 nodes of 2 GPUs of 2 slots.
RunConfig EightSlots(uint32_t experts) {
  RunConfig config;
  config.layers = 1;
  config.experts = experts;
  config.replicas = 8;
  config.gpus = 4;
  config.nodes = 2;
  config.expert_bytes = 10;
  config.intra_node_bytes_per_s = 4;
  config.inter_node_bytes_per_s = 2;
  return config;
}

TEST(Placement, BeginsWithEveryExpertAndTheFirstOnesAgain) {
  std::vector<Expert> slots(8);
  FillInitial(EightSlots(5), slots);
  EXPECT_EQ(slots, (std::vector<Expert>{0, 1, 2, 3, 4, 0, 1, 2}));
}

TEST(Placement, IsLegalIfEveryExpertIsThereAndNoOther) {
  std::vector<uint8_t> seen(3);
  EXPECT_EQ(CheckLayer(std::vector<uint32_t>{2, 1, 0, 0}, seen).kind, Fault::Kind::kNone);
  const Fault range = CheckLayer(std::vector<uint32_t>{2, 1, 3, 0}, seen);
  EXPECT_EQ(range.kind, Fault::Kind::kRange);
  EXPECT_EQ(range.slot, 2u);
  EXPECT_EQ(range.expert, 3u);
  const Fault missing = CheckLayer(std::vector<uint32_t>{2, 0, 0, 2}, seen);
  EXPECT_EQ(missing.kind, Fault::Kind::kMissing);
  EXPECT_EQ(missing.expert, 1u);
}

TEST(Placement, MovesWhatAGpuDidNotHoldAndTellsNearFromFar) {
  const RunConfig config = EightSlots(4);
  std::vector<uint64_t> held(4);
  const std::vector<Expert> before = {0, 1, 2, 3, 0, 1, 2, 3};
  // Other slots of the same GPU: nothing moves.
  EXPECT_EQ(MovesOf(config, before, std::vector<Expert>{1, 0, 3, 2, 1, 0, 3, 2}, held).replicas, 0u);
  // GPU 0 gets 2, which GPU 1 of its node has.
  const Moves near = MovesOf(config, before, std::vector<Expert>{0, 2, 2, 3, 0, 1, 2, 3}, held);
  EXPECT_EQ(near.replicas, 1u);
  EXPECT_EQ(near.from_afar, 0u);
  EXPECT_DOUBLE_EQ(near.seconds, 10 / 4.0);
  // Only node 0 has expert 0: both GPUs of node 1 get it from afar, GPU 2 gets two copies of it for one move.
  const std::vector<Expert> apart = {0, 1, 2, 3, 1, 1, 2, 3};
  const Moves far = MovesOf(config, apart, std::vector<Expert>{0, 1, 2, 3, 0, 0, 0, 3}, held);
  EXPECT_EQ(far.replicas, 2u);
  EXPECT_EQ(far.from_afar, 2u);
  EXPECT_DOUBLE_EQ(far.seconds, 10 / 2.0) << "GPUs receive at once";
}

TEST(Placement, SpreadsALoadOverReplicasAndAddsUpGpus) {
  const RunConfig config = EightSlots(5);
  const std::vector<uint32_t> load = {40, 10, 6, 3, 8};
  const std::vector<Expert> slots = {0, 0, 0, 1, 2, 2, 3, 4};
  std::vector<double> share(5), gpu(4);
  const LayerLoads loads = LoadsOf(config, load, slots, share, gpu);
  EXPECT_DOUBLE_EQ(share[0], 40 / 3.0);
  EXPECT_DOUBLE_EQ(gpu[0], 80 / 3.0);
  EXPECT_DOUBLE_EQ(gpu[1], 40 / 3.0 + 10);
  EXPECT_DOUBLE_EQ(gpu[2], 6);
  EXPECT_DOUBLE_EQ(gpu[3], 11);
  EXPECT_DOUBLE_EQ(loads.gpu_max, 80 / 3.0);
  EXPECT_DOUBLE_EQ(loads.gpu_mean, 67 / 4.0);
  EXPECT_DOUBLE_EQ(loads.replica_max, 40 / 3.0);
  EXPECT_DOUBLE_EQ(loads.replica_mean, 67 / 8.0);
}

// 8 slots for 5 experts: the three further ones all go to the first, whose replicas then carry 10; the mean
// is 16.75.
TEST(Placement, HasABoundThatNoneGoesBelow) {
  RunConfig config = EightSlots(5);
  std::vector<double> share(5);
  std::vector<uint32_t> copies(5);
  EXPECT_DOUBLE_EQ(LeastMaximum(config, std::vector<uint32_t>{40, 10, 6, 3, 8}, share, copies), 67 / 4.0);
  config.gpus = 8;
  EXPECT_DOUBLE_EQ(LeastMaximum(config, std::vector<uint32_t>{40, 10, 6, 3, 8}, share, copies), 10.0);
  EXPECT_EQ(copies[0], 4u);
}

}  // namespace
}  // namespace gauntlet::moe_simulator
