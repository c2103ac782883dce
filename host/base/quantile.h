// A quantile of measured values.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace gauntlet {

// The value at rank q * (n - 1), rounded down; reorders `values`. REQUIRES: `values` is not empty, 0 <= q <= 1.
inline double Quantile(std::vector<double>& values, double q) {
  const auto at = values.begin() + static_cast<ptrdiff_t>(q * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, at);
  return *at;
}

}  // namespace gauntlet
