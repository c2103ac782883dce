// The tables of a report, each the same on the page, in CSV and in JSON.
#include "host/report/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "host/base/quantile.h"
#include "host/campaign/cascade.h"
#include "host/report/figures.h"
#include "host/report/wording.h"

namespace gauntlet {
namespace {

using Form = Column::Form;

double Share(int64_t part, int64_t whole) {
  return whole ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

// None unless all of them have it.
Cell MeanOf(const std::vector<const WorkloadStanding*>& group,
            std::optional<double> WorkloadStanding::* field) {
  double sum = 0;
  for (const WorkloadStanding* w : group) {
    if (!(w->*field)) return {};
    sum += *(w->*field);
  }
  return sum / static_cast<double>(group.size());
}

// By a column of counts; what is equal there by all of the row.
void LargestFirst(FigureTable& table, size_t column) {
  std::ranges::sort(table.rows, [column](const auto& a, const auto& b) {
    return a[column] == b[column] ? a < b : a[column] > b[column];
  });
}

}  // namespace

FigureTable PolicyTable(const Standings& standings) {
  FigureTable table{.name = "policies", .columns = {{"policy", "policy"}}, .rows = {}};
  for (const std::string& split : standings.splits) {
    table.columns.push_back({split + "_score", split, Form::kScore});
    table.columns.push_back({split + "_gain_over_seed", "gain over seed", Form::kScore});
  }
  for (const std::string& split : standings.splits)
    if (split != "train")
      table.columns.push_back({"train_minus_" + split, "train \u2212 " + split, Form::kScore});
  for (const std::string& split : standings.splits)
    table.columns.push_back({split + "_gap_closed", "gap closed, " + split, Form::kShare});
  for (const PolicyStanding& policy : standings.policies) {
    std::vector<Cell> row = {policy.name}, gaps, closed;
    for (const std::string& split : standings.splits) {
      const auto at = policy.splits.find(split);
      const SplitStanding on = at == policy.splits.end() ? SplitStanding{} : at->second;
      row.push_back(on.score ? Cell(*on.score) : on.verdict == "ok" ? Cell() : Cell(on.verdict));
      row.push_back(policy.name == "seed" ? Cell() : CellOf(on.gain));
      if (split != "train") gaps.push_back(CellOf(policy.GapTo(split)));
      closed.push_back(CellOf(on.gap_closed));
    }
    row.insert(row.end(), gaps.begin(), gaps.end());
    row.insert(row.end(), closed.begin(), closed.end());
    table.rows.push_back(std::move(row));
  }
  if (standings.bounds.empty()) return table;
  std::vector<Cell> bound = {fmt::format("oracle bound ({})", standings.bound)};
  for (const std::string& split : standings.splits) {
    const auto at = standings.bounds.find(split);
    bound.push_back(at == standings.bounds.end() ? Cell() : Cell(at->second));
    bound.push_back({});
  }
  bound.resize(table.columns.size());
  table.rows.push_back(std::move(bound));
  return table;
}

FigureTable WorkloadTable(const Standings& standings) {
  const std::string finalist = standings.promoted ? "champion" : "finalist";
  FigureTable table{.name = "workloads",
                    .columns = {{"split", "split"}, {"workload", "workload"}, {"dataset", "dataset"}},
                    .rows = {}};
  if (!standings.metric.empty())
    table.columns.push_back({finalist + "_" + standings.metric, standings.metric, Form::kReal});
  if (standings.has_workload_scores)
    table.columns.insert(table.columns.end(), {{finalist + "_score", finalist, Form::kScore},
                                               {"seed_score", "seed", Form::kScore},
                                               {"best_baseline_score", "best baseline", Form::kScore},
                                               {"best_baseline", "which"},
                                               {"bound_score", "oracle bound", Form::kScore}});
  for (const WorkloadStanding& w : standings.workloads) {
    std::vector<Cell> row = {w.split, w.name, w.dataset};
    if (!standings.metric.empty()) row.push_back(CellOf(w.metric));
    if (standings.has_workload_scores)
      row.insert(row.end(),
                 {CellOf(w.finalist), CellOf(w.seed), CellOf(w.baseline), w.best_baseline, CellOf(w.bound)});
    table.rows.push_back(std::move(row));
  }
  return table;
}

FigureTable DatasetTable(const Standings& standings) {
  const std::string finalist = standings.promoted ? "champion" : "finalist";
  FigureTable table{.name = "datasets",
                    .columns = {{"split", "split"},
                                {"dataset", "dataset"},
                                {"workloads", "workloads", Form::kCount},
                                {finalist + "_score", finalist, Form::kScore},
                                {"seed_score", "seed", Form::kScore},
                                {"best_baseline_score", "best baseline of each", Form::kScore},
                                {"bound_score", "oracle bound", Form::kScore}},
                    .rows = {}};
  if (!standings.has_workload_scores) table.columns.resize(3);
  std::vector<std::pair<std::string, std::string>> order;
  std::map<std::pair<std::string, std::string>, std::vector<const WorkloadStanding*>> groups;
  for (const WorkloadStanding& w : standings.workloads) {
    auto& group = groups[{w.split, w.dataset}];
    if (group.empty()) order.emplace_back(w.split, w.dataset);
    group.push_back(&w);
  }
  for (const auto& key : order) {
    const auto& group = groups[key];
    std::vector<Cell> row = {key.first, key.second, static_cast<int64_t>(group.size())};
    if (standings.has_workload_scores)
      for (const auto field : {&WorkloadStanding::finalist, &WorkloadStanding::seed,
                               &WorkloadStanding::baseline, &WorkloadStanding::bound})
        row.push_back(MeanOf(group, field));
    table.rows.push_back(std::move(row));
  }
  return table;
}

FigureTable CheckTable(const Standings& standings) {
  FigureTable table{.name = "verification",
                    .columns = {{"check", "check"},
                                {"done", "what was done"},
                                {"passed", "passed"},
                                {"says", "what it says"},
                                {"evaluations", "evaluations", Form::kReal}},
                    .rows = {}};
  for (const CheckStanding& check : standings.checks)
    table.rows.push_back({check.name, check.title, check.passed, check.says, check.evaluations});
  return table;
}

FigureTable ProgressTable(const Progress& progress) {
  FigureTable table{.name = "progress",
                    .columns = {{"first", "from", Form::kCount},
                                {"last", "to", Form::kCount},
                                {"lanes_s", "lane seconds so far", Form::kSeconds},
                                {"scored", "with a score", Form::kCount},
                                {"low_quartile", "lower quartile", Form::kScore},
                                {"median", "median", Form::kScore},
                                {"high_quartile", "upper quartile", Form::kScore},
                                {"best", "best so far", Form::kScore}},
                    .rows = {}};
  for (const ProgressSpan& s : progress.spans)
    table.rows.push_back({s.first, s.last, s.lanes_s, s.scored, CellOf(s.low), CellOf(s.median),
                          CellOf(s.high), CellOf(s.best)});
  return table;
}

FigureTable BestTable(const Progress& progress) {
  FigureTable table{.name = "best",
                    .columns = {{"number", "candidate", Form::kCount},
                                {"lanes_s", "lane seconds so far", Form::kSeconds},
                                {"score", "score", Form::kScore}},
                    .rows = {}};
  for (const BestStep& step : progress.best) table.rows.push_back({step.number, step.lanes_s, step.score});
  return table;
}

FigureTable VerdictTable(const Tallies& tallies) {
  FigureTable table{.name = "verdicts",
                    .columns = {{"verdict", "verdict"},
                                {"stage", "stage"},
                                {"candidates", "candidates", Form::kCount},
                                {"share", "share", Form::kShare},
                                {"example", "first such", Form::kCount},
                                {"reason", "and its reason"}},
                    .rows = {}};
  for (const auto& [key, tally] : tallies.verdicts)
    table.rows.push_back(
        {key.first, key.second, tally.count, Share(tally.count, tallies.count), tally.example, tally.reason});
  LargestFirst(table, 2);
  return table;
}

FigureTable OperatorTable(const Tallies& tallies) {
  FigureTable table{.name = "operators",
                    .columns = {{"operator", "operator"},
                                {"proposed", "proposed", Form::kCount},
                                {"compiled_share", "compiled", Form::kShare},
                                {"duplicate_share", "duplicate", Form::kShare},
                                {"ok_share", "ok", Form::kShare},
                                {"changed_share", "score changed", Form::kShare},
                                {"improved", "improved", Form::kCount},
                                {"in_archive", "in the archive", Form::kCount}},
                    .rows = {}};
  for (const auto& [name, t] : tallies.operators)
    table.rows.push_back({name, t.proposed, Share(t.compiled, t.proposed), Share(t.duplicate, t.proposed),
                          Share(t.ok, t.proposed), Share(t.changed, t.proposed), t.improved, t.kept});
  LargestFirst(table, 6);
  return table;
}

FigureTable ModelTable(const Tallies& tallies) {
  FigureTable table{.name = "models",
                    .columns = {{"model", "model"},
                                {"edit", "asked for"},
                                {"candidates", "candidates", Form::kCount},
                                {"replies", "replies", Form::kCount},
                                {"ok_share", "ok", Form::kShare},
                                {"improved", "improved", Form::kCount},
                                {"best_gain", "best gain", Form::kScore},
                                {"input_tokens", "tokens in", Form::kCount},
                                {"cached_tokens", "of these cached", Form::kCount},
                                {"output_tokens", "tokens out", Form::kCount},
                                {"usd", "USD", Form::kReal}},
                    .rows = {}};
  const auto whole = [](uint64_t n) { return static_cast<int64_t>(n); };
  for (const auto& [key, t] : tallies.models)
    table.rows.push_back({key.first, key.second, t.candidates, t.attempts, Share(t.ok, t.candidates),
                          t.improved, t.best_gain, whole(t.tokens.input), whole(t.tokens.cached_input),
                          whole(t.tokens.output), t.usd});
  LargestFirst(table, 2);
  return table;
}

FigureTable CostTable(const Tallies& tallies) {
  FigureTable table{.name = "cost",
                    .columns = {{"stage", "stage"},
                                {"candidates", "candidates", Form::kCount},
                                {"median_ms", "median ms", Form::kMs},
                                {"p99_ms", "99th percentile ms", Form::kMs},
                                {"sum_s", "in all, s", Form::kSeconds}},
                    .rows = {}};
  for (const auto& [stage, values] : tallies.timing_ms) {
    std::vector<double> sorted = values;
    double sum_ms = 0;
    for (const double ms : values) sum_ms += ms;
    table.rows.push_back({stage, static_cast<int64_t>(values.size()), Quantile(sorted, 0.5),
                          Quantile(sorted, 0.99), sum_ms / 1000});
  }
  return table;
}

FigureTable StageTable(const Tallies& tallies) {
  FigureTable table{.name = "stages",
                    .columns = {{"stage", "stage"},
                                {"requests_share", "share of the requests", Form::kShare},
                                {"measured", "measured", Form::kCount},
                                {"stopped", "stopped there", Form::kCount},
                                {"rank_correlation", "rank correlation with the score", Form::kReal},
                                {"compared", "over candidates", Form::kCount}},
                    .rows = {}};
  for (size_t i = 0; i < tallies.cascade.stages.size(); ++i) {
    const CascadeTally::OfStage& stage = tallies.cascade.stages[i];
    table.rows.push_back({fmt::format("sample {}", i), Cell(), stage.measured, stage.stopped,
                          CellOf(RankCorrelation(stage.stage_scores, stage.scores)),
                          static_cast<int64_t>(stage.scores.size())});
  }
  if (!tallies.race) return table;
  const RaceTally& race = *tallies.race;
  for (const RaceTally::Checkpoint& at : race.checkpoints)
    table.rows.push_back({fmt::format("{} of {} workloads", at.workloads, race.order.size()),
                          race.requests > 0 ? Cell(at.requests / race.requests) : Cell(), at.reached,
                          at.stopped, CellOf(at.Correlation()), static_cast<int64_t>(at.scores.size())});
  return table;
}

FigureTable EliteTable(const Figures& figures) {
  FigureTable table{.name = "archive",
                    .columns = {{"number", "candidate", Form::kCount},
                                {"score", "score", Form::kScore},
                                {"generator", "made by"}},
                    .rows = {}};
  for (const FeatureDimension& d : figures.dimensions) table.columns.push_back({d.name, d.name, Form::kReal});
  for (const Candidate& c : figures.elites) {
    std::vector<Cell> row = {c.number, *c.score, MadeBy(c)};
    for (size_t i = 0; i < figures.dimensions.size(); ++i)
      row.push_back(i < c.features.size() ? Cell(c.features[i]) : Cell());
    table.rows.push_back(std::move(row));
  }
  return table;
}

FigureTable FamilyTable(const Family& family) {
  FigureTable table{.name = "family",
                    .columns = {{"number", "candidate", Form::kCount},
                                {"parent", "parent", Form::kCount},
                                {"score", "score", Form::kScore},
                                {"in_archive", "in the archive"},
                                {"on_path", "on the champion's path"}},
                    .rows = {}};
  for (const FamilyMember& m : family.members)
    table.rows.push_back(
        {m.number, m.parent >= 0 ? Cell(m.parent) : Cell(), CellOf(m.score), m.in_archive, m.on_path});
  return table;
}

FigureTable LineageTable(const std::vector<LineageStep>& lineage) {
  FigureTable table{.name = "lineage",
                    .columns = {{"number", "candidate", Form::kCount},
                                {"parent", "parent", Form::kCount},
                                {"score", "score", Form::kScore},
                                {"gain", "gain", Form::kScore},
                                {"generator", "made by"},
                                {"total_ms", "ms", Form::kMs},
                                {"edits", "edits", Form::kCount}},
                    .rows = {}};
  for (const LineageStep& step : lineage) {
    const Candidate& c = step.candidate;
    const Json total = c.timing_ms.value("total", Json());
    const Descent* main = step.descents.empty() ? nullptr : &step.descents.front();
    table.rows.push_back({c.number, main ? Cell(main->parent) : Cell(), CellOf(c.score),
                          main ? CellOf(main->gain) : Cell(), MadeBy(c),
                          total.is_number() ? Cell(total.get<double>()) : Cell(),
                          main ? Cell(static_cast<int64_t>(main->diff.named.size())) : Cell()});
  }
  return table;
}

std::vector<FigureTable> TablesOf(const Figures& figures) {
  std::vector<FigureTable> tables = {ProgressTable(figures.progress), BestTable(figures.progress),
                                     VerdictTable(figures.tallies),   OperatorTable(figures.tallies),
                                     ModelTable(figures.tallies),     CostTable(figures.tallies),
                                     StageTable(figures.tallies),     EliteTable(figures),
                                     FamilyTable(figures.family),     LineageTable(figures.lineage)};
  if (!figures.standings) return tables;
  for (FigureTable table : {PolicyTable(*figures.standings), DatasetTable(*figures.standings),
                            WorkloadTable(*figures.standings), CheckTable(*figures.standings)})
    tables.push_back(std::move(table));
  return tables;
}

Json FiguresToJson(const Figures& figures) {
  const Tallies& t = figures.tallies;
  Json json = {{"campaign", figures.campaign},
               {"problem", figures.problem},
               {"config", figures.config},
               {"environment", figures.environment},
               {"toolchain", figures.toolchain},
               {"candidates", t.count},
               {"ok", t.ok},
               {"confirmed", t.confirmed},
               {"unconfirmed", t.unconfirmed},
               {"in_archive", t.archive},
               {"infeasible", t.infeasible},
               {"near_duplicates", t.near},
               {"lanes_s", figures.progress.lanes_s}};
  if (t.race) json["race"] = ToJson(*t.race);
  json["subject"] = nullptr;
  if (figures.subject) {
    json["subject"] = CandidateToJson(*figures.subject);
    json["subject"]["is"] = figures.subject_is;
    json["subject"]["source_text"] = figures.subject->source;
    json["subject"]["explanation"] = figures.explanation;
  }
  json["test_openings"] = figures.standings ? Json(figures.standings->test_openings) : Json(nullptr);
  json["bounds"] = figures.standings ? Json(figures.standings->bounds) : Json(nullptr);
  for (const FigureTable& table : TablesOf(figures)) json[table.name] = TableJson(table);
  return json;
}

}  // namespace gauntlet
