// All that a champion must stand before it is believed. Confirmation has shown that its score follows from
// its answers and that it gave them blind to the future; what is left:
//
//   confirmation   once more, from the source
//   memory         another evaluator, where memory lies elsewhere and holds old bytes: the same answers
//   alone          each simulation in a process of its own, those of one workload too: the same answers
//   order          the simulations the other way round, in one process: the same answers
//   future         another future behind the same past: the same answers to that past
//   times, ...     small disturbances (host/workload/variants.h): its gain over the seed stays
//
// Who fails one of the first five has no honest score: the check names the verdict (`unmasked`), and the first
// answer that differs. A gain that a disturbance takes away is an artefact: the check fails, the score is what
// it is.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/evaluate/evaluator.h"
#include "host/problem/problem.h"

namespace gauntlet {

struct VerifyCheck {
  std::string name;   // confirmation, memory, ...: for scripts
  std::string title;  // what was done
  bool passed = false;
  std::string says;
  std::optional<Failure> unmasked;
  Json detail = Json::object();
  double ms = 0;
  double evaluations = 0;  // the same time, as a multiple of one evaluation on the train split

  Json ToJson() const;
};

struct Verification {
  std::vector<VerifyCheck> checks;
  double evaluation_ms = 0;       // of one evaluation on the train split
  double setup_ms = 0;            // to open the verifier, if it was opened for this
  std::optional<double> score;    // on the train split, confirmed
  std::vector<double> disturbed;  // scores under all disturbances

  bool passed() const;
  const Failure* unmasked() const;  // nullptr: nobody
  double TotalMs() const;
  Json ToJson() const;
};

struct VerifierOptions {
  Isolation isolation = Isolation::kFork;  // hot is no place for this: fork
  uint64_t seed = 1;                       // of keys and of the policies' random numbers, as in the campaign
  uint64_t memory_mb = 0;                  // of a policy; 0: the problem's limit
  unsigned disturbed_runs = 3;             // of each disturbance
};

class Verifier {
 public:
  // Opens the train split, twice, and its variants. REQUIRES: `problem` outlives it.
  static Result<std::unique_ptr<Verifier>> Open(const Problem& problem, const VerifierOptions& options);
  virtual ~Verifier() = default;

  // Of one candidate. After the first that unmasks it no further check is made.
  virtual Result<Verification> Verify(const std::string& source) = 0;
  // The score on a split that search has not seen, confirmed, beside `train_score`. Whoever asks for the test
  // split has counted its opening.
  virtual Result<VerifyCheck> MeetSplit(const std::string& source, Split split,
                                        std::optional<double> train_score) = 0;
};

}  // namespace gauntlet
