// Where the placements of a run come from: the hook of a policy, whose answers are recorded, or the log of an
// earlier run.
//
// After the log's first byte (gauntlet/simulators/answer_log.hpp) comes, for each time that the policy was asked,
// the number of layers that it changed, a uint32, and for each of them, in rising order, its number, a uint32, and
// the expert of each slot, a uint16. So an answer of "no change" takes 4 bytes.
#pragma once

#include <gauntlet/moe.h>

#include <cstdint>
#include <gauntlet/simulators/answer_log.hpp>
#include <span>

#include "simulators/moe/placement.h"

namespace gauntlet::moe_simulator {

inline constexpr uint8_t kLogKind = 1;

inline uint64_t LogBytesOfAnswer(uint64_t layers, uint64_t replicas) {
  return sizeof(uint32_t) + layers * (sizeof(uint32_t) + replicas * sizeof(Expert));
}

class Answers {
 public:
  // `hooks` is null: the log is read.
  Answers(const gauntlet_moe_policy* hooks, const gauntlet_run_io& io)
      : replays_(hooks == nullptr),
        hooks_(hooks == nullptr ? gauntlet_moe_policy{} : *hooks),
        recorder_(replays_ ? gauntlet_run_io{} : io, kLogKind),
        replayer_(replays_ ? io : gauntlet_run_io{}) {}

  bool replays() const { return replays_; }
  bool IsLogOfThis() const { return replayer_.kind() == kLogKind; }

  void Create(const gauntlet_moe_config* config, const gauntlet_host* host) {
    if (!replays_) self_ = hooks_.create(config, host);
  }
  void Destroy() {
    if (!replays_ && self_ != nullptr) hooks_.destroy(self_);
  }
  // What the hook returned. REQUIRES: !replays().
  uint32_t Ask(const gauntlet_moe_view* view, uint32_t* placement) {
    return hooks_.rebalance(self_, view, placement);
  }

  // One number of an answer: written, or read and returned. False: no room, or no more.
  template <class T>
  bool Pass(T* number) {
    if (!replays_) return recorder_.Add(*number);
    constexpr T kNone = static_cast<T>(~T{0});
    *number = replayer_.Next<T>(kNone);
    return *number != kNone;
  }

  bool Complete() const { return replays_ ? replayer_.AtEnd() : !recorder_.overflown(); }
  const simulators::AnswerHash& hash() const { return replays_ ? replayer_.hash() : recorder_.hash(); }
  uint64_t log_bytes() const { return replays_ ? replayer_.log_bytes() : recorder_.log_bytes(); }
  // Why an answer is not carried out.
  simulators::Rejection Reject(const char* text) const {
    return replays_ ? replayer_.Reject(text) : recorder_.Reject(text);
  }

 private:
  bool replays_;
  gauntlet_moe_policy hooks_;
  void* self_ = nullptr;
  simulators::Recorder recorder_;
  simulators::Replayer replayer_;
};

}  // namespace gauntlet::moe_simulator
