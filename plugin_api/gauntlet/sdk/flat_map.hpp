// Hash tables with open addressing in one block: for ghost lists and histories by key. Erasing moves the
// followers back instead of leaving tombstones, so a table that is used for ever does not grow. The order of
// iteration depends on the sequence of operations alone.
#pragma once

#include <gauntlet/sdk/support.hpp>

namespace gauntlet::sdk {

// K: an integer of up to 64 bits. V: has a default and can be moved. At most 3/4 full; at least 16 entries.
template <class K, class V>
class FlatMap {
  static_assert(static_cast<K>(1) / 2 == 0 && sizeof(K) <= 8, "FlatMap: keys are integers of up to 64 bits");
  static_assert(alignof(V) <= 16, "FlatMap: over-aligned types are not supported");

 public:
  struct Entry {
    K key;
    [[no_unique_address]] V value;
  };

  FlatMap() = default;
  ~FlatMap() { release(); }
  FlatMap(const FlatMap&) = delete;
  FlatMap& operator=(const FlatMap&) = delete;
  FlatMap(FlatMap&& other) noexcept
      : entries_(other.entries_), mask_(other.mask_), size_(other.size_), has_zero_(other.has_zero_) {
    other.entries_ = nullptr;
    other.mask_ = other.size_ = 0;
    other.has_zero_ = false;
  }

  uint64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool contains(K key) const { return find(key) != nullptr; }
  // nullptr: not there. Pointers die with the next insertion or erasure.
  const V* find(K key) const { return const_cast<FlatMap*>(this)->find(key); }
  V* find(K key) {
    if (entries_ == nullptr) return nullptr;
    const uint64_t at = seek(key);
    return used(at) ? &entries_[at].value : nullptr;
  }
  // The value, V() if it was not there.
  V& operator[](K key) {
    const uint64_t at = enter(key);  // may move the entries
    return entries_[at].value;
  }
  // False, and nothing changes, if the key is there.
  bool insert(K key, V value) {
    const uint64_t before = size_;
    const uint64_t at = enter(key);
    if (size_ == before) return false;
    entries_[at].value = static_cast<V&&>(value);
    return true;
  }
  // False: was not there.
  GAUNTLET_SDK_OUTLINE bool erase(K key) {
    if (entries_ == nullptr) return false;
    uint64_t hole = seek(key);
    if (!used(hole)) return false;
    --size_;
    if (hole > mask_) {
      has_zero_ = false;
    } else {
      // Whoever would be found past the hole moves into it.
      for (uint64_t at = (hole + 1) & mask_; entries_[at].key != 0; at = (at + 1) & mask_) {
        if (((at - home(entries_[at].key)) & mask_) < ((at - hole) & mask_)) continue;
        entries_[hole].key = entries_[at].key;
        entries_[hole].value = static_cast<V&&>(entries_[at].value);
        hole = at;
      }
    }
    entries_[hole].key = 0;
    entries_[hole].value = V();
    return true;
  }
  void clear() {
    if (size_ == 0) return;
    for (uint64_t i = 0; i <= mask_ + 1; ++i) entries_[i] = Entry();
    size_ = 0;
    has_zero_ = false;
  }
  // No growth until it holds more than that many.
  void reserve(uint64_t count) {
    uint64_t capacity = 16;
    while (capacity / 4 * 3 < count) capacity *= 2;
    if (entries_ == nullptr || capacity > mask_ + 1) rebuild(capacity);
  }
  // f(key, value&) for every entry. `f` must not insert or erase.
  template <class F>
  void for_each(F f) {
    if (size_ == 0) return;
    for (uint64_t i = 0; i <= mask_ + 1; ++i) {
      if (used(i)) f(static_cast<const K&>(entries_[i].key), entries_[i].value);
    }
  }

 private:
  // Key 0 marks a free entry; the key 0 itself has the extra entry behind the table.
  bool used(uint64_t at) const { return entries_[at].key != 0 || (has_zero_ && at > mask_); }
  uint64_t home(K key) const {
    const uint64_t mixed = static_cast<uint64_t>(key) * 0x9e3779b97f4a7c15ull;
    return (mixed ^ (mixed >> 32) ^ (mixed >> 58)) & mask_;
  }
  // Where the key is, or would be put.
  GAUNTLET_SDK_OUTLINE uint64_t seek(K key) const {
    if (__builtin_expect(key == 0, 0)) return mask_ + 1;
    uint64_t at = home(key);
    while (entries_[at].key != key && entries_[at].key != 0) at = (at + 1) & mask_;
    return at;
  }
  GAUNTLET_SDK_OUTLINE uint64_t enter(K key) {
    if (entries_ == nullptr) rebuild(16);
    uint64_t at = seek(key);
    if (used(at)) return at;
    if (__builtin_expect(size_ + 1 > (mask_ + 1) / 4 * 3, 0)) {
      rebuild(2 * (mask_ + 1));
      at = seek(key);
    }
    entries_[at].key = key;
    if (key == 0) has_zero_ = true;
    ++size_;
    return at;
  }
  GAUNTLET_SDK_SLOW void rebuild(uint64_t capacity) {
    Entry* const old = entries_;
    const uint64_t old_count = old == nullptr ? 0 : mask_ + 1;
    entries_ = static_cast<Entry*>(::operator new((capacity + 1) * sizeof(Entry)));
    mask_ = capacity - 1;
    for (uint64_t i = 0; i <= capacity; ++i) new (Place{entries_ + i}) Entry();
    for (uint64_t i = 0; i < old_count; ++i) {
      if (old[i].key == 0) continue;
      Entry& entry = entries_[seek(old[i].key)];
      entry.key = old[i].key;
      entry.value = static_cast<V&&>(old[i].value);
    }
    if (has_zero_) entries_[capacity].value = static_cast<V&&>(old[old_count].value);
    destroy(old, old_count);
  }
  void release() { destroy(entries_, mask_ + 1); }
  static void destroy(Entry* entries, uint64_t count) {
    if constexpr (!__is_trivially_destructible(V)) {
      for (uint64_t i = 0; entries != nullptr && i <= count; ++i) entries[i].~Entry();
    }
    ::operator delete(entries);
  }

  Entry* entries_ = nullptr;  // mask_ + 2 of them
  uint64_t mask_ = 0;
  uint64_t size_ = 0;
  bool has_zero_ = false;
};

struct Nothing {};

// A set of integers.
template <class K>
class FlatSet {
 public:
  uint64_t size() const { return map_.size(); }
  bool empty() const { return map_.empty(); }
  bool contains(K key) const { return map_.contains(key); }
  bool insert(K key) { return map_.insert(key, {}); }  // false: was there
  bool erase(K key) { return map_.erase(key); }        // false: was not there
  void clear() { map_.clear(); }
  void reserve(uint64_t count) { map_.reserve(count); }
  template <class F>
  void for_each(F f) {
    map_.for_each([&](const K& key, Nothing&) { f(key); });
  }

 private:
  FlatMap<K, Nothing> map_;
};

// Compiled in the runtime archive.
extern template class FlatMap<uint64_t, uint32_t>;
extern template class FlatMap<uint64_t, uint64_t>;
extern template class FlatMap<uint64_t, double>;
extern template class FlatMap<uint64_t, Nothing>;

}  // namespace gauntlet::sdk
