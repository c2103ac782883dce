// What every SDK header stands on: sizes, placement, and the few functions that live in the runtime archive
// (plugin_api/runtime) so that no policy pays for compiling them. Deliberately free of standard headers.
#pragma once

#include <gauntlet/abi.h>
#include <stddef.h>

#include <gauntlet/sdk/place.hpp>

#define GAUNTLET_SDK_HIDDEN __attribute__((visibility("hidden")))

extern "C" {
// Throws an exception whose what() is `text`: the SDK's answer to a call that breaks a container's contract.
[[noreturn]] GAUNTLET_SDK_HIDDEN void gauntlet_sdk_misuse(const char* text);
// host->note of a text, or of "name=value".
GAUNTLET_SDK_HIDDEN void gauntlet_sdk_note(const gauntlet_host* host, const char* text) noexcept;
GAUNTLET_SDK_HIDDEN void gauntlet_sdk_note_value(const gauntlet_host* host, const char* name,
                                                 double value) noexcept;
// Growth of tables of trivially copyable items; what is new is zero. `*items` gets a bigger block that
// `index` fits in.
GAUNTLET_SDK_HIDDEN void gauntlet_sdk_grow(void** items, uint64_t* count, uint64_t index,
                                           uint64_t item_bytes);
// A circular buffer of twice the capacity, its content moved to the beginning.
GAUNTLET_SDK_HIDDEN void gauntlet_sdk_grow_ring(void** items, uint64_t* capacity, uint64_t first,
                                                uint64_t item_bytes);
}

// A member function of the runtime archive, or a slow path that is worth no optimiser's time.
#define GAUNTLET_SDK_SLOW [[gnu::noinline, gnu::cold, clang::optnone]]
#define GAUNTLET_SDK_OUTLINE [[gnu::noinline]]

namespace gauntlet::sdk {

// Copied by copying bytes, and zero by default: grown in the runtime archive.
template <class T>
inline constexpr bool kPlain = __is_trivially_copyable(T) && __is_trivially_constructible(T);

using Slot = uint32_t;
inline constexpr Slot kNoSlot = 0xffffffffu;

template <class T>
constexpr T min(T a, T b) {
  return b < a ? b : a;
}
template <class T>
constexpr T max(T a, T b) {
  return a < b ? b : a;
}
template <class T>
constexpr T clamp(T value, T low, T high) {
  return value < low ? low : high < value ? high : value;
}

}  // namespace gauntlet::sdk
