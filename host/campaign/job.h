// What a lane is given: one candidate to make and to measure. Everything in it follows from the campaign's
// seed, the candidate's number and the rows up to number - W, so that it does not matter which lane takes it,
// or when.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/base/hash.h"
#include "host/base/result.h"
#include "host/campaign/question.h"
#include "host/campaign/race.h"
#include "host/candidate/candidate.h"
#include "host/select/selector.h"

namespace gauntlet {

struct Job {
  int64_t number = 0;
  std::string generator;              // seed, add, mutate, ...
  std::optional<std::string> source;  // given (seed, add); else made from the parents
  Parents parents;                    // meaningless when the source is given
  std::vector<int64_t> parent_numbers;
  std::shared_ptr<const std::string> main_source, other_source;  // null: no such parent
  std::shared_ptr<const Question> question;                      // for a model; null: none is asked
  uint64_t seed = 0;                                             // of the generator's random numbers
  int64_t known = -1;                              // the last row that was applied at the proposal
  std::shared_ptr<const Selector> snapshot;        // the archive at the proposal: would it keep the result?
  std::vector<double> stage_bars;                  // of the cascade at the proposal: see cascade.h
  const std::atomic<bool>* stop = nullptr;         // set: the run ends; a tuning is given up, with an error
  std::shared_ptr<const RacePlan> race = nullptr;  // at the proposal; null: all workloads are played
};

// Which candidate had a syntax tree first. Shared by all lanes: an earlier candidate that is still on its way
// makes a later one a duplicate as surely as a finished one does, since it will be applied first.
class TreeTable {
 public:
  // Whether no candidate with a smaller number has the tree. Remembers the smallest.
  bool Claim(const Hash128& tree, int64_t number);
  // Whether a row up to `last` has it. Claims nothing.
  bool IsKnown(const Hash128& tree, int64_t last) const;
  // REQUIRES: claimed.
  int64_t Owner(const Hash128& tree) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<Hash128, int64_t> owners_;
};

// Makes and measures candidates, one at a time: a lane's processes behind one call. An Error is the
// platform's; whatever the candidate does is its verdict.
class CandidateWorker {
 public:
  virtual ~CandidateWorker() = default;
  virtual Result<Candidate> Run(const Job& job, TreeTable& trees) = 0;
};

// As selection sees it. REQUIRES: it has a score.
Elite EliteOf(const Candidate& candidate);

}  // namespace gauntlet
