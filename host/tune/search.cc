#include "host/tune/search.h"

#include <algorithm>

#include "host/base/result.h"

namespace gauntlet::tune {
namespace {

constexpr size_t kStarts = 4;
// Points that round to vectors that are known cost nothing, but a strategy may ask for them without end.
constexpr size_t kCallsAVector = 50;

}  // namespace

Search::Search(const Space& space, std::vector<uint32_t> seen, const std::deque<Tried>& shared)
    : space_(space), seen_(std::move(seen)), original_(shared.front().played) {
  GAUNTLET_ASSERT(original_.ok());
  for (const Tried& tried : shared) Know(tried);
}

void Search::Know(const Tried& tried) {
  if (!known_.emplace(space_.Table(tried.settings), &tried).second) return;
  order_.push_back(&tried);
  if (!tried.played.ok()) return;
  const double gain = GainOf(tried.played);
  best_ = std::max(best_, gain), worst_ = std::min(worst_, gain);
}

double Search::GainOf(const Played& played) const {
  double sum = 0;
  for (const uint32_t i : seen_) sum += played.scores[i] - original_.scores[i];
  return sum / static_cast<double>(seen_.size());
}

double Search::ValueOf(const Played& played) const {
  constexpr double kMargin = 0.1, kLeast = 1e-6;
  return played.ok() ? GainOf(played) : worst_ - kMargin * (best_ - worst_) - kLeast;
}

std::optional<double> Search::Score(const Settings& settings, const PlayOne& play) {
  const auto known = known_.find(space_.Table(settings));
  if (known != known_.end()) return ValueOf(known->second->played);
  if (left_ == 0) return std::nullopt;
  auto played = play(settings);
  if (!played) return std::nullopt;
  --left_;
  own_.push_back({settings, std::move(*played)});
  Know(own_.back());
  return ValueOf(own_.back().played);
}

std::vector<UnitPoint> Search::Starts(size_t most) const {
  std::vector<std::pair<double, size_t>> good;  // of equals the one that was tried first
  for (size_t i = 0; i < order_.size(); ++i)
    if (order_[i]->played.ok()) good.emplace_back(-GainOf(order_[i]->played), i);
  std::ranges::sort(good);
  good.resize(std::min(good.size(), most));
  std::vector<UnitPoint> points;
  for (const auto& [loss, i] : good) points.push_back(space_.PointOf(order_[i]->settings));
  return points;
}

void Search::Run(const Step& step, size_t budget, uint64_t seed, const PlayOne& play) {
  GAUNTLET_ASSERT(step.search != nullptr);
  left_ = budget;
  size_t calls = 0;
  step.search({Starts(kStarts), budget, seed}, [&](const UnitPoint& point) -> std::optional<double> {
    if (calls++ >= kCallsAVector * budget) return std::nullopt;
    return Score(space_.At(point), play);
  });
  left_ = 0;
}

const Tried& Search::Best() const {
  const Tried* best = order_.front();
  for (const Tried* tried : order_)
    if (tried->played.ok() && GainOf(tried->played) > GainOf(best->played)) best = tried;
  return *best;
}

const Tried* Search::Find(const Settings& settings) const {
  const auto known = known_.find(space_.Table(settings));
  return known == known_.end() ? nullptr : known->second;
}

Settings Search::Trim(const Settings& settings, const PlayOne& play) {
  Settings out = settings;
  left_ = settings.size() + 1;
  auto value = Score(out, play);
  for (size_t i = 0; value && i < out.size(); ++i) {
    if (out[i] == space_.Original()[i]) continue;
    Settings without = out;
    without[i] = space_.Original()[i];
    const auto left = Score(without, play);
    if (!left) break;
    if (*left < *value) continue;
    out = std::move(without), value = left;
  }
  left_ = 0;
  return out;
}

}  // namespace gauntlet::tune
