// Several populations that breed apart. Every `migration_every`-th child of an island has its main parent from another
// island, so that a discovery travels, but slowly: each island has time to find something else. From which one follows
// from the topology:
//   ring      the island before
//   star      island 0, and island 0 from the others in turn
//   complete  the others in turn
//
// An island whose last `restart_after` children brought it no new best is emptied, and settled anew from its neighbours
// as its next children come (after Romera-Paredes et al., "Mathematical discoveries from program search with large
// language models", Nature 625, 2024, which restarts the worse half by the clock). The island of the very best is never
// emptied. If the whole campaign had no new best for `spawn_after` candidates, one more island is opened, up to
// `most_islands` (after ShinkaEvolve's and AdaEvolve's dynamic islands). 0 turns either off.
#include <algorithm>

#include "host/select/options.h"
#include "host/select/population.h"
#include "host/select/selectors.h"

namespace gauntlet {
namespace {

enum Topology { kRing, kStar, kComplete };

struct IslandOptions {
  double islands = 4, island_size = 25, tournament_size = 2, migration_every = 20, crossover = 0.2;
  double topology = kRing, restart_after = 0, spawn_after = 0, most_islands = 16;
};

class Islands final : public Selector {
 public:
  explicit Islands(const IslandOptions& o)
      : o_(o),
        islands_(static_cast<size_t>(o.islands), Population(static_cast<size_t>(o.island_size))),
        without_gain_(islands_.size(), 0) {}

  std::unique_ptr<Selector> Clone() const override { return std::make_unique<Islands>(*this); }
  bool WouldKeep(const Elite& elite) const override {
    return islands_[HomeOf(elite.island)].WouldKeep(elite);
  }
  std::optional<double> Floor(const Elite& unscored) const override {
    return islands_[HomeOf(unscored.island)].Floor();
  }
  bool Insert(const Elite& elite) override { return islands_[HomeOf(elite.island)].Insert(elite); }
  void Remove(int64_t number) override {
    for (Population& island : islands_) island.Remove(number);
  }

  std::vector<int64_t> Learn(const Bred& child) override {
    const size_t home = HomeOf(child.island);
    const bool leads_home = !islands_[home].empty() && islands_[home].elites().front().number == child.number;
    const bool leads = leads_home && Best() == home;
    without_gain_[home] = leads_home ? 0 : without_gain_[home] + 1;
    without_gain_anywhere_ = leads ? 0 : without_gain_anywhere_ + 1;
    if (o_.spawn_after > 0 && without_gain_anywhere_ >= o_.spawn_after) Spawn();
    if (o_.restart_after > 0 && without_gain_[home] >= o_.restart_after) return Restart(home);
    return {};
  }

  Parents Choose(Rng& rng, int64_t child) const override {
    const size_t count = islands_.size();
    const size_t home = static_cast<uint64_t>(child) % count;
    const uint64_t turn = static_cast<uint64_t>(child) / count;
    const auto every = static_cast<uint64_t>(o_.migration_every);
    const bool migrates = every > 0 && turn % every == every - 1;
    const Population& from = Inhabited(migrates ? SourceFor(home, turn / every) : home);
    Parents parents{.main = from.BestOf(rng, static_cast<size_t>(o_.tournament_size)).number,
                    .island = static_cast<uint32_t>(home)};
    if (rng.Chance(o_.crossover)) parents.other = Inhabited(home).Mate(rng, parents.main);
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
  size_t HomeOf(uint32_t island) const { return island % islands_.size(); }

  // Where the `round`-th migrant to `home` comes from.
  size_t SourceFor(size_t home, uint64_t round) const {
    const size_t count = islands_.size();
    if (count == 1) return home;
    const size_t step = 1 + round % (count - 1);
    switch (static_cast<int>(o_.topology)) {
      case kStar:
        return home == 0 ? step : 0;
      case kComplete:
        return (home + step) % count;
      default:
        return (home + count - 1) % count;
    }
  }

  // The island, or the nearest before it on the ring that anybody lives on.
  const Population& Inhabited(size_t island) const {
    const size_t count = islands_.size();
    for (size_t back = 0; back < count; ++back) {
      const Population& population = islands_[(island + count - back) % count];
      if (!population.empty()) return population;
    }
    AssertionFailed("Choose from an empty archive", __FILE__, __LINE__);
  }

  // The island where the very best lives. Without anybody the first.
  size_t Best() const {
    size_t best = 0;
    for (size_t i = 1; i < islands_.size(); ++i) {
      if (islands_[i].empty()) continue;
      if (islands_[best].empty() || Better(islands_[i].elites().front(), islands_[best].elites().front()))
        best = i;
    }
    return best;
  }

  void Spawn() {
    without_gain_anywhere_ = 0;
    if (static_cast<double>(islands_.size()) >= o_.most_islands) return;
    islands_.emplace_back(static_cast<size_t>(o_.island_size));
    without_gain_.push_back(0);
  }

  std::vector<int64_t> Restart(size_t island) {
    without_gain_[island] = 0;
    if (island == Best()) return {};
    std::vector<int64_t> gone;
    for (const Elite& elite : islands_[island].elites()) gone.push_back(elite.number);
    islands_[island] = Population(static_cast<size_t>(o_.island_size));
    return gone;
  }

  IslandOptions o_;
  std::vector<Population> islands_;
  std::vector<double> without_gain_;  // children since its last new best, for each island
  double without_gain_anywhere_ = 0;  // candidates since the campaign's
};

}  // namespace

Result<std::unique_ptr<Selector>> MakeIslands(const SelectorConfig& config) {
  IslandOptions o;
  GAUNTLET_CHECK_OK(
      ReadOptions("islands", config.options,
                  {{"islands", &o.islands, 1, 1000, true},
                   {"island_size", &o.island_size, 1, 1e6, true},
                   {"tournament_size", &o.tournament_size, 1, 1e6, true},
                   {"migration_every", &o.migration_every, 0, 1e9, true},
                   {"crossover", &o.crossover, 0, 1, false},
                   {"topology", &o.topology, kRing, kComplete, true, {"ring", "star", "complete"}},
                   {"restart_after", &o.restart_after, 0, 1e9, true},
                   {"spawn_after", &o.spawn_after, 0, 1e9, true},
                   {"most_islands", &o.most_islands, 1, 1000, true}}));
  return std::make_unique<Islands>(o);
}

}  // namespace gauntlet
