// Several lists that share one table of links: for policies whose objects move between queues (2Q, ARC,
// S3-FIFO), or sit in one list per frequency. A slot is in at most one list at a time. Every operation is
// O(1).
#pragma once

#include <gauntlet/sdk/support.hpp>

namespace gauntlet::sdk {

// Lists are numbered from 0 and come into being when something is pushed to them: 12 bytes a slot and 12 a
// list, up to the largest number seen of each.
class SlotLists {
 public:
  static constexpr uint32_t kNoList = 0xffffffffu;

  SlotLists() = default;
  ~SlotLists() {
    ::operator delete(nodes_);
    ::operator delete(heads_);
  }
  SlotLists(const SlotLists&) = delete;
  SlotLists& operator=(const SlotLists&) = delete;

  bool empty(uint32_t list) const { return size(list) == 0; }
  uint32_t size(uint32_t list) const { return list < list_count_ ? heads_[list].size : 0; }
  Slot front(uint32_t list) const {
    return list < list_count_ ? slot_of(heads_[list].next) : kNoSlot;
  }  // kNoSlot: empty
  Slot back(uint32_t list) const { return list < list_count_ ? slot_of(heads_[list].prev) : kNoSlot; }
  // The list that the slot is in, or kNoList.
  uint32_t list_of(Slot slot) const { return slot < slot_count_ ? nodes_[slot].list : kNoList; }
  bool contains(Slot slot) const { return list_of(slot) != kNoList; }
  bool contains(uint32_t list, Slot slot) const { return list != kNoList && list_of(slot) == list; }
  // The neighbour in the slot's list towards the back (next) or the front (prev); kNoSlot at the end or in no
  // list.
  Slot next(Slot slot) const { return contains(slot) ? slot_of(nodes_[slot].next) : kNoSlot; }
  Slot prev(Slot slot) const { return contains(slot) ? slot_of(nodes_[slot].prev) : kNoSlot; }

  // Takes the slot out of the list that it is in, if any, and puts it there.
  void push_front(uint32_t list, Slot slot) { place(list, slot, true); }
  void push_back(uint32_t list, Slot slot) { place(list, slot, false); }
  // Within the list that the slot is in; no-op if it is in none.
  void move_to_front(Slot slot) {
    if (contains(slot)) place(nodes_[slot].list, slot, true);
  }
  void move_to_back(Slot slot) {
    if (contains(slot)) place(nodes_[slot].list, slot, false);
  }
  // No-op if the slot is in no list. (This and what follows lives in the runtime archive.)
  GAUNTLET_SDK_HIDDEN void remove(Slot slot) noexcept;
  // Takes the slot off that end and returns it; kNoSlot: empty.
  Slot pop_front(uint32_t list) { return pop(front(list)); }
  Slot pop_back(uint32_t list) { return pop(back(list)); }

 private:
  static constexpr uint32_t kHead = 0x80000000u;  // a link to a head: kHead + list
  struct Link {
    uint32_t next, prev;
    union {
      uint32_t list;  // of a slot
      uint32_t size;  // of a head
    };
  };

  static Slot slot_of(uint32_t link) { return (link & kHead) != 0 ? kNoSlot : link; }
  Slot pop(Slot slot) {
    remove(slot);
    return slot;
  }
  GAUNTLET_SDK_HIDDEN void place(uint32_t list, Slot slot, bool front);
  Link& at(uint32_t link);
  void grow_slots(Slot slot);
  void grow_lists(uint32_t list);

  Link* nodes_ = nullptr;
  Link* heads_ = nullptr;
  uint32_t slot_count_ = 0;
  uint32_t list_count_ = 0;
};

}  // namespace gauntlet::sdk
