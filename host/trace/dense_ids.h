// Numbers objects 0, 1, 2, ... in order of first appearance. Open addressing, linear probing, at most half
// full.
#pragma once

#include <cstdint>
#include <vector>

namespace gauntlet {

class DenseIds {
 public:
  DenseIds() : slots_(1024) {}

  // The number of `id`; a new one if it was never seen.
  uint32_t NumberOf(uint64_t id) {
    size_t at = Mix(id) & (slots_.size() - 1);
    for (; slots_[at].number_plus_1 != 0; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].id == id) return slots_[at].number_plus_1 - 1;
    }
    slots_[at] = {id, ++count_};
    if (count_ * 2ull > slots_.size()) Grow();
    return count_ - 1;
  }
  uint32_t count() const { return count_; }

 private:
  struct Slot {
    uint64_t id = 0;
    uint32_t number_plus_1 = 0;
  };
  static uint64_t Mix(uint64_t x) {
    x = (x ^ (x >> 32)) * 0x9e3779b97f4a7c15ull;
    return x ^ (x >> 29);
  }
  void Grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.number_plus_1 == 0) continue;
      size_t at = Mix(slot.id) & (slots_.size() - 1);
      while (slots_[at].number_plus_1 != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;
  uint32_t count_ = 0;
};

}  // namespace gauntlet
