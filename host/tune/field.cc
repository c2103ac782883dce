#include "host/tune/field.h"

#include <algorithm>
#include <numeric>

#include "host/base/side_by_side.h"
#include "host/score/constraints.h"
#include "host/verify/ground.h"

namespace gauntlet::tune {

Result<std::unique_ptr<Field>> Field::Open(const Problem& problem, std::vector<WorkloadEntry> entries,
                                           const FieldOptions& options) {
  std::unique_ptr<Field> field(new Field(problem, options));
  GAUNTLET_TRY(field->workloads_, LoadWorkloads(problem, entries));
  if (field->workloads_.empty()) return Fail(ErrorKind::kInput, "no workload to tune on: the split has none");
  GAUNTLET_CHECK_OK(field->Limit(problem.limits.cpu_s * 1000));
  if (!NeedsReferences(problem.objective)) return field;
  std::vector<Result<Metrics>> found(field->workloads_.size(), Metrics{});
  SideBySide(field->evaluators_.size(), found.size(), [&](size_t lane, size_t i) {
    found[i] = field->evaluators_[lane]->Reference(static_cast<uint32_t>(i), problem.objective.reference);
  });
  for (size_t i = 0; i < found.size(); ++i) {
    GAUNTLET_TRY(field->references_[field->workloads_[i].name], std::move(found[i]));
  }
  return field;
}

Field::Field(const Problem& problem, const std::vector<Workload>& workloads, const References& references,
             Evaluator& evaluator)
    : problem_(problem), workloads_(workloads), references_(references), evaluators_{&evaluator} {}

Result<> Field::Limit(double cpu_ms) {
  EvaluatorSetup setup = SetupFor(problem_, options_.isolation, options_.seed, options_.memory_mb);
  setup.limits.cpu_ms = std::min(setup.limits.cpu_ms, cpu_ms);
  for (const Workload& workload : workloads_) setup.workloads.push_back(ForEvaluators(workload));
  evaluators_.clear();
  own_.clear();
  for (unsigned i = 0; i < std::max(1u, options_.lanes); ++i) {
    GAUNTLET_TRY(auto evaluator, StartEvaluator(problem_, setup));
    evaluators_.push_back(evaluator.get());
    own_.push_back(std::move(evaluator));
  }
  return {};
}

EvaluationRequest Field::All(const std::shared_ptr<const Module>& module, std::vector<uint64_t> table) const {
  EvaluationRequest request{.module = module, .parameters = std::move(table)};
  request.workloads.resize(workloads_.size());
  std::iota(request.workloads.begin(), request.workloads.end(), 0u);
  return request;
}

// Constraints on times are left to `eval`: what a clock says does not repeat, and a search would follow its noise.
Result<Played> Field::Judge(const Evaluation& evaluation) const {
  Played played{.cpu_ms = evaluation.cpu_ms};
  if (const Failure* failure = evaluation.verdict.failure()) {
    played.failed = ToString(failure->kind), played.reason = failure->reason;
    return played;
  }
  const std::vector<WorkloadResult> results = ResultsOf(workloads_, 0, evaluation);
  for (const WorkloadResult& result : results) {
    GAUNTLET_TRY(const double score, ScoreOne(problem_.objective, result, references_));
    played.scores.push_back(score);
  }
  for (const Simulation& simulation : evaluation.simulations)
    played.answers.push_back(simulation.answer_hash);
  Candidate measured;
  measured.metrics = Aggregate(results);
  measured.resources["peak_memory_bytes"] = evaluation.peak_memory_bytes;
  std::vector<Constraint> constraints = problem_.constraints;
  std::erase_if(constraints,
                [](const Constraint& c) { return c.measured || c.metric == "cpu_ns_per_request"; });
  GAUNTLET_TRY(const std::vector<Violation> violations, Violations(constraints, measured));
  if (!violations.empty()) played.failed = "infeasible", played.reason = ViolationText(violations.front());
  return played;
}

Result<Played> Field::Play(size_t lane, const std::shared_ptr<const Module>& module,
                           std::vector<uint64_t> table) {
  GAUNTLET_TRY(const Evaluation evaluation, evaluators_[lane]->Evaluate(All(module, std::move(table))));
  return Judge(evaluation);
}

Result<Played> Field::Confirm(size_t lane, const std::shared_ptr<const Module>& module) {
  const EvaluationRequest request = All(module, {});
  GAUNTLET_TRY(const Evaluation hint, evaluators_[lane]->Evaluate(request));
  if (!hint.verdict.ok()) return Judge(hint);
  GAUNTLET_TRY(const Evaluation confirmed, evaluators_[lane]->Confirm(request, hint));
  return Judge(confirmed);
}

double Mean(std::span<const double> values) {
  return values.empty()
             ? 0
             : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace gauntlet::tune
