// One run over a workload: job after job, each with a policy of its own. The order of events in a tick is
// described in gauntlet/spot.h and README.md.
//
// A Job is CompatJob or StrictJob; Answers are a policy's hooks or a log. Run, replay and reference go through
// the same jobs, so they cannot drift apart.
#pragma once

#include <gauntlet/simulator.h>
#include <gauntlet/spot_trace.h>

#include <cstdint>
#include <cstdio>
#include <gauntlet/simulators/memory.hpp>
#include <gauntlet/simulators/run.hpp>
#include <utility>

#include "simulators/spot/answers.h"
#include "simulators/spot/metrics.h"
#include "simulators/spot/native.h"

namespace gauntlet::spot_simulator {

using simulators::MixSeed;
using simulators::Run;

template <class Job, class Answers>
class JobRun final : public Run {
 public:
  template <class... Source>
  JobRun(const RunConfig& config, const gauntlet_run_io& io, Source&&... source)
      : config_(config), io_(io), memory_(io), answers_(std::forward<Source>(source)...), job_(config_) {}

  int32_t Start(const gauntlet_host* host) override {
    host_ = host;
    const uint64_t prices = uint64_t{config_.region_count} * config_.history_records;
    history_ = prices == 0 ? nullptr : memory_.template Array<double>(prices);
    if (prices != 0 && history_ == nullptr) return NoMemory();
    shown_ = ShownConfig(config_, history_);
    shown_.memory_budget_bytes = io_.memory_budget_bytes;
    return GAUNTLET_OK;
  }

  int32_t Feed(const gauntlet_block& block) override {
    if (block.first_index != now_) return Fail({GAUNTLET_BAD_WORKLOAD, "blocks must come in order", false});
    const int32_t status = Play(static_cast<const uint8_t*>(block.records), block.record_count);
    if (io_.log_position != nullptr) *io_.log_position = answers_.record().log_bytes();
    return status;
  }

  int32_t Finish(gauntlet_result* result) override {
    if (const int32_t status = EndJob(); status != GAUNTLET_OK) return status;
    if (!answers_.Complete())
      return Fail(answers_.record().Reject("there are answers left after the last job"));
    ReportRun(totals_, costs_, OnDemandUsd(config_), result);
    result->answer_count = answers_.record().hash().count();
    result->answer_hash = answers_.record().hash().Value();
    result->log_bytes = answers_.record().log_bytes();
    return GAUNTLET_OK;
  }

  void End() override {
    if (has_policy_) answers_.Destroy();
    has_policy_ = false;
  }

 private:
  int32_t Play(const uint8_t* bytes, uint64_t count) {
    while (count > 0) {
      const auto [flags, job] = *reinterpret_cast<const gauntlet_spot_record*>(bytes);
      if ((flags & GAUNTLET_SPOT_RECORD_FIRST) != 0) {
        if (const int32_t status = EndJob(); status != GAUNTLET_OK) return status;
        position_ = 0;
        number_ = job;
        running_ = true;
      }
      const uint64_t rest = uint64_t{config_.history_records} + config_.tick_records - position_;
      const uint64_t now = rest < count ? rest : count;
      if (now == 0) return Fail({GAUNTLET_BAD_WORKLOAD, "a job has more records than it should", false});
      // When a job is done nobody is asked about its other records.
      if (const int32_t status = running_ ? PlayJob(bytes, now) : GAUNTLET_OK; status != GAUNTLET_OK)
        return status;
      position_ += static_cast<uint32_t>(now);
      now_ += now;
      bytes += now * config_.record_bytes;
      count -= now;
    }
    return GAUNTLET_OK;
  }

  // Records of one job, from position_ on.
  int32_t PlayJob(const uint8_t* bytes, uint64_t count) {
    uint64_t i = 0;
    const auto offers = [&] {
      return reinterpret_cast<const Offer*>(bytes + i * config_.record_bytes + sizeof(gauntlet_spot_record));
    };
    for (; i < count && position_ + i < config_.history_records; ++i)
      for (uint32_t r = 0; r < config_.region_count; ++r)
        history_[r * config_.history_records + position_ + i] = offers()[r].spot_usd_per_hour * config_.nodes;
    if (i == count) return GAUNTLET_OK;
    if (!has_policy_) BeginJob();
    for (; i < count; ++i) {
      *io_.progress = now_ + i;
      const Progress progress = job_.Step(offers(), answers_);
      if (progress == Progress::kGoesOn) [[likely]]
        continue;
      if (progress == Progress::kDone) return EndJob();
      now_ += i;
      return BadAnswer(progress);
    }
    return GAUNTLET_OK;
  }

  void BeginJob() {
    shown_.seed = MixSeed(MixSeed(io_.seed, 2), number_);
    answers_.Create(&shown_, host_);
    has_policy_ = true;
    job_.Begin();
  }

  // Also of a job that ended with its last tick; nothing if there is none.
  int32_t EndJob() {
    running_ = false;
    if (!has_policy_) return GAUNTLET_OK;
    answers_.Destroy();
    has_policy_ = false;
    const Outcome outcome = job_.End();
    if (totals_.jobs == room_) {
      const uint64_t room = room_ == 0 ? 64 : 2 * room_;
      if (!memory_.Grow(&costs_, room_, room)) return NoMemory();
      room_ = room;
    }
    costs_[totals_.jobs] = outcome.cost_usd;
    totals_.Add(outcome);
    return GAUNTLET_OK;
  }

  [[gnu::noinline, gnu::cold]] int32_t BadAnswer(Progress progress) {
    if (progress == Progress::kBadProbe)
      return Fail(answers_.record().Reject("probe must name regions that there are; it answered"),
                  answers_.raw());
    const Rejection rejection = answers_.record().Reject("");
    if (!rejection.show_answer) return Fail(rejection);
    io_.fault->index = now_;
    const uint32_t raw = answers_.raw();
    std::snprintf(
        io_.fault->text, sizeof io_.fault->text,
        "decide must answer none (0), spot (1) or on-demand (2) in one of %u regions; it answered %u in "
        "region %u",
        config_.region_count, raw & 0xff, raw >> 8);
    return rejection.status;
  }
  [[gnu::noinline, gnu::cold]] int32_t Fail(const Rejection& rejection, uint32_t answer = 0) {
    io_.fault->index = now_;
    if (rejection.show_answer) {
      std::snprintf(io_.fault->text, sizeof io_.fault->text, "%s 0x%x", rejection.text, answer);
    } else {
      std::snprintf(io_.fault->text, sizeof io_.fault->text, "%s", rejection.text);
    }
    return rejection.status;
  }
  int32_t NoMemory() {
    return Fail({GAUNTLET_UNSUPPORTED, "the simulator has no memory for its tables", false});
  }

  RunConfig config_;
  gauntlet_run_io io_;
  simulators::Memory memory_;
  gauntlet_spot_config shown_{};
  const gauntlet_host* host_ = nullptr;
  double* history_ = nullptr;  // [region][history_records]
  double* costs_ = nullptr;    // of the jobs so far
  uint64_t room_ = 0;
  uint64_t now_ = 0;
  uint32_t position_ = 0;  // of the record in its job
  uint32_t number_ = 0;    // of the job
  bool running_ = false, has_policy_ = false;
  Totals totals_;
  Answers answers_;
  Job job_;
};

}  // namespace gauntlet::spot_simulator
