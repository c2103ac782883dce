// All searches of one tuning, side by side on the lanes of the train split. What they try is a function of the seed,
// whatever the number of lanes, unless a time ends them.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "host/tune/folds.h"
#include "host/tune/search.h"
#include "host/tune/tuner.h"

namespace gauntlet::tune {

class Searches {
 public:
  // `module`: lifted. `original`: played on all of train. REQUIRES: all outlive it.
  Searches(const Space& space, Field& train, std::shared_ptr<const Module> module,
           const TunerOptions& options, Played original);

  // Blind points, a search a fold, the last one. An error is the platform's; a stop is none.
  Result<> Run(const std::vector<Fold>& folds);

  // A vector that had success, and the number of the fold that its search did not see; empty: it saw all.
  struct Found {
    Tried tried;
    std::optional<size_t> unseen_fold;
  };
  // The best of each search, trimmed, the last search's first; vectors that are the original's are left out.
  const std::vector<Found>& found() const { return found_; }
  const std::vector<FoldGain>& fold_gains() const { return fold_gains_; }
  const Played& original() const { return shared_.front().played; }
  const std::deque<Tried>& shared() const { return shared_; }  // the original first

  size_t played() const { return played_; }
  std::map<std::string, size_t> failures() const { return failures_; }
  bool interrupted() const { return options_.stop && *options_.stop; }

 private:
  std::optional<Played> Play(size_t lane, const Settings& settings);
  void Tell(const Search* search);
  // Calls `work(lane, index)` for each index below `count`, a thread a lane.
  void DrawBlind(size_t count);
  void SearchFolds(const std::vector<Fold>& folds, size_t budget);
  void SearchAll(size_t budget);
  Settings RunSteps(Search& search, size_t lane, size_t budget, uint64_t number);
  void BeginStage(const char* name, double share_of_time);

  const Space& space_;
  Field& train_;
  std::shared_ptr<const Module> module_;
  const TunerOptions& options_;
  std::deque<Tried> shared_;
  std::vector<std::unique_ptr<Search>> fold_searches_;
  std::vector<Found> found_;
  std::vector<FoldGain> fold_gains_;

  double start_ms_ = 0;
  double deadline_ms_ = 0;  // of the stage; 0: none
  std::atomic<size_t> played_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;  // of what follows
  std::map<std::string, size_t> failures_;
  std::optional<Error> error_;
  Progress progress_;
};

}  // namespace gauntlet::tune
