// Clang's matcher (clangToolingASTDiff) on the declarations of two candidates. The headers are left out: with
// them a pair takes seconds.
#pragma once

#include "host/astdiff/syntax_pair.h"

namespace gauntlet {

class ParsedCandidate;

namespace astdiff {

// REQUIRES: both parsed without errors. The pair's texts are those of the candidates.
SyntaxPair Match(ParsedCandidate& before, ParsedCandidate& after);

}  // namespace astdiff
}  // namespace gauntlet
