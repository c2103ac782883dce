#include "host/score/uncertainty.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "host/base/rng.h"

namespace gauntlet {
namespace {

constexpr size_t kDraws = 4000;

// Of one dataset.
struct Cluster {
  double sum = 0;
  size_t count = 0;
};

Interval Bootstrap(const std::vector<Cluster>& clusters, double mean) {
  Rng rng(1);
  std::vector<double> means(kDraws);
  for (double& drawn : means) {
    Cluster all;
    for (size_t i = 0; i < clusters.size(); ++i) {
      const Cluster& one = clusters[rng.Below(clusters.size())];
      all.sum += one.sum;
      all.count += one.count;
    }
    drawn = all.sum / static_cast<double>(all.count);
  }
  std::ranges::sort(means);
  const auto k = static_cast<double>(clusters.size());
  const double wider = std::sqrt(k / (k - 1));
  const auto at = [&](double share) {
    return mean + wider * (means[static_cast<size_t>(share * (kDraws - 1))] - mean);
  };
  return {at(0.025), at(0.975)};
}

}  // namespace

Result<std::vector<PairedDifference>> PairedDifferences(const Objective& objective,
                                                        const std::vector<WorkloadResult>& mine,
                                                        const std::vector<WorkloadResult>& theirs,
                                                        const References& references) {
  std::vector<PairedDifference> out;
  for (const WorkloadResult& workload : mine) {
    const auto other = std::ranges::find(theirs, workload.name, &WorkloadResult::name);
    if (other == theirs.end()) continue;
    GAUNTLET_TRY(const double a, ScoreOne(objective, workload, references));
    GAUNTLET_TRY(const double b, ScoreOne(objective, *other, references));
    out.push_back({workload.dataset, a - b});
  }
  return out;
}

Gain GainOf(const std::vector<PairedDifference>& differences) {
  Gain out{.workloads = differences.size()};
  if (differences.empty()) return out;
  std::map<std::string, Cluster> by_dataset;
  double sum = 0;
  for (const PairedDifference& difference : differences) {
    Cluster& cluster = by_dataset[difference.dataset];
    cluster.sum += difference.gain;
    ++cluster.count;
    sum += difference.gain;
  }
  out.mean = sum / static_cast<double>(differences.size());
  out.datasets = by_dataset.size();
  if (out.datasets < 2) return out;
  std::vector<Cluster> clusters;
  for (const auto& [dataset, cluster] : by_dataset) clusters.push_back(cluster);
  out.interval = Bootstrap(clusters, out.mean);
  return out;
}

std::string Gain::Text() const {
  if (!interval) return fmt::format("{:+.4f}, {} dataset: no interval", mean, datasets);
  return fmt::format("{:+.4f}, 95 % interval {:+.4f}..{:+.4f}, {} datasets", mean, interval->low,
                     interval->high, datasets);
}

Json Gain::ToJson() const {
  return {{"mean", mean},
          {"interval", interval ? Json({interval->low, interval->high}) : Json(nullptr)},
          {"datasets", datasets},
          {"workloads", workloads}};
}

}  // namespace gauntlet
