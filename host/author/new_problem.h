// A problem to begin with: problems/example under another name.
#pragma once

#include <filesystem>
#include <string>

#include "host/base/result.h"

namespace gauntlet {

// Writes the folder `parent`/NAME, complete and ready to be run. `name` is the problem's and its domain's: a-z, 0-9
// and _. kInput: another name, or there is something of that name.
Result<std::filesystem::path> WriteNewProblem(const std::string& name, const std::filesystem::path& parent);

}  // namespace gauntlet
