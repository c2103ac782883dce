// The first rung for a module that came as a memory file.
#pragma once

#include <optional>

#include "sandbox/verdict.h"

namespace gauntlet {

// None: it may be opened.
std::optional<Failure> CheckModuleFile(int fd);

// For tests of what the check would keep out: evaluators started with GAUNTLET_UNCHECKED_ARTIFACTS=1 open everything.
void SkipArtifactChecks();

}  // namespace gauntlet
