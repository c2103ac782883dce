// What it costs to trust nobody: one evaluation of an LRU in each tier, and its confirmation, as the host
// sees them.
// "trusted" is the same code without a child, a filter or limits; the difference is the price of the cage.
#include <benchmark/benchmark.h>

#include "host/evaluate/test_inputs.h"

namespace gauntlet {
namespace {

EvaluatorSetup SetupFor(Isolation isolation, uint64_t requests) {
  EvaluatorSetup setup = CacheSetup(isolation);
  setup.limits = {};
  setup.workloads = {MakeWorkload("bench", requests, 500, 1)};
  return setup;
}

void Evaluate(benchmark::State& state, Isolation isolation) {
  auto evaluator = Evaluator::Start(SetupFor(isolation, static_cast<uint64_t>(state.range(0))));
  if (!evaluator) return state.SkipWithError(evaluator.error().message.c_str());
  const EvaluationRequest request = Policy("lru", {0});
  double cpu_ms = 0, load_ms = 0;
  for (auto _ : state) {
    const auto evaluation = (*evaluator)->Evaluate(request);
    if (!evaluation || !evaluation->verdict.ok()) return state.SkipWithError("no verdict ok");
    cpu_ms += evaluation->cpu_ms;
    load_ms += evaluation->load_ms;
  }
  state.counters["child_cpu_ms"] = benchmark::Counter(cpu_ms, benchmark::Counter::kAvgIterations);
  state.counters["load_ms"] = benchmark::Counter(load_ms, benchmark::Counter::kAvgIterations);
}

void Confirm(benchmark::State& state) {
  auto evaluator = Evaluator::Start(SetupFor(Isolation::kFork, static_cast<uint64_t>(state.range(0))));
  if (!evaluator) return state.SkipWithError(evaluator.error().message.c_str());
  const EvaluationRequest request = Policy("lru", {0});
  const auto hint = (*evaluator)->Evaluate(request);
  for (auto _ : state) {
    const auto confirmed = (*evaluator)->Confirm(request, *hint);
    if (!confirmed || !confirmed->verdict.ok()) return state.SkipWithError("not confirmed");
  }
}

void Sizes(benchmark::internal::Benchmark* bench) {
  bench->Arg(1000)
      ->Arg(10000)
      ->Arg(100000)
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond)
      ->MinTime(0.5)
      ->Repetitions(5)
      ->ReportAggregatesOnly();
}

BENCHMARK_CAPTURE(Evaluate, trusted, Isolation::kTrusted)->Apply(Sizes);
BENCHMARK_CAPTURE(Evaluate, hot, Isolation::kHot)->Apply(Sizes);
BENCHMARK_CAPTURE(Evaluate, fork, Isolation::kFork)->Apply(Sizes);
BENCHMARK(Confirm)->Apply(Sizes);

}  // namespace
}  // namespace gauntlet

BENCHMARK_MAIN();
