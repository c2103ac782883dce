#include "host/report/figures.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/campaign/config.h"

namespace gauntlet {
namespace {

constexpr int64_t kMostSpans = 60;
constexpr size_t kMostFamilyRows = 48;

Result<> ReadFacts(const CampaignFile& file, Figures& out) {
  for (const auto& [key, fact] :
       {std::pair("problem", &out.problem), std::pair("environment", &out.environment),
        std::pair("toolchain", &out.toolchain), std::pair("config", &out.config)}) {
    GAUNTLET_TRY(auto value, file.GetFact(key));
    if (value) *fact = std::move(*value);
  }
  GAUNTLET_TRY(out.log, file.ReadLog());
  if (out.config.is_null()) return Fail(ErrorKind::kInput, out.campaign + ": no run was started on it");
  GAUNTLET_TRY(const CampaignConfig config, ConfigFromJson(out.config));
  out.dimensions = config.selector.dimensions;
  return {};
}

// One pass over all rows.
Result<std::vector<Kin>> ReadRows(const CampaignFile& file, Figures& out) {
  GAUNTLET_TRY(out.tallies, Tallies::Begin(file));
  ProgressReader progress;
  std::vector<Kin> kin;
  GAUNTLET_CHECK_OK(file.ForEachExchange([&](const Exchange& e) {
    out.tallies.Add(e);
    progress.Add(e);
  }));
  GAUNTLET_CHECK_OK(file.ForEach(false, [&](const Candidate& c) {
    out.tallies.Add(c);
    progress.Add(c);
    kin.push_back(Kin::Of(c));
    if (c.in_archive && c.score) out.elites.push_back(c);
  }));
  out.progress = progress.Read(kMostSpans);
  std::ranges::sort(out.elites, [](const auto& a, const auto& b) {
    return std::pair(-*a.score, a.number) < std::pair(-*b.score, b.number);
  });
  return kin;
}

Result<> ChooseSubject(const CampaignFile& file, Figures& out) {
  int64_t number = -1;
  GAUNTLET_TRY(const auto best, file.Best(1));
  const auto named = [&](int64_t who, const char* what) {
    if (number >= 0 || who < 0 || who >= out.tallies.count) return;
    number = who;
    out.subject_is = what;
  };
  if (out.standings) {
    if (out.standings->champion > 0) named(out.standings->champion, "champion");
    named(out.standings->finalist, "finalist");
  }
  if (!best.empty()) named(best.front(), "best so far");
  if (number < 0) return {};
  GAUNTLET_TRY(out.subject, file.Get(number));
  GAUNTLET_TRY(const auto explanation, file.GetFact(fmt::format("explanation-{}", number)));
  if (explanation) out.explanation = *explanation;
  return {};
}

// A report without edits is better than none.
Result<> ReadPath(const CampaignFile& file, Figures& out) {
  if (!out.subject) return {};
  auto lineage = ReadLineage(file, out.subject->number);
  if (lineage) {
    out.lineage = std::move(*lineage);
    return {};
  }
  if (lineage.error().kind == ErrorKind::kCorruptArtifact) return std::unexpected(lineage.error());
  out.lineage_failure = lineage.error().message;
  GAUNTLET_TRY(auto path, LineageOf(file, out.subject->number));
  for (Candidate& c : path) {
    LineageStep step{std::move(c), {}};
    if (!out.lineage.empty()) {
      const Candidate& parent = out.lineage.back().candidate;
      step.descents.push_back({parent.number, {}, GainOf(step.candidate, parent), {}});
    }
    out.lineage.push_back(std::move(step));
  }
  return {};
}

}  // namespace

Result<Figures> ReadFigures(const CampaignFile& file, const std::string& campaign) {
  Figures out{.campaign = campaign};
  GAUNTLET_CHECK_OK(ReadFacts(file, out));
  GAUNTLET_TRY(const auto report, file.GetFact("final_report"));
  if (report) {
    GAUNTLET_TRY(out.standings, ReadStandings(*report));
  }
  GAUNTLET_TRY(const std::vector<Kin> kin, ReadRows(file, out));
  GAUNTLET_CHECK_OK(ChooseSubject(file, out));
  std::vector<Elite> elites;
  for (const Candidate& c : out.elites) elites.push_back({c.number, *c.score, c.features, c.island});
  out.archive = MapArchive(out.dimensions, elites);
  // A candidate that came in while the rows were read is not among them.
  const int64_t champion = out.subject && out.subject->number < out.tallies.count ? out.subject->number : -1;
  out.family = FamilyOf(kin, champion, kMostFamilyRows);
  GAUNTLET_CHECK_OK(ReadPath(file, out));
  return out;
}

}  // namespace gauntlet
