// A population of the best, parents by rank: the one of rank r (from 1) is chosen in proportion to r^-alpha. Scores
// themselves do not matter, so one that is far ahead takes no more than one that is barely so. Source: Lange, Imajuku
// and Cetin, "ShinkaEvolve", arXiv:2509.19349, section 3.
#include <cmath>

#include "host/select/one_population.h"
#include "host/select/options.h"
#include "host/select/selectors.h"

namespace gauntlet {
namespace {

class PowerLaw final : public OnePopulation {
 public:
  PowerLaw(size_t capacity, double alpha, double crossover)
      : OnePopulation(capacity, crossover), alpha_(alpha) {}

  std::unique_ptr<Selector> Clone() const override { return std::make_unique<PowerLaw>(*this); }

  const Elite& ChooseMain(Rng& rng) const override {
    std::vector<double> weights(population().elites().size());
    for (size_t i = 0; i < weights.size(); ++i) weights[i] = std::pow(static_cast<double>(i + 1), -alpha_);
    return population().ByWeight(rng, weights);
  }

 private:
  double alpha_;
};

}  // namespace

Result<std::unique_ptr<Selector>> MakePowerLaw(const SelectorConfig& config) {
  double archive_size = 64, alpha = 1, crossover = 0.2;
  GAUNTLET_CHECK_OK(ReadOptions("power_law", config.options,
                                {{"archive_size", &archive_size, 1, 1e5, true},
                                 {"alpha", &alpha, 0, 20, false},
                                 {"crossover", &crossover, 0, 1, false}}));
  return std::make_unique<PowerLaw>(static_cast<size_t>(archive_size), alpha, crossover);
}

}  // namespace gauntlet
