// What a policy is written against, for somebody who has only the prompt: the headers that the seed includes and the
// domain's own, without the machinery behind them, and what else there is to include.
#pragma once

#include <filesystem>
#include <string>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/toolchain/header_file.h"

namespace gauntlet {

// {"headers": [{name, text, fence}], "more_headers": [{name, about}]}. `include`: the folder that holds gauntlet/.
// `own`: headers that the problem brings along.
// A header ends, for readers, at a line that begins with kMachinery.
inline constexpr char kMachinery[] = "// Machinery:";
Result<Json> InterfaceText(const std::filesystem::path& include, const std::string& seed_source,
                           const std::string& domain, const std::vector<HeaderFile>& own = {});

}  // namespace gauntlet
