// The path from the seed to a candidate, along main parents.
#pragma once

#include <string>
#include <vector>

#include "host/store/campaign_file.h"

namespace gauntlet {

Result<std::vector<Candidate>> LineageOf(const CampaignFile& file, int64_t number);  // seed first
std::string LineageText(const std::vector<Candidate>& path);

}  // namespace gauntlet
