#include "host/report/race_tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/base/foreign_json.h"
#include "host/base/optional_json.h"
#include "host/campaign/cascade.h"

namespace gauntlet {
namespace {

double Mean(double sum, int64_t count) { return count > 0 ? sum / static_cast<double>(count) : 0; }

}  // namespace

std::optional<double> RaceTally::Checkpoint::Correlation() const { return RankCorrelation(means, scores); }

Result<RaceTally> RaceTally::From(const Json& fact) {
  RaceTally race;
  try {
    race.mode = fact.at("mode").get<std::string>();
    race.off = fact.value("off", "");
    if (!race.off.empty()) return race;
    race.stages = WholeFrom<uint32_t>(fact.at("stages"));
    race.order = fact.at("order").get<std::vector<std::string>>();
    race.requests = fact.at("requests").get<double>();
    for (const Json& each : fact.at("checkpoints")) {
      Checkpoint& checkpoint = race.checkpoints.emplace_back();
      checkpoint.workloads = WholeFrom<uint32_t>(each.at("workloads"));
      checkpoint.requests = each.at("requests").get<double>();
    }
  } catch (const std::exception& e) {
    return Fail(ErrorKind::kCorruptArtifact,
                fmt::format("what the campaign recorded of its race: {}", e.what()));
  }
  return race;
}

void RaceTally::Add(const Candidate& c) {
  if (c.stage_scores.size() <= stages || !c.verdict.ok()) return;
  const size_t reached = std::min(c.stage_scores.size() - stages, checkpoints.size());
  if (reached == 0) return;
  for (size_t i = 0; i < reached; ++i) {
    ++checkpoints[i].reached;
    const double mean = c.stage_scores[stages + i];
    if (!c.score || !std::isfinite(*c.score) || !std::isfinite(mean)) continue;
    checkpoints[i].means.push_back(mean);
    checkpoints[i].scores.push_back(*c.score);
  }
  const double ms = c.timing_ms.value("evaluate", 0.0);
  if (!StoppedEarly(c)) {
    ++finished;
    played_requests += requests;
    finished_ms += ms;
    return;
  }
  Checkpoint& last = checkpoints[reached - 1];
  ++last.stopped;
  ++stopped;
  played_requests += last.requests;
  saved_requests += requests - last.requests;
  stopped_ms += ms;
}

double RaceTally::SavedShare() const {
  const double all = played_requests + saved_requests;
  return all > 0 ? saved_requests / all : 0;
}

Json ToJson(const RaceTally& race) {
  if (!race.off.empty()) return {{"mode", race.mode}, {"off", race.off}};
  Json checkpoints = Json::array();
  for (const RaceTally::Checkpoint& at : race.checkpoints)
    checkpoints.push_back({{"workloads", at.workloads},
                           {"requests", at.requests},
                           {"reached", at.reached},
                           {"stopped", at.stopped},
                           {"compared", at.scores.size()},
                           {"rank_correlation", OrNull(at.Correlation())}});
  return {{"mode", race.mode},
          {"order", race.order},
          {"checkpoints", std::move(checkpoints)},
          {"raced", race.raced()},
          {"stopped", race.stopped},
          {"requests_played", race.played_requests},
          {"requests_saved", race.saved_requests},
          {"saved_share", race.SavedShare()},
          {"mean_ms_finished", Mean(race.finished_ms, race.finished)},
          {"mean_ms_stopped", Mean(race.stopped_ms, race.stopped)}};
}

std::string RaceText(const RaceTally& race) {
  if (!race.off.empty()) return fmt::format("No race: {}.\n", race.off);
  if (race.raced() == 0) return "";
  std::string where;
  for (const RaceTally::Checkpoint& at : race.checkpoints)
    if (at.stopped > 0)
      where += fmt::format("{}{} after {}", where.empty() ? "" : ", ", at.stopped, at.workloads);
  return fmt::format(
      "Race ({}): {} of {} candidates stopped before the last of {} workloads{}; {:.1f} % of their requests "
      "were not "
      "played. An evaluation took {:.1f} ms to the end, {:.1f} ms of who stopped.\n",
      race.mode, race.stopped, race.raced(), race.order.size(), where.empty() ? "" : " (" + where + ")",
      100 * race.SavedShare(), Mean(race.finished_ms, race.finished), Mean(race.stopped_ms, race.stopped));
}

}  // namespace gauntlet
