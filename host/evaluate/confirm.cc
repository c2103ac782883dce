// Confirmation: the score of a would-be elite, recomputed by those who never ran it, from answers that it gave
// while it could not know the future.
//
//   hint          The candidate ran once with the workload mapped in its process (role mapped). Code that searched
//                 its memory could have read the future, or written the metrics that it wished for. So its metrics
//                 are a hint.
//   second run    Another evaluator (role block_fed) never had a workload mapped. For each workload it forks a
//                 child of its own, only then maps the records, and feeds them in blocks of random sizes (feed.h).
//                 Answers go to a log in a memory file that only this child has mapped, and are taken out of its
//                 reach before it is shown the block after the next. When the child is dead they come here, with
//                 the length that the log had at each hand-over.
//   replay        The verifier, which never opens a module, plays the workload with the answers of the log, and
//                 checks that at each hand-over they had all been given.
//
// Then, in this order:
//
//   the second run failed                   its verdict, at stage confirm
//   answers came after later records        lookahead: it had held them back
//   the log is none of an honest run,
//   or its replay differs from what the
//   second run claimed                      score_forged
//   the replay equals the hint              confirmed: the replayed metrics, equal to the last bit
//   otherwise a third run, mapped again, in a fresh evaluator with another address layout, with a log:
//     it differs from the hint              nondeterministic
//     its replay differs from its claim     score_forged
//     so does a fourth, of the workload
//     alone, and equals the replay          nondeterministic: something is carried from simulation to simulation
//     otherwise                             lookahead: it decides otherwise when it cannot see what comes
//
// "Equal" means metrics, number of answers and hash of answers. Simulations are compared one by one, and a
// reason names the first workload that differs. The sizes of the blocks come from the kernel's random numbers: a
// candidate cannot know them.
#include "host/evaluate/confirm.h"

#include <fmt/format.h>
#include <sys/random.h>

#include "host/evaluate/check_answer.h"

namespace gauntlet {
namespace {

bool SameOutcome(const Simulation& a, const Simulation& b) {
  return a.workload == b.workload && a.metrics == b.metrics && a.answer_count == b.answer_count &&
         a.answer_hash == b.answer_hash;
}

// The first simulation that differs; nothing if all are the same.
std::optional<size_t> FirstDifference(const std::vector<Simulation>& a, const std::vector<Simulation>& b) {
  for (size_t i = 0; i < std::max(a.size(), b.size()); ++i)
    if (i >= a.size() || i >= b.size() || !SameOutcome(a[i], b[i])) return i;
  return std::nullopt;
}

// "requests 10 and 12", or that the answers differ.
std::string DescribeDifference(const Simulation& a, const Simulation& b) {
  for (const Metric& metric : a.metrics) {
    const Metric* other = FindMetric(b.metrics, metric.name);
    if (other == nullptr || *other != metric)
      return fmt::format("{} {} and {}", metric.name, metric.Value(),
                         other == nullptr ? 0.0 : other->Value());
  }
  return fmt::format("the same metrics from other answers");
}

Failure AtConfirm(Failure failure) {
  failure.stage = Stage::kConfirm;
  return failure;
}

// What one simulation adds to the confirmation of all.
void Append(Evaluation one, Evaluation* all) {
  all->verdict = std::move(one.verdict);
  all->simulations.insert(all->simulations.end(), one.simulations.begin(), one.simulations.end());
  if (!all->note.empty() && !one.note.empty()) all->note += '\n';
  all->note += one.note;
  all->fault_offset = one.fault_offset;
  all->load_ms += one.load_ms;
  all->evaluate_ms += one.evaluate_ms;
  all->cpu_ms += one.cpu_ms;
  all->fed.Add(one.fed);
  all->peak_memory_bytes = std::max(all->peak_memory_bytes, one.peak_memory_bytes);
}

uint64_t Unguessable() {
  uint64_t value = 0;
  GAUNTLET_ASSERT(::getrandom(&value, sizeof value, 0) == sizeof value);
  return value;
}

}  // namespace

double AnswerMs(const EvaluationLimits& limits) {
  constexpr double kGraceMs = 60000;
  return 2 * WallMs(limits) + kGraceMs;  // a timeout counts after a second run
}

WorkerClient MakeWorkerClient(const EvaluatorSetup& setup, WorkerRole role,
                              const std::vector<WorkloadFacts>& facts) {
  WorkerClient client({role, setup.simulator_path, setup.domain, setup.interface_name, setup.isolation,
                       setup.limits, setup.seed, setup.altered_memory});
  for (size_t i = 0; i < setup.workloads.size(); ++i) {
    const EvaluatorWorkload& workload = setup.workloads[i];
    WorkloadMessage message = {workload.name, workload.params, workload.data_bytes, std::nullopt};
    message.seed = SeedOfWorkload(setup.seed, workload.name);
    if (role == WorkerRole::kBlockFed) {
      message.name.clear();
      message.params.clear();
      message.facts = facts[i];
    }
    client.AddWorkload(std::move(message), workload.data);
  }
  return client;
}

Confirmer::Confirmer(const EvaluatorSetup& setup)
    : setup_(setup), verifier_(MakeWorkerClient(setup, WorkerRole::kVerifier)) {
  // Tier hot is no place for a confirmation; what comes close to an archive runs in a process of its own.
  if (setup_.isolation == Isolation::kHot) setup_.isolation = Isolation::kFork;
}

Result<LoggedEvaluation> Confirmer::RunLogged(WorkerClient& worker, const EvaluationRequest& request) {
  const EvaluateMessage message = {request.parameters, request.workloads, true, Unguessable()};
  const int module = request.module->fd();
  std::vector<UniqueFd> fds;
  GAUNTLET_TRY(const Json answer,
               worker.Ask(ToJson(message), std::span(&module, 1), AnswerMs(setup_.limits), &fds));
  GAUNTLET_TRY(EvaluationAnswer read, FromJson<EvaluationAnswer>(answer));
  GAUNTLET_CHECK_OK(CheckAnswer(read, request.workloads, true));
  if (fds.size() != 1) return Fail(ErrorKind::kInternalError, "an evaluator kept no log");
  GAUNTLET_CHECK_OK(CheckLogs(read, fds[0].get()));
  return LoggedEvaluation{std::move(read.evaluation), std::move(read.logs),
                          std::make_shared<const UniqueFd>(std::move(fds[0]))};
}

Result<Evaluation> Confirmer::Recompute(const LoggedEvaluation& run) {
  Evaluation recomputed = run.evaluation;
  const auto forged = [&](size_t i, std::string reason) {
    const uint32_t number = recomputed.simulations[i].workload;
    recomputed.verdict = Failure{VerdictKind::kScoreForged,
                                 Stage::kConfirm,
                                 std::move(reason),
                                 {{"workload", setup_.workloads[number].name}}};
    return recomputed;
  };
  const int log = run.log->get();
  for (size_t i = 0; i < recomputed.simulations.size(); ++i) {
    const ReplayMessage message = {recomputed.simulations[i].workload, run.logs.at(i)};
    GAUNTLET_TRY(const Json json,
                 verifier_.Ask(ToJson(message), std::span(&log, 1), AnswerMs(setup_.limits)));
    GAUNTLET_TRY(const ReplayAnswer replayed, FromJson<ReplayAnswer>(json));
    if (replayed.held_back) {
      recomputed.verdict = Failure{VerdictKind::kLookahead,
                                   Stage::kConfirm,
                                   replayed.bad_log,
                                   {{"workload", setup_.workloads[message.workload].name}}};
      return recomputed;
    }
    if (!replayed.bad_log.empty())
      return forged(i, fmt::format("its decision log is not that of a run: {}", replayed.bad_log));
    if (!SameOutcome(replayed.simulation, recomputed.simulations[i]))
      return forged(i, fmt::format("the metrics that it reported are not those of its answers: {}",
                                   DescribeDifference(recomputed.simulations[i], replayed.simulation)));
    recomputed.simulations[i] = replayed.simulation;
  }
  return recomputed;
}

// One workload, alone in a child that does not know it, recomputed.
Result<Evaluation> Confirmer::RunBlind(const EvaluationRequest& request, uint32_t workload) {
  EvaluationRequest alone = request;
  alone.workloads = {workload};
  GAUNTLET_TRY(LoggedEvaluation run, RunLogged(*block_fed_, alone));
  if (run.evaluation.verdict.ok()) return Recompute(run);
  Failure failure = AtConfirm(*run.evaluation.verdict.failure());
  failure.detail["workload"] = setup_.workloads[workload].name;
  run.evaluation.verdict = std::move(failure);
  return std::move(run.evaluation);
}

Result<Failure> Confirmer::ExplainDifference(const EvaluationRequest& request, const Evaluation& hint,
                                             const Evaluation& recomputed) {
  const size_t where = *FirstDifference(hint.simulations, recomputed.simulations);
  const auto fail = [&](VerdictKind kind, std::string reason) {
    const uint32_t number = request.workloads[where];
    return Failure{kind, Stage::kConfirm, std::move(reason), {{"workload", setup_.workloads[number].name}}};
  };
  WorkerClient fresh = MakeWorkerClient(setup_, WorkerRole::kMapped);
  GAUNTLET_TRY(const LoggedEvaluation third, RunLogged(fresh, request));
  EvaluationRequest alone = request;
  alone.workloads = {request.workloads[where]};
  GAUNTLET_TRY(const LoggedEvaluation fourth, RunLogged(fresh, alone));
  fresh.Stop();
  const Evaluation& claimed = third.evaluation;
  if (!claimed.verdict.ok() || FirstDifference(hint.simulations, claimed.simulations))
    return fail(VerdictKind::kNondeterministic,
                "two runs of the same policy on the same workload gave different answers: does it use "
                "addresses, or memory that it never wrote?");
  GAUNTLET_TRY(const Evaluation replayed, Recompute(third));
  if (!replayed.verdict.ok()) return *replayed.verdict.failure();
  const auto& by_itself = fourth.evaluation.simulations;
  if (!by_itself.empty() && SameOutcome(by_itself.front(), recomputed.simulations[where]))
    return fail(VerdictKind::kNondeterministic,
                fmt::format("it answers otherwise when it plays this workload alone: {}; does it carry "
                            "something over from one simulation to the next?",
                            DescribeDifference(hint.simulations[where], recomputed.simulations[where])));
  return fail(VerdictKind::kLookahead,
              fmt::format("it decides otherwise when the future is not in its process: {}",
                          DescribeDifference(hint.simulations[where], recomputed.simulations[where])));
}

Result<Evaluation> Confirmer::Confirm(const EvaluationRequest& request, const Evaluation& hint,
                                      const std::vector<WorkloadFacts>& facts) {
  if (!hint.verdict.ok() || hint.simulations.size() != request.workloads.size())
    return Fail(ErrorKind::kInternalError,
                "only a finished evaluation of the same workloads can be confirmed");
  if (!block_fed_) block_fed_ = MakeWorkerClient(setup_, WorkerRole::kBlockFed, facts);
  Evaluation recomputed;
  for (const uint32_t workload : request.workloads) {
    GAUNTLET_TRY(Evaluation one, RunBlind(request, workload));
    Append(std::move(one), &recomputed);
    if (!recomputed.verdict.ok()) return recomputed;
  }
  if (!FirstDifference(hint.simulations, recomputed.simulations)) return recomputed;
  GAUNTLET_TRY(Failure failure, ExplainDifference(request, hint, recomputed));
  recomputed.verdict = std::move(failure);
  return recomputed;
}

Result<AnswerPlace> Confirmer::Locate(const LoggedEvaluation& run, size_t index, uint64_t offset) {
  const LocateMessage message = {{run.evaluation.simulations.at(index).workload, run.logs.at(index)}, offset};
  const int log = run.log->get();
  GAUNTLET_TRY(const Json json, verifier_.Ask(ToJson(message), std::span(&log, 1), AnswerMs(setup_.limits)));
  return FromJson<AnswerPlace>(json);
}

Result<Metrics> Confirmer::Reference(uint32_t workload, const std::string& only) {
  constexpr double kReferenceMs = 600000;  // an oracle over a whole trace
  const auto answer =
      verifier_.Ask({{"do", "reference"}, {"workload", workload}, {"only", only}}, {}, kReferenceMs);
  if (answer) return FromJson<Metrics>(*answer);
  if (answer.error().kind != ErrorKind::kWorkerLost) return std::unexpected(answer.error());
  return Fail(ErrorKind::kWorkerLost,
              fmt::format("the simulator of \"{}\" ended over the reference metrics of workload {}: {}",
                          setup_.domain, setup_.workloads.at(workload).name, answer.error().message));
}

}  // namespace gauntlet
