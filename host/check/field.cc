#include "host/check/field.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gauntlet {

Result<std::unique_ptr<Workbench>> OpenBench(const Problem& problem, std::vector<WorkloadEntry> entries,
                                             unsigned lanes) {
  WorkbenchOptions bench;
  bench.entries = std::move(entries);
  bench.lanes = lanes;
  bench.memory_mb = problem.limits.memory_mb;
  for (const Baseline& baseline : problem.baselines)
    bench.memory_mb = std::max(bench.memory_mb, baseline.memory_mb);
  return Workbench::Open(problem, bench);
}

const Entrant& Best(const std::vector<Entrant>& entrants) {
  return *std::ranges::max_element(entrants, {}, [](const Entrant& e) { return *e.train.score; });
}

namespace {

std::string NumberText(const Metric& metric) {
  return metric.is_count ? std::to_string(metric.count) : fmt::format("{:.17g}", metric.real);
}

}  // namespace

std::string Difference(const std::vector<WorkloadResult>& a, const std::vector<WorkloadResult>& b) {
  for (const WorkloadResult& one : a) {
    const auto other = std::ranges::find(b, one.name, &WorkloadResult::name);
    if (other == b.end()) return fmt::format("{} was played only once", one.name);
    for (const Metric& m : one.metrics) {
      const Metric* now = FindMetric(other->metrics, m.name);
      if (now == nullptr || !(*now == m))
        return fmt::format("{} of {}: {} and {}", m.name, one.name, NumberText(m),
                           now ? NumberText(*now) : "nothing");
    }
  }
  return "";
}

std::string NotFinite(const std::vector<WorkloadResult>& results) {
  for (const WorkloadResult& one : results)
    for (const Metric& m : one.metrics)
      if (!std::isfinite(m.Value())) return fmt::format("{} of {}", m.name, one.name);
  return "";
}

std::string BeyondBound(const Field& field, const std::vector<WorkloadResult>& results) {
  constexpr double kRounding = 1e-9;
  const Objective& objective = field.problem.objective;
  const References& references = field.train->references();
  for (const WorkloadResult& one : results) {
    const auto bound = ScoreOfBound(objective, one.name, references);
    const auto score = ScoreOne(objective, one, references);
    if (bound && score && *score > *bound + kRounding)
      return fmt::format("{}: {:+.6f} where {:+.6f} is the bound's", one.name, *score, *bound);
  }
  return "";
}

std::string VerdictText(const Candidate& candidate) {
  const Failure* failure = candidate.verdict.failure();
  return failure ? fmt::format("{}: {}", ToString(failure->kind), failure->reason) : "ok";
}

}  // namespace gauntlet
