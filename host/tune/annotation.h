// What an author says of the numbers of a line, in a comment at its end:
//
//   if (hits_[slot] < 3) ++hits_[slot];                 // tune: [1, 15]
//   return 0.7 * age + 120.0 * size + 1e-3;             // tune: [0, 1] [1, 1e4] log off
//   const double half = 0.5;                            // tune: off
//
// An item is `[low, high]`, both included, with `log` or `linear` behind it if it is not to be guessed, or `off`.
// There is one item for each number of the line that can be tuned, in order; `off` alone is for all of them.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "host/base/result.h"

namespace gauntlet::tune {

enum class Scale : uint8_t {
  kLinear,
  kLog,
  kSigned,  // logarithmic on both sides of 0
};
std::string_view ToString(Scale scale);

struct AnnotationItem {
  bool off = false;
  double low = 0, high = 0;
  Scale scale = Scale::kLinear;
};

// By line, from 1. kInput: line, and what is wrong with it.
Result<std::map<uint32_t, std::vector<AnnotationItem>>> FindAnnotations(std::string_view source);

}  // namespace gauntlet::tune
