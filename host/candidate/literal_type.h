// The integer types that a literal can have, as Clang names them on x86-64 Linux.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

namespace gauntlet {

struct IntegerType {
  std::string_view name;
  std::string_view suffix;  // in capitals it is no different
  uint64_t largest;         // that keeps this type with this suffix, and fits an int64_t
};

inline constexpr uint64_t kLargestInt64 = std::numeric_limits<int64_t>::max();
inline constexpr std::array kIntegerTypes = {
    IntegerType{"int", "", std::numeric_limits<int32_t>::max()},
    IntegerType{"unsigned int", "u", std::numeric_limits<uint32_t>::max()},
    IntegerType{"long", "l", kLargestInt64},
    IntegerType{"unsigned long", "ul", kLargestInt64},
    IntegerType{"long long", "ll", kLargestInt64},
    IntegerType{"unsigned long long", "ull", kLargestInt64},
};

inline const IntegerType* FindIntegerType(std::string_view name) {  // nullptr: no integer type
  const auto found = std::ranges::find(kIntegerTypes, name, &IntegerType::name);
  return found == kIntegerTypes.end() ? nullptr : found;
}

}  // namespace gauntlet
