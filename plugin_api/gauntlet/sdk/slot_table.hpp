// One value per slot, in a flat table that grows on access: the place for whatever a policy remembers of an
// object.
#pragma once

#include <gauntlet/sdk/support.hpp>

namespace gauntlet::sdk {

// table[slot] is a value-initialised T (zero for numbers) until it is written. A slot is lent to another
// object after on_forget (or on_evict, when no ghosts are kept): assign what you need at on_insert, or reset
// it there.
template <class T>
class SlotTable {
  static_assert(alignof(T) <= 16, "SlotTable: over-aligned types are not supported");

 public:
  SlotTable() = default;
  ~SlotTable() { release(); }
  SlotTable(const SlotTable&) = delete;
  SlotTable& operator=(const SlotTable&) = delete;

  // References die when a larger slot is accessed for the first time.
  T& operator[](Slot slot) {
    if (__builtin_expect(slot >= size_, 0)) grow(slot);
    return items_[slot];
  }
  // Does not grow: a slot never accessed through operator[] reads as T{}.
  T get(Slot slot) const { return slot < size_ ? items_[slot] : T{}; }
  // Every slot reads as T{} again.
  void clear() {
    for (uint64_t i = 0; i < size_; ++i) items_[i] = T{};
  }

 private:
  void grow(Slot slot) {
    if constexpr (kPlain<T>) {
      gauntlet_sdk_grow(reinterpret_cast<void**>(&items_), &size_, slot, sizeof(T));
    } else {
      rebuild(slot);
    }
  }
  GAUNTLET_SDK_SLOW void rebuild(Slot slot) {
    if (slot >= 0xfffffff0u) gauntlet_sdk_misuse("SlotTable: not a slot");
    const uint64_t size = static_cast<uint64_t>(slot) + size_ / 2 + 16;
    T* items = static_cast<T*>(::operator new(size * sizeof(T)));
    for (uint64_t i = 0; i < size_; ++i) new (Place{items + i}) T(static_cast<T&&>(items_[i]));
    for (uint64_t i = size_; i < size; ++i) new (Place{items + i}) T();
    release();
    items_ = items;
    size_ = size;
  }
  void release() {
    if constexpr (!__is_trivially_destructible(T)) {
      for (uint64_t i = 0; i < size_; ++i) items_[i].~T();
    }
    ::operator delete(items_);
  }

  T* items_ = nullptr;
  uint64_t size_ = 0;
};

}  // namespace gauntlet::sdk
