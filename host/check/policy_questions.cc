// Of the simulator, by policies that mean well: the seed and the baselines.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "host/base/file.h"
#include "host/base/quantile.h"
#include "host/check/field.h"
#include "host/verify/verify.h"

namespace gauntlet {
namespace {

constexpr const char* kGlobals =
    "a simulator keeps nothing between runs: no globals, no statics, no memory that was not set";

Result<std::vector<Entrant>> ReadEntrants(const Problem& problem) {
  std::vector<Entrant> out;
  const auto add = [&](const std::string& name, const std::filesystem::path& path) -> Result<> {
    Entrant& one = out.emplace_back();
    one.name = name;
    GAUNTLET_TRY(one.source, ReadTextFile(path));
    return {};
  };
  GAUNTLET_CHECK_OK(add("seed", problem.seed));
  for (const Baseline& baseline : problem.baselines) GAUNTLET_CHECK_OK(add(baseline.name, baseline.source));
  return out;
}

// Fails, if it does not do what a policy that means well does.
void Judge(const Field& field, const std::string& name, const Candidate& c, ProblemFinding& finding) {
  if (!c.verdict.ok()) {
    finding.Fail(fmt::format("{} is {}", name, VerdictText(c)), "mend it, or the limits, or the simulator");
  } else if (!c.admitted()) {
    finding.Fail(name + " was not confirmed", "its answers must give its metrics again");
  } else if (const std::string odd = NotFinite(c.workloads); !odd.empty()) {
    finding.Fail(fmt::format("{} of {} is no finite number", odd, name),
                 "mind divisions by nothing in Tell()");
  } else if (const std::string beyond = BeyondBound(field, c.workloads); !beyond.empty()) {
    finding.Fail(fmt::format("{} beats the bound on {}", name, beyond),
                 "the bound is none, or the simulator counts too little");
  }
}

// Pairs of entrants of which another one is better on validation than on train.
std::pair<size_t, size_t> Swaps(const std::vector<Entrant>& entrants) {
  size_t swapped = 0, pairs = 0;
  for (size_t i = 0; i < entrants.size(); ++i)
    for (size_t j = 0; j < i; ++j) {
      if (!entrants[i].validation || !entrants[j].validation) continue;
      const double train = *entrants[i].train.score - *entrants[j].train.score;
      const double validation = *entrants[i].validation - *entrants[j].validation;
      if (train == 0 || validation == 0) continue;
      ++pairs;
      if ((train < 0) != (validation < 0)) ++swapped;
    }
  return {swapped, pairs};
}

void JudgeOrder(const Field& field, ProblemFinding& finding) {
  const std::vector<Entrant>& entrants = field.entrants;
  std::set<double> scores;
  for (const Entrant& e : entrants) scores.insert(*e.train.score);
  if (scores.size() == 1 && entrants.size() > 1)
    finding.Fail("seed and baselines all have the same score",
                 "an objective that tells nobody apart guides nobody");
  if (entrants.size() < 3)
    finding.Note("there are fewer than two baselines",
                 "add what people use today, and what is best known: a campaign is told by what it beats");
  const auto [swapped, pairs] = Swaps(entrants);
  finding.detail["pairs"] = pairs;
  finding.detail["pairs_swapped"] = swapped;
  if (swapped * 2 > pairs)
    finding.Note(
        fmt::format("{} of {} pairs of policies change places between train and validation", swapped, pairs),
        "what is better here is no better there: more workloads, or longer ones, or more alike");
  if (&Best(entrants) == &entrants.front() && entrants.size() > 1)
    finding.Note("no baseline is better than the seed",
                 "a seed that is best already leaves search little to show");
}

}  // namespace

Result<> AskBaselines(Field& field, ProblemFinding& finding) {
  GAUNTLET_TRY(field.entrants, ReadEntrants(field.problem));
  const auto entries = OfSplits(field.problem.workloads, {Split::kValidation});
  std::unique_ptr<Workbench> validation;
  if (!entries.empty()) {
    GAUNTLET_TRY(validation, OpenBench(field.problem, entries, field.options.lanes));
  }
  std::string scores;
  finding.detail["policies"] = Json::array();
  for (Entrant& entrant : field.entrants) {
    GAUNTLET_TRY(entrant.train, field.train->Run(entrant.source, true));
    Judge(field, entrant.name, entrant.train, finding);
    if (finding.grade == Grade::kFail) break;
    if (validation) {
      GAUNTLET_TRY(const Candidate there, validation->Run(entrant.source, false));
      if (!there.verdict.ok())
        finding.Fail(fmt::format("{} on validation is {}", entrant.name, VerdictText(there)), "mend it");
      entrant.validation = there.score;
    }
    scores += fmt::format("{}{} {:+.4f}", scores.empty() ? "" : ", ", entrant.name, *entrant.train.score);
    finding.detail["policies"].push_back(
        {{"name", entrant.name},
         {"train", *entrant.train.score},
         {"validation", entrant.validation ? Json(*entrant.validation) : Json()}});
  }
  finding.ends = finding.grade == Grade::kFail;
  if (finding.ends) return {};
  JudgeOrder(field, finding);
  if (finding.grade == Grade::kPass) finding.says = scores;
  return {};
}

// A is the seed, B the last baseline; one evaluator a lane has met all of them.
Result<> AskRepeats(Field& field, ProblemFinding& finding) {
  const Entrant& a = field.entrants.front();
  const Entrant& b = field.entrants.back();
  for (unsigned i = 0; i < field.options.repeats; ++i)
    for (const Entrant* one : {&b, &a}) {
      GAUNTLET_TRY(const Candidate again, field.train->Run(one->source, false));
      if (!again.verdict.ok())
        finding.Fail(fmt::format("{} was ok, and now is {}", one->name, VerdictText(again)), kGlobals);
      if (const std::string what = Difference(one->train.workloads, again.workloads); !what.empty())
        finding.Fail(fmt::format("{} run again: {}", one->name, what), kGlobals);
      if (one == &a) field.evaluate_ms.push_back(again.timing_ms.value("evaluate", 0.0));
    }
  if (finding.grade == Grade::kPass)
    finding.says = fmt::format("{} runs of {} and {} in turn: equal to the last bit",
                               2 * field.options.repeats, b.name, a.name);
  return {};
}

Result<> AskWorkers(Field& field, ProblemFinding& finding) {
  std::vector<WorkloadEntry> entries = OfSplits(field.problem.workloads, {Split::kTrain});
  std::ranges::reverse(entries);
  const unsigned lanes = field.options.lanes > 1 ? 1 : 2;
  GAUNTLET_TRY(const auto bench, OpenBench(field.problem, entries, lanes));
  for (const auto& [workload, metrics] : field.train->references())
    if (const auto what =
            Difference({{workload, "", "", metrics}}, {{workload, "", "", bench->references().at(workload)}});
        !what.empty())
      finding.Fail("reference metrics made again: " + what, kGlobals);
  for (const Entrant& entrant : field.entrants) {
    GAUNTLET_TRY(const Candidate there, bench->Run(entrant.source, false));
    if (const std::string what = Difference(entrant.train.workloads, there.workloads); !what.empty())
      finding.Fail(
          fmt::format("{} with {} workers, workloads the other way round: {}", entrant.name, lanes, what),
          kGlobals);
  }
  if (finding.grade == Grade::kPass)
    finding.says = fmt::format("{} and {} workers: equal to the last bit", field.options.lanes, lanes);
  return {};
}

Result<> AskBattery(Field& field, ProblemFinding& finding) {
  GAUNTLET_TRY(const auto verifier, Verifier::Open(field.problem, {.disturbed_runs = 1}));
  size_t checks = 0;
  for (const Entrant& entrant : field.entrants) {
    GAUNTLET_TRY(const Verification verification, verifier->Verify(entrant.source));
    checks += verification.checks.size();
    if (const Failure* failure = verification.unmasked())
      finding.Fail(
          fmt::format("{} is {}: {}", entrant.name, ToString(failure->kind), failure->reason),
          "if that policy is honest, the simulator tells it what it should not know, or carries state");
  }
  if (finding.grade == Grade::kPass)
    finding.says = fmt::format("{} checks of {} policies unmasked nobody", checks, field.entrants.size());
  return {};
}

Result<> AskCost(Field& field, ProblemFinding& finding) {
  const double seed_ms = Quantile(field.evaluate_ms, 0.5);
  double most_ms = 0, compile_ms = 0;
  uint64_t most_bytes = 0;
  std::string slowest;
  for (const Entrant& e : field.entrants) {
    const double ms = e.train.timing_ms.value("evaluate", 0.0);
    if (ms >= most_ms) most_ms = ms, slowest = e.name;
    compile_ms = std::max(compile_ms, e.train.timing_ms.value("compile", 0.0));
    most_bytes = std::max(most_bytes, e.train.resources.value("peak_memory_bytes", uint64_t{0}));
  }
  const double low = Quantile(field.evaluate_ms, 0), high = Quantile(field.evaluate_ms, 1);
  finding.detail = {{"seed_evaluate_ms", seed_ms},    {"seed_least_ms", low},
                    {"seed_most_ms", high},           {"slowest", slowest},
                    {"slowest_ms", most_ms},          {"compile_ms", compile_ms},
                    {"peak_memory_bytes", most_bytes}};
  finding.says =
      fmt::format("seed {:.1f} ms ({:.1f} to {:.1f}), at most {:.1f} ms ({}), compile up to {:.0f} ms",
                  seed_ms, low, high, most_ms, slowest, compile_ms);
  if (most_ms > field.problem.limits.cpu_s * 500)
    finding.Note(fmt::format("{} takes {:.1f} s of a limit of {} s", slowest, most_ms / 1000,
                             field.problem.limits.cpu_s),
                 "raise limits.cpu_s, or candidates will time out on a busy machine");
  if (most_bytes * 2 > field.problem.limits.memory_mb << 20)
    finding.Note(fmt::format("a policy takes {} MiB of a limit of {}", most_bytes >> 20,
                             field.problem.limits.memory_mb),
                 "raise limits.memory_mb, if candidates shall have room to try more");
  return {};
}

}  // namespace gauntlet
