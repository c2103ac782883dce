// The numbers of the evolve block that no parameter can stand for, each with the reason. Includes Clang through
// candidate_ast.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/toolchain/literals.h"

namespace gauntlet {

struct FixedLiteral {
  uint32_t begin = 0;  // its text in the source: [begin, end)
  uint32_t end = 0;
  std::string reason;  // for people: "a shift count"
};

// All numbers written there that are not in `liftable`, in order of the text.
std::vector<FixedLiteral> FindFixedLiterals(const ParsedCandidate& candidate,
                                            const std::vector<LiftableLiteral>& liftable);

}  // namespace gauntlet
