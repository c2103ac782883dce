// What a literal is to its policy: a quantity, or something that holds the policy together.
#pragma once

#include <string_view>

#include "host/mutate/sketch.h"

namespace gauntlet::mutate {

struct LiteralUse {
  double worth = 0;          // of changing it, relative to others; 0: not worth it,
  std::string_view why_not;  // for this reason
};

// REQUIRES: `e` is an expression of `sketch`.
LiteralUse UseOfLiteral(const Sketch& sketch, const Expression& e);

// 0 converts to pointers, where it stands alone; as an operand of a built-in operator beside a number it is a
// number.
bool IsOperand(const Sketch& sketch, Range literal);

}  // namespace gauntlet::mutate
