// Modules built from the frozen headers of version 1, one a domain, on the way that every candidate goes: artifact,
// loader, each rung, a child of a real evaluator, and its confirmation.
#include <gauntlet/moe.h>
#include <gauntlet/spot.h>
#include <gtest/gtest.h>

#include <cmath>

#include "host/evaluate/test_inputs.h"
#include "host/load/artifact.h"
#include "host/load/load.h"
#include "host/workload/workload.h"

namespace gauntlet {
namespace {

struct Frozen {
  const char* name;
  ExpectedModule requirement;
  std::string workload;  // an entry, in YAML; empty: those of test_inputs.h
  const char* metric;    // of a run, and
  const char* same_as;   // of the reference: what it plays is known there, too

  friend void PrintTo(const Frozen& frozen, std::ostream* out) { *out << frozen.name; }
};

const Frozen kFrozen[] = {
    {"fifo",
     {GAUNTLET_MODULE_POLICY, GAUNTLET_CACHE_DOMAIN, GAUNTLET_CACHE_FINGERPRINT,
      GAUNTLET_CACHE_POLICY_INTERFACE},
     "",
     "misses",
     "fifo_misses"},
    {"greedy",
     {GAUNTLET_MODULE_POLICY, GAUNTLET_SPOT_DOMAIN, GAUNTLET_SPOT_FINGERPRINT,
      GAUNTLET_SPOT_POLICY_INTERFACE},
     R"(
semantics: strict
work_hours: 20
deadline_hours: 30
overhead_hours: 0.15
probe_s: 60
generate: {seed: 3, days: 20, zones: [{name: a_v100_1, up_hours: 0.7, down_hours: 0.5}]}
windows: {every_hours: 40}
)",
     "mean_cost_usd",
     "greedy_cost_usd"},
    {"hottest",
     {GAUNTLET_MODULE_POLICY, GAUNTLET_MOE_DOMAIN, GAUNTLET_MOE_FINGERPRINT, GAUNTLET_MOE_POLICY_INTERFACE},
     R"(
replicas: 24
groups: 4
nodes: 2
gpus: 8
top_k: 2
serving: )" GAUNTLET_SOURCE_DIR R"(/problems/moe_balance/serving/deepseek_v2_lite_h800.yaml
generate: {seed: 5, layers: 4, experts: 16, windows: 20, tokens_per_step: 512, popularity: zipf, skew: 1, drift: 0.1}
)",
     "windows",
     "windows"}};

std::filesystem::path FileOf(const Frozen& frozen) {
  return std::filesystem::path(GAUNTLET_BUILD_DIR) / "tests" / "abi" /
         (std::string("v1_") + frozen.name + ".so");
}

std::vector<std::byte> BytesOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

EvaluatorSetup SetupFor(const Frozen& frozen, Isolation isolation) {
  EvaluatorSetup setup = CacheSetup(isolation);
  if (frozen.workload.empty()) return setup;
  const auto path =
      std::filesystem::path(::testing::TempDir()) / (std::string("v1_") + frozen.name + ".yaml");
  std::ofstream(path) << "name: frozen\n" << frozen.workload;
  const auto entries = LoadWorkloadFile(path);
  GAUNTLET_ASSERT(entries.has_value());
  const auto workloads = LoadWorkloads(frozen.requirement.domain, *entries);
  GAUNTLET_ASSERT(workloads.has_value());
  setup.simulator_path = Layout::Current().Simulator(frozen.requirement.domain);
  setup.domain = frozen.requirement.domain;
  setup.interface_name = frozen.requirement.interface_name;
  setup.workloads.clear();
  for (const Workload& w : *workloads) setup.workloads.push_back({w.name, w.params, w.data, w.data_bytes});
  return setup;
}

class FrozenLadder : public ::testing::TestWithParam<Frozen> {
 protected:
  // Evaluated, and confirmed with the same metrics.
  static void Play(Isolation isolation) {
    const Frozen& frozen = GetParam();
    const EvaluatorSetup setup = SetupFor(frozen, isolation);
    auto evaluator = Evaluator::Start(setup);
    ASSERT_TRUE(evaluator) << evaluator.error().message;
    EvaluationRequest request{ModuleFromFile(FileOf(frozen)), {}, {}};
    for (uint32_t i = 0; i < setup.workloads.size(); ++i) request.workloads.push_back(i);
    const auto played = (*evaluator)->Evaluate(request);
    ASSERT_TRUE(played) << played.error().message;
    ASSERT_TRUE(played->verdict.ok()) << played->verdict.ToJson().dump();
    ASSERT_EQ(played->simulations.size(), setup.workloads.size());
    for (const Simulation& simulation : played->simulations) ExpectWhatIsKnown(**evaluator, simulation);
    const auto confirmed = (*evaluator)->Confirm(request, *played);
    ASSERT_TRUE(confirmed) << confirmed.error().message;
    EXPECT_TRUE(confirmed->verdict.ok()) << confirmed->verdict.ToJson().dump();
  }

 private:
  static void ExpectWhatIsKnown(Evaluator& evaluator, const Simulation& simulation) {
    const auto reference = evaluator.Reference(simulation.workload);
    ASSERT_TRUE(reference) << reference.error().message;
    const Metric* metric = FindMetric(simulation.metrics, GetParam().metric);
    const Metric* same = FindMetric(*reference, GetParam().same_as);
    ASSERT_TRUE(metric != nullptr && same != nullptr);
    EXPECT_GT(metric->Value(), 0);
    EXPECT_EQ(metric->Value(), same->Value());
    if (GetParam().requirement.domain != std::string(GAUNTLET_MOE_DOMAIN)) return;
    EXPECT_GT(FindMetric(simulation.metrics, "rebalances")->count, 0u);
    EXPECT_LT(FindMetric(simulation.metrics, "gpu_imbalance")->real,
              FindMetric(*reference, "static_gpu_imbalance")->real);
  }
};

TEST_P(FrozenLadder, TheModuleClimbsEveryRungOfToday) {
  const auto allowed = AllowedImports::Load(GAUNTLET_SOURCE_DIR "/plugin_api/runtime/allowed_imports.txt");
  ASSERT_TRUE(allowed);
  const auto found = CheckArtifact(BytesOf(FileOf(GetParam())), *allowed);
  EXPECT_FALSE(found) << found->reason;
  const auto module = OpenModule::Open(FileOf(GetParam()));
  ASSERT_TRUE(module) << module.error().reason;
  const auto loaded = ClimbLadder(*module, GetParam().requirement);
  ASSERT_TRUE(loaded) << loaded.error().reason;
  EXPECT_NE(loaded->table, nullptr);
}

TEST_P(FrozenLadder, TheModulePlaysInACagedChildAndIsConfirmed) {
  Play(Isolation::kFork);
  Play(Isolation::kHot);
}

INSTANTIATE_TEST_SUITE_P(V1, FrozenLadder, ::testing::ValuesIn(kFrozen),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace gauntlet
