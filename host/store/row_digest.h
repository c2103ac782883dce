// By this two campaigns are compared row for row: everything about a candidate that does not depend on time,
// on the machine's load or on the number of workers. Left out: timing_ms, members of the verdict's detail
// whose name ends in _ms, and in_archive, which says where the campaign stands rather than what the candidate
// is.
#pragma once

#include "host/base/hash.h"
#include "host/candidate/candidate.h"

namespace gauntlet {

Hash128 RowDigest(const Candidate& candidate);

}  // namespace gauntlet
