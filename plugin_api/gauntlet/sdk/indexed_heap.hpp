// A priority queue over slots whose keys can change: the smallest key is on top; among equal keys, the slot
// that was pushed first.
#pragma once

#include <gauntlet/sdk/support.hpp>

namespace gauntlet::sdk {

// A heap with four children a node. push, update, remove and pop are O(log n); the rest is O(1).
template <class Key = double>
class IndexedHeap {
 public:
  IndexedHeap() = default;
  ~IndexedHeap() {
    ::operator delete(nodes_);
    ::operator delete(places_);
  }
  IndexedHeap(const IndexedHeap&) = delete;
  IndexedHeap& operator=(const IndexedHeap&) = delete;

  bool empty() const { return size_ == 0; }
  uint32_t size() const { return size_; }
  bool contains(Slot slot) const { return slot < place_count_ && places_[slot] != 0; }
  Slot top() const { return size_ == 0 ? kNoSlot : nodes_[0].slot; }  // kNoSlot: empty
  Key top_key() const { return size_ == 0 ? Key() : nodes_[0].key; }
  Key key_of(Slot slot) const { return contains(slot) ? nodes_[places_[slot] - 1].key : Key(); }

  // Enters the slot, or gives it a new key if it is in: then it keeps its turn among equal keys. NaN is
  // misuse.
  GAUNTLET_SDK_OUTLINE void push(Slot slot, Key key) {
    if (key != key) gauntlet_sdk_misuse("IndexedHeap: a key is not a number");
    if (contains(slot)) {
      const uint32_t at = places_[slot] - 1;
      nodes_[at].key = key;
      sift(at);
      return;
    }
    if (__builtin_expect(slot >= place_count_, 0)) grow_places(slot);
    if (__builtin_expect(size_ == capacity_, 0)) grow_nodes();
    nodes_[size_] = {key, turn_++, slot};
    ++size_;
    sift(size_ - 1);
  }
  void update(Slot slot, Key key) { push(slot, key); }
  // No-op if the slot is not in.
  GAUNTLET_SDK_OUTLINE void remove(Slot slot) {
    if (!contains(slot)) return;
    const uint32_t at = places_[slot] - 1;
    places_[slot] = 0;
    if (at != --size_) {
      nodes_[at] = nodes_[size_];
      sift(at);
    }
  }
  // Takes the top off and returns it; kNoSlot: empty.
  Slot pop() {
    const Slot slot = top();
    remove(slot);
    return slot;
  }
  void clear() {
    while (size_ > 0) places_[nodes_[--size_].slot] = 0;
  }

 private:
  struct Node {
    Key key;
    uint64_t turn;
    Slot slot;
  };

  static bool before(const Node& a, const Node& b) {
    return a.key < b.key || (a.key == b.key && a.turn < b.turn);
  }
  void put(uint32_t at, const Node& node) {
    nodes_[at] = node;
    places_[node.slot] = at + 1;
  }
  // Moves the node at `at` up or down to where it belongs.
  GAUNTLET_SDK_OUTLINE void sift(uint32_t at) {
    const Node node = nodes_[at];
    while (at > 0 && before(node, nodes_[(at - 1) / 4])) {
      put(at, nodes_[(at - 1) / 4]);
      at = (at - 1) / 4;
    }
    for (;;) {
      const uint64_t first = 4ull * at + 1;
      if (first >= size_) break;
      const uint64_t end = min(first + 4, static_cast<uint64_t>(size_));
      uint64_t best = first;
      for (uint64_t child = first + 1; child < end; ++child) {
        if (before(nodes_[child], nodes_[best])) best = child;
      }
      if (!before(nodes_[best], node)) break;
      put(at, nodes_[best]);
      at = static_cast<uint32_t>(best);
    }
    put(at, node);
  }
  GAUNTLET_SDK_SLOW void grow_places(Slot slot) {
    if (slot >= 0xfffffff0u) gauntlet_sdk_misuse("IndexedHeap: not a slot");
    uint64_t count = static_cast<uint64_t>(slot) + place_count_ / 2 + 16;
    if (count > 0xfffffff0u) count = 0xfffffff0u;
    uint32_t* places = static_cast<uint32_t*>(::operator new(count * sizeof(uint32_t)));
    __builtin_memset(places, 0, count * sizeof(uint32_t));
    if (place_count_ != 0) __builtin_memcpy(places, places_, place_count_ * sizeof(uint32_t));
    ::operator delete(places_);
    places_ = places;
    place_count_ = static_cast<uint32_t>(count);
  }
  GAUNTLET_SDK_SLOW void grow_nodes() {
    const uint64_t capacity = capacity_ + capacity_ / 2 + 16;
    Node* nodes = static_cast<Node*>(::operator new(capacity * sizeof(Node)));
    for (uint32_t i = 0; i < size_; ++i) new (Place{nodes + i}) Node(nodes_[i]);
    ::operator delete(nodes_);
    nodes_ = nodes;
    capacity_ = static_cast<uint32_t>(capacity);
  }

  Node* nodes_ = nullptr;
  uint32_t* places_ = nullptr;  // of a slot: index in nodes_ + 1, or 0
  uint64_t turn_ = 0;
  uint32_t size_ = 0;
  uint32_t capacity_ = 0;
  uint32_t place_count_ = 0;
};

// Compiled in the runtime archive.
extern template class IndexedHeap<double>;
extern template class IndexedHeap<uint64_t>;

}  // namespace gauntlet::sdk
