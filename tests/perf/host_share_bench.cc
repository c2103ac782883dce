// What the host itself costs a candidate: choosing parents, applying results, storing rows. Lanes whose work
// takes no time leave nothing else; the figure is the bound that the host sets on a campaign's rate.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "host/campaign/campaign.h"
#include "host/campaign/test_worker.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<Campaign> Begin(const fs::path& path, const std::string& selector) {
  CampaignConfig config;
  config.selector.kind = selector;
  config.selector.dimensions = {{.name = "x", .low = -20, .high = 60, .bins = 16},
                                {.name = "y", .low = -60, .high = 20, .bins = 16}};
  auto campaign = Campaign::Create(path, config, kTestSeedSource, Json::object());
  if (!campaign) std::fprintf(stderr, "%s\n", campaign.error().message.c_str());
  return campaign ? std::move(*campaign) : nullptr;
}

void HostShare(benchmark::State& state, const std::string& selector) {
  std::string name = (fs::temp_directory_path() / "gauntlet-bench-XXXXXX").string();
  const fs::path directory = ::mkdtemp(name.data());
  double host_ms = 0;
  int64_t candidates = 0, round = 0;
  for (auto _ : state) {
    auto campaign = Begin(directory / (std::to_string(round++) + ".db"), selector);
    if (!campaign) return state.SkipWithError("no campaign file");
    const auto outcome = campaign->Run(TestWorkers(1), {.candidates = state.range(0)});
    if (!outcome) return state.SkipWithError(outcome.error().message.c_str());
    host_ms += outcome->host_ms;
    candidates += outcome->progress.done;
  }
  fs::remove_all(directory);
  state.counters["host_us_per_candidate"] = 1000 * host_ms / static_cast<double>(candidates);
  state.counters["candidates_per_s"] =
      benchmark::Counter(static_cast<double>(candidates), benchmark::Counter::kIsRate);
}

// Reading a campaign back, as `resume` does.
void Restore(benchmark::State& state) {
  std::string name = (fs::temp_directory_path() / "gauntlet-bench-XXXXXX").string();
  const fs::path directory = ::mkdtemp(name.data());
  auto campaign = Begin(directory / "a.db", "map_elites");
  if (!campaign || !campaign->Run(TestWorkers(1), {.candidates = state.range(0)}))
    return state.SkipWithError("no campaign");
  for (auto _ : state)
    benchmark::DoNotOptimize(campaign->Run(TestWorkers(1), {.candidates = state.range(0)}));
  fs::remove_all(directory);
  state.counters["rows_per_s"] = benchmark::Counter(static_cast<double>(state.range(0) * state.iterations()),
                                                    benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(HostShare, greedy, "greedy")->Arg(5000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(HostShare, tournament, "tournament")
    ->Arg(5000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(HostShare, map_elites, "map_elites")
    ->Arg(5000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(HostShare, islands, "islands")->Arg(5000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(Restore)->Arg(20000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace gauntlet

BENCHMARK_MAIN();
