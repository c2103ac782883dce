// What a campaign's modules were made with, beside their sources. Scores repeat with the same toolchain only, so
// it is recorded with the campaign and held to when it goes on.
#pragma once

#include <string>
#include <vector>

#include "host/store/campaign_file.h"

namespace gauntlet {

// Records `toolchain` (Compiler::Toolchain) as the fact "toolchain" of a file that has none yet. kInput, with all
// that differs, when the file's is another one; `accept_other`: that is logged with the row it begins at, and
// recorded instead.
Result<> HoldToToolchain(CampaignFile& file, const Json& toolchain, bool accept_other);

// What differs, one sentence each: "clang was 19.1.6, is 19.1.7", "flags lost -O2".
std::vector<std::string> ToolchainChanges(const Json& was, const Json& is);
// One line: clang's version and the hashes, shortened.
std::string ToolchainText(const Json& toolchain);

}  // namespace gauntlet
