// From hunks of tokens to edits that a person would name.
#pragma once

#include <vector>

#include "host/astdiff/hunks.h"
#include "host/candidate/source_diff.h"

namespace gauntlet::astdiff {

// Fills in `edits` and `named`. REQUIRES: `same_tree` says whether the normalised trees are equal, so that every
// difference is cosmetic.
void Describe(const SyntaxPair& pair, const std::vector<Hunk>& hunks, SourceDiff& diff);

}  // namespace gauntlet::astdiff
