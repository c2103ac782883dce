// The end of a campaign as people read it.
#pragma once

#include <string>

#include "host/campaign/final_report.h"

namespace gauntlet {

// Writes the champion's source beside the campaign file and names it.
Result<std::string> FinalText(const Problem& problem, const CampaignFile& file, const FinalReport& report,
                              const std::string& campaign_path);

}  // namespace gauntlet
