#include "host/cli/campaign_ref.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace gauntlet {

CampaignRef ParseCampaignRef(const std::string& text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos || std::filesystem::exists(text)) return {text, ""};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

Result<std::unique_ptr<CampaignFile>> OpenToRead(const CampaignRef& ref) {
  return CampaignFile::Open(ref.path, CampaignFile::Mode::kRead);
}

Result<Candidate> FindCandidate(const CampaignFile& file, const CampaignRef& ref) {
  if (ref.id.empty()) {
    GAUNTLET_TRY(const auto best, file.Best(1));
    if (best.empty()) return Fail(ErrorKind::kInput, ref.path + ": no confirmed candidate yet");
    return file.Get(best.front());
  }
  const bool digits = std::ranges::all_of(ref.id, [](unsigned char c) { return std::isdigit(c); });
  GAUNTLET_TRY(const int64_t count, file.Count());
  if (digits && ref.id.size() < 12) {
    const int64_t number = std::stoll(ref.id);
    if (number < count) return file.Get(number);
  }
  GAUNTLET_TRY(const auto found, file.FindByHashPrefix(ref.id));
  if (!found)
    return Fail(ErrorKind::kInput,
                fmt::format("{}: no candidate '{}': expected a number below {} or the start of a hex id",
                            ref.path, ref.id, count));
  return file.Get(*found);
}

Result<Candidate> FindChampion(const CampaignFile& file, const CampaignRef& ref) {
  CampaignRef champion = ref;
  const auto report = file.GetFact("final_report");
  if (ref.id.empty() && report && *report && (*report)->contains("champion")) {
    const Json& number = (*report)->at("champion");
    if (number.is_number_integer() && number.get<int64_t>() >= 0)
      champion.id = std::to_string(number.get<int64_t>());
  }
  return FindCandidate(file, champion);
}

}  // namespace gauntlet
