#include "host/verify/harness_verifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "host/base/clock.h"
#include "host/harness/language.h"
#include "host/verify/ground.h"
#include "host/verify/reruns.h"

namespace gauntlet {
namespace {

class HarnessVerifier final : public Verifier {
 public:
  HarnessVerifier(const Problem& problem, const VerifierOptions& options)
      : problem_(problem), options_(options) {}

  Result<> Open() {
    GAUNTLET_TRY(compiler_, StartCompiler(LanguageOf(problem_), CompilerLimitsFor(problem_)));
    GAUNTLET_TRY(auto workloads, LoadWorkloads(problem_, OfSplits(problem_.workloads, {Split::kTrain})));
    GAUNTLET_TRY(ground_, Ground::Open(problem_, options_, std::move(workloads), false));
    GAUNTLET_TRY(references_, ground_->AllReferences(problem_.objective));
    return {};
  }

  Result<Verification> Verify(const std::string& source) override;
  Result<VerifyCheck> MeetSplit(const std::string& source, Split split,
                                std::optional<double> train_score) override;

 private:
  using Calls = std::vector<std::vector<uint32_t>>;  // workloads of each call of the program
  Result<> First(const std::string& source, VerifyCheck& check, Verification& out);
  Result<> Again(const Calls& calls, VerifyCheck& check);
  // Empty: it does not compile, as the check says.
  Result<std::shared_ptr<const Module>> ModuleOf(const std::string& source, VerifyCheck& check);

  const Problem& problem_;
  VerifierOptions options_;
  std::unique_ptr<Compiler> compiler_;
  std::optional<Ground> ground_;
  References references_;

  // Of the policy being verified.
  std::shared_ptr<const Module> module_;
  std::map<uint32_t, Metrics> metrics_;
};

Result<std::shared_ptr<const Module>> HarnessVerifier::ModuleOf(const std::string& source,
                                                                VerifyCheck& check) {
  const CompileRequest request{
      .source = source, .domain = problem_.domain, .interface_name = problem_.interface_name};
  GAUNTLET_TRY(const CompileOutcome outcome,
               compiler_->Compile(request, [](const NormalForm&) { return true; }));
  if (outcome.failure) Fails(check, *outcome.failure, true);
  return outcome.module;
}

Result<> HarnessVerifier::First(const std::string& source, VerifyCheck& check, Verification& out) {
  GAUNTLET_TRY(module_, ModuleOf(source, check));
  if (!module_) return {};
  const double start_ms = NowMs();
  GAUNTLET_TRY(const Evaluation run,
               ground_->evaluator().Evaluate({.module = module_, .workloads = ground_->All()}));
  out.evaluation_ms = NowMs() - start_ms;
  if (const Failure* failure = run.verdict.failure()) {
    Fails(check, *failure, true);
    return {};
  }
  metrics_.clear();
  for (const Simulation& simulation : run.simulations) metrics_[simulation.workload] = simulation.metrics;
  GAUNTLET_TRY(out.score, Score(problem_.objective, ground_->ResultsOf(run), references_));
  check.passed = true;
  check.says =
      fmt::format("score {:+.6f} over {} workloads, unconfirmed: nobody but the program can compute it",
                  *out.score, run.simulations.size());
  return {};
}

Result<> HarnessVerifier::Again(const Calls& calls, VerifyCheck& check) {
  for (const std::vector<uint32_t>& call : calls) {
    GAUNTLET_TRY(const Evaluation run, ground_->evaluator().Evaluate({.module = module_, .workloads = call}));
    if (const Failure* failure = run.verdict.failure()) {
      Fails(check, *failure, true);
      return {};
    }
    for (const Simulation& simulation : run.simulations) {
      if (simulation.metrics == metrics_[simulation.workload]) continue;
      const std::string& name = ground_->workloads()[simulation.workload].name;
      Fails(check,
            {VerdictKind::kNondeterministic,
             Stage::kConfirm,
             fmt::format("other metrics on {} than in the first run", name),
             {{"workload", name},
              {"first", MetricsToJson(metrics_[simulation.workload])},
              {"now", MetricsToJson(simulation.metrics)}}},
            true);
      return {};
    }
  }
  check.passed = true;
  check.says = fmt::format("the same metrics on {} workloads", metrics_.size());
  return {};
}

Result<Verification> HarnessVerifier::Verify(const std::string& source) {
  Verification out;
  struct Step {
    const char *name, *title;
    std::function<Result<>(VerifyCheck&)> make;
  };
  std::vector<Step> steps = {{"run", "played by the problem's program",
                              [&](VerifyCheck& check) { return First(source, check, out); }}};
  if (problem_.harness->repeatable) {
    const std::vector<uint32_t> all = ground_->All();
    Calls alone;
    for (const uint32_t workload : all) alone.push_back({workload});
    const std::vector<uint32_t> reversed(all.rbegin(), all.rend());
    steps.push_back(
        {"repetition", "a second run", [=, this](VerifyCheck& check) { return Again({all}, check); }});
    steps.push_back({"alone", "each workload in a process of its own",
                     [=, this](VerifyCheck& check) { return Again(alone, check); }});
    steps.push_back({"order", "the workloads the other way round",
                     [=, this](VerifyCheck& check) { return Again({reversed}, check); }});
  }
  for (const Step& step : steps) {
    VerifyCheck check{.name = step.name, .title = step.title};
    const double start_ms = NowMs();
    GAUNTLET_CHECK_OK(step.make(check));
    check.ms = NowMs() - start_ms;
    if (out.evaluation_ms > 0) check.evaluations = check.ms / out.evaluation_ms;
    out.checks.push_back(std::move(check));
    if (!out.checks.back().passed) break;
  }
  return out;
}

Result<VerifyCheck> HarnessVerifier::MeetSplit(const std::string& source, Split split,
                                               std::optional<double> train_score) {
  VerifyCheck check{.name = std::string(ToString(split)),
                    .title = fmt::format("the {} split, unconfirmed", ToString(split))};
  const double start_ms = NowMs();
  GAUNTLET_TRY(const auto module, ModuleOf(source, check));
  if (!module) return check;
  GAUNTLET_TRY(auto workloads, LoadWorkloads(problem_, OfSplits(problem_.workloads, {split})));
  GAUNTLET_TRY(const Ground ground, Ground::Open(problem_, options_, std::move(workloads), false));
  GAUNTLET_TRY(const References references, ground.AllReferences(problem_.objective));
  GAUNTLET_TRY(const Evaluation run,
               ground.evaluator().Evaluate({.module = module, .workloads = ground.All()}));
  check.ms = NowMs() - start_ms;
  if (const Failure* failure = run.verdict.failure()) {
    Fails(check, *failure, true);
    return check;
  }
  GAUNTLET_TRY(const double score, Score(problem_.objective, ground.ResultsOf(run), references));
  TakeScore(check, score, run.simulations.size(), train_score);
  return check;
}

}  // namespace

Result<std::unique_ptr<Verifier>> OpenHarnessVerifier(const Problem& problem,
                                                      const VerifierOptions& options) {
  auto verifier = std::make_unique<HarnessVerifier>(problem, options);
  GAUNTLET_CHECK_OK(verifier->Open());
  return verifier;
}

}  // namespace gauntlet
