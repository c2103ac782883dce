// Tunes the literals of one policy: compiled once over a parameter table, played with thousands of vectors on the warm
// simulator, written back as a plain source.
//
//   blind points      drawn without a look at scores, shared by all searches
//   a search a fold   sees the train split without one fold; its best meets that fold: what tuning gains on data that
//                     it has not seen
//   a last search     sees all of train, and begins where the best so far are
//   finalists         the best of each, with literals taken back that do nothing; ranked by the low end of their gain
//                     over the datasets of train; who loses on the fold that it has not seen is out
//   validation        decides between the few and the original
//
// The chosen one is compiled as a plain source, has to give the answers of the tuned run bit for bit, and is confirmed.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "host/base/result.h"
#include "host/compiler/compiler.h"
#include "host/tune/field.h"
#include "host/tune/search.h"
#include "host/tune/space.h"
#include "host/tune/strategy.h"
#include "host/tune/tuning.h"

namespace gauntlet::tune {

struct Progress {
  const char* stage = "";
  size_t vectors = 0, budget = 0;
  double best_gain = 0;  // on what its search sees
};

struct TunerOptions {
  const Strategy* strategy = nullptr;
  size_t vectors = 1000;
  double seconds = 0;  // of the searches; 0: as long as the vectors take
  uint64_t seed = 1;
  size_t folds = 5;
  size_t finalists = 4;
  bool anyway = false;  // takes the best finalist though its gain may be noise
  FieldOptions field;
  // Set: the vectors are played there, its limits stay, and neither validation nor a clock is asked: what comes
  // out then is a function of source and seed alone.
  Field* train = nullptr;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const Progress&)> progress;  // from any thread, one at a time
};

class Tuner {
 public:
  // Parses the source and reads its annotations; plays nothing yet. kInput: it does not parse, or an annotation is
  // malformed. REQUIRES: `problem` outlives it.
  static Result<std::unique_ptr<Tuner>> Open(const Problem& problem, std::string source);
  // On a compiler that is there already and outlives it.
  static Result<std::unique_ptr<Tuner>> Open(const Problem& problem, std::string source, Compiler& compiler);
  virtual ~Tuner() = default;

  virtual const Space& space() const = 0;
  // kInput: the original fails, or there is nothing to tune.
  virtual Result<Tuning> Tune(const TunerOptions& options) = 0;
};

}  // namespace gauntlet::tune
