#include "simulators/spot/reference.h"

#include <cstring>
#include <new>

#include "simulators/spot/bound.h"
#include "simulators/spot/metrics.h"
#include "simulators/spot/native.h"

namespace gauntlet::spot_simulator {
namespace {

template <class Job, class Policy>
Outcome Play(const Workload& workload, uint32_t job) {
  Job play(workload.config());
  play.Begin();
  Policy policy;
  for (uint32_t tick = 0; tick < workload.config().tick_records; ++tick)
    if (play.Step(workload.offers(job, tick), policy) != Progress::kGoesOn) break;
  return play.End();
}

template <class Job>
void Report(const Workload& workload, gauntlet_result* result) {
  const bool strict = workload.config().strict != 0;
  const bool wants_bound = simulators::Wanted(*result)("bound_cost_usd");  // it costs more than all else
  Totals on_demand, greedy, uniform, bound;
  for (uint32_t job = 0; job < workload.job_count(); ++job) {
    double known_usd = 0;
    const auto add = [&](Totals& totals, const Outcome& outcome, bool first) {
      totals.Add(outcome);
      if (first || (!outcome.missed && outcome.cost_usd < known_usd)) known_usd = outcome.cost_usd;
    };
    add(on_demand, Play<Job, OnDemand>(workload, job), true);
    add(greedy, Play<Job, Greedy>(workload, job), false);
    add(uniform, Play<Job, UniformProgress>(workload, job), false);
    if (!wants_bound) continue;
    Outcome best;
    best.cost_usd =
        strict ? StrictBoundUsd(workload, job, known_usd) : CompatBoundUsd(workload, job, known_usd);
    bound.Add(best);
  }
  using simulators::AddCount, simulators::AddReal;
  result->metric_count = 0;
  AddReal(result, "on_demand_cost_usd", on_demand.MeanCostUsd());
  AddReal(result, "greedy_cost_usd", greedy.MeanCostUsd());
  AddReal(result, "uniform_progress_cost_usd", uniform.MeanCostUsd());
  if (wants_bound) AddReal(result, "bound_cost_usd", bound.MeanCostUsd());
  AddCount(result, "greedy_deadline_misses", greedy.misses);
  AddCount(result, "uniform_progress_deadline_misses", uniform.misses);
  result->answer_count = result->answer_hash = result->log_bytes = 0;
}

}  // namespace

int32_t ReportReference(const Workload& workload, gauntlet_result* result, gauntlet_fault* fault) {
  try {
    if (workload.config().strict != 0) {
      Report<StrictJob>(workload, result);
    } else {
      Report<CompatJob>(workload, result);
    }
    return GAUNTLET_OK;
  } catch (const std::bad_alloc&) {
    *fault = {};
    std::strncpy(fault->text, "no memory for the reference policies", sizeof fault->text - 1);
    return GAUNTLET_UNSUPPORTED;
  }
}

}  // namespace gauntlet::spot_simulator
