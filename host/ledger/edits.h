// What candidates of a campaign changed, computed from their stored sources: by several compilers at once, a parent
// parsed once for its children. About 2 ms of CPU a candidate of cache_priority.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/candidate/source_diff.h"
#include "host/harness/language.h"
#include "host/store/campaign_file.h"

namespace gauntlet {

// From one candidate of a campaign to another, by their numbers.
struct Step {
  int64_t from = -1;
  int64_t to = -1;
};

// "cache" of `#include <gauntlet/sdk/cache_policy.hpp>`: whose header state a parse starts from.
std::string DomainOf(const std::string& source);

// Of two sources, by a compiler of its own.
Result<SourceDiff> DiffOf(const std::string& a, const std::string& b, const Language& language = {});
// What the campaign's sources are written in: as it was when it ran.
Result<Language> LanguageOf(const CampaignFile& file);

// In the order of `steps`. A source that does not parse, or that the compiler dies of, is a SourceDiff with `failure`.
// At most `lanes` compilers are started, and none without a step.
Result<std::vector<SourceDiff>> ReadEdits(const CampaignFile& file, std::span<const Step> steps,
                                          unsigned lanes);

// Compilers that pay for so many steps on this machine.
unsigned LanesFor(size_t steps);

}  // namespace gauntlet
