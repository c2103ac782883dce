// From what the searches found to one result: ranked on train, written as plain sources, met with validation.
#pragma once

#include <memory>

#include "host/compiler/compiler.h"
#include "host/tune/searches.h"
#include "host/tune/tuning.h"

namespace gauntlet::tune {

// Plain modules, without a table.
class PlainCompiler {
 public:
  PlainCompiler(Compiler& compiler, const Problem& problem) : compiler_(compiler), problem_(problem) {}
  // `lift`: over a parameter table.
  Result<CompileOutcome> Compile(const std::string& source, bool lift) const;

 private:
  Compiler& compiler_;
  const Problem& problem_;
};

// The gain of one over another on the workloads that both were played on.
Gain GainBetween(const std::vector<Workload>& workloads, const Played& mine, const Played& theirs);

// Those worth a look at validation, the best first by the low end of their gain on train.
std::vector<Finalist> RankFinalists(const Searches& searches, const std::vector<Fold>& folds,
                                    const Field& train, size_t most);

// Validation, and what decides on it.
struct Jury {
  const Space& space;
  const PlainCompiler& compiler;
  Field& train;
  Field* validation;  // nullptr: the problem has none
  const Searches& searches;
  bool anyway = false;

  // Fills the finalists' gains, the choice and its source.
  Result<> Decide(Tuning& tuning) const;

 private:
  // Compiles a finalist as a plain source and plays it; what speaks against it is in `rejected`.
  Result<std::shared_ptr<const Module>> Meet(Finalist& finalist, const Played& original_train,
                                             const std::optional<Played>& original_validation) const;
  void Weigh(Finalist& finalist) const;
};

// The first vectors that did not fail, over the table and compiled one by one.
Result<Speed> MeasureSpeed(const Space& space, const PlainCompiler& compiler, Field& train,
                           const std::shared_ptr<const Module>& lifted, const Searches& searches,
                           size_t most);

}  // namespace gauntlet::tune
