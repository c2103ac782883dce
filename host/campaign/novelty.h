// Who repeats an earlier candidate but for trifles is not evaluated: a proposal whose syntax tree is too near to one
// that was there already is a duplicate with the number of that candidate and the distance, and a model hears of it as
// of any other failure that it may mend.
//
// The distance of two trees is the share of their pieces (astdiff/tree_grams.h) that only one of them has. Compared
// are rows up to the last one that was applied when the job was made, so that rows depend on neither lanes nor stops.
// Grams follow from sources and are stored nowhere: a resumed campaign reads them again.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "host/campaign/config.h"
#include "host/campaign/pipeline.h"
#include "host/store/campaign_file.h"

namespace gauntlet {

// From 0, the same, to 1; of bottom-k sketches an estimate. Without pieces nothing is near to anything.
double GramDistance(std::span<const uint32_t> a, std::span<const uint32_t> b);

struct Near {
  int64_t to = 0;
  double distance = 1;
};
Failure FailureOf(const Near& near);
// Whether a verdict is such a one.
bool IsNear(const Verdict& verdict);

// The grams of a campaign's candidates. Shared by all lanes.
class Novelty {
 public:
  explicit Novelty(const NoveltyConfig& config) : config_(config) {}
  const NoveltyConfig& config() const { return config_; }

  // Of a candidate whose verdict is ok.
  void Put(int64_t number, std::vector<uint32_t> grams);
  // The nearest of those `counts` says yes to, if it is too near; of equals the oldest.
  std::optional<Near> TooNear(std::span<const uint32_t> grams,
                              const std::function<bool(int64_t number)>& counts) const;
  // Reads those of a campaign's rows, by all lanes' compilers.
  Result<> Restore(const CampaignFile& file, std::vector<Lane>& lanes, const std::string& domain);

 private:
  NoveltyConfig config_;
  mutable std::mutex mutex_;
  std::map<int64_t, std::shared_ptr<const std::vector<uint32_t>>> known_;
};

}  // namespace gauntlet
