// How the tables behind lists grow.
#pragma once

#include <gauntlet/sdk/support.hpp>

namespace gauntlet::sdk {

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

}  // namespace gauntlet::sdk
