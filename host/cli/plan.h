// gauntlet run --plan: what a campaign with models would ask and cost, without asking.
#pragma once

#include "host/campaign/config.h"
#include "host/campaign/workbench.h"
#include "host/cli/command.h"

namespace gauntlet {

// Measures the seed, makes the first question, and prints the forecast. No campaign is left behind. kInput: the
// configuration asks no models.
Result<int> PlanRun(const Problem& problem, const CampaignConfig& config, const std::string& seed_source,
                    unsigned lanes, Isolation isolation, const Globals& globals);

}  // namespace gauntlet
