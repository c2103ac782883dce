// Where the answers of a run come from: the hooks of a policy, which are recorded, or the log of an earlier
// run.
//
// A log is one byte that says which questions are asked (LogKind), then the answers in the order of the
// questions, unaligned and little-endian: an admission is one byte, 0 or 1; a victim is a uint32 slot; a
// priority is the eight bytes of a double. An answer that cannot be had (log full, log at its end) comes as a
// value that no run may carry out, so that the run checks an answer once; Rejection says what was wrong with
// it.
#pragma once

#include <gauntlet/cache.h>
#include <gauntlet/simulator.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>

namespace gauntlet::cache_simulator {

enum class LogKind : uint8_t { kVictims = 1, kAdmissionsAndVictims = 2, kPriorities = 3 };
inline constexpr uint64_t kLogHeaderBytes = 1;
inline constexpr uint64_t kLogBytesPerRequest = 8;  // the most: one priority, or one admission and one victim

inline constexpr uint32_t kNoAdmission = 2;
inline constexpr double kNoPriority = std::numeric_limits<double>::quiet_NaN();

// Why an answer was not carried out: a status, and the beginning of a sentence that ends with the answer.
struct Rejection {
  int32_t status;
  const char* text;
  bool show_answer;
};

// The number and the rolling hash of the answers of a run.
class AnswerHash {
 public:
  void Add(uint64_t answer) {
    ++count_;
    hash_ = (std::rotl(hash_, 29) ^ answer) * 0x9fb21c651e98df25ull;
  }
  uint64_t count() const { return count_; }
  uint64_t Value() const {
    uint64_t z = hash_ + count_ * 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    return z ^ (z >> 31);
  }

 private:
  uint64_t hash_ = 0x2545f4914f6cdd1dull;
  uint64_t count_ = 0;
};

// Writes answers. Without a log it hashes them only.
class Recorder {
 public:
  Recorder(const gauntlet_run_io& io, LogKind kind)
      : log_(io.log), bytes_(io.log == nullptr ? 0 : io.log_bytes) {
    Write(static_cast<uint8_t>(kind));
  }

  // False: the log is full.
  template <class T>
  bool Add(T answer) {
    if constexpr (sizeof(T) == 8) {
      hash_.Add(std::bit_cast<uint64_t>(answer));
    } else {
      hash_.Add(answer);
    }
    return Write(answer);
  }

  const AnswerHash& hash() const { return hash_; }
  uint64_t log_bytes() const { return log_ == nullptr ? 0 : used_; }
  bool overflown() const { return overflown_; }
  Rejection Reject(const char* text) const {
    if (overflown_)
      return {GAUNTLET_LOG_OVERFLOW, "there were more answers than the decision log can hold", false};
    return {GAUNTLET_INVALID_DECISION, text, true};
  }

 private:
  template <class T>
  bool Write(T answer) {
    if (log_ == nullptr) return true;
    if (bytes_ - used_ < sizeof(T)) [[unlikely]] {
      overflown_ = true;
      return false;
    }
    std::memcpy(log_ + used_, &answer, sizeof(T));
    used_ += sizeof(T);
    return true;
  }

  uint8_t* log_;
  uint64_t bytes_;
  uint64_t used_ = 0;
  bool overflown_ = false;
  AnswerHash hash_;
};

// Reads answers.
class Replayer {
 public:
  explicit Replayer(const gauntlet_run_io& io) : log_(io.log), bytes_(io.log == nullptr ? 0 : io.log_bytes) {
    uint8_t kind = 0;
    if (Read(&kind)) kind_ = static_cast<LogKind>(kind);
  }

  LogKind kind() const { return kind_; }  // 0: no log

  // `otherwise` at the end of the log.
  template <class T>
  T Next(T otherwise) {
    T answer;
    if (!Read(&answer)) [[unlikely]]
      return otherwise;
    if constexpr (sizeof(T) == 8) {
      hash_.Add(std::bit_cast<uint64_t>(answer));
    } else {
      hash_.Add(answer);
    }
    return answer;
  }

  const AnswerHash& hash() const { return hash_; }
  uint64_t log_bytes() const { return used_; }
  bool AtEnd() const { return used_ == bytes_; }
  Rejection Reject(const char* text) const {
    if (ended_) return {GAUNTLET_BAD_LOG, "the decision log ends before the trace", false};
    return {GAUNTLET_BAD_LOG, text, true};
  }

 private:
  template <class T>
  bool Read(T* answer) {
    if (bytes_ - used_ < sizeof(T)) [[unlikely]] {
      ended_ = true;
      return false;
    }
    std::memcpy(answer, log_ + used_, sizeof(T));
    used_ += sizeof(T);
    return true;
  }

  const uint8_t* log_;
  uint64_t bytes_;
  uint64_t used_ = 0;
  bool ended_ = false;
  LogKind kind_{};
  AnswerHash hash_;
};

// Answers of an eviction policy's hooks.
class PolicyHooks {
 public:
  PolicyHooks(const gauntlet_cache_policy& hooks, const gauntlet_run_io& io)
      : hooks_(hooks), recorder_(io, hooks.admit ? LogKind::kAdmissionsAndVictims : LogKind::kVictims) {}

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
  bool AsksAdmission() const { return replayer_.kind() == LogKind::kAdmissionsAndVictims; }
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
      : hooks_(hooks), recorder_(io, LogKind::kPriorities) {}

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
