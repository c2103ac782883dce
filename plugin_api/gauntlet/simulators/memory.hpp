// Memory of a run: only what the host lends, zeroed, never given back before the end.
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace gauntlet::simulators {

class Memory {
 public:
  Memory() = default;
  explicit Memory(const gauntlet_run_io& io) : context_(io.context), allocate_(io.allocate) {}

  // Returns nullptr when there is no more.
  template <class T>
  T* Array(uint64_t count) const {
    static_assert(std::is_trivially_copyable_v<T>);
    return static_cast<T*>(allocate_(context_, count * sizeof(T)));
  }

  // Replaces `array` by one of `count` elements that begins with the `kept` old ones; false: no memory.
  template <class T>
  bool Grow(T** array, uint64_t kept, uint64_t count) const {
    T* grown = Array<T>(count);
    if (grown == nullptr) return false;
    if (kept > 0) std::memcpy(static_cast<void*>(grown), *array, kept * sizeof(T));
    *array = grown;
    return true;
  }

 private:
  void* context_ = nullptr;
  void* (*allocate_)(void*, uint64_t) = nullptr;
};

}  // namespace gauntlet::simulators
