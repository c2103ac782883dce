// The far side of sdk/slot_list.hpp.
// Compiled once, so that no policy pays for it: a call costs a policy about a nanosecond; compiling these into it would
// cost milliseconds a candidate.
#include <gauntlet/sdk/slot_list.hpp>

#include "runtime/grown.h"

namespace gauntlet::sdk {

void SlotList::grow(Slot slot) {
  if (slot >= 0xfffffff0u) gauntlet_sdk_misuse("SlotList: not a slot");
  uint64_t count = 0;
  Node* nodes = Grown(nodes_, slots_ + uint64_t{1}, slot + uint64_t{2}, 0xfffffff1u, &count);
  if (slots_ != 0) ::operator delete(nodes_);
  nodes_ = nodes;
  slots_ = static_cast<uint32_t>(count - 1);
}

inline void SlotList::require(Slot mark) const {
  if (!contains(mark)) gauntlet_sdk_misuse("SlotList: the mark of an insertion is not in the list");
}
inline void SlotList::unlink(uint32_t node) {
  const uint32_t next = nodes_[node].next, prev = nodes_[node].prev;
  nodes_[prev].next = next;
  nodes_[next].prev = prev;
}
// Leaves `slot` outside of the list, but counted as inside.
inline void SlotList::take(Slot slot) {
  if (__builtin_expect(slot >= slots_, 0)) grow(slot);
  if (nodes_[slot + 1].next != kAbsent) {
    unlink(slot + 1);
  } else {
    ++size_;
  }
}
// Puts `node` in front of `next`.
inline void SlotList::link(uint32_t node, uint32_t next) {
  const uint32_t prev = nodes_[next].prev;
  nodes_[node].next = next;
  nodes_[node].prev = prev;
  nodes_[prev].next = node;
  nodes_[next].prev = node;
}
void SlotList::push_front(Slot slot) {
  take(slot);
  link(slot + 1, nodes_[0].next);
}
void SlotList::push_back(Slot slot) {
  take(slot);
  link(slot + 1, 0);
}
void SlotList::insert_before(Slot mark, Slot slot) {
  require(mark);
  if (mark == slot) return;
  take(slot);
  link(slot + 1, mark + 1);
}
void SlotList::insert_after(Slot mark, Slot slot) {
  require(mark);
  if (mark == slot) return;
  take(slot);
  link(slot + 1, nodes_[mark + 1].next);
}
void SlotList::remove(Slot slot) noexcept {
  if (!contains(slot)) return;
  unlink(slot + 1);
  nodes_[slot + 1].next = kAbsent;
  --size_;
}

}  // namespace gauntlet::sdk
