// How a report and the command line call what a candidate came from.
#pragma once

#include <string>

#include "host/candidate/candidate.h"

namespace gauntlet {

// The generator and its operators, each once: "mutate: grow, literal".
std::string MadeBy(const Candidate& candidate);

}  // namespace gauntlet
