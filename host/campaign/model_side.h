// Everything that a campaign needs to ask models: made from its configuration, its file and its workbench.
#pragma once

#include <optional>

#include "host/campaign/campaign.h"
#include "host/campaign/workbench.h"

namespace gauntlet {

// Nothing for a campaign that asks none. kInput: no model is named, or the recording cannot be read; llm_permanent: a
// model that can never answer (no key, no such program).
Result<std::optional<ModelSide>> MakeModelSide(Campaign& campaign, const Problem& problem,
                                               Workbench& workbench);

// The configuration of a replay: that of the recorded campaign. `from`: a campaign or a file of replies; empty: the
// problem's own, replies.jsonl in its folder.
Result<CampaignConfig> ReplayConfig(const Problem& problem, const std::filesystem::path& from);

}  // namespace gauntlet
