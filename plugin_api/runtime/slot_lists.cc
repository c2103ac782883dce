// The far side of sdk/slot_lists.hpp.
#include <gauntlet/sdk/slot_lists.hpp>

#include "runtime/grown.h"

namespace gauntlet::sdk {

inline SlotLists::Link& SlotLists::at(uint32_t link) {
  return (link & kHead) != 0 ? heads_[link & ~kHead] : nodes_[link];
}
void SlotLists::remove(Slot slot) noexcept {
  if (!contains(slot)) return;
  Link& node = nodes_[slot];
  at(node.prev).next = node.next;
  at(node.next).prev = node.prev;
  --heads_[node.list].size;
  node.list = kNoList;
}
void SlotLists::place(uint32_t list, Slot slot, bool front) {
  if (__builtin_expect(slot >= slot_count_, 0)) grow_slots(slot);
  if (__builtin_expect(list >= list_count_, 0)) grow_lists(list);
  remove(slot);
  const uint32_t head = kHead | list;
  Link& node = nodes_[slot];
  node.list = list;
  node.prev = front ? head : heads_[list].prev;
  node.next = front ? heads_[list].next : head;
  at(node.prev).next = slot;
  at(node.next).prev = slot;
  ++heads_[list].size;
}

void SlotLists::grow_slots(Slot slot) {
  if (slot >= 0x7ffffff0u) gauntlet_sdk_misuse("SlotLists: not a slot");
  uint64_t count = 0;
  Link* nodes = Grown(nodes_, slot_count_, slot + uint64_t{1}, 0x7ffffff0u, &count);
  ::operator delete(nodes_);
  nodes_ = nodes;
  slot_count_ = static_cast<uint32_t>(count);
}

void SlotLists::grow_lists(uint32_t list) {
  if (list >= 0x7ffffff0u) gauntlet_sdk_misuse("SlotLists: not a list");
  uint64_t count = 0;
  Link* heads = Grown(heads_, list_count_, list + uint64_t{1}, 0x7ffffff0u, &count);
  ::operator delete(heads_);
  heads_ = heads;
  for (uint32_t i = list_count_; i < count; ++i) heads_[i] = {kHead | i, kHead | i, {0}};
  list_count_ = static_cast<uint32_t>(count);
}

}  // namespace gauntlet::sdk
