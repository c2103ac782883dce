// A price below which nobody does the rest of a job: every tick at the cheapest that it offers, the cheapest ticks
// first, without overheads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace gauntlet::spot_simulator {

class CostToGo {
 public:
  // `tick_usd`: of each whole tick, at the cheapest that can run in it.
  CostToGo(const std::vector<double>& tick_usd, double gap_s) : ticks_(tick_usd.size()), gap_s_(gap_s) {
    // The rest sorted, and its sums: usd_[tick][n] is what the n cheapest ticks from `tick` on cost.
    std::vector<double> sorted;
    usd_.resize((ticks_ + 1) * (ticks_ + 1));
    for (size_t tick = ticks_; tick-- > 0;) {
      sorted.insert(std::upper_bound(sorted.begin(), sorted.end(), tick_usd[tick]), tick_usd[tick]);
      double* sums = &usd_[tick * (ticks_ + 1)];
      for (size_t n = 0; n < sorted.size(); ++n) sums[n + 1] = sums[n] + sorted[n];
    }
  }

  // False: so much work does not fit before the deadline. REQUIRES: tick <= ticks.
  bool Fits(size_t tick, double left_s) const {
    return left_s <= static_cast<double>(ticks_ - tick) * gap_s_;
  }
  // REQUIRES: it fits, left_s > 0.
  double Usd(size_t tick, double left_s) const {
    const double ticks = left_s / gap_s_;
    const auto whole = static_cast<size_t>(ticks);
    const double* sums = &usd_[tick * (ticks_ + 1)];
    return sums[whole] +
           (ticks - static_cast<double>(whole)) * (whole < ticks_ - tick ? sums[whole + 1] - sums[whole] : 0);
  }

 private:
  size_t ticks_;
  double gap_s_;
  std::vector<double> usd_;
};

}  // namespace gauntlet::spot_simulator
