#include "host/campaign/novelty.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/side_by_side.h"

namespace gauntlet {

double GramDistance(std::span<const uint32_t> a, std::span<const uint32_t> b) {
  if (a.empty() || b.empty()) return 1;
  size_t seen = 0, shared = 0;
  for (size_t i = 0, j = 0; seen < kMostGrams && (i < a.size() || j < b.size()); ++seen) {
    const bool from_a = j == b.size() || (i < a.size() && a[i] <= b[j]);
    const bool from_b = i == a.size() || (j < b.size() && b[j] <= a[i]);
    shared += from_a && from_b;
    i += from_a;
    j += from_b;
  }
  return 1 - static_cast<double>(shared) / static_cast<double>(seen);
}

Failure FailureOf(const Near& near) {
  return {
      VerdictKind::kDuplicate,
      Stage::kScreen,
      fmt::format(
          "nearly the same as candidate {}: only {:.1f} % of the pieces of their syntax trees differ (names "
          "of locals and the exact size of figures do not count); change what it does",
          near.to, 100 * near.distance),
      {{"of", near.to}, {"distance", near.distance}}};
}

bool IsNear(const Verdict& verdict) {
  const Failure* failure = verdict.failure();
  return failure && failure->kind == VerdictKind::kDuplicate && failure->detail.contains("distance");
}

void Novelty::Put(int64_t number, std::vector<uint32_t> grams) {
  if (grams.empty()) return;
  auto kept = std::make_shared<const std::vector<uint32_t>>(std::move(grams));
  const std::scoped_lock lock(mutex_);
  known_[number] = std::move(kept);
}

std::optional<Near> Novelty::TooNear(std::span<const uint32_t> grams,
                                     const std::function<bool(int64_t)>& counts) const {
  std::vector<std::pair<int64_t, std::shared_ptr<const std::vector<uint32_t>>>> others;
  {
    const std::scoped_lock lock(mutex_);
    others.assign(known_.begin(), known_.end());
  }
  std::optional<Near> nearest;
  for (const auto& [number, other] : others) {
    if (!counts(number)) continue;
    const double distance = GramDistance(grams, *other);
    if (distance <= config_.distance && (!nearest || distance < nearest->distance))
      nearest = {number, distance};
  }
  return nearest;
}

Result<> Novelty::Restore(const CampaignFile& file, std::vector<Lane>& lanes, const std::string& domain) {
  std::vector<std::pair<int64_t, std::string>> sources;
  GAUNTLET_CHECK_OK(file.ForEach(true, [&](const Candidate& row) {
    if (row.verdict.ok()) sources.emplace_back(row.number, row.source);
  }));
  std::vector<Result<>> done(sources.size());
  SideBySide(lanes.size(), sources.size(), [&](size_t lane, size_t i) {
    auto outcome = lanes[lane].compiler->Grams({sources[i].second, domain});
    if (outcome) {
      Put(sources[i].first, std::move(outcome->grams));
    } else {
      done[i] = std::unexpected(outcome.error());
    }
  });
  for (const Result<>& each : done) GAUNTLET_CHECK_OK(each);
  return {};
}

}  // namespace gauntlet
