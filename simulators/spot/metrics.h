// What is counted over the jobs of a workload, and under which names it is reported.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <gauntlet/simulators/metrics.hpp>

#include "simulators/spot/job.h"

namespace gauntlet::spot_simulator {

struct Totals {
  uint64_t jobs = 0, misses = 0, launches = 0, preemptions = 0, probes = 0;
  double cost_usd = 0, spot_hours = 0, on_demand_hours = 0, lost_hours = 0, probe_usd = 0, egress_usd = 0;

  void Add(const Outcome& job) {
    ++jobs;
    misses += job.missed;
    launches += job.launches;
    preemptions += job.preemptions;
    probes += job.probes;
    cost_usd += job.cost_usd;
    spot_hours += job.spot_hours;
    on_demand_hours += job.on_demand_hours;
    lost_hours += job.lost_hours;
    probe_usd += job.probe_usd;
    egress_usd += job.egress_usd;
  }
  double MeanCostUsd() const { return jobs == 0 ? 0 : cost_usd / static_cast<double>(jobs); }
};

// Nearest rank. REQUIRES: costs are sorted, count > 0.
inline double Quantile(const double* costs, uint64_t count, double share) {
  const double rank = std::ceil(share * static_cast<double>(count));
  return costs[static_cast<uint64_t>(std::max(rank, 1.0)) - 1];
}

// `costs`: of each job, in any order; sorted here. `on_demand_usd`: what one job costs on demand alone.
inline void ReportRun(const Totals& totals, double* costs, double on_demand_usd, gauntlet_result* result) {
  using simulators::AddCount, simulators::AddReal;
  const double mean = totals.MeanCostUsd();
  const auto jobs = static_cast<double>(std::max<uint64_t>(totals.jobs, 1));
  result->metric_count = 0;
  AddCount(result, "simulations", totals.jobs);
  AddCount(result, "deadline_misses", totals.misses);
  AddReal(result, "mean_cost_usd", mean);
  AddReal(result, "savings_vs_on_demand", 1 - mean / on_demand_usd);
  double squares = 0;
  for (uint64_t i = 0; i < totals.jobs; ++i) squares += (costs[i] - mean) * (costs[i] - mean);
  AddReal(result, "std_cost_usd", std::sqrt(squares / jobs));
  if (totals.jobs > 0) {
    std::sort(costs, costs + totals.jobs);
    AddReal(result, "p10_cost_usd", Quantile(costs, totals.jobs, 0.1));
    AddReal(result, "p50_cost_usd", Quantile(costs, totals.jobs, 0.5));
    AddReal(result, "p90_cost_usd", Quantile(costs, totals.jobs, 0.9));
  }
  AddReal(result, "mean_spot_hours", totals.spot_hours / jobs);
  AddReal(result, "mean_on_demand_hours", totals.on_demand_hours / jobs);
  AddReal(result, "mean_lost_hours", totals.lost_hours / jobs);
  AddReal(result, "mean_probe_usd", totals.probe_usd / jobs);
  AddReal(result, "mean_egress_usd", totals.egress_usd / jobs);
  AddCount(result, "launches", totals.launches);
  AddCount(result, "preemptions", totals.preemptions);
  AddCount(result, "probes", totals.probes);
}

}  // namespace gauntlet::spot_simulator
