// Questions about a parsed candidate for code that does not include Clang.
#pragma once

#include <string>

namespace gauntlet {

class ParsedCandidate;

bool HasErrors(const ParsedCandidate& candidate);
// The source over a parameter table (literals.h), or empty if it has no literal that can be lifted.
std::string LiftedSource(const ParsedCandidate& candidate);

}  // namespace gauntlet
