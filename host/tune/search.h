// One search: points of the space, scored on some workloads of the train split, each vector played once.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "host/tune/field.h"
#include "host/tune/space.h"
#include "host/tune/strategy.h"

namespace gauntlet::tune {

// A vector, and what came of it on all workloads of the train split.
struct Tried {
  Settings settings;
  Played played;
};

// Plays a vector on the lane of this search. Nothing: stop.
using PlayOne = std::function<std::optional<Played>(const Settings& settings)>;

class Search {
 public:
  // Sees the workloads `seen` of train, and none beside. `shared`: what others have tried before, the original first,
  // drawn without a look at any score. REQUIRES: all outlive it; shared.front() did not fail.
  Search(const Space& space, std::vector<uint32_t> seen, const std::deque<Tried>& shared);

  // Until `budget` new vectors were played.
  void Run(const Step& step, size_t budget, uint64_t seed, const PlayOne& play);
  // The best of all that it knows; at least the original. Of equals the one tried first.
  const Tried& Best() const;
  const Tried* Find(const Settings& settings) const;  // nullptr: it does not know of it
  // Takes literals of `settings` back to the original's where that costs nothing on what it sees, one after the other.
  Settings Trim(const Settings& settings, const PlayOne& play);

  // Of the mean score over the workloads that it sees, against the original. REQUIRES: played.ok().
  double GainOf(const Played& played) const;
  const std::deque<Tried>& own() const { return own_; }
  const std::vector<uint32_t>& seen() const { return seen_; }

 private:
  void Know(const Tried& tried);
  // As strategies take it: who failed is a little worse than all who did not.
  double ValueOf(const Played& played) const;
  std::optional<double> Score(const Settings& settings, const PlayOne& play);
  std::vector<UnitPoint> Starts(size_t most) const;

  const Space& space_;
  std::vector<uint32_t> seen_;
  const Played& original_;
  std::deque<Tried> own_;
  std::map<std::vector<uint64_t>, const Tried*> known_;  // by the table
  std::vector<const Tried*> order_;                      // as they came
  double best_ = 0, worst_ = 0;                          // gains of those that did not fail
  size_t left_ = 0;                                      // vectors that may still be played
};

}  // namespace gauntlet::tune
