// The 1,080 simulations of the published protocol: each baseline, and a replay. Printed, never asserted. Without
// ../shared/data/spot: as many jobs on zones that are made up.
//
//   ninja -C build/release spot_bench && build/release/bin/spot_bench
#include <benchmark/benchmark.h>
#include <gauntlet/spot.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "host/trace/memory_file.h"
#include "host/workload/workload.h"
#include "simulators/common/harness/harness.h"
#include "simulators/spot/module.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;

std::string Yaml() {
  const std::string data = GAUNTLET_SOURCE_DIR "/../shared/data/spot";
  const std::string rules = "semantics: adrs_compat\ndeadline_hours: [52, 70]\n";
  if (fs::exists(data))
    return rules + "windows: " + data + "/adrs_cant_be_late_windows.csv\ntraces: " + data +
           "/spot-traces/availability/1-node/aws-10-26-2022\n";
  std::string zones;
  for (const char* name : {"a", "b", "c", "d", "e", "f"})
    zones += std::string(zones.empty() ? "" : ", ") + "{name: us-east-1" + name + "_v100_1, up_sigma: 1.5}";
  return rules + "overhead_hours: [0.02, 0.05, 0.1]\ngenerate: {seed: 1, days: 13, zones: [" + zones +
         "]}\nwindows: {every_hours: 8, last_tick: 1872}\n";
}

const std::vector<simulators::OpenedWorkload>& Jobs() {
  static const std::vector<simulators::OpenedWorkload> all = [] {
    const fs::path file = fs::temp_directory_path() / "spot_bench.yaml";
    std::ofstream(file) << Yaml();
    const auto entries = LoadWorkloadFile(file);
    GAUNTLET_ASSERT(entries.has_value());
    const auto workloads = LoadWorkloads("spot", *entries);
    GAUNTLET_ASSERT(workloads.has_value());
    std::vector<simulators::OpenedWorkload> out;
    for (const Workload& w : *workloads) {
      const auto map = MappedFile::Map(w.data->get());
      const auto* bytes = reinterpret_cast<const uint8_t*>(map->bytes().data());
      auto opened = simulators::OpenedWorkload::Open(*spot_simulator::Simulator(),
                                                     {bytes, bytes + map->bytes().size()}, w.params);
      GAUNTLET_ASSERT(opened.has_value());
      out.push_back(std::move(*opened));
    }
    return out;
  }();
  return all;
}

simulators::Policy Load(const std::string& name) {
  auto policy =
      simulators::LoadPolicy(GAUNTLET_BUILD_DIR "/tests/baselines/spot_single_region/" + name + ".so",
                             GAUNTLET_SPOT_POLICY_INTERFACE);
  GAUNTLET_ASSERT(policy.has_value());
  return *policy;
}

void Run(benchmark::State& state, const std::string& name) {
  const simulators::Policy policy = Load(name);
  size_t longest = 0;
  for (const auto& workload : Jobs()) longest = std::max(longest, workload.Run(policy).log.size());
  std::vector<uint8_t> room(longest);  // an evaluator's logs lie in memory that is there
  simulators::RunOptions options;
  options.log_room = &room;
  uint64_t simulations = 0;
  for (auto _ : state) {
    simulations = 0;
    for (const auto& workload : Jobs()) simulations += workload.Run(policy, options).Count("simulations");
  }
  state.counters["simulations"] = static_cast<double>(simulations);
}

void Replay(benchmark::State& state) {
  std::vector<std::vector<uint8_t>> logs;
  for (const auto& workload : Jobs()) logs.push_back(workload.Run(Load("uniform_progress")).log);
  for (auto _ : state)
    for (size_t i = 0; i < logs.size(); ++i)
      benchmark::DoNotOptimize(Jobs()[i].Replay(GAUNTLET_SPOT_POLICY_INTERFACE, logs[i]));
}

}  // namespace
}  // namespace gauntlet

int main(int argc, char** argv) {
  using namespace gauntlet;
  for (const char* name :
       {"on_demand", "greedy", "uniform_progress", "uniform_progress_eager", "time_sliced"})
    benchmark::RegisterBenchmark(name, Run, std::string(name))->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("replay_uniform_progress", Replay)->Unit(benchmark::kMillisecond);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
