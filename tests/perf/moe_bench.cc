// Expert balancing at the published shape: a rebalance of each baseline, what the simulator adds, and a
// replay. Printed, never asserted. `rebalance_ms` is the hook alone, the least of all windows; `window` the
// whole run, a window.
//
//   ninja -C build/release moe_bench && build/release/bin/moe_bench
#include <benchmark/benchmark.h>

#include <algorithm>
#include <limits>

#include "host/base/clock.h"
#include "host/workload/moe_generate.h"
#include "simulators/moe/testing.h"

namespace gauntlet::moe_simulator {
namespace {

constexpr const char* kBaselines[] = {"eplb", "global_greedy", "lpt", "zigzag", "static", "seed"};

simulators::OpenedWorkload Published() {
  const auto history = GenerateLoads(
      Json::parse(
          R"({"seed": 1, "layers": 58, "experts": 256, "windows": 20, "skew": 0.7, "drift": 0.1, "noise": 30})"),
      100, 8);
  GAUNTLET_ASSERT(history.has_value());
  std::vector<Loads> windows;
  for (uint64_t w = 0; w < history->windows(); ++w)
    windows.emplace_back(history->window(w).begin(), history->window(w).end());
  auto opened = OpenHistory(BuildHistory(58, 256, windows), ParamsWith({{"replicas", "288"},
                                                                        {"groups", "8"},
                                                                        {"nodes", "4"},
                                                                        {"gpus", "32"},
                                                                        {"top_k", "8"},
                                                                        {"groups_per_token", "4"},
                                                                        {"history", "8"}}));
  GAUNTLET_ASSERT(opened.has_value());
  return std::move(*opened);
}

simulators::Policy Load(const std::string& name) {
  auto policy = simulators::LoadPolicy(GAUNTLET_BUILD_DIR "/tests/baselines/moe_balance/" + name + ".so",
                                       GAUNTLET_MOE_POLICY_INTERFACE);
  GAUNTLET_ASSERT(policy.has_value());
  return *policy;
}

// The policy's own table with a watch around its hook.
struct Watched {
  static inline const gauntlet_moe_policy* inner = nullptr;
  static inline double least_ms = 0;
  static uint32_t Rebalance(void* self, const gauntlet_moe_view* view, uint32_t* placement) {
    const double start_ms = NowMs();
    const uint32_t answer = inner->rebalance(self, view, placement);
    least_ms = std::min(least_ms, NowMs() - start_ms);
    return answer;
  }
};

void Run(benchmark::State& state, const std::string& name) {
  static const simulators::OpenedWorkload workload = Published();
  const simulators::Policy policy = Load(name);
  Watched::inner = static_cast<const gauntlet_moe_policy*>(policy.hooks);
  Watched::least_ms = std::numeric_limits<double>::infinity();
  gauntlet_moe_policy hooks = *Watched::inner;
  hooks.rebalance = Watched::Rebalance;
  for (auto _ : state)
    benchmark::DoNotOptimize(workload.Run({GAUNTLET_MOE_POLICY_INTERFACE, &hooks, nullptr}));
  state.SetItemsProcessed(state.iterations() * 20);
  state.counters["rebalance_ms"] = Watched::least_ms;
}

void Replay(benchmark::State& state) {
  const simulators::OpenedWorkload workload = Published();
  const auto run = workload.Run(Load("eplb"));
  for (auto _ : state) benchmark::DoNotOptimize(workload.Replay(GAUNTLET_MOE_POLICY_INTERFACE, run.log));
  state.SetItemsProcessed(state.iterations() * 20);
}

}  // namespace
}  // namespace gauntlet::moe_simulator

int main(int argc, char** argv) {
  using namespace gauntlet::moe_simulator;
  for (const char* name : kBaselines)
    benchmark::RegisterBenchmark(name, Run, std::string(name))->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("replay_eplb", Replay)->Unit(benchmark::kMillisecond);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
