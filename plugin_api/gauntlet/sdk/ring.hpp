// A queue with two ends in a circular buffer: pushes and pops at both ends are O(1), and so is ring[i].
#pragma once

#include <gauntlet/sdk/support.hpp>

namespace gauntlet::sdk {

// For values that can be moved and have a default. ring[0] is the front.
template <class T>
class Ring {
  static_assert(alignof(T) <= 16, "Ring: over-aligned types are not supported");

 public:
  Ring() = default;
  ~Ring() { release(); }
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  Ring(Ring&& other) noexcept
      : items_(other.items_), capacity_(other.capacity_), first_(other.first_), size_(other.size_) {
    other.items_ = nullptr;
    other.capacity_ = other.first_ = other.size_ = 0;
  }

  uint64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](uint64_t index) { return items_[place(checked(index))]; }
  const T& operator[](uint64_t index) const { return items_[place(checked(index))]; }
  T& front() { return (*this)[0]; }
  T& back() { return (*this)[size_ - 1]; }

  void push_back(T value) {
    if (size_ == capacity_) grow();
    items_[place(size_++)] = static_cast<T&&>(value);
  }
  void push_front(T value) {
    if (size_ == capacity_) grow();
    first_ = (first_ - 1) & (capacity_ - 1);
    ++size_;
    items_[first_] = static_cast<T&&>(value);
  }
  T pop_front() {
    T value = static_cast<T&&>(front());
    items_[first_] = T();
    first_ = (first_ + 1) & (capacity_ - 1);
    --size_;
    return value;
  }
  T pop_back() {
    T value = static_cast<T&&>(back());
    items_[place(--size_)] = T();
    return value;
  }
  void clear() {
    while (size_ > 0) pop_back();
  }

 private:
  uint64_t place(uint64_t index) const { return (first_ + index) & (capacity_ - 1); }
  uint64_t checked(uint64_t index) const {
    if (__builtin_expect(index >= size_, 0)) gauntlet_sdk_misuse("Ring: index outside, or empty");
    return index;
  }
  void grow() {
    if constexpr (kPlain<T>) {
      gauntlet_sdk_grow_ring(reinterpret_cast<void**>(&items_), &capacity_, first_, sizeof(T));
      first_ = 0;
    } else {
      rebuild();
    }
  }
  GAUNTLET_SDK_SLOW void rebuild() {
    const uint64_t capacity = capacity_ == 0 ? 16 : 2 * capacity_;
    T* items = static_cast<T*>(::operator new(capacity * sizeof(T)));
    for (uint64_t i = 0; i < size_; ++i) new (Place{items + i}) T(static_cast<T&&>(items_[place(i)]));
    for (uint64_t i = size_; i < capacity; ++i) new (Place{items + i}) T();
    release();
    items_ = items;
    capacity_ = capacity;
    first_ = 0;
  }
  void release() {
    if constexpr (!__is_trivially_destructible(T)) {
      for (uint64_t i = 0; i < capacity_; ++i) items_[i].~T();
    }
    ::operator delete(items_);
  }

  T* items_ = nullptr;
  uint64_t capacity_ = 0;  // a power of two, or 0
  uint64_t first_ = 0;
  uint64_t size_ = 0;
};

}  // namespace gauntlet::sdk
