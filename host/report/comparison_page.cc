// Tables and page of a comparison.
#include <fmt/format.h>

#include "host/base/optional_json.h"
#include "host/report/comparison.h"
#include "host/report/page.h"
#include "host/report/text.h"

namespace gauntlet {
namespace {

using Form = Column::Form;

Json CurvesJson(const Comparison& comparison) {
  Json json = {{"target", OrNull(comparison.target)}, {"runs", Json::array()}, {"groups", Json::array()}};
  for (const ComparedRun& run : comparison.runs) {
    Json steps = Json::array();
    for (const BestStep& step : run.best) steps.push_back({step.number + 1, step.score});
    json["runs"].push_back(
        {{"name", Visible(run.path)}, {"group", run.group}, {"candidates", run.candidates}, {"best", steps}});
  }
  for (const ComparedGroup& group : comparison.groups) {
    Json curve = Json::array();
    for (const CurvePoint& p : group.curve) curve.push_back({p.candidates, p.median, p.low, p.high});
    json["groups"].push_back({{"name", Visible(group.name)}, {"curve", curve}});
  }
  return json;
}

std::string TargetText(const Comparison& comparison) {
  if (!comparison.target) return "No target: a campaign has confirmed nothing yet.";
  return fmt::format("Target: a train score of {}{}.", ScoreText(*comparison.target),
                     comparison.target_given ? "" : ", the best that all have reached");
}

}  // namespace

FigureTable RunTable(const Comparison& comparison) {
  FigureTable table{.name = "runs",
                    .columns = {{"campaign", "campaign"},
                                {"group", "group"},
                                {"seed", "seed"},
                                {"candidates", "candidates", Form::kCount},
                                {"ok", "ok", Form::kCount},
                                {"train_score", "train", Form::kScore},
                                {"validation_score", "validation", Form::kScore},
                                {"test_score", "test", Form::kScore},
                                {"test_gap_closed", "gap closed on test", Form::kShare},
                                {"candidates_to_target", "candidates to target", Form::kCount},
                                {"lanes_s_to_target", "lane seconds to target", Form::kSeconds},
                                {"usd", "USD", Form::kReal},
                                {"usd_to_target", "USD to target", Form::kReal}},
                    .rows = {}};
  for (const ComparedRun& r : comparison.runs) {
    const Json seed = r.config.is_object() ? r.config.value("seed", Json()) : Json();
    table.rows.push_back({r.path, comparison.groups[r.group].name,
                          seed.is_null() ? Cell() : Cell(seed.dump()), r.candidates, r.ok, CellOf(r.train),
                          CellOf(r.validation), CellOf(r.test), CellOf(r.gap_test),
                          r.to_target ? Cell(static_cast<int64_t>(*r.to_target)) : Cell(),
                          CellOf(r.to_target_s), CellOf(r.usd), CellOf(r.to_target_usd)});
  }
  return table;
}

FigureTable GroupTable(const Comparison& comparison) {
  struct Figure {
    const char* name;
    std::optional<double> ComparedRun::* field;
  };
  FigureTable table{.name = "groups",
                    .columns = {{"group", "group"},
                                {"figure", "figure"},
                                {"runs", "campaigns", Form::kCount},
                                {"median", "median", Form::kReal},
                                {"smallest", "smallest", Form::kReal},
                                {"largest", "largest", Form::kReal}},
                    .rows = {}};
  const Figure figures[] = {{"train score", &ComparedRun::train},
                            {"validation score", &ComparedRun::validation},
                            {"test score", &ComparedRun::test},
                            {"gap closed on test", &ComparedRun::gap_test},
                            {"candidates to target", &ComparedRun::to_target},
                            {"lane seconds to target", &ComparedRun::to_target_s},
                            {"USD to target", &ComparedRun::to_target_usd}};
  for (const ComparedGroup& group : comparison.groups)
    for (const Figure& figure : figures) {
      const Spread spread = SpreadOf(comparison, group.runs, figure.field);
      if (!spread.median) continue;
      int64_t runs = 0;
      for (const size_t i : group.runs) runs += (comparison.runs[i].*figure.field).has_value();
      table.rows.push_back({group.name, std::string(figure.name), runs, CellOf(spread.median),
                            CellOf(spread.low), CellOf(spread.high)});
    }
  return table;
}

std::string ComparisonPage(const Comparison& comparison) {
  const std::string problem =
      comparison.runs.front().problem.is_object() ? comparison.runs.front().problem.value("name", "") : "";
  std::string body =
      fmt::format("<header>\n<h1>{}: {} campaigns</h1>\n", HtmlText(problem), comparison.runs.size());
  body += "<p>All ran the same problem, to the byte of its files.</p>\n";
  for (const std::string& warning : comparison.warnings)
    body += fmt::format("<p class=down>{} Their scores may not compare.</p>\n", HtmlText(warning));
  body += "</header>\n";
  body += SectionHtml("curves", "Best so far",
                      fmt::format("<p class=note>Thick: the median over the campaigns of a group, as far as "
                                  "all of them came; area: from "
                                  "the worst to the best of them; thin: each campaign. {}</p>\n<div "
                                  "class=chart id=curves-chart></div>\n",
                                  TargetText(comparison)));
  body += SectionHtml(
      "groups", "Over seeds",
      "<p class=note>A group differs in seeds and budget only.</p>\n" + TableHtml(GroupTable(comparison)));
  body += SectionHtml("runs", "Each campaign", TableHtml(RunTable(comparison)));
  return PageHtml({.title = problem + ": campaigns side by side",
                   .body = std::move(body),
                   .charts = {{"curves", CurvesJson(comparison)}}});
}

}  // namespace gauntlet
