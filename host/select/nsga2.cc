// Several objectives at once: the score and chosen dimensions of the archive. What nobody beats in all of them stays,
// and where room is short, what has no close neighbour; parents are the better of two by the same order (pareto.h).
// The very best by score always stays.
//
// `pareto` names the dimensions and which way is better: {nodes: less, branches: less}. Without it all dimensions of
// the archive count, less being better.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "host/select/options.h"
#include "host/select/pareto.h"
#include "host/select/population.h"
#include "host/select/selectors.h"

namespace gauntlet {
namespace {

struct Direction {
  size_t dimension = 0;
  double sign = 1;  // -1: less is better
};

class Nsga2 final : public Selector {
 public:
  Nsga2(size_t capacity, double crossover, std::vector<Direction> directions)
      : capacity_(capacity), crossover_(crossover), directions_(std::move(directions)) {}

  std::unique_ptr<Selector> Clone() const override { return std::make_unique<Nsga2>(*this); }

  bool WouldKeep(const Elite& elite) const override { return With(elite) != nullptr; }

  bool Insert(const Elite& elite) override {
    auto with = With(elite);
    if (with == nullptr) return false;
    front_ = std::move(with);
    return true;
  }

  void Remove(int64_t number) override {
    std::vector<Elite> rest = front_->elites;
    if (std::erase_if(rest, [&](const Elite& e) { return e.number == number; }) > 0)
      front_ = Ranked(std::move(rest));
  }

  Parents Choose(Rng& rng, int64_t /*child*/) const override {
    GAUNTLET_ASSERT(!front_->elites.empty());
    const size_t main = BetterOfTwo(rng, std::nullopt);
    Parents parents{.main = front_->elites[main].number};
    if (rng.Chance(crossover_) && front_->elites.size() > 1)
      parents.other = front_->elites[BetterOfTwo(rng, main)].number;
    return parents;
  }

  std::vector<Elite> Contents() const override { return front_->elites; }

 private:
  struct Content {
    std::vector<Elite> elites;  // best score first
    std::vector<ParetoStanding> standings;
  };

  Objectives ObjectivesOf(const Elite& elite) const {
    Objectives objectives = {elite.score};
    for (const auto& [dimension, sign] : directions_) {
      const double value = sign * elite.features.at(dimension);
      objectives.push_back(std::isnan(value) ? -std::numeric_limits<double>::infinity() : value);
    }
    return objectives;
  }

  std::shared_ptr<const Content> Ranked(std::vector<Elite> elites) const {
    std::vector<Objectives> points;
    for (const Elite& elite : elites) points.push_back(ObjectivesOf(elite));
    std::vector<ParetoStanding> standings = ParetoStandings(points);
    return std::make_shared<const Content>(std::move(elites), std::move(standings));
  }

  // The content after the elite was let in; nullptr if it stays out. One that equals an older one stays out.
  std::shared_ptr<const Content> With(const Elite& elite) const {
    const Objectives its = ObjectivesOf(elite);
    for (const Elite& old : front_->elites)
      if (ObjectivesOf(old) == its) return nullptr;
    std::vector<Elite> elites = front_->elites;
    elites.insert(std::ranges::upper_bound(elites, elite, Better), elite);
    auto with = Ranked(std::move(elites));
    if (with->elites.size() <= capacity_) return with;
    // Of equals the youngest goes; the best by score, in front, never.
    size_t last = 1;
    for (size_t i = 2; i < with->elites.size(); ++i) {
      const ParetoStanding &a = with->standings[last], &b = with->standings[i];
      const bool alike = !a.Beats(b) && !b.Beats(a);
      if (a.Beats(b) || (alike && with->elites[i].number > with->elites[last].number)) last = i;
    }
    if (with->elites[last].number == elite.number) return nullptr;
    std::vector<Elite> rest = with->elites;
    rest.erase(rest.begin() + static_cast<ptrdiff_t>(last));
    return Ranked(std::move(rest));
  }

  size_t BetterOfTwo(Rng& rng, std::optional<size_t> without) const {
    const auto draw = [&] {
      const size_t i = rng.Below(front_->elites.size() - (without ? 1 : 0));
      return without && i >= *without ? i + 1 : i;
    };
    const size_t a = draw(), b = draw();
    return front_->standings[b].Beats(front_->standings[a]) ? b : a;
  }

  size_t capacity_;
  double crossover_;
  std::vector<Direction> directions_;
  std::shared_ptr<const Content> front_ = std::make_shared<const Content>();  // shared by clones
};

Result<std::vector<Direction>> ReadDirections(const SelectorConfig& config) {
  std::vector<Direction> directions;
  if (!config.options.is_object() || !config.options.contains("pareto")) {
    for (size_t i = 0; i < config.dimensions.size(); ++i) directions.push_back({i, -1});
    return directions;
  }
  const Json& pareto = config.options["pareto"];
  const auto wrong = [](const std::string& what) {
    return Fail(ErrorKind::kInput, "selector nsga2: pareto must map dimensions to less or more; " + what);
  };
  if (!pareto.is_object()) return wrong("this is " + pareto.dump());
  for (const auto& [name, direction] : pareto.items()) {
    const auto at = std::ranges::find(config.dimensions, name, &FeatureDimension::name);
    if (at == config.dimensions.end()) return wrong(fmt::format("the archive has no dimension {}", name));
    if (direction != "less" && direction != "more")
      return wrong(fmt::format("{} is {}", name, direction.dump()));
    directions.push_back(
        {static_cast<size_t>(at - config.dimensions.begin()), direction == "less" ? -1.0 : 1.0});
  }
  return directions;
}

}  // namespace

Result<std::unique_ptr<Selector>> MakeNsga2(const SelectorConfig& config) {
  double archive_size = 64, crossover = 0.2;
  GAUNTLET_CHECK_OK(ReadOptions(
      "nsga2", config.options,
      {{"archive_size", &archive_size, 1, 2000, true}, {"crossover", &crossover, 0, 1, false}}, {"pareto"}));
  GAUNTLET_TRY(std::vector<Direction> directions, ReadDirections(config));
  return std::make_unique<Nsga2>(static_cast<size_t>(archive_size), crossover, std::move(directions));
}

}  // namespace gauntlet
