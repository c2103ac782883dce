// A heap of slots by (priority, order of insertion), lowest first, for many changes of priority and few
// removals.
//
// A priority that rises costs nothing: the slot keeps the place of its old one, which is then too early, and
// moves when it comes to the top. A priority that falls adds a second place; the first one is dead and
// vanishes when it comes to the top, or when dead places outnumber the live ones. So the least place is never
// later than the least priority.
#pragma once

#include <bit>
#include <cstdint>
#include <gauntlet/simulators/memory.hpp>

namespace gauntlet::cache_simulator {

using simulators::Memory;

class LazyHeap {
 public:
  static constexpr uint32_t kSlotBits = 28;
  static constexpr uint32_t kMaxSlots = 1u << kSlotBits;

  // Numbers in the order of the doubles that they stand for, with -0 equal to 0. REQUIRES: not NaN.
  static uint64_t KeyOf(double priority) {
    const auto bits = std::bit_cast<uint64_t>(priority + 0.0);
    return (bits >> 63) != 0 ? ~bits : bits | 1ull << 63;
  }

  // The order of a slot's insertion, and the slot, in one number. REQUIRES: sequence < 2^36, slot <
  // kMaxSlots.
  static uint64_t TieOf(uint64_t sequence, uint32_t slot) { return sequence << kSlotBits | slot; }

  bool Init(const Memory& memory) {
    memory_ = memory;
    return Grow();
  }

  // `slot` came in. False: no memory.
  bool Insert(uint32_t slot, uint64_t sequence, double priority) {
    if (slot >= standing_capacity_ && !GrowStandings(slot)) return false;
    const uint64_t key = KeyOf(priority);
    standings_[slot] = {key, key, TieOf(sequence, slot)};
    ++live_;
    return Push({key, standings_[slot].tie});
  }

  // REQUIRES: `slot` is in. False: no memory.
  bool Change(uint32_t slot, double priority) {
    Standing& standing = standings_[slot];
    standing.key = KeyOf(priority);
    if (standing.key >= standing.place) return true;
    standing.place = standing.key;
    return Push({standing.key, standing.tie});
  }

  // A hint: `slot` will change soon.
  void Prefetch(uint32_t slot) const { __builtin_prefetch(standings_ + slot, 1); }

  // The slot that goes first; it stays in. REQUIRES: not empty.
  uint32_t Top() {
    for (;;) {
      const Place top = places_[1];
      // One of them is the next top.
      for (uint64_t i = 2; i < 6 && i < end_; ++i) Prefetch(SlotIn(places_[i]));
      const uint32_t slot = SlotIn(top);
      Standing& standing = standings_[slot];
      if (standing.tie != top.tie || standing.place != top.key) {
        PopPlace();
      } else if (standing.key != top.key) {
        standing.place = standing.key;
        SiftDown(1, {standing.key, standing.tie});
      } else {
        return slot;
      }
    }
  }

  // `slot` went away. REQUIRES: it is in.
  void Remove(uint32_t slot) {
    standings_[slot].tie = kNoTie;
    --live_;
  }

 private:
  static constexpr uint64_t kNoTie = ~0ull;  // slots are below kMaxSlots - 1

  struct Place {
    uint64_t key;
    uint64_t tie;
    unsigned __int128 Order() const { return static_cast<unsigned __int128>(key) << 64 | tie; }
  };
  struct Standing {
    uint64_t key;    // of the priority that it has
    uint64_t place;  // of the place that counts
    uint64_t tie;
  };

  static uint32_t SlotIn(const Place& place) { return static_cast<uint32_t>(place.tie) & (kMaxSlots - 1); }

  bool Push(Place place) {
    if (end_ == capacity_) {
      if (end_ - 1 > 2 * live_) {
        DropDead();
      } else if (!Grow()) {
        return false;
      }
    }
    SiftUp(end_++, place);
    return true;
  }

  void PopPlace() {
    const Place last = places_[--end_];
    if (end_ > 1) SiftDown(1, last);
  }

  // Four children a node, so that a family is one cache line: those of i are 4i-2 .. 4i+1.
  void SiftUp(uint64_t i, Place place) {
    while (i > 1) {
      const uint64_t parent = (i + 2) / 4;
      if (places_[parent].Order() <= place.Order()) break;
      places_[i] = places_[parent];
      i = parent;
    }
    places_[i] = place;
  }

  void SiftDown(uint64_t i, Place place) {
    uint64_t first = 4 * i - 2;
    while (first < end_) {
      const Place* grandchildren = places_ + (4 * first - 2);  // of the whole family: four cache lines
      for (int line = 0; line < 4; ++line) __builtin_prefetch(grandchildren + 4 * line);
      const uint64_t least = first + 4 <= end_ ? LeastOfFour(first) : LeastUpTo(end_, first);
      if (place.Order() <= places_[least].Order()) break;
      places_[i] = places_[least];
      i = least;
      first = 4 * i - 2;
    }
    places_[i] = place;
  }

  // Without branches: which of four is the least cannot be foretold.
  uint64_t LeastOfFour(uint64_t first) const {
    const uint64_t a = first + (places_[first + 1].Order() < places_[first].Order());
    const uint64_t b = first + 2 + (places_[first + 3].Order() < places_[first + 2].Order());
    return places_[b].Order() < places_[a].Order() ? b : a;
  }
  uint64_t LeastUpTo(uint64_t end, uint64_t first) const {
    uint64_t least = first;
    for (uint64_t i = first + 1; i < end; ++i) {
      if (places_[i].Order() < places_[least].Order()) least = i;
    }
    return least;
  }

  [[gnu::noinline]] void DropDead() {
    uint64_t kept = 1;
    for (uint64_t i = 1; i < end_; ++i) {
      const Standing& standing = standings_[SlotIn(places_[i])];
      if (standing.tie == places_[i].tie && standing.place == places_[i].key) places_[kept++] = places_[i];
    }
    end_ = kept;
    for (uint64_t i = (end_ + 1) / 4 + 1; i-- > 1;) SiftDown(i, places_[i]);
  }

  [[gnu::noinline]] bool Grow() {
    const uint64_t capacity = capacity_ == 0 ? 1024 : 2 * capacity_;
    Place* places = memory_.Array<Place>(capacity + kPad);
    if (places == nullptr) return false;
    places += kPad;
    for (uint64_t i = 1; i < end_; ++i) places[i] = places_[i];
    places_ = places;
    capacity_ = capacity;
    return true;
  }

  [[gnu::noinline]] bool GrowStandings(uint32_t slot) {
    uint64_t capacity = standing_capacity_ == 0 ? 1024 : standing_capacity_;
    while (capacity <= slot) capacity *= 2;
    if (!memory_.Grow(&standings_, standing_capacity_, capacity)) return false;
    standing_capacity_ = capacity;
    return true;
  }

  // Places before the first, so that place 2, the first of a family, begins a cache line.
  static constexpr uint64_t kPad = 2;

  Memory memory_;
  Place* places_ = nullptr;        // places_[1 .. end_)
  Standing* standings_ = nullptr;  // standings_[slot]
  uint64_t end_ = 1;
  uint64_t capacity_ = 0;
  uint64_t standing_capacity_ = 0;
  uint64_t live_ = 0;
};

}  // namespace gauntlet::cache_simulator
