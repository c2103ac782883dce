// gauntlet export --as bundle, and gauntlet verify of one.
#pragma once

#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/cli/command.h"
#include "host/cli/problem_options.h"

namespace gauntlet {

// Of a candidate of a campaign. `final`: with the test split, which is opened and counted.
Result<int> ExportBundle(const std::string& what, const std::string& folder, bool final,
                         const Globals& globals);
// `workload_files`: where the campaign ran on files of its own.
Result<int> VerifyBundle(const std::string& folder, const std::vector<std::string>& workload_files,
                         const Globals& globals);

}  // namespace gauntlet
