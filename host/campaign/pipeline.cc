#include "host/campaign/pipeline.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <thread>

#include "host/base/clock.h"
#include "host/campaign/cascade.h"
#include "host/verify/ground.h"

namespace gauntlet {
namespace {

double Round(double ms) { return static_cast<double>(static_cast<int64_t>(ms * 1000)) / 1000; }

CompileRequest RequestFor(const Bench& bench, const Candidate& candidate, bool lift) {
  return {.source = candidate.source,
          .domain = bench.problem.domain,
          .interface_name = bench.problem.interface_name,
          .lift_literals = lift};
}

struct Compiled {
  std::shared_ptr<const Module> module;
  NormalForm form;
  bool lifted = false;
};

// Empty: the candidate has its verdict already.
Result<std::optional<Compiled>> CompileStage(const Bench& bench, Lane& lane, const PipelineOptions& options,
                                             Candidate& candidate) {
  const auto duplicate = [&] {
    candidate.verdict =
        Failure{VerdictKind::kDuplicate, Stage::kScreen,
                "the same policy was seen before, up to white space, comments and names of locals"};
    return std::optional<Compiled>();
  };
  if (options.form) {
    candidate.tree_hash = options.form->tree;
    if (options.is_new && !options.is_new(options.form->tree)) return duplicate();
    if (options.modules) {
      if (auto module = options.modules->Find(options.form->shape))
        return Compiled{std::move(module), *options.form, true};
    }
  }
  std::shared_ptr<const Module> shared;
  const auto wanted = [&](const NormalForm& form) {
    if (options.is_new && !options.is_new(form.tree)) return false;
    if (options.modules) shared = options.modules->Find(form.shape);
    return shared == nullptr;
  };
  const bool lift = options.modules != nullptr;
  GAUNTLET_TRY(CompileOutcome outcome, lane.compiler->Compile(RequestFor(bench, candidate, lift), wanted));
  candidate.timing_ms["screen"] = Round(outcome.screen_ms);
  candidate.timing_ms["compile"] = Round(outcome.compile_ms);
  candidate.timing_ms["link"] = Round(outcome.link_ms);
  if (outcome.form) candidate.tree_hash = outcome.form->tree;
  if (outcome.failure) {
    candidate.verdict = std::move(*outcome.failure);
    return std::nullopt;
  }
  if (!outcome.form) return Fail(ErrorKind::kInternalError, "the compiler gave neither a failure nor a tree");
  if (outcome.stopped && !shared) return duplicate();
  if (!shared) {
    if (!outcome.module)
      return Fail(ErrorKind::kInternalError, "the compiler gave neither a failure nor a module");
    shared = std::move(outcome.module);
    if (lift) options.modules->Insert(outcome.form->shape, shared);
  }
  return Compiled{std::move(shared), std::move(*outcome.form), lift};
}

EvaluationRequest EvaluationFor(const Compiled& compiled, std::vector<uint32_t> workloads) {
  EvaluationRequest request{.module = compiled.module, .workloads = std::move(workloads)};
  if (compiled.lifted) request.parameters = compiled.form.parameters;
  return request;
}

// The longest first, each to the evaluator with the least to do.
std::vector<std::vector<uint32_t>> Shares(const std::vector<Workload>& workloads, size_t evaluators) {
  std::vector<uint32_t> order(workloads.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, [&](uint32_t a, uint32_t b) {
    const uint64_t x = workloads[a].request_count, y = workloads[b].request_count;
    return x != y ? x > y : a < b;
  });
  std::vector<std::vector<uint32_t>> shares(std::min(evaluators, workloads.size()));
  std::vector<uint64_t> load(shares.size(), 0);
  for (const uint32_t index : order) {
    const auto least = static_cast<size_t>(std::min_element(load.begin(), load.end()) - load.begin());
    shares[least].push_back(index);
    load[least] += workloads[index].request_count + 1;
  }
  for (auto& share : shares) std::sort(share.begin(), share.end());
  return shares;
}

Evaluation Merge(std::vector<Evaluation> parts) {
  Evaluation out = std::move(parts.front());
  for (size_t i = 1; i < parts.size(); ++i) {
    Evaluation& part = parts[i];
    if (out.verdict.ok() && !part.verdict.ok()) {
      out.verdict = part.verdict;
      out.fault_offset = part.fault_offset;
    }
    if (!out.note.empty() && !part.note.empty()) out.note += '\n';
    out.note += part.note;
    out.evaluate_ms = std::max(out.evaluate_ms, part.evaluate_ms);
    out.load_ms = std::max(out.load_ms, part.load_ms);
    out.cpu_ms += part.cpu_ms;
    out.fed.Add(part.fed);
    out.peak_memory_bytes = std::max(out.peak_memory_bytes, part.peak_memory_bytes);
    out.simulations.insert(out.simulations.end(), part.simulations.begin(), part.simulations.end());
  }
  std::ranges::sort(out.simulations, {}, &Simulation::workload);
  return out;
}

// The evaluators of a candidate with their shares of the workloads, which run side by side.
class Fan {
 public:
  Fan(const Bench& bench, Lane& lane, const PipelineOptions& options) : evaluators_{lane.evaluator.get()} {
    evaluators_.insert(evaluators_.end(), options.more_evaluators.begin(), options.more_evaluators.end());
    shares_ = Shares(bench.workloads, evaluators_.size());
  }

  // One part a share.
  Result<std::vector<Evaluation>> Evaluate(const Compiled& compiled) const {
    return Run([&](size_t i) { return evaluators_[i]->Evaluate(EvaluationFor(compiled, shares_[i])); });
  }
  // `hints`: what Evaluate gave.
  Result<std::vector<Evaluation>> Confirm(const Compiled& compiled,
                                          const std::vector<Evaluation>& hints) const {
    return Run(
        [&](size_t i) { return evaluators_[i]->Confirm(EvaluationFor(compiled, shares_[i]), hints[i]); });
  }

 private:
  Result<std::vector<Evaluation>> Run(const std::function<Result<Evaluation>(size_t share)>& call) const {
    std::vector<Result<Evaluation>> results(shares_.size(), Evaluation{});
    const auto one = [&](size_t i) { results[i] = call(i); };
    std::vector<std::jthread> threads;
    for (size_t i = 1; i < shares_.size(); ++i) threads.emplace_back(one, i);
    one(0);
    threads.clear();
    std::vector<Evaluation> out;
    for (auto& result : results) {
      if (!result) return std::unexpected(result.error());
      out.push_back(std::move(*result));
    }
    return out;
  }

  std::vector<Evaluator*> evaluators_;
  std::vector<std::vector<uint32_t>> shares_;
};

// CPU time of a record: by the watch at the boundaries of blocks where the candidate was fed, else of the whole run.
double RecordMs(const Evaluation& evaluation, uint64_t requests) {
  if (evaluation.fed.records > 0) return evaluation.fed.cpu_ms / static_cast<double>(evaluation.fed.records);
  return evaluation.cpu_ms / static_cast<double>(std::max<uint64_t>(1, requests));
}

// A reference metric's mean over the workloads; empty if one of them has none.
std::optional<double> MeanReference(const References& references,
                                    const std::vector<WorkloadResult>& workloads, const std::string& name) {
  double sum = 0;
  for (const WorkloadResult& w : workloads) {
    const auto found = references.find(w.name);
    const Metric* metric = found == references.end() ? nullptr : FindMetric(found->second, name);
    if (metric == nullptr) return std::nullopt;
    sum += metric->Value();
  }
  return workloads.empty() ? std::nullopt : std::optional(sum / static_cast<double>(workloads.size()));
}

// Of metrics, of what else was measured, and of reference metrics; what cannot be computed is left out.
void AddFigures(const Problem& problem, const References& references, Candidate& candidate) {
  for (const Figure& figure : problem.figures) {
    const auto value = figure.formula.Evaluate([&](const std::string& name) -> std::optional<double> {
      if (const Metric* metric = FindMetric(candidate.metrics, name)) return metric->Value();
      if (candidate.resources.contains(name)) return candidate.resources.at(name).get<double>();
      return MeanReference(references, candidate.workloads, name);
    });
    if (value) candidate.resources[figure.name] = *value;
  }
}

// Of a candidate that was run before, the time of a record is the least of all its runs: what else the machine does can
// only make it longer.
void TakeMetrics(const Bench& bench, const Evaluation& evaluation, Candidate& candidate) {
  candidate.workloads = ResultsOf(bench.workloads, 0, evaluation);
  candidate.metrics = Aggregate(candidate.workloads);
  uint64_t requests = 0;
  for (const Simulation& simulation : evaluation.simulations)
    requests += bench.workloads[simulation.workload].request_count;
  const Json before = std::move(candidate.resources);
  candidate.resources = {{"peak_memory_bytes", evaluation.peak_memory_bytes}};
  if (!bench.problem.harness)  // whose requests nobody counts
    candidate.resources["cpu_ns_per_request"] =
        evaluation.cpu_ms * 1e6 / static_cast<double>(std::max<uint64_t>(1, requests));
  if (const std::string name = RecordTimeName(bench.problem.domain); !name.empty())
    candidate.resources[name] =
        std::min(RecordMs(evaluation, requests), before.value(name, std::numeric_limits<double>::infinity()));
  if (const std::string name = RecordInstructionsName(bench.problem.domain);
      !name.empty() && evaluation.fed.instructions)
    candidate.resources[name] =
        static_cast<double>(*evaluation.fed.instructions) / static_cast<double>(evaluation.fed.records);
  AddFigures(bench.problem, bench.references, candidate);
}

// A crash gets the line of the policy that it happened in.
Result<> Explain(const Bench& bench, Lane& lane, bool lifted, const Evaluation& evaluation,
                 Candidate& candidate) {
  Failure failure = *evaluation.verdict.failure();
  if (!evaluation.note.empty()) failure.detail["note"] = evaluation.note;
  if (evaluation.fault_offset != 0) {
    CompileRequest request = RequestFor(bench, candidate, lifted);
    request.line_tables = true;
    GAUNTLET_TRY(const uint32_t line, lane.compiler->Locate(request, evaluation.fault_offset));
    if (line > 0) {
      failure.detail["line"] = line;
      failure.reason += " (line " + std::to_string(line) + " of the policy)";
    }
  }
  candidate.verdict = std::move(failure);
  candidate.score.reset();
  return {};
}

// Whether the candidate goes on to the whole split; otherwise its verdict stands.
Result<bool> PassCascade(const Bench& bench, Lane& lane, const Compiled& compiled,
                         const std::vector<double>& bars, Candidate& candidate) {
  const double start = NowMs();
  GAUNTLET_ASSERT(bars.size() <= bench.stages.size());
  for (size_t i = 0; i < bars.size(); ++i) {
    const StageWorkloads& stage = bench.stages[i];
    std::vector<uint32_t> all(stage.workloads.size());
    std::iota(all.begin(), all.end(), stage.first);
    GAUNTLET_TRY(const Evaluation hint, lane.evaluator->Evaluate(EvaluationFor(compiled, std::move(all))));
    candidate.timing_ms["stages"] = Round(NowMs() - start);
    if (!hint.verdict.ok()) {
      GAUNTLET_CHECK_OK(Explain(bench, lane, compiled.lifted, hint, candidate));
      return false;
    }
    const auto results = ResultsOf(stage.workloads, stage.first, hint);
    GAUNTLET_TRY(const double score, Score(bench.problem.objective, results, bench.references));
    candidate.stage_scores.push_back(score);
    if (!GoesOn(score, bars[i])) {
      candidate.verdict = Verdict::Ok();
      return false;
    }
  }
  return true;
}

Result<> TakeScore(const Bench& bench, const Evaluation& evaluation, Candidate& candidate) {
  TakeMetrics(bench, evaluation, candidate);
  GAUNTLET_TRY(candidate.score, Score(bench.problem.objective, candidate.workloads, bench.references));
  return {};
}

// The better of two measurements counts.
Result<> MeasureAgain(const Bench& bench, const Fan& fan, const Compiled& compiled, Candidate& candidate) {
  GAUNTLET_TRY(std::vector<Evaluation> parts, fan.Evaluate(compiled));
  const Evaluation again = Merge(std::move(parts));
  if (!again.verdict.ok()) return {};
  Candidate second = candidate;
  TakeMetrics(bench, again, second);
  GAUNTLET_TRY(second.infeasible, Violations(bench.problem.constraints, second));
  if (second.infeasible.empty()) candidate = std::move(second);
  return {};
}

// Values of the archive's dimensions, from the aggregate metrics and the syntax. A name that is neither is `otherwise`.
std::vector<double> FeaturesOf(const Problem& problem, const Candidate& candidate, const NormalForm& form,
                               double otherwise) {
  std::vector<double> out;
  for (const FeatureSpec& spec : problem.features) {
    double value = otherwise;
    for (const auto& [name, amount] : form.features)
      if (name == spec.name) value = amount;
    if (const Metric* metric = FindMetric(candidate.metrics, spec.name)) value = metric->Value();
    out.push_back(value);
  }
  return out;
}

// Plays the workloads in the order of the race, to the end or to where it is lost: then nothing is returned. What the
// results say decides, whether or not the evaluator did stop there.
Result<std::optional<Evaluation>> EvaluateRacing(const Bench& bench, Lane& lane, const Compiled& compiled,
                                                 const PipelineOptions& options, Candidate& candidate) {
  const RacePlan& race = *options.race;
  EvaluationRequest request = EvaluationFor(compiled, race.order);
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  if (const auto floor = options.floor(FeaturesOf(bench.problem, candidate, compiled.form, unknown)))
    request.stop = race.RuleFor(*floor);
  GAUNTLET_TRY(Evaluation hint, lane.evaluator->Evaluate(request));
  std::span<const Simulation> played = hint.simulations;
  const auto stops = request.stop ? StopsAfter(*request.stop, played) : std::nullopt;
  if (stops) played = played.first(*stops);
  if (stops || hint.verdict.ok()) {
    const std::vector<double> means = race.MeansAt(played);
    candidate.stage_scores.insert(candidate.stage_scores.end(), means.begin(), means.end());
  }
  if (stops) {
    candidate.timing_ms["evaluate"] = Round(hint.evaluate_ms);
    candidate.verdict = Verdict::Ok();
    return std::nullopt;
  }
  std::ranges::sort(hint.simulations, {}, &Simulation::workload);
  return hint;
}

// Returns the parts of the hint; empty: the candidate failed and has its verdict, or the race is lost.
Result<std::vector<Evaluation>> EvaluateStage(const Bench& bench, Lane& lane, const Fan& fan,
                                              const PipelineOptions& options, const Compiled& compiled,
                                              Candidate& candidate) {
  std::vector<Evaluation> hints;
  if (options.race) {
    GAUNTLET_TRY(auto raced, EvaluateRacing(bench, lane, compiled, options, candidate));
    if (!raced) return hints;
    hints.push_back(std::move(*raced));
  } else {
    GAUNTLET_TRY(hints, fan.Evaluate(compiled));
  }
  const Evaluation hint = Merge(hints);
  candidate.timing_ms["load"] = Round(hint.load_ms);
  candidate.timing_ms["evaluate"] = Round(hint.evaluate_ms);
  candidate.timing_ms["cpu"] = Round(hint.cpu_ms);
  if (!hint.verdict.ok()) {
    GAUNTLET_CHECK_OK(Explain(bench, lane, compiled.lifted, hint, candidate));
    return std::vector<Evaluation>();
  }
  GAUNTLET_CHECK_OK(TakeScore(bench, hint, candidate));
  candidate.features = FeaturesOf(bench.problem, candidate, compiled.form, 0);
  candidate.verdict = Verdict::Ok();
  GAUNTLET_TRY(candidate.infeasible, Violations(bench.problem.constraints, candidate));
  if (MayBeNoise(bench.problem.constraints, candidate.infeasible))
    GAUNTLET_CHECK_OK(MeasureAgain(bench, fan, compiled, candidate));
  return hints;
}

Result<> ConfirmStage(const Bench& bench, Lane& lane, const Fan& fan, const Compiled& compiled,
                      const std::vector<Evaluation>& hints, Candidate& candidate) {
  const double start = NowMs();
  GAUNTLET_TRY(std::vector<Evaluation> parts, fan.Confirm(compiled, hints));
  const Evaluation confirmed = Merge(std::move(parts));
  candidate.timing_ms["confirm"] = Round(NowMs() - start);
  if (!confirmed.verdict.ok()) return Explain(bench, lane, compiled.lifted, confirmed, candidate);
  GAUNTLET_CHECK_OK(TakeScore(bench, confirmed, candidate));
  (bench.problem.harness ? candidate.unconfirmed : candidate.confirmed) = true;
  return {};
}

// Until the candidate has its verdict.
Result<> RunStages(const Bench& bench, Lane& lane, const PipelineOptions& options, Candidate& candidate) {
  GAUNTLET_TRY(const auto compiled, CompileStage(bench, lane, options, candidate));
  if (!compiled) return {};
  GAUNTLET_TRY(const bool goes_on, PassCascade(bench, lane, *compiled, options.stage_bars, candidate));
  if (!goes_on) return {};
  const Fan fan(bench, lane, options);
  GAUNTLET_TRY(const auto hints, EvaluateStage(bench, lane, fan, options, *compiled, candidate));
  if (hints.empty() || !options.would_keep || !options.would_keep(candidate)) return {};
  return ConfirmStage(bench, lane, fan, *compiled, hints, candidate);
}

}  // namespace

std::shared_ptr<const Module> ModuleCache::Find(const Hash128& shape) {
  const std::scoped_lock lock(mutex_);
  const auto found = index_.find(shape);
  if (found == index_.end()) return nullptr;
  order_.splice(order_.begin(), order_, found->second);
  return found->second->second;
}

void ModuleCache::Insert(const Hash128& shape, std::shared_ptr<const Module> module) {
  const std::scoped_lock lock(mutex_);
  if (index_.contains(shape)) return;
  order_.emplace_front(shape, std::move(module));
  index_[shape] = order_.begin();
  if (order_.size() <= capacity_) return;
  index_.erase(order_.back().first);
  order_.pop_back();
}

Result<> RunPipeline(const Bench& bench, Lane& lane, const PipelineOptions& options, Candidate& candidate) {
  GAUNTLET_ASSERT(options.race == nullptr || (options.floor && options.more_evaluators.empty()));
  const double start = NowMs();
  candidate.source_hash = HashText(candidate.source);
  GAUNTLET_CHECK_OK(RunStages(bench, lane, options, candidate));
  candidate.timing_ms["total"] = Round(NowMs() - start);
  return {};
}

}  // namespace gauntlet
