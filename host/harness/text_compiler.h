// Stands in a lane where there is nothing to compile: its modules are the sources, for a program that understands them.
#pragma once

#include <memory>
#include <string>

#include "host/compiler/compiler.h"

namespace gauntlet {

// `suffix`: of policies' files, ".py". What needs a syntax tree (ablations, literals for tuning) is a failure that says
// so.
std::unique_ptr<Compiler> MakeTextCompiler(const std::string& suffix, const CompilerLimits& limits);

}  // namespace gauntlet
