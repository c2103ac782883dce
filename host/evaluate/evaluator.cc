#include "host/evaluate/evaluator.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>

#include "host/evaluate/check_answer.h"
#include "host/evaluate/confirm.h"
#include "host/evaluate/wire.h"
#include "host/evaluate/worker_client.h"

namespace gauntlet {
namespace {

class WorkerEvaluator : public Evaluator {
 public:
  explicit WorkerEvaluator(const EvaluatorSetup& setup)
      : setup_(setup), mapped_(MakeWorkerClient(setup, WorkerRole::kMapped)), confirmer_(setup) {}

  Result<> Open() {
    GAUNTLET_TRY(facts_, mapped_.Facts());
    return {};
  }

  Result<Evaluation> Evaluate(const EvaluationRequest& request) override {
    GAUNTLET_CHECK_OK(CheckRequest(request));
    const EvaluateMessage message = {request.parameters, request.workloads, false, 0, request.stop};
    const int module = request.module->fd();
    const auto answer = mapped_.Ask(ToJson(message), std::span(&module, 1), AnswerMs(setup_.limits));
    if (!answer && setup_.isolation == Isolation::kTrusted && mapped_.lost_two()) return DiedInTheOpen();
    if (!answer && mapped_.lost_two()) return Quarantined(answer.error(), Stage::kEvaluate);
    if (!answer) return std::unexpected(answer.error());
    GAUNTLET_TRY(EvaluationAnswer evaluated, FromJson<EvaluationAnswer>(*answer));
    GAUNTLET_CHECK_OK(
        CheckAnswer(evaluated, request.workloads, false, request.stop ? &*request.stop : nullptr));
    return std::move(evaluated.evaluation);
  }

  Result<Evaluation> Confirm(const EvaluationRequest& request, const Evaluation& hint) override {
    GAUNTLET_CHECK_OK(CheckRequest(request));
    auto confirmed = confirmer_.Confirm(request, hint, facts_);
    if (!confirmed && confirmer_.lost_two()) return Quarantined(confirmed.error(), Stage::kConfirm);
    return confirmed;
  }

  Result<LoggedEvaluation> EvaluateLogged(const EvaluationRequest& request) override {
    GAUNTLET_CHECK_OK(CheckRequest(request));
    return confirmer_.RunLogged(mapped_, request);
  }

  Result<AnswerPlace> Locate(const LoggedEvaluation& logged, size_t index, uint64_t offset) override {
    return confirmer_.Locate(logged, index, offset);
  }

  Result<Metrics> Reference(uint32_t workload, const std::string& only) override {
    if (workload >= setup_.workloads.size())
      return Fail(ErrorKind::kInternalError, fmt::format("there is no workload {}", workload));
    return confirmer_.Reference(workload, only);
  }

 private:
  Result<> CheckRequest(const EvaluationRequest& request) const {
    if (request.module == nullptr) return Fail(ErrorKind::kInternalError, "a request without a module");
    for (const uint32_t workload : request.workloads)
      if (workload >= setup_.workloads.size())
        return Fail(ErrorKind::kInternalError, fmt::format("there is no workload {}", workload));
    return {};
  }

  // Workers that came up soundly and were lost over one candidate, twice in a row: it is not tried again.
  static Evaluation Quarantined(const Error& error, Stage stage) {
    Evaluation evaluation;
    evaluation.verdict =
        Failure{VerdictKind::kCrash,
                stage,
                "quarantined: it took its evaluator with it, and the next one: " + error.message,
                {{"quarantined", true}}};
    return evaluation;
  }

  // Tier trusted has no child: what kills the candidate kills the evaluator, twice.
  Evaluation DiedInTheOpen() const {
    Evaluation evaluation;
    const Death death = mapped_.last_death().value_or(Death{});
    const bool hung = death.signalled && death.code == SIGKILL;  // ours
    const VerdictKind kind = hung              ? VerdictKind::kTimeout
                             : death.signalled ? VerdictKind::kCrash
                                               : VerdictKind::kNoResult;
    evaluation.verdict =
        Failure{kind, Stage::kEvaluate, "the policy took the trusted evaluator with it: " + death.ToString(),
                Json::object()};
    return evaluation;
  }

  EvaluatorSetup setup_;
  WorkerClient mapped_;
  std::vector<WorkloadFacts> facts_;
  Confirmer confirmer_;
};

}  // namespace

void Fed::Add(const Fed& more) {
  if (more.records == 0) return;
  const bool counted = more.instructions && (records == 0 || instructions);
  instructions = counted ? std::optional(instructions.value_or(0) + *more.instructions) : std::nullopt;
  records += more.records;
  cpu_ms += more.cpu_ms;
}

Result<std::vector<uint8_t>> LoggedEvaluation::AnswersOf(size_t index) const {
  std::vector<uint8_t> answers(logs[index].bytes);
  const auto got =
      ::pread(log->get(), answers.data(), answers.size(), static_cast<off_t>(logs[index].offset));
  if (got != static_cast<ssize_t>(answers.size()))
    return Fail(ErrorKind::kInternalError, "a decision log is shorter than it should be");
  return answers;
}

Result<std::unique_ptr<Evaluator>> Evaluator::Start(const EvaluatorSetup& setup) {
  auto evaluator = std::make_unique<WorkerEvaluator>(setup);
  GAUNTLET_CHECK_OK(evaluator->Open());
  return evaluator;
}

}  // namespace gauntlet
