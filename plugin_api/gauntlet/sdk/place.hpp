// Placement new without <new>: new (gauntlet::sdk::Place{address}) T(...).
#pragma once

#include <stddef.h>

namespace gauntlet::sdk {

struct Place {
  void* address;
};

}  // namespace gauntlet::sdk

__attribute__((returns_nonnull, always_inline)) inline void* operator new(
    size_t, gauntlet::sdk::Place place) noexcept {
  return place.address;
}
__attribute__((always_inline)) inline void operator delete(void*, gauntlet::sdk::Place) noexcept {}
