// One elite for each cell of a grid over the feature dimensions: a weak candidate that is unlike all others
// has a place, and may be the grandparent of the best. Source: Mouret and Clune, "Illuminating search spaces
// by mapping elites", arXiv:1504.04909.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "host/select/options.h"
#include "host/select/population.h"
#include "host/select/selectors.h"

namespace gauntlet {
namespace {

using Cell = std::vector<uint32_t>;

class MapElites final : public Selector {
 public:
  MapElites(std::vector<FeatureDimension> dimensions, double best_share, double crossover)
      : dimensions_(std::move(dimensions)), best_share_(best_share), crossover_(crossover) {}

  std::unique_ptr<Selector> Clone() const override { return std::make_unique<MapElites>(*this); }

  bool WouldKeep(const Elite& elite) const override {
    const auto at = grid_->cells.find(CellOf(elite));
    return at == grid_->cells.end() || elite.score > grid_->elites[at->second].score;
  }

  // The worst elite of the cells that it may come to, if all of these are inhabited.
  std::optional<double> Floor(const Elite& unscored) const override {
    double cells = 1, floor = std::numeric_limits<double>::infinity();
    for (size_t i = 0; i < dimensions_.size(); ++i)
      if (std::isnan(unscored.features[i])) cells *= dimensions_[i].bins;
    for (const auto& [cell, at] : grid_->cells) {
      if (!MayBeIn(cell, unscored)) continue;
      floor = std::min(floor, grid_->elites[at].score);
      --cells;
    }
    return cells == 0 ? floor : -std::numeric_limits<double>::infinity();
  }

  bool Insert(const Elite& elite) override {
    if (!WouldKeep(elite)) return false;
    Grid& grid = Own();
    const auto [at, is_new] = grid.cells.try_emplace(CellOf(elite), grid.elites.size());
    if (is_new) {
      grid.elites.push_back(elite);
    } else {
      grid.elites[at->second] = elite;
    }
    if (grid.elites.size() == 1 || Better(elite, grid.elites[grid.best])) grid.best = at->second;
    return true;
  }

  void Remove(int64_t number) override {
    const auto gone = std::ranges::find(grid_->elites, number, &Elite::number);
    if (gone == grid_->elites.end()) return;
    auto rest = std::make_shared<Grid>();
    for (const Elite& elite : grid_->elites) {
      if (elite.number == number) continue;
      rest->cells[CellOf(elite)] = rest->elites.size();
      rest->elites.push_back(elite);
      if (Better(elite, rest->elites[rest->best])) rest->best = rest->elites.size() - 1;
    }
    grid_ = std::move(rest);
  }

  Parents Choose(Rng& rng, int64_t /*child*/) const override {
    const std::vector<Elite>& elites = grid_->elites;
    GAUNTLET_ASSERT(!elites.empty());
    const size_t main = rng.Chance(best_share_) ? grid_->best : rng.Below(elites.size());
    Parents parents{.main = elites[main].number};
    if (rng.Chance(crossover_) && elites.size() > 1) {
      size_t other = rng.Below(elites.size() - 1);
      if (other >= main) ++other;
      parents.other = elites[other].number;
    }
    return parents;
  }

  std::vector<Elite> Contents() const override {
    std::vector<Elite> elites = grid_->elites;
    std::ranges::sort(elites, Better);
    return elites;
  }

 private:
  struct Grid {
    std::map<Cell, size_t> cells;  // index into `elites`
    std::vector<Elite> elites;     // in the order in which the cells were first filled
    size_t best = 0;
  };

  Cell CellOf(const Elite& elite) const {
    GAUNTLET_ASSERT(elite.features.size() == dimensions_.size());
    Cell cell;
    for (size_t i = 0; i < dimensions_.size(); ++i) cell.push_back(BinOf(dimensions_[i], elite.features[i]));
    return cell;
  }

  bool MayBeIn(const Cell& cell, const Elite& unscored) const {
    GAUNTLET_ASSERT(unscored.features.size() == dimensions_.size());
    for (size_t i = 0; i < dimensions_.size(); ++i) {
      const double value = unscored.features[i];
      if (!std::isnan(value) && BinOf(dimensions_[i], value) != cell[i]) return false;
    }
    return true;
  }

  Grid& Own() {
    if (grid_.use_count() > 1) grid_ = std::make_shared<Grid>(*grid_);
    return *grid_;
  }

  std::vector<FeatureDimension> dimensions_;
  double best_share_, crossover_;
  std::shared_ptr<Grid> grid_ = std::make_shared<Grid>();  // shared by clones until one changes
};

Result<> CheckDimension(const FeatureDimension& d) {
  const auto wrong = [&](std::string_view what) {
    return Fail(ErrorKind::kInput, fmt::format("selector map_elites: dimension {}: {}", d.name, what));
  };
  if (d.bins < 1 || d.bins > 10000) return wrong("bins must be from 1 to 10000");
  if (!(std::isfinite(d.low) && std::isfinite(d.high) && d.low < d.high))
    return wrong("low must be below high");
  if (d.log_scale && d.low <= 0) return wrong("a logarithmic scale needs a low above 0");
  return {};
}

}  // namespace

uint32_t BinOf(const FeatureDimension& d, double value) {
  double low = d.low, high = d.high;
  if (d.log_scale) value = std::log(std::max(value, d.low)), low = std::log(low), high = std::log(high);
  const double share = (value - low) / (high - low);
  if (!(share > 0)) return 0;
  return share >= 1 ? d.bins - 1 : static_cast<uint32_t>(share * d.bins);
}

Result<std::unique_ptr<Selector>> MakeMapElites(const SelectorConfig& config) {
  double best_share = 0.2, crossover = 0.2;
  GAUNTLET_CHECK_OK(
      ReadOptions("map_elites", config.options,
                  {{"best_share", &best_share, 0, 1, false}, {"crossover", &crossover, 0, 1, false}}));
  if (config.dimensions.empty())
    return Fail(ErrorKind::kInput, "selector map_elites needs feature dimensions; the problem has none");
  for (const FeatureDimension& dimension : config.dimensions) GAUNTLET_CHECK_OK(CheckDimension(dimension));
  return std::make_unique<MapElites>(config.dimensions, best_share, crossover);
}

}  // namespace gauntlet
