// From hunks of tokens to edits that a person would name.
#pragma once

#include <vector>

#include "host/astdiff/hunks.h"
#include "host/candidate/source_diff.h"

namespace gauntlet::astdiff {

// `same_tree`: the normalised trees are equal, so that every difference is cosmetic.
std::vector<TreeEdit> Describe(const SyntaxPair& pair, const std::vector<Hunk>& hunks, bool same_tree);

}  // namespace gauntlet::astdiff
