// Numbers of a policy that the host may set between loading and create (abi.h, gauntlet_parameters), so that
// policies which differ in literals alone share one module. Written by a rewriter, not by authors: a lifted
// literal becomes
//
//   ::gauntlet::sdk::parameter_real(3)   or   ::gauntlet::sdk::parameter_integer(4)
//
// and one line at file scope, anywhere after the include, gives the bits of the values in order:
//
//   GAUNTLET_PARAMETERS(0x3ff0000000000000ull, 17ull, ...)
//
// A unit without that line exports no parameter table.
#pragma once

#include <gauntlet/abi.h>

extern "C" {
extern __attribute__((visibility("hidden"))) uint64_t gauntlet_parameter_values[];
extern __attribute__((visibility("hidden"))) gauntlet_parameters gauntlet_parameter_table;
}

namespace gauntlet::sdk {

inline double parameter_real(unsigned index) {
  return __builtin_bit_cast(double, gauntlet_parameter_values[index]);
}
inline int64_t parameter_integer(unsigned index) {
  return static_cast<int64_t>(gauntlet_parameter_values[index]);
}

}  // namespace gauntlet::sdk

// The runtime archive holds an empty table for units that do not define one.
#define GAUNTLET_PARAMETERS(...)                                                                         \
  extern "C" __attribute__((visibility("hidden"))) uint64_t gauntlet_parameter_values[] = {__VA_ARGS__}; \
  extern "C" __attribute__((visibility("hidden"))) gauntlet_parameters gauntlet_parameter_table = {      \
      sizeof(gauntlet_parameters), sizeof(gauntlet_parameter_values) / sizeof(uint64_t),                 \
      gauntlet_parameter_values};
