// A bounded set of elites, best first. What several selectors are made of. Copies share their content until
// one of them changes: a campaign keeps a copy for every candidate that is on its way.
#pragma once

#include <memory>
#include <vector>

#include "host/base/rng.h"
#include "host/select/selector.h"

namespace gauntlet {

class Population {
 public:
  explicit Population(size_t capacity) : capacity_(capacity) {}

  // A score that is there already is taken for the same behaviour, and the older one stays.
  bool WouldKeep(const Elite& elite) const;
  // WouldKeep is false up to this score.
  double Floor() const;
  bool Insert(const Elite& elite);
  void Remove(int64_t number);

  const std::vector<Elite>& elites() const { return *elites_; }
  bool empty() const { return elites_->empty(); }

  const Elite& Any(Rng& rng) const;                   // REQUIRES: not empty
  const Elite& BestOf(Rng& rng, size_t drawn) const;  // of `drawn` with replacement. REQUIRES: not empty
  // By weights, one for each elite in their order; alike if they add up to nothing. REQUIRES: not empty.
  const Elite& ByWeight(Rng& rng, const std::vector<double>& weights) const;
  // For crossover: another than `main`, or -1 if there is none.
  int64_t Mate(Rng& rng, int64_t main) const;

 private:
  std::vector<Elite>& Own();

  size_t capacity_;
  std::shared_ptr<std::vector<Elite>> elites_ = std::make_shared<std::vector<Elite>>();
};

// Best first, the older one first of equals.
bool Better(const Elite& a, const Elite& b);

}  // namespace gauntlet
