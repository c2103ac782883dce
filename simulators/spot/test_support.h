// Small workloads made of letters, and policies that answer from a script.
#pragma once

#include <gauntlet/spot_trace.h>
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "simulators/common/harness/harness.h"
#include "simulators/spot/answers.h"
#include "simulators/spot/compat_job.h"
#include "simulators/spot/module.h"
#include "simulators/spot/strict_job.h"
#include "simulators/spot/workload.h"

namespace gauntlet::spot_simulator {

using simulators::OpenedWorkload;
using simulators::Params;

// One region of one job: '.' nothing offered, a digit so many instances; a price for each tick, or one for all.
struct RegionLine {
  std::string offered;
  std::vector<double> usd_per_hour = {1};
};
using JobLines = std::vector<RegionLine>;  // [region]

// An hour a tick, 10 USD an hour on demand, unless the params say otherwise.
struct SmallWorkload {
  std::vector<JobLines> jobs;
  std::vector<std::vector<double>> history;  // [region]: the same for each job
  double gap_s = 3600;
  double notice_s = 0;

  std::vector<uint8_t> Bytes() const {
    gauntlet_spot_trace_header header{};
    header.magic = GAUNTLET_SPOT_TRACE_MAGIC;
    header.region_count = static_cast<uint32_t>(jobs[0].size());
    header.record_bytes =
        static_cast<uint32_t>(sizeof(gauntlet_spot_record) + jobs[0].size() * sizeof(Offer));
    header.history_records = history.empty() ? 0 : static_cast<uint32_t>(history[0].size());
    header.tick_records = static_cast<uint32_t>(jobs[0][0].offered.size());
    header.job_count = static_cast<uint32_t>(jobs.size());
    header.record_count = jobs.size() * (header.history_records + header.tick_records);
    header.gap_s = gap_s;
    std::vector<uint8_t> out;
    Append(&out, header);
    for (uint32_t job = 0; job < jobs.size(); ++job) {
      for (uint32_t i = 0; i < header.history_records + header.tick_records; ++i) {
        const bool past = i < header.history_records;
        Append(&out, gauntlet_spot_record{(i == 0 ? GAUNTLET_SPOT_RECORD_FIRST : 0u) |
                                              (past ? GAUNTLET_SPOT_RECORD_HISTORY : 0u),
                                          job});
        for (uint32_t r = 0; r < header.region_count; ++r) {
          if (past) {
            Append(&out, Offer{history[r][i], 0, 0});
          } else {
            Append(&out, OfferOf(jobs[job][r], i - header.history_records));
          }
        }
      }
    }
    return out;
  }

 private:
  template <class T>
  static void Append(std::vector<uint8_t>* out, const T& value) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(&value);
    out->insert(out->end(), bytes, bytes + sizeof value);
  }
  static uint32_t Count(char letter) { return letter == '.' ? 0 : static_cast<uint32_t>(letter - '0'); }
  Offer OfferOf(const RegionLine& line, uint32_t tick) const {
    Offer offer{line.usd_per_hour[std::min<size_t>(tick, line.usd_per_hour.size() - 1)],
                Count(line.offered[tick]), 0};
    for (uint32_t k = 1; k * gap_s <= notice_s && tick + k < line.offered.size() && offer.offered > 0; ++k)
      if (offer.notice_ticks == 0 && line.offered[tick + k] == '.') offer.notice_ticks = k;
    return offer;
  }
};

inline Params SmallParams(const SmallWorkload& small, const std::string& semantics, double work_hours,
                          const std::map<std::string, std::string>& more = {}) {
  std::map<std::string, std::string> all = {
      {"semantics", semantics},
      {"work_s", std::to_string(work_hours * 3600)},
      {"deadline_s", std::to_string(static_cast<double>(small.jobs[0][0].offered.size()) * small.gap_s)},
      {"notice_s", std::to_string(small.notice_s)}};
  for (size_t r = 0; r < small.jobs[0].size(); ++r) all["on_demand_usd_per_hour"] += r == 0 ? "10" : ",10";
  for (const auto& [key, text] : more) all[key] = text;
  return {all.begin(), all.end()};
}

// The trusted side's view, for bounds.
class CheckedWorkload {
 public:
  CheckedWorkload(const SmallWorkload& small, const Params& params) : bytes_(small.Bytes()) {
    std::vector<gauntlet_param> table;
    for (const auto& [key, text] : params) table.push_back({key.c_str(), text.c_str(), 0, 0});
    const gauntlet_workload given = {.struct_size = sizeof given,
                                     .param_count = static_cast<uint32_t>(table.size()),
                                     .params = table.data(),
                                     .data = bytes_.data(),
                                     .data_bytes = bytes_.size()};
    gauntlet_fault fault{};
    const int32_t status = workload_.Open(given, &fault);
    EXPECT_EQ(status, GAUNTLET_OK) << fault.text;
  }
  const Workload& get() const { return workload_; }

 private:
  std::vector<uint8_t> bytes_;
  Workload workload_;
};

inline Code Spot(uint32_t region = 0) { return CodeOf(GAUNTLET_SPOT_DECISION(GAUNTLET_SPOT_SPOT, region)); }
inline Code OnDemandIn(uint32_t region = 0) {
  return CodeOf(GAUNTLET_SPOT_DECISION(GAUNTLET_SPOT_ON_DEMAND, region));
}
inline Code Idle(uint32_t region = 0) { return CodeOf(GAUNTLET_SPOT_DECISION(GAUNTLET_SPOT_NONE, region)); }

// Answers one after the other, and keeps what it was shown.
struct Script {
  std::vector<Code> decisions;
  std::vector<uint32_t> probes;  // [tick]; none behind the last
  std::vector<gauntlet_spot_tick> seen;
  std::vector<gauntlet_spot_region> seen_here;

  bool Probe(const gauntlet_spot_tick&, uint32_t* mask) {
    *mask = at_ < probes.size() ? probes[at_] : 0;
    return true;
  }
  Code Decide(const gauntlet_spot_tick& tick) {
    seen.push_back(tick);
    seen_here.push_back(tick.regions[tick.region]);
    return decisions[std::min(at_++, decisions.size() - 1)];
  }

 private:
  size_t at_ = 0;
};

// One job from beginning to end.
template <class Job>
Outcome PlayJob(const Workload& workload, Script* script, uint32_t job = 0) {
  Job play(workload.config());
  play.Begin();
  for (uint32_t tick = 0; tick < workload.config().tick_records; ++tick)
    if (play.Step(workload.offers(job, tick), *script) != Progress::kGoesOn) break;
  return play.End();
}

}  // namespace gauntlet::spot_simulator
