// Requests per second of the cache simulator, hooks behind dlopen, checks and decision log on.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "simulators/cache/harness/published.h"

namespace gauntlet::cache_simulator {
namespace {

// w106: 5.3 million requests to 275,171 objects of unit size; a generated trace where it is not at hand.
const std::vector<RawRequest>& Trace(bool real) {
  static std::map<bool, std::vector<RawRequest>> traces;
  std::vector<RawRequest>& trace = traces[real];
  if (!trace.empty()) return trace;
  if (real) {
    if (auto read = ReadPublishedTrace("caffeine/w106")) trace = *read;
  } else {
    trace = GenerateZipf(5'000'000, 250'000, 0.9, 65536, 1);
  }
  return trace;
}

const OpenedWorkload* Workload(bool real, const std::string& unit, uint64_t capacity) {
  static std::map<std::string, OpenedWorkload> opened;
  const std::string key = std::to_string(real) + unit + std::to_string(capacity);
  if (!opened.contains(key)) {
    if (Trace(real).empty()) return nullptr;
    auto workload = OpenedWorkload::Open(BuildTrace(Trace(real)), {{unit, std::to_string(capacity)}});
    if (!workload) return nullptr;
    opened.emplace(key, *workload);
  }
  return &opened.at(key);
}

// The log is one buffer for all runs, as an evaluator keeps it.
void Play(benchmark::State& state, const OpenedWorkload* workload, const Policy& policy, RunOptions options,
          bool replay) {
  static std::vector<uint8_t> room(workload->facts().log_bound_bytes);
  if (room.size() < workload->facts().log_bound_bytes) room.resize(workload->facts().log_bound_bytes);
  options.log_room = &room;
  Outcome outcome = workload->Run(policy, options);
  const std::vector<uint8_t> log(room.begin(),
                                 room.begin() + static_cast<ptrdiff_t>(outcome.result.log_bytes));
  for (auto _ : state) {
    outcome = replay ? workload->Replay(policy.interface_name, log, options) : workload->Run(policy, options);
    if (outcome.status != GAUNTLET_OK) return state.SkipWithError(outcome.fault.text);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(workload->facts().record_count));
  state.counters["miss_ratio"] = outcome.Real("miss_ratio");
}

struct Input {
  const char* name;
  bool real;
  const char* unit;
  uint64_t capacity;
};
constexpr Input kInputs[] = {{"w106/2000", true, "capacity_objects", 2000},
                             {"w106/27517", true, "capacity_objects", 27517},
                             {"w106/137585", true, "capacity_objects", 137585},
                             {"zipf/25000", false, "capacity_objects", 25000},
                             {"zipf/800MB", false, "capacity_bytes", 800'000'000}};

void Register(const std::string& module, const std::string& interface_name, const std::string& label,
              uint64_t memory_budget_bytes, bool replay) {
  for (const Input& input : kInputs) {
    const auto run = [=](benchmark::State& state) {
      const OpenedWorkload* workload = Workload(input.real, input.unit, input.capacity);
      if (workload == nullptr) return state.SkipWithError("the trace is not here");
      auto policy = LoadPolicy(GAUNTLET_BUILD_DIR "/tests/policies/" + module + ".so", interface_name);
      if (!policy) return state.SkipWithError(policy.error().message.c_str());
      Play(state, workload, *policy, {.memory_budget_bytes = memory_budget_bytes}, replay);
    };
    benchmark::RegisterBenchmark((label + "/" + input.name).c_str(), run)->Unit(benchmark::kMillisecond);
  }
}

void RegisterAll() {
  for (const char* policy : {"fifo", "lru", "sieve", "s3fifo"})
    Register(policy, GAUNTLET_CACHE_POLICY_INTERFACE, policy, 0, false);
  Register("lru", GAUNTLET_CACHE_POLICY_INTERFACE, "replay_lru", 0, true);
  const char* kinds[] = {"priority_recency", "priority_frequency", "priority_gdsf", "priority_mru"};
  for (uint64_t kind = 0; kind < 4; ++kind)
    Register("priorities", GAUNTLET_CACHE_PRIORITY_INTERFACE, kinds[kind], kind, false);
  Register("priorities", GAUNTLET_CACHE_PRIORITY_INTERFACE, "replay_priority_recency", 0, true);
}

}  // namespace
}  // namespace gauntlet::cache_simulator

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  gauntlet::cache_simulator::RegisterAll();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
