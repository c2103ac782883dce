#include "host/select/population.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace gauntlet {

bool Better(const Elite& a, const Elite& b) {
  return a.score != b.score ? a.score > b.score : a.number < b.number;
}

bool Population::WouldKeep(const Elite& elite) const {
  const auto at = std::ranges::lower_bound(*elites_, elite.score, std::greater<>(), &Elite::score);
  if (at != elites_->end() && at->score == elite.score) return false;
  return elites_->size() < capacity_ || at != elites_->end();
}

double Population::Floor() const {
  return elites_->size() < capacity_ ? -std::numeric_limits<double>::infinity() : elites_->back().score;
}

bool Population::Insert(const Elite& elite) {
  if (!WouldKeep(elite)) return false;
  std::vector<Elite>& elites = Own();
  elites.insert(std::ranges::upper_bound(elites, elite, Better), elite);
  if (elites.size() > capacity_) elites.pop_back();
  return true;
}

void Population::Remove(int64_t number) {
  if (std::ranges::find(*elites_, number, &Elite::number) == elites_->end()) return;
  std::erase_if(Own(), [&](const Elite& e) { return e.number == number; });
}

const Elite& Population::Any(Rng& rng) const { return (*elites_)[rng.Below(elites_->size())]; }

const Elite& Population::BestOf(Rng& rng, size_t drawn) const {
  uint64_t best = rng.Below(elites_->size());
  for (size_t i = 1; i < drawn; ++i) best = std::min(best, rng.Below(elites_->size()));
  return (*elites_)[best];
}

const Elite& Population::ByWeight(Rng& rng, const std::vector<double>& weights) const {
  GAUNTLET_ASSERT(weights.size() == elites_->size() && !weights.empty());
  double left = rng.Unit() * std::accumulate(weights.begin(), weights.end(), 0.0);
  if (!(left > 0)) return Any(rng);
  for (size_t i = 0; i < weights.size(); ++i)
    if (left -= weights[i]; left < 0) return (*elites_)[i];
  return elites_->back();
}

int64_t Population::Mate(Rng& rng, int64_t main) const {
  const auto self = std::ranges::find(*elites_, main, &Elite::number);
  const size_t others = elites_->size() - (self == elites_->end() ? 0 : 1);
  if (others == 0) return -1;
  size_t at = rng.Below(others);
  if (self != elites_->end() && at >= static_cast<size_t>(self - elites_->begin())) ++at;
  return (*elites_)[at].number;
}

std::vector<Elite>& Population::Own() {
  if (elites_.use_count() > 1) elites_ = std::make_shared<std::vector<Elite>>(*elites_);
  return *elites_;
}

}  // namespace gauntlet
