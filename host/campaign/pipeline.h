// One candidate's way: compile, pass the cascade, evaluate, score, confirm. Only this room knows the order
// of the stages.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "host/campaign/race.h"
#include "host/compiler/compiler.h"
#include "host/evaluate/evaluator.h"
#include "host/problem/problem.h"
#include "host/score/constraints.h"
#include "host/score/score.h"
#include "host/workload/workload.h"

namespace gauntlet {

// A stage of the cascade. Its workloads follow those of the train split in the evaluators' setup, from
// `first`.
struct StageWorkloads {
  std::vector<Workload> workloads;
  uint32_t first = 0;
};

// What candidates are run on. The workloads' order is that of the evaluators' setup.
struct Bench {
  const Problem& problem;
  const std::vector<Workload>& workloads;
  const References& references;  // of the stages' workloads too
  const std::vector<StageWorkloads>& stages;
};

// The processes of one lane. One candidate at a time.
struct Lane {
  std::unique_ptr<Compiler> compiler;
  std::unique_ptr<Evaluator> evaluator;
};

// Modules by the shape of their source, for candidates that differ in literals alone. Bounded, least recently
// used goes first; shared by all lanes.
class ModuleCache {
 public:
  explicit ModuleCache(size_t capacity) : capacity_(capacity) {}
  std::shared_ptr<const Module> Find(const Hash128& shape);
  void Insert(const Hash128& shape, std::shared_ptr<const Module> module);

 private:
  using Order = std::list<std::pair<Hash128, std::shared_ptr<const Module>>>;
  size_t capacity_;
  std::mutex mutex_;
  Order order_;  // most recently used first
  std::unordered_map<Hash128, Order::iterator> index_;
};

struct PipelineOptions {
  // Asked with the tree hash once the source is parsed: false makes it a duplicate, and costs no evaluation.
  std::function<bool(const Hash128& tree)> is_new;
  // Asked with the scored candidate: whether it is a would-be elite, to be confirmed at once.
  std::function<bool(const Candidate& scored)> would_keep;
  ModuleCache* modules = nullptr;  // set: literals are lifted, and modules shared by shape
  std::optional<NormalForm> form;  // known without a parse
  std::vector<double> stage_bars;  // one for each stage of the bench that is to be passed first
  const RacePlan* race = nullptr;  // null: all workloads are played
  // Selector::Floor for the archive's features, NaN where only an evaluation tells. REQUIRES: set for a race.
  std::function<std::optional<double>(std::vector<double> features)> floor;
  std::vector<Evaluator*> more_evaluators;  // the candidate's workloads are fanned out over these too
};

// Fills everything of `candidate` that follows from its source. A failure of the candidate is its verdict; an
// Error is the platform's.
// REQUIRES: a race has no more evaluators.
Result<> RunPipeline(const Bench& bench, Lane& lane, const PipelineOptions& options, Candidate& candidate);

}  // namespace gauntlet
