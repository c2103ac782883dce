#include "host/bundle/claim.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/trace/memory_file.h"

namespace gauntlet {
namespace {

Result<std::unique_ptr<Workbench>> OpenOn(const Problem& problem, Split split, unsigned lanes) {
  WorkbenchOptions options;
  options.entries = OfSplits(problem.workloads, {split});
  options.lanes = lanes;
  return Workbench::Open(problem, options);
}

Result<std::vector<BundledWorkload>> Describe(const std::vector<Workload>& workloads) {
  std::vector<BundledWorkload> out;
  for (const Workload& w : workloads) {
    GAUNTLET_TRY(const Hash128 content, ContentOf(w));
    out.push_back({w.name, std::string(ToString(w.split)), content, w.request_count, w.params});
    std::ranges::sort(out.back().params);
  }
  return out;
}

// The first that is not as it was; empty: all are.
std::string DifferenceOf(const std::vector<BundledWorkload>& claimed,
                         const std::vector<BundledWorkload>& here) {
  for (const BundledWorkload& w : claimed) {
    const auto found = std::ranges::find(here, w.name, &BundledWorkload::name);
    if (found == here.end()) return w.name + " is not there";
    if (found->data != w.data) return w.name + " holds other data";
    if (*found != w) return w.name + " has other parameters";
  }
  return claimed.size() == here.size() ? "" : "there are workloads that the bundle does not have";
}

std::string ValueText(const Metric& m) { return m.is_count ? std::to_string(m.count) : Json(m.real).dump(); }

// How the numbers differ, the first one named; empty: not at all. `compared` counts them.
std::string DifferenceOf(const std::vector<WorkloadResult>& claimed, const std::vector<WorkloadResult>& here,
                         size_t* compared) {
  for (const WorkloadResult& w : claimed) {
    const auto found = std::ranges::find(here, w.name, &WorkloadResult::name);
    if (found == here.end()) return w.name + " was not measured";
    for (const Metric& m : w.metrics) {
      const Metric* now = FindMetric(found->metrics, m.name);
      if (now == nullptr) return fmt::format("{}: there is no {}", w.name, m.name);
      if (*now != m)
        return fmt::format("{}: {} is {} here and {} in the bundle", w.name, m.name, ValueText(*now),
                           ValueText(m));
      ++*compared;
    }
  }
  return "";
}

ClaimCheck CheckResult(const BundledSource& source, const BundledResult& claimed, const Candidate& here) {
  ClaimCheck check{source.role + " " + claimed.split, false, ""};
  size_t compared = 0;
  if (!here.verdict.ok()) {
    check.says = fmt::format("{}: {}", ToString(here.verdict.kind()), here.verdict.failure()->reason);
  } else if (!here.admitted() || !here.score) {
    check.says = "its score was not confirmed";
  } else if (std::string differs = DifferenceOf(claimed.workloads, here.workloads, &compared);
             !differs.empty()) {
    check.says = std::move(differs);
  } else if (*here.score != claimed.score) {
    check.says =
        fmt::format("the same numbers give {:+.6f} here and {:+.6f} in the bundle: another objective",
                    *here.score, claimed.score);
  } else {
    check.passed = true;
    check.says =
        fmt::format("score {:+.6f}, recomputed from its answers: {} numbers of {} workloads are equal",
                    claimed.score, compared, claimed.workloads.size());
  }
  return check;
}

Result<> CheckSplit(const Bundle& bundle, const Problem& problem, Split split, unsigned lanes,
                    std::vector<ClaimCheck>& checks) {
  const std::string name(ToString(split));
  std::vector<BundledWorkload> claimed;
  std::ranges::copy_if(bundle.workloads, std::back_inserter(claimed),
                       [&](const BundledWorkload& w) { return w.split == name; });
  if (claimed.empty()) return {};
  GAUNTLET_TRY(const auto bench, OpenOn(problem, split, lanes));
  GAUNTLET_TRY(const auto here, Describe(bench->workloads()));
  const std::string differs = DifferenceOf(claimed, here);
  checks.push_back(
      {"workloads " + name, differs.empty(),
       differs.empty() ? fmt::format("{} of the same bytes and parameters", claimed.size()) : differs});
  if (!differs.empty()) return {};
  for (const BundledSource& source : bundle.sources) {
    for (const BundledResult& result : source.results) {
      if (result.split != name) continue;
      GAUNTLET_TRY(const Candidate candidate, bench->Run(source.text, true));
      checks.push_back(CheckResult(source, result, candidate));
    }
  }
  return {};
}

}  // namespace

Result<> AddSplit(const Problem& problem, Split split, unsigned lanes, Bundle& bundle) {
  GAUNTLET_TRY(const auto bench, OpenOn(problem, split, lanes));
  GAUNTLET_TRY(const auto workloads, Describe(bench->workloads()));
  bundle.workloads.insert(bundle.workloads.end(), workloads.begin(), workloads.end());
  for (BundledSource& source : bundle.sources) {
    GAUNTLET_TRY(const Candidate c, bench->Run(source.text, true));
    if (!c.verdict.ok() || !c.admitted() || !c.score)
      return Fail(ErrorKind::kInput,
                  fmt::format("the {} has no confirmed score on {}: {}", source.role, ToString(split),
                              c.verdict.ok() ? "not confirmed" : c.verdict.failure()->reason));
    source.results.push_back({std::string(ToString(split)), *c.score, c.workloads});
  }
  return {};
}

Result<std::vector<ClaimCheck>> CheckClaim(const Bundle& bundle, const Problem& problem, unsigned lanes) {
  std::vector<ClaimCheck> checks;
  const bool same = problem.content_hash == bundle.problem_hash;
  checks.push_back({"problem", same,
                    same ? problem.name + ": problem.yaml, seed and baselines are the same"
                         : problem.name + ": problem.yaml, its seed or a baseline is another one in " +
                               problem.folder.string()});
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest})
    GAUNTLET_CHECK_OK(CheckSplit(bundle, problem, split, lanes, checks));
  return checks;
}

}  // namespace gauntlet
