// Base of the selectors that keep a single population and differ in whom they choose as main parent; a second one is
// anybody else, with the chance that the option `crossover` is.
#pragma once

#include "host/select/population.h"

namespace gauntlet {

class OnePopulation : public Selector {
 public:
  bool WouldKeep(const Elite& elite) const final { return population_.WouldKeep(elite); }
  std::optional<double> Floor(const Elite& /*unscored*/) const final { return population_.Floor(); }
  bool Insert(const Elite& elite) final { return population_.Insert(elite); }
  void Remove(int64_t number) final { population_.Remove(number); }
  std::vector<Elite> Contents() const final { return population_.elites(); }

  Parents Choose(Rng& rng, int64_t /*child*/) const final {
    GAUNTLET_ASSERT(!population_.empty());
    Parents parents{.main = ChooseMain(rng).number};
    if (rng.Chance(crossover_)) parents.other = population_.Mate(rng, parents.main);
    return parents;
  }

 protected:
  OnePopulation(size_t capacity, double crossover) : population_(capacity), crossover_(crossover) {}
  virtual const Elite& ChooseMain(Rng& rng) const = 0;  // REQUIRES: somebody lives
  const Population& population() const { return population_; }

 private:
  Population population_;
  double crossover_;
};

}  // namespace gauntlet
