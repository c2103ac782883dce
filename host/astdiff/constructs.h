// What an edit took away or brought, told so that another version of the source can be searched for it.
#pragma once

#include <vector>

#include "host/astdiff/end.h"
#include "host/candidate/source_diff.h"

namespace gauntlet::astdiff {

// Whole statements, declarations and operands, one by one, where the hunk consists of such and they say enough; else
// the smallest construct around the hunk that does. "Enough": three tokens, and a name that is not the hunk's only
// token. Empty for an empty end.
std::vector<Construct> ConstructsOf(const End& end);

}  // namespace gauntlet::astdiff
