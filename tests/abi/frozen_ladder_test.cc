// A module built from the frozen headers of version 1, on the way that every candidate goes: artifact, loader, each
// rung, a child of a real evaluator, and its confirmation.
#include <gtest/gtest.h>

#include "host/evaluate/test_inputs.h"
#include "host/load/artifact.h"
#include "host/load/load.h"

namespace gauntlet {
namespace {

const std::filesystem::path kModule = GAUNTLET_BUILD_DIR "/tests/abi/v1_fifo.so";

std::vector<std::byte> BytesOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

TEST(FrozenLadder, TheModuleClimbsEveryRungOfToday) {
  const auto allowed = AllowedImports::Load(GAUNTLET_SOURCE_DIR "/plugin_api/runtime/allowed_imports.txt");
  ASSERT_TRUE(allowed);
  const auto found = CheckArtifact(BytesOf(kModule), *allowed);
  EXPECT_FALSE(found) << found->reason;
  const auto module = OpenModule::Open(kModule);
  ASSERT_TRUE(module) << module.error().reason;
  const auto loaded = ClimbLadder(*module, {GAUNTLET_MODULE_POLICY, GAUNTLET_CACHE_DOMAIN,
                                            GAUNTLET_CACHE_FINGERPRINT, GAUNTLET_CACHE_POLICY_INTERFACE});
  ASSERT_TRUE(loaded) << loaded.error().reason;
  EXPECT_NE(static_cast<const gauntlet_cache_policy*>(loaded->table)->choose_victim, nullptr);
}

// What it plays is FIFO, so that its misses are those that the simulator counts for FIFO itself.
TEST(FrozenLadder, TheModulePlaysInACagedChildAndIsConfirmed) {
  for (const Isolation isolation : {Isolation::kFork, Isolation::kHot}) {
    const EvaluatorSetup setup = CacheSetup(isolation);
    auto evaluator = Evaluator::Start(setup);
    ASSERT_TRUE(evaluator) << evaluator.error().message;
    const EvaluationRequest request{ModuleFromFile(kModule), {}, {0, 1}};
    const auto played = (*evaluator)->Evaluate(request);
    ASSERT_TRUE(played) << played.error().message;
    ASSERT_TRUE(played->verdict.ok()) << played->verdict.ToJson().dump();
    ASSERT_EQ(played->simulations.size(), 2u);
    for (const Simulation& simulation : played->simulations) {
      const auto reference = (*evaluator)->Reference(simulation.workload);
      ASSERT_TRUE(reference);
      const Metric* misses = FindMetric(simulation.metrics, "misses");
      ASSERT_NE(misses, nullptr);
      EXPECT_GT(misses->count, 1000u);
      EXPECT_EQ(misses->count, FindMetric(*reference, "fifo_misses")->count);
    }
    const auto confirmed = (*evaluator)->Confirm(request, *played);
    ASSERT_TRUE(confirmed) << confirmed.error().message;
    EXPECT_TRUE(confirmed->verdict.ok()) << confirmed->verdict.ToJson().dump();
  }
}

}  // namespace
}  // namespace gauntlet
