// Which edits are one, as a person counts.
#pragma once

#include <vector>

#include "host/astdiff/hunks.h"
#include "host/candidate/source_diff.h"

namespace gauntlet::astdiff {

// Each edit is in one of them. In this order an edit goes to
//   a renaming: a declaration under another name, and the uses of it that changed alike;
//   a move: both of its ends;
//   a declaration that came or went, and what changed where it is used: a helper extracted, a member with its upkeep;
//   the same change several times in one function;
//   changes of one class in one statement;
//   the one before it, if it is but a semicolon or a brace;
//   itself.
// What a renaming of a local changes becomes cosmetic, whatever else the diff holds; an edit that turns out to extract
// a helper says so.
std::vector<NamedEdit> Group(const SyntaxPair& pair, const std::vector<Hunk>& hunks,
                             std::vector<TreeEdit>& edits);

}  // namespace gauntlet::astdiff
