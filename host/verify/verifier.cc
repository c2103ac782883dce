#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "host/base/clock.h"
#include "host/base/file.h"
#include "host/harness/language.h"
#include "host/verify/disturbances.h"
#include "host/verify/divergence.h"
#include "host/verify/ground.h"
#include "host/verify/harness_verifier.h"
#include "host/verify/reruns.h"
#include "host/verify/verify.h"

namespace gauntlet {
namespace {

uint64_t AnswerCount(const Evaluation& evaluation) {
  uint64_t count = 0;
  for (const Simulation& simulation : evaluation.simulations) count += simulation.answer_count;
  return count;
}

class TrainVerifier final : public Verifier {
 public:
  TrainVerifier(const Problem& problem, const VerifierOptions& options)
      : problem_(problem), options_(options) {}

  Result<> Open();
  Result<Verification> Verify(const std::string& source) override;
  Result<VerifyCheck> MeetSplit(const std::string& source, Split split,
                                std::optional<double> train_score) override;

 private:
  using Body = std::function<Result<>(VerifyCheck&)>;
  // Adds a check to `out`, timed.
  Result<> Make(Verification& out, std::string name, std::string title, const Body& body);

  Result<> Confirm(const std::string& source, VerifyCheck& check, Verification& out);
  Result<> PlayAltered(VerifyCheck& check) { return reruns_->PlayAltered(FirstRunOf(), check); }
  Result<> PlayAlone(VerifyCheck& check) { return reruns_->PlayAlone(FirstRunOf(), check); }
  Result<> PlayInReverse(VerifyCheck& check) { return reruns_->PlayInReverse(FirstRunOf(), check); }
  FirstRun FirstRunOf() const { return {&first_->evaluator(), &request_, &logged_}; }
  Result<> MeetOtherFutures(VerifyCheck& check);

  Result<> OpenOtherFutures();
  Result<> MeetSeed();
  Result<Evaluation> EvaluateConfirmed(const Ground& ground, EvaluationRequest request);
  // Empty: it does not compile, as the check says.
  Result<std::optional<EvaluationRequest>> RequestFor(const std::string& source, VerifyCheck* check);

  const Problem& problem_;
  VerifierOptions options_;
  std::unique_ptr<Compiler> compiler_;
  std::optional<Ground> first_, futures_;
  std::optional<Reruns> reruns_;
  References references_;
  std::vector<std::pair<size_t, uint64_t>> pasts_;  // of futures_: whose, and how many records of it
  std::unique_ptr<Disturbances> disturbances_;
  double seed_score_ = 0;

  // Of the candidate being verified.
  EvaluationRequest request_;
  LoggedEvaluation logged_;  // all workloads in order, on the first ground
};

Result<> TrainVerifier::Open() {
  GAUNTLET_TRY(compiler_, StartCompiler(LanguageOf(problem_), CompilerLimitsFor(problem_)));
  GAUNTLET_TRY(const auto workloads, LoadWorkloads(problem_, OfSplits(problem_.workloads, {Split::kTrain})));
  GAUNTLET_TRY(first_, Ground::Open(problem_, options_, workloads, false));
  GAUNTLET_TRY(reruns_, Reruns::Open(problem_, options_, workloads));
  GAUNTLET_TRY(references_, first_->AllReferences(problem_.objective));
  GAUNTLET_CHECK_OK(OpenOtherFutures());
  GAUNTLET_TRY(disturbances_, Disturbances::Open(problem_, options_, workloads, references_));
  return MeetSeed();
}

Result<> TrainVerifier::OpenOtherFutures() {
  const Variants* variants = VariantsOf(problem_);
  std::vector<Workload> all;
  for (size_t i = 0; variants != nullptr && i < first_->workloads().size(); ++i) {
    auto other = variants->other_future(first_->workloads()[i], MixSeed({options_.seed, i}));
    if (!other && other.error().kind == ErrorKind::kInput) continue;  // too short to have one
    if (!other) return std::unexpected(other.error());
    pasts_.emplace_back(i, other->common_records);
    all.push_back(std::move(other->workload));
  }
  if (all.empty()) return {};
  GAUNTLET_TRY(futures_, Ground::Open(problem_, options_, std::move(all), false));
  return {};
}

Result<> TrainVerifier::MeetSeed() {
  GAUNTLET_TRY(const std::string source, ReadTextFile(problem_.seed));
  VerifyCheck check;
  GAUNTLET_TRY(auto request, RequestFor(source, &check));
  if (!request) return Fail(ErrorKind::kInput, "the problem's seed fails: " + check.says);
  request->workloads = first_->All();
  GAUNTLET_TRY(const Evaluation evaluation, first_->evaluator().Evaluate(*request));
  if (const Failure* failure = evaluation.verdict.failure())
    return Fail(ErrorKind::kInput, "the problem's seed fails: " + failure->reason);
  GAUNTLET_TRY(seed_score_, Score(problem_.objective, first_->ResultsOf(evaluation), references_));
  return disturbances_->MeetSeed(*request);
}

Result<std::optional<EvaluationRequest>> TrainVerifier::RequestFor(const std::string& source,
                                                                   VerifyCheck* check) {
  const CompileRequest request{
      .source = source, .domain = problem_.domain, .interface_name = problem_.interface_name};
  GAUNTLET_TRY(const CompileOutcome outcome,
               compiler_->Compile(request, [](const NormalForm&) { return true; }));
  if (outcome.failure) {
    Fails(*check, *outcome.failure, true);
    return std::nullopt;
  }
  if (!outcome.module) return Fail(ErrorKind::kInternalError, "the compiler gave no module");
  return EvaluationRequest{.module = outcome.module};
}

Result<> TrainVerifier::Make(Verification& out, std::string name, std::string title, const Body& body) {
  VerifyCheck check{.name = std::move(name), .title = std::move(title)};
  const double start_ms = NowMs();
  GAUNTLET_CHECK_OK(body(check));
  check.ms = NowMs() - start_ms;
  if (out.evaluation_ms > 0) check.evaluations = check.ms / out.evaluation_ms;
  out.checks.push_back(std::move(check));
  return {};
}

Result<Verification> TrainVerifier::Verify(const std::string& source) {
  Verification out;
  GAUNTLET_CHECK_OK(Make(out, "confirmation", "recomputed from its answers, blind to the future",
                         [&](VerifyCheck& check) { return Confirm(source, check, out); }));
  struct Step {
    const char *name, *title;
    Result<> (TrainVerifier::*make)(VerifyCheck&);
  };
  std::vector<Step> steps = {
      {"memory", "memory elsewhere, with old bytes in heap and stack", &TrainVerifier::PlayAltered},
      {"alone", "each simulation in a process of its own", &TrainVerifier::PlayAlone},
      {"order", "the simulations the other way round", &TrainVerifier::PlayInReverse}};
  if (futures_)
    steps.push_back({"future", "another future behind the same past", &TrainVerifier::MeetOtherFutures});
  for (const Step& step : steps) {
    if (!out.checks.back().passed) return out;
    GAUNTLET_CHECK_OK(
        Make(out, step.name, step.title, [&](VerifyCheck& check) { return (this->*step.make)(check); }));
  }
  for (size_t i = 0; out.unmasked() == nullptr && i < disturbances_->count(); ++i) {
    GAUNTLET_CHECK_OK(Make(out, "", "", [&](VerifyCheck& check) -> Result<> {
      GAUNTLET_TRY(check,
                   disturbances_->Check(i, request_, *out.score, *out.score - seed_score_, &out.disturbed));
      return {};
    }));
  }
  return out;
}

Result<> TrainVerifier::Confirm(const std::string& source, VerifyCheck& check, Verification& out) {
  GAUNTLET_TRY(auto request, RequestFor(source, &check));
  if (!request) return {};
  request_ = std::move(*request);
  request_.workloads = first_->All();
  const double start_ms = NowMs();
  GAUNTLET_TRY(logged_, first_->evaluator().EvaluateLogged(request_));
  out.evaluation_ms = NowMs() - start_ms;
  if (const Failure* failure = logged_.evaluation.verdict.failure()) {
    Fails(check, *failure, true);
    return {};
  }
  GAUNTLET_TRY(const Evaluation confirmed, first_->evaluator().Confirm(request_, logged_.evaluation));
  if (const Failure* failure = confirmed.verdict.failure()) {
    Fails(check, *failure, true);
    return {};
  }
  GAUNTLET_TRY(out.score, Score(problem_.objective, first_->ResultsOf(confirmed), references_));
  check.passed = true;
  check.says = fmt::format("score {:+.6f} over {} workloads, {} answers", *out.score,
                           confirmed.simulations.size(), AnswerCount(confirmed));
  return {};
}

Result<> TrainVerifier::MeetOtherFutures(VerifyCheck& check) {
  EvaluationRequest request = request_;
  request.workloads = futures_->All();
  GAUNTLET_TRY(const LoggedEvaluation run, futures_->evaluator().EvaluateLogged(request));
  if (const Failure* failure = run.evaluation.verdict.failure()) {
    Fails(check, *failure, false);
    return {};
  }
  uint64_t records = 0;
  for (size_t i = 0; i < pasts_.size(); ++i) {
    const auto [number, common] = pasts_[i];
    records += common;
    GAUNTLET_TRY(const auto divergence, FindDivergenceBefore(common, {&first_->evaluator(), &logged_, number},
                                                             {&futures_->evaluator(), &run, i},
                                                             problem_.domain, problem_.interface_name));
    if (!divergence) continue;
    const std::string& workload = first_->workloads()[number].name;
    Json detail = divergence->ToJson();
    detail["workload"] = workload;
    detail["common_requests"] = common;
    Fails(check,
          {VerdictKind::kLookahead, Stage::kConfirm,
           fmt::format(
               "it decides otherwise when what comes later is other; first on {}, {}, before request {}",
               workload, divergence->Text(), common),
           detail},
          true);
    check.detail = std::move(detail);
    return {};
  }
  check.passed = true;
  check.says = fmt::format("the same answers to {} requests of {} pasts", records, pasts_.size());
  return {};
}

Result<Evaluation> TrainVerifier::EvaluateConfirmed(const Ground& ground, EvaluationRequest request) {
  request.workloads = ground.All();
  GAUNTLET_TRY(const Evaluation hint, ground.evaluator().Evaluate(request));
  if (!hint.verdict.ok()) return hint;
  return ground.evaluator().Confirm(request, hint);
}

Result<VerifyCheck> TrainVerifier::MeetSplit(const std::string& source, Split split,
                                             std::optional<double> train_score) {
  VerifyCheck check{.name = std::string(ToString(split)),
                    .title = fmt::format("the {} split, confirmed", ToString(split))};
  const double start_ms = NowMs();
  GAUNTLET_TRY(const auto request, RequestFor(source, &check));
  if (!request) return check;
  GAUNTLET_TRY(auto workloads, LoadWorkloads(problem_, OfSplits(problem_.workloads, {split})));
  GAUNTLET_TRY(const Ground ground, Ground::Open(problem_, options_, std::move(workloads), false));
  GAUNTLET_TRY(const References references, ground.AllReferences(problem_.objective));
  GAUNTLET_TRY(const Evaluation evaluation, EvaluateConfirmed(ground, *request));
  if (const Failure* failure = evaluation.verdict.failure()) {
    Fails(check, *failure, true);
  } else {
    GAUNTLET_TRY(const double score, Score(problem_.objective, ground.ResultsOf(evaluation), references));
    TakeScore(check, score, evaluation.simulations.size(), train_score);
  }
  check.ms = NowMs() - start_ms;
  return check;
}

}  // namespace

Result<std::unique_ptr<Verifier>> Verifier::Open(const Problem& problem, const VerifierOptions& options) {
  if (problem.harness) return OpenHarnessVerifier(problem, options);
  auto verifier = std::make_unique<TrainVerifier>(problem, options);
  GAUNTLET_CHECK_OK(verifier->Open());
  return verifier;
}

}  // namespace gauntlet
