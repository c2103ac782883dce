// A population of the best that is searched where it gets better and looked through where it does not. Parents are
// either the best of a few (exploit) or anyone (explore); the share of the second grows with each candidate that brings
// no new best, from `explore_least` to `explore_most` within `patience` candidates. A new best takes it back by as much
// as it gained: all the way if it gained much more than lies between the best and the median, hardly at all for the
// last digit.
//
// AdaEvolve (Cemri et al., arXiv:2602.20133) steers its islands by such a signal of accumulated improvement. Its signal
// moves only when something improves, so a search that stands still after a good start is taken for one that goes well;
// here time without a gain counts by itself.
#include <algorithm>
#include <limits>

#include "host/select/one_population.h"
#include "host/select/options.h"
#include "host/select/selectors.h"

namespace gauntlet {
namespace {

struct AdaptiveOptions {
  double archive_size = 64, tournament_size = 4, explore_least = 0.1, explore_most = 0.7, patience = 50;
  double crossover = 0.2;
};

class Adaptive final : public OnePopulation {
 public:
  explicit Adaptive(const AdaptiveOptions& o)
      : OnePopulation(static_cast<size_t>(o.archive_size), o.crossover), o_(o) {}

  std::unique_ptr<Selector> Clone() const override { return std::make_unique<Adaptive>(*this); }

  std::vector<int64_t> Learn(const Bred& child) override {
    stale_ = std::min(stale_ + 1, o_.patience);
    if (!child.score || population().empty()) return {};
    const double gain = *child.score - best_;
    if (!(gain > 0)) return {};
    const std::vector<Elite>& elites = population().elites();
    const double spread = best_ - elites[elites.size() / 2].score;  // of what was there before, about
    stale_ *= !(spread > 0) || gain > spread * 1e9 ? 0 : spread / (gain + spread);
    best_ = *child.score;
    return {};
  }

  const Elite& ChooseMain(Rng& rng) const override {
    const double explore = o_.explore_least + (o_.explore_most - o_.explore_least) * stale_ / o_.patience;
    const bool anyone = rng.Chance(explore);
    const Elite& main =
        anyone ? population().Any(rng) : population().BestOf(rng, static_cast<size_t>(o_.tournament_size));
    return main;
  }

 private:
  AdaptiveOptions o_;
  double stale_ = 0;  // candidates without a gain, up to `patience`
  double best_ = -std::numeric_limits<double>::infinity();
};

}  // namespace

Result<std::unique_ptr<Selector>> MakeAdaptive(const SelectorConfig& config) {
  AdaptiveOptions o;
  GAUNTLET_CHECK_OK(ReadOptions("adaptive", config.options,
                                {{"archive_size", &o.archive_size, 1, 1e6, true},
                                 {"tournament_size", &o.tournament_size, 1, 1e6, true},
                                 {"explore_least", &o.explore_least, 0, 1, false},
                                 {"explore_most", &o.explore_most, 0, 1, false},
                                 {"patience", &o.patience, 1, 1e6, true},
                                 {"crossover", &o.crossover, 0, 1, false}}));
  if (o.explore_least > o.explore_most)
    return Fail(ErrorKind::kInput, "selector adaptive: explore_least must not be above explore_most");
  return std::make_unique<Adaptive>(o);
}

}  // namespace gauntlet
