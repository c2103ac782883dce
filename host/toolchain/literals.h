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

// The same with every node of the tree, should several stand for one place in the text. `in_constants`:
// whether a constant of the unit may be computed from one of them.
std::vector<LiftableLiteral> FindLiteralNodes(const ParsedCandidate& candidate, bool* in_constants);

// The candidate's source with each literal read from the parameter table instead
// (gauntlet/sdk/parameters.hpp), and the table with the literals' values at its end. Same lines, same types,
// same behaviour. REQUIRES: `literals` is not empty.
std::string LiftLiterals(const ParsedCandidate& candidate, const std::vector<LiftableLiteral>& literals);

// The same on the tree itself, which spares a second parse: code generated from here on reads the literals
// from the table, whose values are left in `candidate.parameters`. False, and nothing is changed: a constant
// of the unit, which is computed already, may depend on one of them.
bool LiftInPlace(ParsedCandidate& candidate);

}  // namespace gauntlet
