// Proposes children of a parent by one operator and says what becomes of each: through the same compiler and
// evaluator processes as a campaign, tier `fork`, literals lifted.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/compiler/compiler.h"
#include "host/evaluate/evaluator.h"

namespace gauntlet {

struct FiguresParent {
  std::string name;    // cache_miss_ratio/arc
  std::string family;  // policies, held-out policies, priorities
  std::string source;
  std::string interface_name;
};

// What became of a proposal, from the worst to the best.
enum class Fate : uint8_t { kBroken, kSameTree, kIllegal, kSameAnswers, kChangesTrain, kChanges };
const char* TextOf(Fate fate);

// One operator on one parent. Every count is of proposals; each holds those after it.
struct FiguresCell {
  std::string operation, parent, family;
  int asked = 0;  // seeds tried; where the operator found nothing to propose there is no proposal
  int proposed = 0;
  int distinct = 0;  // different normalised trees among them
  int compiled = 0;
  int differs = 0;        // in the normalised tree, from the parent
  int legal = 0;          // came to their end with answers that could all be carried out
  int generated = 0;      // changed answers on the two generated traces
  int changes = 0;        // or, where they did not, on a sample of the problem's train split
  double propose_ms = 0;  // all proposals together, the first with the parse of the parent apart
};
Json CellToJson(const FiguresCell& cell);
FiguresCell CellFromJson(const Json& json);

// Inputs of evaluators, by interface; `generated` of them are generated traces and come first.
struct FiguresWorkloads {
  std::map<std::string, std::vector<EvaluatorWorkload>> by_interface;
  uint32_t generated = 0;
};
// Two shapes of popularity, objects of one size and of many; then the train splits of the built-in problems,
// spatially sampled.
Result<FiguresWorkloads> LoadFiguresWorkloads();

class FiguresLane {
 public:
  // REQUIRES: use from one thread at a time.
  static Result<std::unique_ptr<FiguresLane>> Start(const FiguresWorkloads& workloads);

  struct Task {
    std::string operation;
    const FiguresParent* parent = nullptr;
    std::vector<const FiguresParent*> others;  // for crossover, taken in turn
    int proposals = 0;
    bool show = false;  // prints every proposal with its fate
  };
  // A function of the task alone. An error (kInput) if the parent itself does not come to its end.
  Result<FiguresCell> Measure(const Task& task);

 private:
  using Answers = std::vector<uint64_t>;
  struct Known;  // about one parent
  struct Played {
    bool legal = false;
    Answers answers;
  };

  FiguresLane() = default;
  Result<Known*> Learn(const FiguresParent& parent);
  Result<Fate> Judge(Known& known, const MutateOutcome& proposal, Hash128* tree);
  Result<std::shared_ptr<const Module>> ModuleOf(Known& known, const std::string& source, NormalForm* form);
  Result<Played> Play(const Known& known, const std::shared_ptr<const Module>& module, const NormalForm& form,
                      bool train);

  std::unique_ptr<Compiler> compiler_;
  std::map<std::string, std::unique_ptr<Evaluator>> evaluators_;
  std::map<std::string, uint32_t> workload_counts_;
  uint32_t generated_ = 0;
  std::unique_ptr<Known> known_;  // the parent measured last

 public:
  ~FiguresLane();
};

}  // namespace gauntlet
