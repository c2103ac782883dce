// Where two sources differ, read off their trees: the tokens of one that have to be replaced by tokens of the
// other.
#pragma once

#include <vector>

#include "host/astdiff/syntax_pair.h"

namespace gauntlet::astdiff {

struct Hunk {
  Span before;          // empty: an insertion in front of that token
  Span after;           // empty: a deletion
  int node_before = 0;  // the smallest nodes that hold them
  int node_after = 0;
};

// In the order of the text; spans do not overlap. Replacing `before` by `after`, everywhere, turns one
// sequence of tokens into the other.
std::vector<Hunk> FindHunks(const SyntaxPair& pair);

// Whether the tokens are the same ones, whatever stands between them.
bool SameTokens(const Side& a, const Span& in_a, const Side& b, const Span& in_b);

}  // namespace gauntlet::astdiff
