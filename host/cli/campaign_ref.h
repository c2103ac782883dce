// CAMPAIGN or CAMPAIGN:ID on the command line, where ID is a number or the start of a candidate's hex id.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "host/store/campaign_file.h"

namespace gauntlet {

struct CampaignRef {
  std::string path;
  std::string id;  // empty: none given
};

CampaignRef ParseCampaignRef(const std::string& text);
Result<std::unique_ptr<CampaignFile>> OpenToRead(const CampaignRef& ref);
// The candidate that is named; the best confirmed one when none is.
Result<Candidate> FindCandidate(const CampaignFile& file, const CampaignRef& ref);
// The same; when none is named, the champion of the last report, if there was one.
Result<Candidate> FindChampion(const CampaignFile& file, const CampaignRef& ref);

}  // namespace gauntlet
