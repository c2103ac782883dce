// gauntlet export --as header: one candidate for production, as one file without Gauntlet.
#pragma once

#include <string>

#include "host/cli/command.h"

namespace gauntlet {

// `what`: CAMPAIGN[:ID]. `path`: the file. `name`: the header's namespace; empty: from the file's name.
Result<int> ExportHeader(const std::string& what, const std::string& path, const std::string& name,
                         const Globals& globals);

}  // namespace gauntlet
