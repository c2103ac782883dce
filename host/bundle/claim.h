// Makes a claim by running it, and checks one by running it again.
#pragma once

#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/bundle/bundle.h"
#include "host/campaign/workbench.h"

namespace gauntlet {

// Fills in the workloads of `split` and what each source of `bundle` measures on them. kInput: a source has no
// confirmed score there.
Result<> AddSplit(const Problem& problem, Split split, unsigned lanes, Bundle& bundle);

struct ClaimCheck {
  std::string name;  // problem, workloads train, champion train, ...
  bool passed = false;
  std::string says;
};

// All that the bundle says, on this machine. `problem` is the one that goes by its name here.
Result<std::vector<ClaimCheck>> CheckClaim(const Bundle& bundle, const Problem& problem, unsigned lanes);

}  // namespace gauntlet
