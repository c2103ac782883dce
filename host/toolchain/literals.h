// The literals of a candidate that may become parameters: integer and floating literals written in function
// bodies of the evolve block, outside of constant expressions (array bounds, template arguments, case labels,
// enumerators, static_assert, constexpr and static variables) and of macros. Includes Clang through
// candidate_ast.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/toolchain/candidate_ast.h"

namespace gauntlet {

struct LiftableLiteral {
  const clang::Expr* literal = nullptr;  // IntegerLiteral or FloatingLiteral
  uint32_t begin = 0;                    // its text in the source: [begin, end)
  uint32_t end = 0;
  bool is_real = false;
  std::string type;   // as it must be cast to: "int", "double", "unsigned long", ...
  uint64_t bits = 0;  // of the double (a float is widened) or of the int64_t
};

// In order of their place in the text.
std::vector<LiftableLiteral> FindLiftableLiterals(const ParsedCandidate& candidate);

// The candidate's source with each literal read from the parameter table instead
// (gauntlet/sdk/parameters.hpp), and the table with the literals' values at its end. Same lines, same types,
// same behaviour. REQUIRES: `literals` is not empty.
std::string LiftLiterals(const ParsedCandidate& candidate, const std::vector<LiftableLiteral>& literals);

}  // namespace gauntlet
