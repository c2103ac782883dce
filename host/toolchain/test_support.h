// For the tests of this room and of those above it.
#pragma once

#include <memory>

#include "host/toolchain/toolchain.h"

namespace gauntlet {

// One for a whole test program: setting it up builds the header states.
inline Toolchain& SharedToolchain() {
  static const std::unique_ptr<Toolchain> toolchain = [] {
    auto created = Toolchain::Create({});
    GAUNTLET_ASSERT(created.has_value());
    return std::move(*created);
  }();
  return *toolchain;
}

}  // namespace gauntlet
