// The tables of a report, one by one, for its page.
#pragma once

#include "host/report/figures.h"

namespace gauntlet {

FigureTable PolicyTable(const Standings& standings);
// Means of the scores of a dataset's workloads.
FigureTable DatasetTable(const Standings& standings);
FigureTable WorkloadTable(const Standings& standings);
FigureTable CheckTable(const Standings& standings);
FigureTable ProgressTable(const Progress& progress);
FigureTable BestTable(const Progress& progress);
FigureTable VerdictTable(const Tallies& tallies);  // most frequent first
FigureTable OperatorTable(const Tallies& tallies);
FigureTable ModelTable(const Tallies& tallies);
FigureTable CostTable(const Tallies& tallies);
FigureTable StageTable(const Tallies& tallies);  // of cascade and race; no row: there was neither
FigureTable EliteTable(const Figures& figures);
FigureTable FamilyTable(const Family& family);
FigureTable LineageTable(const std::vector<LineageStep>& lineage);

}  // namespace gauntlet
