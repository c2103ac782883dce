// Several populations that breed apart, on a ring. Every `migration_every`-th child of an island has its main
// parent from the island before, so that a discovery travels, but slowly: each island has time to find
// something else.
#include <algorithm>

#include "host/select/options.h"
#include "host/select/population.h"
#include "host/select/selectors.h"

namespace gauntlet {
namespace {

struct IslandOptions {
  double islands = 4, island_size = 25, tournament_size = 2, migration_every = 20, crossover = 0.2;
};

class Islands final : public Selector {
 public:
  explicit Islands(const IslandOptions& o)
      : tournament_size_(static_cast<size_t>(o.tournament_size)),
        migration_every_(static_cast<uint64_t>(o.migration_every)),
        crossover_(o.crossover),
        islands_(static_cast<size_t>(o.islands), Population(static_cast<size_t>(o.island_size))) {}

  std::unique_ptr<Selector> Clone() const override { return std::make_unique<Islands>(*this); }
  bool WouldKeep(const Elite& elite) const override { return Home(elite).WouldKeep(elite); }
  bool Insert(const Elite& elite) override { return islands_[elite.island % islands_.size()].Insert(elite); }
  void Remove(int64_t number) override {
    for (Population& island : islands_) island.Remove(number);
  }

  Parents Choose(Rng& rng, int64_t child) const override {
    const size_t count = islands_.size();
    const size_t home = static_cast<uint64_t>(child) % count;
    const uint64_t turn = static_cast<uint64_t>(child) / count;
    const bool migrates = migration_every_ > 0 && turn % migration_every_ == migration_every_ - 1;
    const Population& from = Inhabited(migrates ? home + count - 1 : home);
    Parents parents{.main = from.BestOf(rng, tournament_size_).number, .island = static_cast<uint32_t>(home)};
    if (rng.Chance(crossover_)) parents.other = Inhabited(home).Mate(rng, parents.main);
    return parents;
  }

  std::vector<Elite> Contents() const override {
    std::vector<Elite> all;
    for (const Population& island : islands_)
      all.insert(all.end(), island.elites().begin(), island.elites().end());
    std::ranges::sort(all, Better);
    return all;
  }

 private:
  const Population& Home(const Elite& elite) const { return islands_[elite.island % islands_.size()]; }

  // The island, or the nearest before it on the ring that anybody lives on.
  const Population& Inhabited(size_t island) const {
    const size_t count = islands_.size();
    for (size_t back = 0; back < count; ++back) {
      const Population& population = islands_[(island + count - back) % count];
      if (!population.empty()) return population;
    }
    AssertionFailed("Choose from an empty archive", __FILE__, __LINE__);
  }

  size_t tournament_size_;
  uint64_t migration_every_;
  double crossover_;
  std::vector<Population> islands_;
};

}  // namespace

Result<std::unique_ptr<Selector>> MakeIslands(const SelectorConfig& config) {
  IslandOptions o;
  GAUNTLET_CHECK_OK(ReadOptions("islands", config.options,
                                {{"islands", &o.islands, 1, 1000, true},
                                 {"island_size", &o.island_size, 1, 1e6, true},
                                 {"tournament_size", &o.tournament_size, 1, 1e6, true},
                                 {"migration_every", &o.migration_every, 0, 1e9, true},
                                 {"crossover", &o.crossover, 0, 1, false}}));
  return std::make_unique<Islands>(o);
}

}  // namespace gauntlet
