// Which object has which slot, and what each slot is: resident, ghost, or free.
//
// A slot is lent at insertion. An eviction makes it a ghost; ghosts lapse in the order of their eviction as
// soon as there are more than `ghost_percent` of the largest number of residents so far. A lapsed slot is
// free and is the next one to be lent. An object that returns while it is a ghost is inserted with the slot
// that it had.
#pragma once

#include <gauntlet/cache.h>

#include <bit>
#include <cstdint>
#include <gauntlet/simulators/memory.hpp>

namespace gauntlet::cache_simulator {

using simulators::Memory;

class Tables {
 public:
  // An object's entry: 0 if it has no slot, else the slot and whether it is resident.
  static bool IsResident(uint32_t entry) { return (entry & 1) != 0; }
  static uint32_t SlotOf(uint32_t entry) { return (entry >> 1) - 1; }  // NO_SLOT for 0

  bool Init(const Memory& memory, uint32_t ghost_percent) {
    memory_ = memory;
    ghost_percent_ = ghost_percent;
    return GrowObjects(0) && GrowSlots() && GrowRing();
  }

  uint32_t slots() const { return slots_; }
  uint32_t resident() const { return resident_; }
  uint32_t ghosts() const { return ghosts_; }

  // A hint: `object` will be looked up soon.
  void Prefetch(uint32_t object) const { __builtin_prefetch(objects_ + object, 1); }
  bool Covers(uint32_t object) const { return object < object_capacity_; }
  uint32_t Lookup(uint32_t object) const { return objects_[object]; }  // REQUIRES: Covers(object)

  // Makes room for `object`; false: no memory.
  [[gnu::noinline]] bool GrowObjects(uint32_t object) {
    uint64_t capacity = object_capacity_ == 0 ? 4096 : object_capacity_;
    while (capacity <= object) capacity *= 2;
    if (!memory_.Grow(&objects_, object_capacity_, capacity)) return false;
    object_capacity_ = capacity;
    return true;
  }

  bool HoldsResident(uint32_t slot) const { return slot < slots_ && states_[slot].state == kResident; }

  // The ghost is about to return: it cannot lapse any more. REQUIRES: `slot` is a ghost.
  void Recall(uint32_t slot) {
    states_[slot].state = kFree;
    --ghosts_;
  }

  // Makes `object` resident in its recalled slot, or a fresh one. Returns NO_SLOT when there is no memory.
  uint32_t Insert(uint32_t object) {
    const uint32_t entry = objects_[object];
    uint32_t slot = SlotOf(entry);
    if (entry == 0) {
      if (free_count_ > 0) {
        slot = free_[--free_count_];
      } else {
        if (slots_ == slot_capacity_ && !GrowSlots()) return GAUNTLET_CACHE_NO_SLOT;
        slot = slots_++;
      }
    }
    states_[slot] = {object, kResident};
    objects_[object] = ((slot + 1) << 1) | 1;
    if (++resident_ > most_resident_) NewMost();
    return slot;
  }

  // Makes a resident slot the youngest ghost. False: no memory. REQUIRES: HoldsResident(slot).
  bool Evict(uint32_t slot) {
    objects_[states_[slot].object] &= ~1u;
    --resident_;
    if (ring_tail_ - ring_head_ > ring_mask_ && !MakeRingRoom()) return false;
    const uint32_t index = static_cast<uint32_t>(ring_tail_++) & ring_mask_;
    ring_[index] = slot;
    states_[slot].state = index;
    ++ghosts_;
    return true;
  }

  bool TooManyGhosts() const { return ghosts_ > ghost_limit_; }

  // Frees the slot of the oldest ghost and returns it. REQUIRES: there is one.
  uint32_t Forget() {
    for (;;) {
      const uint32_t index = static_cast<uint32_t>(ring_head_++) & ring_mask_;
      const uint32_t slot = ring_[index];
      if (states_[slot].state != index) continue;  // recalled since
      objects_[states_[slot].object] = 0;
      states_[slot].state = kFree;
      free_[free_count_++] = slot;
      --ghosts_;
      return slot;
    }
  }

 private:
  static constexpr uint32_t kResident = 0xffffffffu;
  static constexpr uint32_t kFree = 0xfffffffeu;  // or recalled

  struct State {
    uint32_t object;
    uint32_t state;  // kResident, kFree, or where in the ring this ghost stands
  };

  void NewMost() {
    most_resident_ = resident_;
    ghost_limit_ = static_cast<uint64_t>(most_resident_) * ghost_percent_ / 100;
  }

  [[gnu::noinline]] bool GrowSlots() {
    const uint64_t capacity = slot_capacity_ == 0 ? 1024 : 2ull * slot_capacity_;
    if (capacity > 1u << 30) return false;
    if (!memory_.Grow(&states_, slot_capacity_, capacity)) return false;
    if (!memory_.Grow(&free_, free_count_, capacity)) return false;
    slot_capacity_ = static_cast<uint32_t>(capacity);
    return true;
  }

  // The ring is full: drops what was recalled, or doubles it when at least half of it is ghosts.
  [[gnu::noinline]] bool MakeRingRoom() {
    if (2ull * ghosts_ > ring_mask_) return GrowRing();
    uint32_t* old = ring_;
    MoveGhosts(spare_, ring_mask_);
    spare_ = old;
    return true;
  }

  bool GrowRing() {
    const uint64_t capacity = ring_ == nullptr ? 1024 : 2ull * (ring_mask_ + 1ull);
    uint32_t* ring = memory_.Array<uint32_t>(capacity);
    spare_ = memory_.Array<uint32_t>(capacity);
    if (ring == nullptr || spare_ == nullptr) return false;
    MoveGhosts(ring, static_cast<uint32_t>(capacity - 1));
    return true;
  }

  // Ghosts go to the beginning of `ring`, oldest first. The last entry of a slot is the one that can count,
  // so no later entry can be taken for the new stamp.
  void MoveGhosts(uint32_t* ring, uint32_t mask) {
    uint32_t kept = 0;
    for (; ring_head_ != ring_tail_; ++ring_head_) {
      const uint32_t index = static_cast<uint32_t>(ring_head_) & ring_mask_;
      const uint32_t slot = ring_[index];
      if (states_[slot].state != index) continue;
      ring[kept] = slot;
      states_[slot].state = kept++;
    }
    ring_ = ring;
    ring_mask_ = mask;
    ring_head_ = 0;
    ring_tail_ = kept;
  }

  Memory memory_;
  uint32_t* objects_ = nullptr;  // objects_[object]: entry
  State* states_ = nullptr;      // states_[slot]
  uint32_t* free_ = nullptr;     // a stack
  uint32_t* ring_ = nullptr;   // slots in order of eviction; an entry counts if the slot's state points at it
  uint32_t* spare_ = nullptr;  // as large as the ring
  uint64_t object_capacity_ = 0;
  uint64_t ring_head_ = 0, ring_tail_ = 0;
  uint64_t ghost_limit_ = 0;
  uint32_t ring_mask_ = 0;
  uint32_t slot_capacity_ = 0, slots_ = 0, free_count_ = 0;
  uint32_t resident_ = 0, most_resident_ = 0, ghosts_ = 0;
  uint32_t ghost_percent_ = 0;
};

}  // namespace gauntlet::cache_simulator
