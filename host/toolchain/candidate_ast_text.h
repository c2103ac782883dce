// Questions about a parsed candidate for code that does not include Clang.
#pragma once

#include <string>

namespace gauntlet {

class ParsedCandidate;

bool HasErrors(const ParsedCandidate& candidate);
// The source over a parameter table (literals.h), or empty if it has no literal that can be lifted.
std::string LiftedSource(const ParsedCandidate& candidate);

// Makes code that is generated from here on read the literals from a parameter table. False: only a parse of
// LiftedSource() can.
bool LiftInPlace(ParsedCandidate& candidate);

}  // namespace gauntlet
