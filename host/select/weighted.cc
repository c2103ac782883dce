// A population of the best, parents by score and by how little has been tried with them: in proportion to
//   sigmoid(sharpness * (score - median) / spread) * 1 / (1 + children)
// The spread is the median distance from the median, so that neither the unit of scores nor an outlier matters.
// Children count whatever became of them. Source: Lange, Imajuku and Cetin, "ShinkaEvolve", arXiv:2509.19349, section
// 3, and its repository for the spread.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "host/select/one_population.h"
#include "host/select/options.h"
#include "host/select/selectors.h"

namespace gauntlet {
namespace {

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return std::midpoint(*std::max_element(values.begin(), middle), *middle);
}

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

class Weighted final : public OnePopulation {
 public:
  Weighted(size_t capacity, double sharpness, double crossover)
      : OnePopulation(capacity, crossover), sharpness_(sharpness) {}

  std::unique_ptr<Selector> Clone() const override { return std::make_unique<Weighted>(*this); }

  std::vector<int64_t> Learn(const Bred& child) override {
    std::map<int64_t, uint32_t> children;
    for (const Elite& elite : population().elites()) {
      const auto known = children_->find(elite.number);
      const auto born = static_cast<uint32_t>(std::ranges::count(child.parents, elite.number));
      if (const uint32_t all = born + (known == children_->end() ? 0 : known->second))
        children[elite.number] = all;
    }
    if (children != *children_)
      children_ = std::make_shared<const std::map<int64_t, uint32_t>>(std::move(children));
    return {};
  }

  const Elite& ChooseMain(Rng& rng) const override { return population().ByWeight(rng, Weights()); }

 private:
  std::vector<double> Weights() const {
    std::vector<double> scores, distances, weights;
    for (const Elite& elite : population().elites()) scores.push_back(elite.score);
    const double median = Median(scores);
    for (const double score : scores) distances.push_back(std::abs(score - median));
    const double spread = Median(distances);
    for (const Elite& elite : population().elites()) {
      const double ahead = elite.score - median;
      // Without a spread (one elite) all are alike.
      const double worth = Sigmoid(ahead == 0 || spread <= 0 ? 0 : sharpness_ * ahead / spread);
      const auto known = children_->find(elite.number);
      weights.push_back(worth / (1.0 + (known == children_->end() ? 0 : known->second)));
    }
    return weights;
  }

  double sharpness_;
  // Of members of the population that have any; shared by clones.
  std::shared_ptr<const std::map<int64_t, uint32_t>> children_ =
      std::make_shared<const std::map<int64_t, uint32_t>>();
};

}  // namespace

Result<std::unique_ptr<Selector>> MakeWeighted(const SelectorConfig& config) {
  double archive_size = 64, sharpness = 10, crossover = 0.2;
  GAUNTLET_CHECK_OK(ReadOptions("weighted", config.options,
                                {{"archive_size", &archive_size, 1, 1e5, true},
                                 {"sharpness", &sharpness, 0, 1000, false},
                                 {"crossover", &crossover, 0, 1, false}}));
  return std::make_unique<Weighted>(static_cast<size_t>(archive_size), sharpness, crossover);
}

}  // namespace gauntlet
