#include "simulators/spot/native.h"

namespace gauntlet::spot_simulator {
namespace {

template <class Job>
double OnDemandUsdOf(const RunConfig& config) {
  Job job(config);
  job.Begin();
  OnDemand policy;
  const Offer none[kMaxRegions] = {};
  for (uint32_t tick = 0; tick < config.tick_records; ++tick)
    if (job.Step(none, policy) != Progress::kGoesOn) break;
  return job.End().cost_usd;
}

}  // namespace

gauntlet_spot_config ShownConfig(const RunConfig& config, const double* price_history) {
  return {.struct_size = sizeof(gauntlet_spot_config),
          .region_count = config.region_count,
          .gap_s = config.gap_s,
          .work_s = config.work_s,
          .deadline_s = config.deadline_s,
          .restart_overhead_s = config.restart_overhead_s,
          .launch_delay_s = config.launch_delay_s,
          .checkpoint_s = config.checkpoint_s,
          .notice_s = config.notice_s,
          .probe_s = config.probe_s,
          .egress_same_area_usd = config.egress_same_area_usd,
          .egress_other_area_usd = config.egress_other_area_usd,
          .checkpoint_ticks = config.checkpoint_ticks,
          .price_count = config.history_records,
          .price_step_s = config.price_step_s,
          .price_history = price_history,
          .seed = 0,
          .memory_budget_bytes = 0};
}

double OnDemandUsd(const RunConfig& config) {
  return config.strict != 0 ? OnDemandUsdOf<StrictJob>(config) : OnDemandUsdOf<CompatJob>(config);
}

}  // namespace gauntlet::spot_simulator
