// gauntlet.cache.priority/1: the simulator keeps the order; the policy gives each object a number at every
// access.
#pragma once

#include <gauntlet/cache.h>

#include <cmath>
#include <cstdint>
#include <utility>

#include "simulators/cache/answers.h"
#include "simulators/cache/lazy_heap.h"

namespace gauntlet::cache_simulator {

template <class Answers>
class PriorityGame {
 public:
  template <class... Source>
  explicit PriorityGame(Source&&... source) : answers_(std::forward<Source>(source)...) {}

  Answers& answers() { return answers_; }
  gauntlet_cache_view& view() { return pressure_.view; }

  void Create(const gauntlet_cache_config* config, const gauntlet_host* host) {
    answers_.Create(config, &pressure_.view, host);
  }
  void Destroy() { answers_.Destroy(); }

  static constexpr bool kPrefetches = true;
  void Prefetch(uint32_t slot) const {
    heap_.Prefetch(slot);
    if constexpr (Answers::kReadsFeatures) {
      __builtin_prefetch(entries_ + slot, 1);
      __builtin_prefetch(reinterpret_cast<const char*>(entries_ + slot) + 64, 1);
    }
  }

  template <class Run>
  int32_t Hit(Run& run, uint32_t slot) {
    double priority;
    if constexpr (Answers::kReadsFeatures) {
      Entry& entry = entries_[slot];
      Touch(&entry.object, *run.request());
      ++entry.object.count;
      priority = entry.priority = answers_.Priority(&entry.object, &pressure_);
    } else {
      priority = answers_.Priority(nullptr, nullptr);
    }
    if (std::isnan(priority)) [[unlikely]]
      return NotANumber(run);
    if (!heap_.Change(slot, priority)) [[unlikely]]
      return run.NoMemory();
    return GAUNTLET_OK;
  }

  template <class Run>
  void Missed(Run&, uint32_t) {}
  bool AsksAdmission() const { return false; }
  template <class Run>
  uint32_t Admit(Run&, uint32_t) {
    return 1;
  }
  template <class Run>
  int32_t MakeRoom(Run& run, uint64_t size) {
    return run.MakeRoom(size, [&] { return heap_.Top(); });
  }

  template <class Run>
  int32_t Inserted(Run& run, uint32_t slot, bool returned) {
    if (slot >= LazyHeap::kMaxSlots - 1 || sequence_ >= kMaxSequence) [[unlikely]]
      return run.NoMemory();
    if (sequence_ == 0 && !heap_.Init(run.memory())) return run.NoMemory();
    double priority;
    if constexpr (Answers::kReadsFeatures) {
      if (slot >= entry_capacity_ && !GrowEntries(run.memory(), slot)) [[unlikely]]
        return run.NoMemory();
      Entry& entry = entries_[slot];
      if (!returned) {
        entry.object = {};
        entry.object.now = run.now();
        entry.object.last_access = run.now();
      } else {
        Touch(&entry.object, *run.request());
      }
      Describe(&entry.object, *run.request());
      priority = entry.priority = answers_.Priority(&entry.object, &pressure_);
    } else {
      priority = answers_.Priority(nullptr, nullptr);
    }
    if (std::isnan(priority)) [[unlikely]]
      return NotANumber(run);
    if (!heap_.Insert(slot, sequence_++, priority)) [[unlikely]]
      return run.NoMemory();
    return GAUNTLET_OK;
  }

  template <class Run>
  void Evicted(Run& run, uint32_t slot, uint32_t reason) {
    heap_.Remove(slot);
    if constexpr (Answers::kReadsFeatures) {
      Entry& entry = entries_[slot];
      entry.object.past_evicted_at = run.now();
      entry.object.past_priority = entry.priority;
      entry.object.past_count = entry.object.count;
      if (reason != GAUNTLET_CACHE_EVICT_CAPACITY) return;
      pressure_.last_evicted_priority = entry.priority;
      pressure_.last_evicted_age = run.now() - entry.object.now;
      pressure_.last_evicted_life = run.now() - entry.object.inserted_at;
      ++pressure_.evictions;
    }
  }
  void Forgotten(uint32_t) {}

 private:
  static constexpr uint64_t kMaxSequence = 1ull << (64 - LazyHeap::kSlotBits);

  // What is known of the object in a slot, while it is resident or a ghost. object.now is its latest access.
  struct alignas(64) Entry {
    gauntlet_cache_object object;
    double priority;
  };

  // A further access of a remembered object.
  static void Touch(gauntlet_cache_object* object, const gauntlet_cache_request& request) {
    for (int i = GAUNTLET_CACHE_GAPS - 1; i > 0; --i) object->gaps[i] = object->gaps[i - 1];
    object->gaps[0] = request.now - object->now;
    object->last_access = object->now;
    object->now = request.now;
    object->time_s = request.time_s;
    object->operation = request.operation;
    object->tenant = request.tenant;
  }

  // A residency begins.
  static void Describe(gauntlet_cache_object* object, const gauntlet_cache_request& request) {
    object->inserted_at = request.now;
    object->count = 1;
    object->size = request.size;
    object->time_s = request.time_s;
    object->operation = request.operation;
    object->tenant = request.tenant;
  }

  template <class Run>
  int32_t NotANumber(Run& run) {
    return run.Fail(answers_.record().Reject("a priority must be a number; it was"), kNoPriority);
  }

  [[gnu::noinline]] bool GrowEntries(const Memory& memory, uint32_t slot) {
    uint64_t capacity = entry_capacity_ == 0 ? 1024 : entry_capacity_;
    while (capacity <= slot) capacity *= 2;
    if (!memory.Grow(&entries_, entry_capacity_, capacity)) return false;
    entry_capacity_ = capacity;
    return true;
  }

  gauntlet_cache_pressure pressure_{};
  Answers answers_;
  LazyHeap heap_;
  Entry* entries_ = nullptr;  // entries_[slot]
  uint64_t entry_capacity_ = 0;
  uint64_t sequence_ = 0;  // insertions so far
};

}  // namespace gauntlet::cache_simulator
