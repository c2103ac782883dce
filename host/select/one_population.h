// Base of the selectors that keep a single population and differ in how they choose parents from it.
#pragma once

#include "host/select/population.h"

namespace gauntlet {

class OnePopulation : public Selector {
 public:
  bool WouldKeep(const Elite& elite) const final { return population_.WouldKeep(elite); }
  bool Insert(const Elite& elite) final { return population_.Insert(elite); }
  void Remove(int64_t number) final { population_.Remove(number); }
  std::vector<Elite> Contents() const final { return population_.elites(); }

 protected:
  explicit OnePopulation(size_t capacity) : population_(capacity) {}
  const Population& population() const { return population_; }

 private:
  Population population_;
};

}  // namespace gauntlet
