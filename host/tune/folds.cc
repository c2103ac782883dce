#include "host/tune/folds.h"

#include <algorithm>
#include <utility>

namespace gauntlet::tune {

std::vector<Fold> MakeFolds(const std::vector<std::string>& datasets, size_t most) {
  std::vector<Fold> whole;  // one a dataset, in order of their first workload
  for (uint32_t i = 0; i < datasets.size(); ++i) {
    auto fold = std::ranges::find_if(whole, [&](const Fold& f) { return f.datasets[0] == datasets[i]; });
    if (fold == whole.end())
      fold = whole.insert(whole.end(), Fold{.datasets = {datasets[i]}, .workloads = {}});
    fold->workloads.push_back(i);
  }
  if (whole.size() < 2 || most < 2) return {};
  // The largest first; of equals the one that comes first.
  std::ranges::sort(whole, {}, [](const Fold& fold) {
    return std::pair(-static_cast<int64_t>(fold.workloads.size()), fold.workloads.front());
  });
  std::vector<Fold> folds(std::min(most, whole.size()));
  for (const Fold& one : whole) {
    Fold& least =
        *std::ranges::min_element(folds, {}, [](const Fold& fold) { return fold.workloads.size(); });
    least.datasets.insert(least.datasets.end(), one.datasets.begin(), one.datasets.end());
    least.workloads.insert(least.workloads.end(), one.workloads.begin(), one.workloads.end());
  }
  return folds;
}

}  // namespace gauntlet::tune
