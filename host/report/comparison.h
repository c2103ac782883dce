// Campaigns of one problem side by side: what each reached, how that spreads over seeds, and how many candidates it
// took to a target.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/report/figure_table.h"
#include "host/report/progress.h"

namespace gauntlet {

struct ComparedRun {
  std::string path;
  Json problem, config, environment, toolchain;  // null: not recorded
  int64_t candidates = 0, ok = 0;
  std::vector<BestStep> best;
  std::optional<double> train;                       // the best that is confirmed
  std::optional<double> validation, test, gap_test;  // of its final report's finalist
  std::optional<double> to_target;                   // candidates until the target was reached
  std::optional<double> to_target_s;                 // and the time of lanes
  std::optional<double> usd, to_target_usd;          // billed by models, if any were asked
  size_t group = 0;
};

// Median, smallest and largest of what is there.
struct Spread {
  std::optional<double> median, low, high;
};

// The best so far of a group's runs after so many candidates.
struct CurvePoint {
  int64_t candidates = 0;
  double median = 0, low = 0, high = 0;
};

// Runs that differ in their seed and in how long they were let run, in nothing else.
struct ComparedGroup {
  std::string name;  // what sets it apart from the others: "selector: greedy"; "all" if there is one
  std::vector<size_t> runs;
  std::vector<CurvePoint> curve;  // as far as all of them came
};

struct Comparison {
  std::vector<ComparedRun> runs;
  std::vector<ComparedGroup> groups;  // in the order of their first runs
  std::optional<double> target;       // none: somebody has reached nothing
  bool target_given = false;          // else it is the best score that all have reached
  std::vector<std::string> warnings;  // why scores may not compare
};

// kInput if two did not run the same problem, by its content.
Result<Comparison> ReadComparison(const std::vector<std::string>& paths, std::optional<double> target);

Spread SpreadOf(const Comparison& comparison, const std::vector<size_t>& runs,
                std::optional<double> ComparedRun::* field);
std::vector<size_t> AllRuns(const Comparison& comparison);

FigureTable RunTable(const Comparison& comparison);
FigureTable GroupTable(const Comparison& comparison);  // a row for each group and figure
std::string ComparisonPage(const Comparison& comparison);

}  // namespace gauntlet
