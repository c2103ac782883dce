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

  // Puts `slot` there; if it is in the list already, it moves.
  void push_front(Slot slot) {
    take(slot);
    link(slot + 1, nodes_[0].next);
  }
  void push_back(Slot slot) {
    take(slot);
    link(slot + 1, 0);
  }
  void move_to_front(Slot slot) { push_front(slot); }
  void move_to_back(Slot slot) { push_back(slot); }
  // Next to `mark`, which must be in the list (else: misuse). Before is towards the front.
  void insert_before(Slot mark, Slot slot) {
    require(mark);
    if (mark == slot) return;
    take(slot);
    link(slot + 1, mark + 1);
  }
  void insert_after(Slot mark, Slot slot) {
    require(mark);
    if (mark == slot) return;
    take(slot);
    link(slot + 1, nodes_[mark + 1].next);
  }
  // No-op if `slot` is not in the list.
  void remove(Slot slot) {
    if (contains(slot)) {
      unlink(slot + 1);
      nodes_[slot + 1].next = kAbsent;
      --size_;
    }
  }
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
  void require(Slot mark) const {
    if (!contains(mark)) gauntlet_sdk_misuse("SlotList: the mark of an insertion is not in the list");
  }
  void unlink(uint32_t node) {
    const uint32_t next = nodes_[node].next, prev = nodes_[node].prev;
    nodes_[prev].next = next;
    nodes_[next].prev = prev;
  }
  // Leaves `slot` outside of the list, but counted as inside.
  void take(Slot slot) {
    if (__builtin_expect(slot >= slots_, 0)) grow(slot);
    if (nodes_[slot + 1].next != kAbsent) {
      unlink(slot + 1);
    } else {
      ++size_;
    }
  }
  // Puts `node` in front of `next`.
  void link(uint32_t node, uint32_t next) {
    const uint32_t prev = nodes_[next].prev;
    nodes_[node].next = next;
    nodes_[node].prev = prev;
    nodes_[prev].next = node;
    nodes_[next].prev = node;
  }
  // In the runtime archive: makes room for `slot`.
  GAUNTLET_SDK_HIDDEN void grow(Slot slot);

  // What an empty list without a table points to; read, never written.
  GAUNTLET_SDK_HIDDEN inline static Node nothing_ = {0, 0};

  Node* nodes_ = &nothing_;
  uint32_t slots_ = 0;
  uint32_t size_ = 0;
};

}  // namespace gauntlet::sdk
