// The SDK's lists and sketches, and the growth of its tables: compiled once, so that no policy pays for it. A
// call costs a policy about a nanosecond; compiling these into it would cost milliseconds a candidate.
#include <gauntlet/sdk/ghost_queue.hpp>
#include <gauntlet/sdk/sketch.hpp>
#include <gauntlet/sdk/slot_list.hpp>
#include <gauntlet/sdk/slot_lists.hpp>

namespace gauntlet::sdk {
namespace {

// A copy of `count` items in a block of `wanted` and half as many again, at most `limit`; what is new is
// filled with 0xff.
template <class T>
T* Grown(const T* items, uint64_t count, uint64_t wanted, uint64_t limit, uint64_t* new_count) {
  *new_count = min(wanted + count / 2 + 16, limit);
  T* grown = static_cast<T*>(::operator new(*new_count * sizeof(T)));
  __builtin_memset(grown, 0xff, *new_count * sizeof(T));
  if (count != 0) __builtin_memcpy(grown, items, count * sizeof(T));
  return grown;
}

}  // namespace

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

CountMinSketch::CountMinSketch(uint64_t counters, uint64_t period) {
  uint64_t words = 4;
  while (words * 16 < counters && words < (1ull << 40)) words *= 2;
  words_ = static_cast<uint64_t*>(::operator new(words * 8));
  mask_ = words - 1;
  period_ = period != 0 ? period : 160 * words;
  clear();
}
namespace {

// Row r of a sketch has a quarter of the words to itself: the words r modulo 4. Keys that meet in one row
// part in the next.
inline uint64_t WordOf(uint64_t hash, int row, uint64_t mask) {
  const uint64_t step = (hash * 0x9e3779b97f4a7c15ull) >> 16;
  return (((hash >> 16) + static_cast<uint64_t>(row) * step) & mask & ~3ull) | static_cast<uint64_t>(row);
}
inline int ShiftOf(uint64_t hash, int row) { return static_cast<int>(hash >> (4 * row) & 15) * 4; }

}  // namespace

uint32_t CountMinSketch::estimate(uint64_t key) const noexcept {
  const uint64_t hash = hash64(key);
  uint32_t least = 15;
  for (int row = 0; row < 4; ++row) {
    least = min(least, static_cast<uint32_t>(words_[WordOf(hash, row, mask_)] >> ShiftOf(hash, row) & 15));
  }
  return least;
}
bool CountMinSketch::add(uint64_t key) noexcept {
  const uint64_t hash = hash64(key);
  const uint64_t least = estimate(key);
  if (least < 15) {
    for (int row = 0; row < 4; ++row) {
      uint64_t& place = words_[WordOf(hash, row, mask_)];
      if ((place >> ShiftOf(hash, row) & 15) == least) place += 1ull << ShiftOf(hash, row);
    }
  }
  if (++additions_ < period_) return false;
  halve();
  return true;
}
void CountMinSketch::halve() noexcept {
  for (uint64_t i = 0; i <= mask_; ++i) words_[i] = words_[i] >> 1 & 0x7777777777777777ull;
  additions_ /= 2;
}
void CountMinSketch::clear() noexcept {
  for (uint64_t i = 0; i <= mask_; ++i) words_[i] = 0;
  additions_ = 0;
}

BloomFilter::BloomFilter(uint64_t expected) {
  uint64_t words = 1;
  while (words * 8 < expected && words < (1ull << 40)) words *= 2;
  words_ = static_cast<uint64_t*>(::operator new(words * 8));
  mask_ = words * 64 - 1;
  clear();
}
bool BloomFilter::contains(uint64_t key) const noexcept {
  uint64_t hash = hash64(key);
  const uint64_t step = (hash >> 32) | 1;
  for (int probe = 0; probe < kProbes; ++probe, hash += step) {
    if ((words_[(hash & mask_) >> 6] >> (hash & 63) & 1) == 0) return false;
  }
  return true;
}
bool BloomFilter::add(uint64_t key) noexcept {
  bool present = true;
  uint64_t hash = hash64(key);
  const uint64_t step = (hash >> 32) | 1;
  for (int probe = 0; probe < kProbes; ++probe, hash += step) {
    uint64_t& place = words_[(hash & mask_) >> 6];
    const uint64_t bit = 1ull << (hash & 63);
    present = present && (place & bit) != 0;
    place |= bit;
  }
  return present;
}
void BloomFilter::clear() noexcept {
  for (uint64_t i = 0; i <= mask_ >> 6; ++i) words_[i] = 0;
}

void GhostQueue::push(uint64_t key, uint64_t bytes) {
  erase(key);
  if (bytes > budget_bytes_) return;
  while (bytes_ > budget_bytes_ - bytes) pop_oldest();
  if (queue_.size() > 2 * turns_.size() + 16) compact();
  turns_[key] = first_turn_ + queue_.size();
  queue_.push_back({key, bytes});
  bytes_ += bytes;
}
bool GhostQueue::erase(uint64_t key) {
  const uint64_t* turn = turns_.find(key);
  if (turn == nullptr) return false;
  bytes_ -= queue_[*turn - first_turn_].bytes;
  turns_.erase(key);  // its entry in the queue is stale now
  return true;
}
void GhostQueue::pop_oldest() {
  if (empty()) return;
  for (;;) {
    const Ghost oldest = queue_.pop_front();
    const uint64_t turn = first_turn_++;
    const uint64_t* current = turns_.find(oldest.key);
    if (current == nullptr || *current != turn) continue;
    bytes_ -= oldest.bytes;
    turns_.erase(oldest.key);
    return;
  }
}
// Takes the stale entries out.
void GhostQueue::compact() {
  const uint64_t first = first_turn_, count = queue_.size();
  first_turn_ += count;
  for (uint64_t i = 0; i < count; ++i) {
    const Ghost ghost = queue_.pop_front();
    uint64_t* turn = turns_.find(ghost.key);
    if (turn == nullptr || *turn != first + i) continue;
    *turn = first_turn_ + queue_.size() - (count - 1 - i);
    queue_.push_back(ghost);
  }
}

}  // namespace gauntlet::sdk

using namespace gauntlet::sdk;

void gauntlet_sdk_grow(void** items, uint64_t* count, uint64_t index, uint64_t item_bytes) {
  if (index >= 0xfffffff0u) gauntlet_sdk_misuse("a table cannot hold that index: is it kNoSlot?");
  const uint64_t grown = index + *count / 2 + 16;
  char* block = static_cast<char*>(::operator new(grown * item_bytes));
  if (*count != 0) __builtin_memcpy(block, *items, *count * item_bytes);
  __builtin_memset(block + *count * item_bytes, 0, (grown - *count) * item_bytes);
  ::operator delete(*items);
  *items = block;
  *count = grown;
}

void gauntlet_sdk_grow_ring(void** items, uint64_t* capacity, uint64_t first, uint64_t item_bytes) {
  const uint64_t old = *capacity, grown = old == 0 ? 16 : 2 * old;
  char* block = static_cast<char*>(::operator new(grown * item_bytes));
  const char* from = static_cast<const char*>(*items);
  if (old != 0) {
    __builtin_memcpy(block, from + first * item_bytes, (old - first) * item_bytes);
    __builtin_memcpy(block + (old - first) * item_bytes, from, first * item_bytes);
  }
  __builtin_memset(block + old * item_bytes, 0, (grown - old) * item_bytes);
  ::operator delete(*items);
  *items = block;
  *capacity = grown;
}
