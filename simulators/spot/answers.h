// Where the answers of a run come from: the hooks of a policy, which are recorded, the log of an earlier run, or
// a policy of the simulator's own.
//
// After the log's first byte (LogKind), for every tick in which the job is not done: the mask of probes (four
// bytes) if probes are asked for, then the decision, one byte: cluster + 4 * region.
#pragma once

#include <gauntlet/spot.h>

#include <cstdint>
#include <gauntlet/simulators/answer_log.hpp>

#include "simulators/spot/run_config.h"

namespace gauntlet::spot_simulator {

using simulators::Recorder;
using simulators::Rejection;
using simulators::Replayer;

enum class LogKind : uint8_t { kDecisions = 1, kProbesAndDecisions = 2 };
inline constexpr uint64_t kLogBytesPerTick = 5;

// A decision as the log holds it. Whatever no run may carry out is kNoDecision.
using Code = uint8_t;
inline constexpr Code kNoDecision = 0xff;
static_assert(3 + 4 * (kMaxRegions - 1) < kNoDecision);

inline Code CodeOf(uint32_t decision) {
  const uint32_t cluster = decision & 0xff, region = decision >> 8;
  return cluster > GAUNTLET_SPOT_ON_DEMAND || region >= kMaxRegions ? kNoDecision
                                                                    : static_cast<Code>(cluster + 4 * region);
}

// Answers of a policy's hooks. `strict`: whether probes are asked for.
class PolicyHooks {
 public:
  PolicyHooks(const gauntlet_spot_policy& hooks, bool strict, const gauntlet_run_io& io)
      : hooks_(hooks),
        probes_(strict && hooks.probe != nullptr),
        recorder_(io, static_cast<uint8_t>(probes_ ? LogKind::kProbesAndDecisions : LogKind::kDecisions)) {}

  void Create(const gauntlet_spot_config* config, const gauntlet_host* host) {
    self_ = hooks_.create(config, host);
  }
  void Destroy() { hooks_.destroy(self_); }
  // False: the log is full.
  bool Probe(const gauntlet_spot_tick& tick, uint32_t* mask) {
    *mask = 0;
    if (!probes_) return true;
    *mask = hooks_.probe(self_, &tick);
    return recorder_.Add(*mask);
  }
  Code Decide(const gauntlet_spot_tick& tick) {
    raw_ = hooks_.decide(self_, &tick);
    const Code code = CodeOf(raw_);
    return recorder_.Add(code) ? code : kNoDecision;
  }

  const Recorder& record() const { return recorder_; }
  bool Complete() const { return !recorder_.overflown(); }
  uint32_t raw() const { return raw_; }

 private:
  gauntlet_spot_policy hooks_;
  void* self_ = nullptr;
  uint32_t raw_ = 0;
  bool probes_;
  Recorder recorder_;
};

// Answers of a policy, read from a log.
class PolicyLog {
 public:
  explicit PolicyLog(const gauntlet_run_io& io) : replayer_(io) {}

  void Create(const gauntlet_spot_config*, const gauntlet_host*) {}
  void Destroy() {}
  bool Probe(const gauntlet_spot_tick&, uint32_t* mask) {
    *mask = 0;
    if (replayer_.kind() != static_cast<uint8_t>(LogKind::kProbesAndDecisions)) return true;
    *mask = replayer_.Next<uint32_t>(~0u);
    return true;
  }
  Code Decide(const gauntlet_spot_tick&) { return replayer_.Next<Code>(kNoDecision); }

  const Replayer& record() const { return replayer_; }
  bool Complete() const { return replayer_.AtEnd(); }
  uint32_t raw() const { return 0xff; }

 private:
  Replayer replayer_;
};

}  // namespace gauntlet::spot_simulator
