#include "host/cli/edit_stats.h"

#include <fmt/format.h>

#include "host/base/clock.h"
#include "host/cli/lineage.h"
#include "host/cli/output.h"
#include "host/ledger/edit_stats.h"

namespace gauntlet {
namespace {

constexpr size_t kMostBest = 10;

std::string Gain(const std::optional<double>& gain) { return gain ? fmt::format("{:+.6f}", *gain) : "-"; }

std::string Share(int64_t part, int64_t whole) {
  return fmt::format("{:.0f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string RankedText(const std::string& title, const std::map<std::string, EditTally>& tallies) {
  Table table({title, "tried", "alone", "duplicate", "valid", "helped", "helped alone", "mean gain",
               "best gain", "by", "in archive"});
  for (const auto& [name, tally] : Ranked(tallies))
    table.Row({name, std::to_string(tally->tried), std::to_string(tally->alone),
               Share(tally->duplicate, tally->tried), Share(tally->valid, tally->tried),
               fmt::format("{} ({})", tally->helped, Share(tally->helped, tally->tried)),
               std::to_string(tally->helped_alone), Gain(tally->MeanGain()), Gain(tally->best_gain),
               tally->best < 0 ? "-" : fmt::format("#{}", tally->best), std::to_string(tally->kept)});
  return table.Text();
}

}  // namespace

Result<int> ShowEdits(const CampaignFile& file, const Globals& globals) {
  const double start_ms = NowMs();
  GAUNTLET_TRY(const EditStats stats, ReadEditStats(file, kMostBest));
  const double read_ms = NowMs() - start_ms;
  if (globals.json) {
    Json json = EditStatsToJson(stats);
    json["read_ms"] = read_ms;
    PrintJson(json);
    return kExitFine;
  }
  Print(
      fmt::format("{} candidates with a parent; {} bring back what an ancestor removed, {} of these helped\n",
                  stats.steps, stats.cycles, stats.cycles_helped));
  Print(RankedText("class of edit", stats.classes));
  Print(RankedText("operation", stats.operations));
  Print(RankedText("place", stats.places));
  if (!stats.best.empty()) Print("The largest gains in one step:");
  for (const TopStep& step : stats.best)
    Print(fmt::format("#{:<6} gain {:+.6f}\n{}", step.number, step.gain, EditsText(step.diff)));
  Print(
      "A candidate counts once for each kind of its edits; gains are over the main parent, of those with a "
      "score.");
  Print(fmt::format("Read in {}; matching a pair takes {:.2f} ms, p99 {:.2f} ms.", Duration(read_ms / 1000),
                    stats.match_median_ms, stats.match_p99_ms));
  return kExitFine;
}

}  // namespace gauntlet
