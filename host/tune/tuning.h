// What a tuning came to, for people and for scripts.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/score/uncertainty.h"
#include "host/tune/space.h"

namespace gauntlet::tune {

// What was tuned on the other folds, and met this one.
struct FoldGain {
  std::vector<std::string> datasets;
  size_t workloads = 0;  // held out
  double tuned_on = 0;   // gain on the workloads that the search saw
  double held_out = 0;   // gain on those that it did not
};

// A vector that had a chance, against the original.
struct Finalist {
  Settings settings;
  std::string found_on;  // "all of train", "all but wiki"
  Gain train;
  std::optional<double> held_out;        // on the fold that its search did not see
  std::optional<Gain> validation, both;  // both: train and validation together
  std::string rejected;                  // why it is not the result; empty: nothing speaks against it
};

// The same vectors, one after the other on one lane.
struct Speed {
  size_t vectors = 0;
  double table_per_s = 0;    // the module's table is set
  double compile_per_s = 0;  // each is compiled as a source of its own
  double compile_ms = 0;     // of one
  size_t equal = 0;          // that gave the same answers to the bit either way
};

struct Tuning {
  std::string strategy;
  size_t vectors = 0;                      // played on train
  std::map<std::string, size_t> failures;  // of them, by verdict
  double seconds = 0;
  size_t lanes = 0;
  double limit_ms = 0;  // CPU time that a vector was given
  bool interrupted = false;
  size_t train_workloads = 0, validation_workloads = 0;
  double train_score = 0;  // of the original
  std::optional<double> validation_score;
  std::vector<FoldGain> folds;
  std::vector<Finalist> finalists;  // the best first, by the low end of their gain on train
  std::optional<size_t> chosen;     // of the finalists; empty: the original
  std::string says;                 // why
  std::string source;               // plain: the chosen one's, or the original
  bool bit_equal = false;  // compiled, it gave the answers of the tuned run, on every workload of train
  bool confirmed = false;  // its answers were replayed by the verifier, on train and validation
  Speed speed;

  double HeldOut() const;  // mean over the folds' workloads; 0 without folds
  Json ToJson(const Space& space) const;
};

}  // namespace gauntlet::tune
