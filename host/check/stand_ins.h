// Policies that mean no good, for any domain that a problem brings along: written against the hook table alone.
#pragma once

#include <string>
#include <vector>

#include "host/problem/problem.h"
#include "sandbox/verdict.h"

namespace gauntlet {

struct StandInPolicy {
  std::string name;
  std::string source;
  std::vector<VerdictKind> expected;
  std::string advice;  // if it gets another verdict
};

// Those that follow from DOMAIN_abi.h: the table DOMAIN_INTERFACE with its hooks. Empty: the domain is built in, or its
// header has no such table.
std::vector<StandInPolicy> StandInsFor(const Problem& problem);

}  // namespace gauntlet
