// Builds that people look into. None of them is ever scored: scores come from DebugBuild::kNone alone. Plain C++.
#pragma once

#include <cstdint>

namespace gauntlet {

// Numbers travel between host and compiler process of one version; persisted nowhere.
enum class DebugBuild : uint8_t {
  kNone = 0,
  kOptimised = 1,  // the scored code, with what a debugger wants to know of it
  kPlain = 2,      // without optimisation: every line and every local is there
  kSanitized =
      3,  // kPlain with AddressSanitizer and UndefinedBehaviorSanitizer, and a checking standard library
};

}  // namespace gauntlet
