// The few best, and always the very best as parent but for an occasional other one.
#include "host/select/one_population.h"
#include "host/select/options.h"
#include "host/select/selectors.h"

namespace gauntlet {
namespace {

class Greedy final : public OnePopulation {
 public:
  Greedy(size_t capacity, double best_share, double crossover)
      : OnePopulation(capacity, crossover), best_share_(best_share) {}

  std::unique_ptr<Selector> Clone() const override { return std::make_unique<Greedy>(*this); }

  const Elite& ChooseMain(Rng& rng) const override {
    const bool best = rng.Chance(best_share_);
    return best ? population().elites().front() : population().Any(rng);
  }

 private:
  double best_share_;
};

}  // namespace

Result<std::unique_ptr<Selector>> MakeGreedy(const SelectorConfig& config) {
  double archive_size = 10, best_share = 0.8, crossover = 0.1;
  GAUNTLET_CHECK_OK(ReadOptions("greedy", config.options,
                                {{"archive_size", &archive_size, 1, 1e6, true},
                                 {"best_share", &best_share, 0, 1, false},
                                 {"crossover", &crossover, 0, 1, false}}));
  return std::make_unique<Greedy>(static_cast<size_t>(archive_size), best_share, crossover);
}

}  // namespace gauntlet
