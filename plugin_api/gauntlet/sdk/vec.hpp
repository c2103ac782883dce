// A growing array. Indices are checked: one outside is an exception with a name, not a wild read.
#pragma once

#include <gauntlet/sdk/support.hpp>

namespace gauntlet::sdk {

template <class T>
class Vec {
  static_assert(alignof(T) <= 16, "Vec: over-aligned types are not supported");

 public:
  Vec() = default;
  explicit Vec(uint64_t size, const T& value = T()) { resize(size, value); }
  ~Vec() { release(); }
  Vec(const Vec&) = delete;
  Vec& operator=(const Vec&) = delete;
  Vec(Vec&& other) noexcept { swap(other); }
  Vec& operator=(Vec&& other) noexcept {
    swap(other);
    return *this;
  }

  uint64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* data() { return items_; }
  const T* data() const { return items_; }
  T* begin() { return items_; }
  T* end() { return items_ + size_; }
  const T* begin() const { return items_; }
  const T* end() const { return items_ + size_; }
  T& operator[](uint64_t index) { return items_[checked(index)]; }
  const T& operator[](uint64_t index) const { return items_[checked(index)]; }
  T& front() { return (*this)[0]; }
  T& back() { return (*this)[size_ - 1]; }

  void push_back(T value) {
    if (__builtin_expect(size_ == capacity_, 0)) grow(size_);
    new (Place{items_ + size_}) T(static_cast<T&&>(value));
    ++size_;
  }
  void pop_back() {
    checked(size_ - 1);
    items_[--size_].~T();
  }
  void resize(uint64_t size, const T& value = T()) {
    while (size_ > size) pop_back();
    reserve(size);
    while (size_ < size) new (Place{items_ + size_++}) T(value);
  }
  void clear() {
    while (size_ > 0) items_[--size_].~T();
  }
  // Takes an element out in O(1); the last one takes its place.
  void swap_remove(uint64_t index) {
    T& hole = (*this)[index];
    if (index + 1 != size_) hole = static_cast<T&&>(items_[size_ - 1]);
    pop_back();
  }
  // Room for at least that many; grows by half at least.
  void reserve(uint64_t wanted) {
    if (wanted > capacity_) grow(wanted - 1);
  }
  void swap(Vec& other) noexcept {
    T* const items = items_;
    const uint64_t size = size_, capacity = capacity_;
    items_ = other.items_, size_ = other.size_, capacity_ = other.capacity_;
    other.items_ = items, other.size_ = size, other.capacity_ = capacity;
  }

 private:
  uint64_t checked(uint64_t index) const {
    if (__builtin_expect(index >= size_, 0)) gauntlet_sdk_misuse("Vec: index outside, or empty");
    return index;
  }
  void grow(uint64_t index) {
    if constexpr (kPlain<T>) {
      gauntlet_sdk_grow(reinterpret_cast<void**>(&items_), &capacity_, index, sizeof(T));
    } else {
      rebuild(index);
    }
  }
  GAUNTLET_SDK_SLOW void rebuild(uint64_t index) {
    const uint64_t capacity = index + capacity_ / 2 + 16;
    if (capacity > ~uint64_t{0} / 2 / sizeof(T)) gauntlet_sdk_misuse("Vec: that many elements do not exist");
    T* items = static_cast<T*>(::operator new(capacity * sizeof(T)));
    for (uint64_t i = 0; i < size_; ++i) {
      new (Place{items + i}) T(static_cast<T&&>(items_[i]));
      items_[i].~T();
    }
    ::operator delete(items_);
    items_ = items;
    capacity_ = capacity;
  }
  void release() {
    clear();
    ::operator delete(items_);
  }

  T* items_ = nullptr;
  uint64_t size_ = 0;
  uint64_t capacity_ = 0;
};

}  // namespace gauntlet::sdk
