#include "simulators/moe/reference.h"

#include <algorithm>
#include <gauntlet/simulators/metrics.hpp>
#include <vector>

#include "simulators/moe/placement.h"
#include "simulators/moe/score.h"

namespace gauntlet::moe_simulator {

// Giving each further slot to the expert that carries most a replica is optimal for the largest replica.
double LeastMaximum(const RunConfig& config, std::span<const uint32_t> load, std::span<double> share,
                    std::span<uint32_t> copies) {
  double sum = 0;
  for (uint32_t e = 0; e < config.experts; ++e) {
    copies[e] = 1;
    share[e] = load[e];
    sum += load[e];
  }
  for (uint32_t slot = config.experts; slot < config.replicas; ++slot) {
    const auto most = static_cast<size_t>(std::ranges::max_element(share) - share.begin());
    share[most] = load[most] / static_cast<double>(++copies[most]);
  }
  return std::max(sum / config.gpus, std::ranges::max(share));
}

int32_t ReportReference(const Workload& workload, gauntlet_result* result, gauntlet_fault*) {
  const RunConfig& config = workload.config();
  std::vector<Expert> initial(config.replicas);
  FillInitial(config, initial);
  std::vector<double> share(config.experts), gpu(config.gpus), least(config.experts);
  std::vector<uint32_t> copies(config.experts);
  double balancedness = 0, imbalance = 0, bound = 0;
  for (uint64_t window = 1; window < workload.header().record_count; ++window) {
    double mean = 0, max = 0, lowest = 0;
    for (uint32_t layer = 0; layer < config.layers; ++layer) {
      const auto load = workload.loads(window).subspan(uint64_t{layer} * config.experts, config.experts);
      const LayerLoads one = LoadsOf(config, load, initial, share, gpu);
      mean += one.gpu_mean;
      max += one.gpu_max;
      lowest += LeastMaximum(config, load, least, copies);
    }
    balancedness += Share(mean, max, 0);
    imbalance += Share(max, mean, 1);
    bound += Share(lowest, mean, 1);
  }
  const auto windows = static_cast<double>(workload.header().record_count - 1);
  result->metric_count = 0;
  simulators::AddCount(result, "windows", workload.header().record_count - 1);
  simulators::AddReal(result, "static_balancedness_gpu", balancedness / windows);
  simulators::AddReal(result, "static_gpu_imbalance", imbalance / windows);
  simulators::AddReal(result, "bound_gpu_imbalance", bound / windows);
  simulators::AddCount(result, "synthetic",
                       (workload.header().flags & GAUNTLET_MOE_TRACE_SYNTHETIC) != 0 ? 1 : 0);
  return GAUNTLET_OK;
}

}  // namespace gauntlet::moe_simulator
