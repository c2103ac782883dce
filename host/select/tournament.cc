// A population of the best, parents by tournament: the best of a few drawn at random.
#include "host/select/one_population.h"
#include "host/select/options.h"
#include "host/select/selectors.h"

namespace gauntlet {
namespace {

class Tournament final : public OnePopulation {
 public:
  Tournament(size_t capacity, size_t drawn, double crossover)
      : OnePopulation(capacity, crossover), drawn_(drawn) {}

  std::unique_ptr<Selector> Clone() const override { return std::make_unique<Tournament>(*this); }

  const Elite& ChooseMain(Rng& rng) const override { return population().BestOf(rng, drawn_); }

 private:
  size_t drawn_;
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
