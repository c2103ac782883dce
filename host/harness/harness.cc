#include "host/harness/harness.h"

#include <fmt/format.h>
#include <unistd.h>

#include <map>
#include <numeric>

#include "host/harness/cage.h"
#include "host/harness/language.h"
#include "host/harness/protocol.h"

namespace gauntlet {
namespace {

constexpr uint64_t kSourceBytes = 1ull << 30;

Result<std::string> BytesOf(const Module& module) {
  std::string out(std::min(module.size_bytes(), kSourceBytes), '\0');
  const ssize_t got = ::pread(module.fd(), out.data(), out.size(), 0);
  if (got != static_cast<ssize_t>(out.size()))
    return Fail(ErrorKind::kInternalError, "a module is shorter than it should be");
  return out;
}

class HarnessEvaluator final : public Evaluator {
 public:
  HarnessEvaluator(const Problem& problem, const EvaluatorSetup& setup)
      : harness_(*problem.harness),
        policy_("policy" + (harness_.takes_module ? ".so" : LanguageOf(problem).suffix)),
        setup_(setup) {
    needed_ = {problem.objective.metric};
  }

  Result<Evaluation> Evaluate(const EvaluationRequest& request) override {
    if (request.module == nullptr) return Fail(ErrorKind::kInternalError, "a request without a module");
    GAUNTLET_TRY(const std::string bytes, BytesOf(*request.module));
    GAUNTLET_TRY(const CageEnd end, Run(bytes, request.workloads, policy_));
    return EvaluationOf(end, request.workloads, needed_);
  }

  Result<Evaluation> Confirm(const EvaluationRequest& request, const Evaluation& hint) override {
    if (!harness_.repeatable) return hint;
    GAUNTLET_TRY(Evaluation again, Evaluate(request));
    if (!again.verdict.ok()) return again;
    for (size_t i = 0; i < again.simulations.size(); ++i) {
      if (again.simulations[i].metrics == hint.simulations[i].metrics) continue;
      const std::string& name = setup_.workloads[again.simulations[i].workload].name;
      again.verdict = Failure{
          VerdictKind::kNondeterministic,
          Stage::kConfirm,
          fmt::format(
              "a second run of the simulator's program gave other metrics on {}; if its measurements have "
              "noise, say `repeatable: false`",
              name),
          {{"workload", name},
           {"first", MetricsToJson(hint.simulations[i].metrics)},
           {"second", MetricsToJson(again.simulations[i].metrics)}}};
      break;
    }
    return again;
  }

  Result<LoggedEvaluation> EvaluateLogged(const EvaluationRequest&) override { return NoLog(); }
  Result<AnswerPlace> Locate(const LoggedEvaluation&, size_t, uint64_t) override { return NoLog(); }

  // All are asked for at once, by the first call.
  Result<Metrics> Reference(uint32_t workload, const std::string&) override {
    if (!harness_.references) return Metrics{};
    if (references_.empty()) {
      std::vector<uint32_t> all(setup_.workloads.size());
      std::iota(all.begin(), all.end(), 0u);
      GAUNTLET_TRY(const CageEnd end, Run("", all, ""));
      Evaluation answer = EvaluationOf(end, all, {});
      if (const Failure* failure = answer.verdict.failure())
        return Fail(ErrorKind::kInput, "no reference metrics: " + failure->reason);
      for (Simulation& s : answer.simulations) references_.push_back(std::move(s.metrics));
    }
    return references_.at(workload);
  }

 private:
  static std::unexpected<Error> NoLog() {
    return Fail(ErrorKind::kInput,
                "the problem's simulator is a program of its own: its evaluations have no log of answers");
  }

  Result<CageEnd> Run(const std::string& file, const std::vector<uint32_t>& workloads,
                      const std::string& policy) {
    CageRun run{.argv = harness_.argv,
                .reads = {},
                .network = harness_.network,
                .trusted = setup_.isolation == Isolation::kTrusted,
                .file_name = policy.empty() ? "nothing" : policy,
                .file = file,
                .input = QuestionFor(setup_, workloads, policy),
                .limits = {.wall_ms = harness_.wall_s * 1000,
                           .cpu_ms = setup_.limits.cpu_ms,
                           .memory_bytes = setup_.limits.memory_bytes,
                           .processes = harness_.processes}};
    for (const auto& path : harness_.reads) run.reads.push_back(path.string());
    for (const uint32_t index : workloads)
      for (const auto& [key, path] : setup_.workloads.at(index).files) run.reads.push_back(path);
    return RunCaged(run);
  }

  Harness harness_;
  std::string policy_;
  EvaluatorSetup setup_;
  std::vector<std::string> needed_;
  std::vector<Metrics> references_;
};

}  // namespace

Result<std::unique_ptr<Evaluator>> StartEvaluator(const Problem& problem, const EvaluatorSetup& setup) {
  if (!problem.harness) return Evaluator::Start(setup);
  return std::make_unique<HarnessEvaluator>(problem, setup);
}

}  // namespace gauntlet
