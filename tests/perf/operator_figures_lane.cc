#include "tests/perf/operator_figures_lane.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>

#include "host/base/clock.h"
#include "host/base/layout.h"
#include "host/workload/workload.h"
#include "sandbox/mapping.h"
#include "simulators/cache/harness/trace_builder.h"

namespace gauntlet {
namespace {

constexpr double kCpuMs = 1500;  // of a child over all its workloads

Result<EvaluatorWorkload> Generated(const char* name, double exponent, uint32_t max_size, const char* key,
                                    const char* capacity, uint64_t seed) {
  const auto bytes =
      cache_simulator::BuildTrace(cache_simulator::GenerateZipf(20'000, 4'000, exponent, max_size, seed));
  GAUNTLET_TRY(UniqueFd file, CreateMemoryFile(name, bytes.size()));
  if (::write(file.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    return Fail(ErrorKind::kInternalError, "a generated trace was not written");
  return EvaluatorWorkload{
      name, {{key, capacity}}, std::make_shared<const UniqueFd>(std::move(file)), bytes.size()};
}

}  // namespace

const char* TextOf(Fate fate) {
  constexpr const char* kTexts[] = {"does not compile", "same tree",        "illegal",
                                    "same answers",     "changes on train", "changes"};
  return kTexts[static_cast<size_t>(fate)];
}

Json CellToJson(const FiguresCell& c) {
  return {{"operator", c.operation},  {"parent", c.parent},     {"family", c.family},
          {"asked", c.asked},         {"proposed", c.proposed}, {"distinct", c.distinct},
          {"compiled", c.compiled},   {"differs", c.differs},   {"legal", c.legal},
          {"generated", c.generated}, {"changes", c.changes},   {"propose_ms", c.propose_ms}};
}

FiguresCell CellFromJson(const Json& j) {
  return {j.at("operator"), j.at("parent"),    j.at("family"),   j.at("asked"),
          j.at("proposed"), j.at("distinct"),  j.at("compiled"), j.at("differs"),
          j.at("legal"),    j.at("generated"), j.at("changes"),  j.at("propose_ms")};
}

Result<FiguresWorkloads> LoadFiguresWorkloads() {
  FiguresWorkloads out;
  std::vector<EvaluatorWorkload> generated;
  GAUNTLET_TRY(auto unit, Generated("zipf-unit", 0.8, 1, "capacity_objects", "400", 1));
  GAUNTLET_TRY(auto sized, Generated("zipf-sized", 1.0, 8192, "capacity_bytes", "1500000", 2));
  generated.push_back(std::move(unit));
  generated.push_back(std::move(sized));
  out.generated = static_cast<uint32_t>(generated.size());
  // A tenth of the objects of the train split's traces; the second problem takes a quarter itself.
  const std::pair<const char*, double> problems[] = {{"cache_miss_ratio", 0.1}, {"cache_priority", 0.4}};
  for (const auto& [name, sample] : problems) {
    GAUNTLET_TRY(const Problem problem, LoadProblem(Layout::Current().Problems() / name));
    std::vector<WorkloadEntry> train = OfSplits(problem.workloads, {Split::kTrain});
    for (WorkloadEntry& entry : train) entry.sample_rate *= sample;
    GAUNTLET_TRY(const std::vector<Workload> loaded, LoadWorkloads(problem.domain, train));
    auto& all = out.by_interface[problem.interface_name];
    all = generated;
    for (const Workload& w : loaded) all.push_back({w.name, w.params, w.data, w.data_bytes});
  }
  return out;
}

// What is known of the parent that is measured: its answers, modules by shape, and what became of children.
struct FiguresLane::Known {
  std::string name, interface_name;
  Hash128 tree;
  Played generated, train;
  std::map<Hash128, std::shared_ptr<const Module>> modules;  // by shape
  std::map<Hash128, Hash128> trees;                          // by source; zero: does not compile
  std::map<Hash128, Fate> fates;                             // by tree
};

FiguresLane::~FiguresLane() = default;

Result<std::unique_ptr<FiguresLane>> FiguresLane::Start(const FiguresWorkloads& workloads) {
  std::unique_ptr<FiguresLane> lane(new FiguresLane);
  GAUNTLET_TRY(lane->compiler_, Compiler::Start({}));
  lane->generated_ = workloads.generated;
  for (const auto& [interface_name, inputs] : workloads.by_interface) {
    EvaluatorSetup setup;
    setup.simulator_path = Layout::Current().Simulator("cache").string();
    setup.domain = "cache";
    setup.interface_name = interface_name;
    setup.limits.cpu_ms = kCpuMs;
    setup.workloads = inputs;
    GAUNTLET_TRY(lane->evaluators_[interface_name], Evaluator::Start(setup));
    lane->workload_counts_[interface_name] = static_cast<uint32_t>(inputs.size());
  }
  return lane;
}

// Null: it does not compile. The form is set as soon as it parses; a module of its shape is not built twice,
// nor one of a tree whose fate is known.
Result<std::shared_ptr<const Module>> FiguresLane::ModuleOf(Known& known, const std::string& source,
                                                            NormalForm* form) {
  const auto wanted = [&](const NormalForm& seen) {
    return !known.fates.contains(seen.tree) && !known.modules.contains(seen.shape);
  };
  const CompileRequest request{
      .source = source, .domain = "cache", .interface_name = known.interface_name, .lift_literals = true};
  GAUNTLET_TRY(CompileOutcome outcome, compiler_->Compile(request, wanted));
  if (outcome.failure || !outcome.form) return nullptr;
  *form = std::move(*outcome.form);
  auto& module = known.modules[form->shape];
  if (outcome.module) module = std::move(outcome.module);
  return module;
}

Result<FiguresLane::Played> FiguresLane::Play(const Known& known, const std::shared_ptr<const Module>& module,
                                              const NormalForm& form, bool train) {
  const uint32_t all = workload_counts_.at(known.interface_name);
  EvaluationRequest request{.module = module, .parameters = form.parameters, .workloads = {}};
  for (uint32_t i = train ? generated_ : 0; i < (train ? all : generated_); ++i)
    request.workloads.push_back(i);
  GAUNTLET_TRY(const Evaluation evaluation, evaluators_.at(known.interface_name)->Evaluate(request));
  Played played{evaluation.verdict.ok(), {}};
  for (const Simulation& simulation : evaluation.simulations)
    played.answers.push_back(simulation.answer_hash);
  return played;
}

Result<FiguresLane::Known*> FiguresLane::Learn(const FiguresParent& parent) {
  if (known_ && known_->name == parent.name) return known_.get();
  known_ = std::make_unique<Known>();
  known_->name = parent.name;
  known_->interface_name = parent.interface_name;
  NormalForm form;
  GAUNTLET_TRY(const auto module, ModuleOf(*known_, parent.source, &form));
  if (!module) return Fail(ErrorKind::kInput, parent.name + " does not compile");
  known_->tree = form.tree;
  GAUNTLET_TRY(known_->generated, Play(*known_, module, form, false));
  GAUNTLET_TRY(known_->train, Play(*known_, module, form, true));
  if (!known_->generated.legal || !known_->train.legal)
    return Fail(ErrorKind::kInput, parent.name + " does not come to its end");
  known_->fates[form.tree] = Fate::kSameTree;
  return known_.get();
}

Result<Fate> FiguresLane::Judge(Known& known, const MutateOutcome& proposal, Hash128* tree) {
  const Hash128 source = HashText(proposal.source);
  if (const auto seen = known.trees.find(source); seen != known.trees.end()) {
    *tree = seen->second;
    return tree->IsZero() ? Fate::kBroken : known.fates.at(*tree);
  }
  known.trees[source] = {};
  NormalForm form;
  std::shared_ptr<const Module> module;
  if (proposal.form && known.modules.contains(proposal.form->shape)) {
    form = *proposal.form;
    module = known.modules[form.shape];
  } else {
    GAUNTLET_TRY(module, ModuleOf(known, proposal.source, &form));
    if (form.tree.IsZero()) return Fate::kBroken;
  }
  *tree = known.trees[source] = form.tree;
  if (const auto seen = known.fates.find(form.tree); seen != known.fates.end()) return seen->second;
  Fate fate = Fate::kIllegal;
  GAUNTLET_TRY(const Played generated, Play(known, module, form, false));
  if (generated.legal && generated.answers != known.generated.answers) fate = Fate::kChanges;
  if (generated.legal && fate != Fate::kChanges) {
    GAUNTLET_TRY(const Played train, Play(known, module, form, true));
    if (train.legal) fate = train.answers != known.train.answers ? Fate::kChangesTrain : Fate::kSameAnswers;
  }
  known.fates[form.tree] = fate;
  return fate;
}

Result<FiguresCell> FiguresLane::Measure(const Task& task) {
  GAUNTLET_TRY(Known* const known, Learn(*task.parent));
  FiguresCell cell{.operation = task.operation, .parent = task.parent->name, .family = task.parent->family};
  std::set<Hash128> trees;
  for (int seed = 0; seed < task.proposals; ++seed) {
    MutateRequest request{.domain = "cache",
                          .parent = task.parent->source,
                          .other = {},
                          .seed = static_cast<uint64_t>(seed),
                          .operator_name = task.operation};
    if (!task.others.empty())
      request.other = task.others[static_cast<size_t>(seed) % task.others.size()]->source;
    ++cell.asked;
    const double start = NowMs();
    GAUNTLET_TRY(const MutateOutcome outcome, compiler_->Mutate(request));
    if (seed > 0) cell.propose_ms += NowMs() - start;
    if (outcome.failure) continue;
    ++cell.proposed;
    Hash128 tree;
    GAUNTLET_TRY(const Fate fate, Judge(*known, outcome, &tree));
    cell.distinct += trees.insert(tree).second;
    cell.compiled += fate > Fate::kBroken;
    cell.differs += fate > Fate::kSameTree;
    cell.legal += fate > Fate::kIllegal;
    cell.changes += fate > Fate::kSameAnswers;
    cell.generated += fate == Fate::kChanges;
    if (!task.show) continue;
    for (const Edit& edit : outcome.edits) {
      std::printf("  [%s] %s %s:%u\n    - %s\n    + %s\n", TextOf(fate), task.operation.c_str(),
                  task.parent->name.c_str(), edit.line, edit.before.c_str(), edit.after.c_str());
    }
  }
  return cell;
}

}  // namespace gauntlet
