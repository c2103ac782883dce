// All that a report of a campaign shows, read from its file and from nowhere else: what is stored is not computed
// again, and what is not stored is left out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/ledger/lineage.h"
#include "host/report/archive_map.h"
#include "host/report/family.h"
#include "host/report/figure_table.h"
#include "host/report/progress.h"
#include "host/report/standings.h"
#include "host/report/tallies.h"
#include "host/store/campaign_file.h"

namespace gauntlet {

struct Figures {
  std::string campaign;  // as it was named
  // Facts of the campaign; null where there are none.
  Json problem, environment, toolchain, config;
  std::vector<LogEntry> log;
  Tallies tallies;
  Progress progress;
  std::vector<FeatureDimension> dimensions;
  std::vector<Candidate> elites;  // of the archive, best first; without source
  ArchiveMap archive;
  std::optional<Standings> standings;  // none: no final report was made yet
  Family family;

  // Whom the report is about: the champion; else the finalist, or the best confirmed so far. None: there is no
  // confirmed candidate.
  std::optional<Candidate> subject;
  std::string subject_is;  // "champion", "finalist", "best so far"
  // From the seed to the subject. Without edits, and with the reason, where no compiler could be had.
  std::vector<LineageStep> lineage;
  std::string lineage_failure;
  // What its parts are worth, as `gauntlet explain` stored it; null: nobody asked yet.
  Json explanation;
};

Result<Figures> ReadFigures(const CampaignFile& file, const std::string& campaign);

// Everything that has rows. CSV writes one file for each, JSON one list.
std::vector<FigureTable> TablesOf(const Figures& figures);
Json FiguresToJson(const Figures& figures);

}  // namespace gauntlet
