// What the compiler, or a screen rule, says about one place of a candidate.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gauntlet {

struct Diagnostic {
  std::string severity;  // error, warning, note
  std::string rule;      // the screen rule, or empty for Clang's own
  uint32_t line = 0;     // in the candidate, from 1; 0: not in its text
  uint32_t column = 0;
  std::string message;
};

}  // namespace gauntlet
