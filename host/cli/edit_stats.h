// gauntlet stats --edits: which edits helped.
#pragma once

#include "host/cli/command.h"
#include "host/store/campaign_file.h"

namespace gauntlet {

Result<int> ShowEdits(const CampaignFile& file, const Globals& globals);

}  // namespace gauntlet
