// How a report and the command line call what a candidate came from.
#pragma once

#include <string>

#include "host/candidate/candidate.h"

namespace gauntlet {

// " (m, diff, critic; 7012 tokens, 0.0214 USD, 2 attempts)" of a candidate that a model proposed; else nothing.
std::string AskedOf(const Candidate& candidate);

// The generator and its operators, each once: "mutate: grow, literal".
std::string MadeBy(const Candidate& candidate);

}  // namespace gauntlet
