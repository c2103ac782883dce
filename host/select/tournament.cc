// A population of the best, parents by tournament: the best of a few drawn at random.
#include "host/select/options.h"
#include "host/select/population.h"
#include "host/select/selectors.h"

namespace gauntlet {
namespace {

class Tournament final : public Selector {
 public:
  Tournament(size_t capacity, size_t drawn, double crossover)
      : population_(capacity), drawn_(drawn), crossover_(crossover) {}

  std::unique_ptr<Selector> Clone() const override { return std::make_unique<Tournament>(*this); }
  bool WouldKeep(const Elite& elite) const override { return population_.WouldKeep(elite); }
  bool Insert(const Elite& elite) override { return population_.Insert(elite); }
  void Remove(int64_t number) override { population_.Remove(number); }
  std::vector<Elite> Contents() const override { return population_.elites(); }

  Parents Choose(Rng& rng, int64_t /*child*/) const override {
    GAUNTLET_ASSERT(!population_.empty());
    Parents parents{.main = population_.BestOf(rng, drawn_).number};
    if (rng.Chance(crossover_)) parents.other = population_.Mate(rng, parents.main);
    return parents;
  }

 private:
  Population population_;
  size_t drawn_;
  double crossover_;
};

}  // namespace

Result<std::unique_ptr<Selector>> MakeTournament(const SelectorConfig& config) {
  double archive_size = 64, tournament_size = 3, crossover = 0.2;
  GAUNTLET_CHECK_OK(ReadOptions("tournament", config.options,
                                {{"archive_size", &archive_size, 1, 1e6, true},
                                 {"tournament_size", &tournament_size, 1, 1e6, true},
                                 {"crossover", &crossover, 0, 1, false}}));
  return std::make_unique<Tournament>(static_cast<size_t>(archive_size), static_cast<size_t>(tournament_size),
                                      crossover);
}

}  // namespace gauntlet
