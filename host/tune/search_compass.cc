// One literal at a time, up and down by a step that doubles where it helps and halves where it does not: what fits
// policies with many integers, on which scores are flat between two values and models of smooth functions find nothing.
// Source: Kolda, Lewis, Torczon, "Optimization by Direct Search", SIAM Review 45(3), 2003 (compass search).
#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/base/rng.h"
#include "host/tune/strategy.h"

namespace gauntlet::tune {
namespace {

constexpr double kFirstStep = 0.2;
constexpr double kLastStep = 1e-3;

// Climbs from one start until no literal's smallest step helps. False: stop.
bool Climb(UnitPoint best, const ScoreOf& score, Rng& rng) {
  auto found = score(best);
  if (!found) return false;
  double best_score = *found;
  std::vector<double> steps(best.size(), kFirstStep);
  std::vector<size_t> order(best.size());
  std::iota(order.begin(), order.end(), size_t{0});
  while (std::ranges::any_of(steps, [](double step) { return step >= kLastStep; })) {
    for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.Below(i)]);
    for (const size_t d : order) {
      if (steps[d] < kLastStep) continue;
      bool helped = false;
      const double first_sign = rng.Chance(0.5) ? 1 : -1;
      for (const double sign : {first_sign, -first_sign}) {
        UnitPoint next = best;
        next[d] = std::clamp(best[d] + sign * steps[d], 0.0, 1.0);
        if (next[d] == best[d]) continue;
        found = score(next);
        if (!found) return false;
        if (*found <= best_score) continue;
        best = std::move(next), best_score = *found, helped = true;
        break;
      }
      steps[d] = helped ? std::min(0.5, steps[d] * 2) : steps[d] / 2;
    }
  }
  return true;
}

}  // namespace

void SearchCompass(const SearchTask& task, const ScoreOf& score) {
  Rng rng(task.seed);
  for (const UnitPoint& start : task.starts)
    if (!Climb(start, score, rng)) return;
}

}  // namespace gauntlet::tune
