// Doubly linked lists over slots, with the links in one flat table: no allocation per object, every operation
// O(1).
#pragma once

#include <gauntlet/sdk/support.hpp>

namespace gauntlet::sdk {

// One order over slots. A slot is in the list at most once.
// A slot's node lies at slot + 1; node 0 closes the circle, so that its slot is kNoSlot: next(back()) ==
// kNoSlot. 8 bytes per slot up to the largest one seen.
class SlotList {
 public:
  SlotList() = default;
  ~SlotList() {
    if (slots_ != 0) ::operator delete(nodes_);
  }
  SlotList(SlotList&& other) noexcept : nodes_(other.nodes_), slots_(other.slots_), size_(other.size_) {
    other.nodes_ = &nothing_;
    other.slots_ = other.size_ = 0;
  }
  SlotList(const SlotList&) = delete;
  SlotList& operator=(const SlotList&) = delete;

  bool empty() const { return size_ == 0; }
  uint32_t size() const { return size_; }
  Slot front() const { return nodes_[0].next - 1; }  // kNoSlot: empty
  Slot back() const { return nodes_[0].prev - 1; }   // kNoSlot: empty
  bool contains(Slot slot) const { return slot < slots_ && nodes_[slot + 1].next != kAbsent; }
  // The neighbour towards the back (next) or the front (prev); kNoSlot at the end, or if `slot` is not in the
  // list.
  Slot next(Slot slot) const { return contains(slot) ? nodes_[slot + 1].next - 1 : kNoSlot; }
  Slot prev(Slot slot) const { return contains(slot) ? nodes_[slot + 1].prev - 1 : kNoSlot; }

  // Puts `slot` there; if it is in the list already, it moves. (These live in the runtime archive.)
  GAUNTLET_SDK_HIDDEN void push_front(Slot slot);
  GAUNTLET_SDK_HIDDEN void push_back(Slot slot);
  void move_to_front(Slot slot) { push_front(slot); }
  void move_to_back(Slot slot) { push_back(slot); }
  // Next to `mark`, which must be in the list (else: misuse). Before is towards the front.
  GAUNTLET_SDK_HIDDEN void insert_before(Slot mark, Slot slot);
  GAUNTLET_SDK_HIDDEN void insert_after(Slot mark, Slot slot);
  // No-op if `slot` is not in the list.
  GAUNTLET_SDK_HIDDEN void remove(Slot slot) noexcept;
  // Takes the slot off that end and returns it; kNoSlot: empty.
  Slot pop_front() { return pop(front()); }
  Slot pop_back() { return pop(back()); }
  void clear() {
    while (!empty()) pop_back();
  }

 private:
  static constexpr uint32_t kAbsent = 0xffffffffu;
  struct Node {
    uint32_t next, prev;
  };

  Slot pop(Slot slot) {
    remove(slot);
    return slot;
  }
  void require(Slot mark) const;
  void take(Slot slot);
  void unlink(uint32_t node);
  void link(uint32_t node, uint32_t next);
  void grow(Slot slot);

  // What an empty list without a table points to; read, never written.
  GAUNTLET_SDK_HIDDEN inline static Node nothing_ = {0, 0};

  Node* nodes_ = &nothing_;
  uint32_t slots_ = 0;
  uint32_t size_ = 0;
};

}  // namespace gauntlet::sdk
