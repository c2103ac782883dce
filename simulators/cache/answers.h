// Where the answers of a run come from: the hooks of a policy, which are recorded, or the log of an earlier
// run.
//
// After the log's first byte (LogKind): an admission is one byte, 0 or 1; a victim is a uint32 slot; a priority is
// the eight bytes of a double.
#pragma once

#include <gauntlet/cache.h>
#include <gauntlet/simulator.h>

#include <cstdint>
#include <gauntlet/simulators/answer_log.hpp>
#include <limits>

namespace gauntlet::cache_simulator {

using simulators::AnswerHash;
using simulators::kLogHeaderBytes;
using simulators::Recorder;
using simulators::Rejection;
using simulators::Replayer;

enum class LogKind : uint8_t { kVictims = 1, kAdmissionsAndVictims = 2, kPriorities = 3 };
inline constexpr uint64_t kLogBytesPerRequest = 8;  // the most: one priority, or one admission and one victim

inline constexpr uint32_t kNoAdmission = 2;
inline constexpr double kNoPriority = std::numeric_limits<double>::quiet_NaN();

// Answers of an eviction policy's hooks.
class PolicyHooks {
 public:
  PolicyHooks(const gauntlet_cache_policy& hooks, const gauntlet_run_io& io)
      : hooks_(hooks),
        recorder_(io,
                  static_cast<uint8_t>(hooks.admit ? LogKind::kAdmissionsAndVictims : LogKind::kVictims)) {}

  void Create(const gauntlet_cache_config* config, const gauntlet_cache_view* view,
              const gauntlet_host* host) {
    self_ = hooks_.create(config, view, host);
  }
  void Destroy() { hooks_.destroy(self_); }

  void OnHit(uint32_t slot, const gauntlet_cache_request* request) {
    if (hooks_.on_hit != nullptr) hooks_.on_hit(self_, slot, request);
  }
  void OnMiss(uint32_t slot, const gauntlet_cache_request* request) {
    if (hooks_.on_miss != nullptr) hooks_.on_miss(self_, slot, request);
  }
  bool AsksAdmission() const { return hooks_.admit != nullptr; }
  uint32_t Admit(uint32_t slot, const gauntlet_cache_request* request) {
    const uint32_t answer = hooks_.admit(self_, slot, request);
    // The log has a byte for it; what does not fit is as illegal as kNoAdmission.
    const bool kept = recorder_.Add(static_cast<uint8_t>(answer > 1 ? kNoAdmission : answer));
    return kept ? answer : kNoAdmission;
  }
  uint32_t ChooseVictim(const gauntlet_cache_request* request) {
    const uint32_t slot = hooks_.choose_victim(self_, request);
    return recorder_.Add(slot) ? slot : GAUNTLET_CACHE_NO_SLOT;
  }
  void OnEvict(uint32_t slot, uint32_t reason) {
    if (hooks_.on_evict != nullptr) hooks_.on_evict(self_, slot, reason);
  }
  void OnInsert(uint32_t slot, const gauntlet_cache_request* request) {
    hooks_.on_insert(self_, slot, request);
  }
  void OnForget(uint32_t slot) {
    if (hooks_.on_forget != nullptr) hooks_.on_forget(self_, slot);
  }

  const Recorder& record() const { return recorder_; }
  bool Complete() const { return !recorder_.overflown(); }

 private:
  gauntlet_cache_policy hooks_;
  void* self_ = nullptr;
  Recorder recorder_;
};

// Answers of an eviction policy, read from a log.
class PolicyLog {
 public:
  explicit PolicyLog(const gauntlet_run_io& io) : replayer_(io) {}

  void Create(const gauntlet_cache_config*, const gauntlet_cache_view*, const gauntlet_host*) {}
  void Destroy() {}
  void OnHit(uint32_t, const gauntlet_cache_request*) {}
  void OnMiss(uint32_t, const gauntlet_cache_request*) {}
  bool AsksAdmission() const {
    return replayer_.kind() == static_cast<uint8_t>(LogKind::kAdmissionsAndVictims);
  }
  uint32_t Admit(uint32_t, const gauntlet_cache_request*) {
    return replayer_.Next<uint8_t>(static_cast<uint8_t>(kNoAdmission));
  }
  uint32_t ChooseVictim(const gauntlet_cache_request*) {
    return replayer_.Next<uint32_t>(GAUNTLET_CACHE_NO_SLOT);
  }
  void OnEvict(uint32_t, uint32_t) {}
  void OnInsert(uint32_t, const gauntlet_cache_request*) {}
  void OnForget(uint32_t) {}

  const Replayer& record() const { return replayer_; }
  bool Complete() const { return replayer_.AtEnd(); }

 private:
  Replayer replayer_;
};

// Answers of a priority function's hooks.
class PriorityHooks {
 public:
  static constexpr bool kReadsFeatures = true;

  PriorityHooks(const gauntlet_cache_priority& hooks, const gauntlet_run_io& io)
      : hooks_(hooks), recorder_(io, static_cast<uint8_t>(LogKind::kPriorities)) {}

  void Create(const gauntlet_cache_config* config, const gauntlet_cache_view*, const gauntlet_host* host) {
    self_ = hooks_.create(config, host);
  }
  void Destroy() { hooks_.destroy(self_); }
  double Priority(const gauntlet_cache_object* object, const gauntlet_cache_pressure* pressure) {
    const double priority = hooks_.priority(self_, object, pressure);
    return recorder_.Add(priority) ? priority : kNoPriority;
  }

  const Recorder& record() const { return recorder_; }
  bool Complete() const { return !recorder_.overflown(); }

 private:
  gauntlet_cache_priority hooks_;
  void* self_ = nullptr;
  Recorder recorder_;
};

// Answers of a priority function, read from a log.
class PriorityLog {
 public:
  static constexpr bool kReadsFeatures = false;

  explicit PriorityLog(const gauntlet_run_io& io) : replayer_(io) {}

  void Create(const gauntlet_cache_config*, const gauntlet_cache_view*, const gauntlet_host*) {}
  void Destroy() {}
  double Priority(const gauntlet_cache_object*, const gauntlet_cache_pressure*) {
    return replayer_.Next<double>(kNoPriority);
  }

  const Replayer& record() const { return replayer_; }
  bool Complete() const { return replayer_.AtEnd(); }

 private:
  Replayer replayer_;
};

}  // namespace gauntlet::cache_simulator
