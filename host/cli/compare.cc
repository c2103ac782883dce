// gauntlet compare: several campaigns of one problem side by side; medians, spread, candidates to a target.
#include <fmt/format.h>

#include <cmath>

#include "host/base/file.h"
#include "host/base/optional_json.h"
#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/report/comparison.h"

namespace gauntlet {
namespace {

std::string Text(const std::optional<double>& value) { return value ? fmt::format("{:+.6f}", *value) : "-"; }
std::string Share(const std::optional<double>& value) { return value ? Percent(*value) : "-"; }

Json SpreadJson(const Spread& s) {
  return s.median ? Json{{"median", *s.median}, {"min", *s.low}, {"max", *s.high}} : Json(nullptr);
}

Json SeedOf(const ComparedRun& run) {
  return run.config.is_object() ? run.config.value("seed", Json()) : Json();
}

std::string Count(const std::optional<double>& value) { return value ? fmt::format("{:g}", *value) : "-"; }
std::string Usd(const std::optional<double>& value) { return value ? fmt::format("{:.4f}", *value) : "-"; }

Json ComparisonJson(const Comparison& comparison) {
  Json json = {{"campaigns", Json::array()}};
  for (const ComparedRun& r : comparison.runs)
    json["campaigns"].push_back(
        {{"path", r.path},
         {"seed", SeedOf(r)},
         {"group", comparison.groups[r.group].name},
         {"candidates", r.candidates},
         {"ok", r.ok},
         {"train_score", OrNull(r.train)},
         {"validation_score", OrNull(r.validation)},
         {"test_score", OrNull(r.test)},
         {"test_gap_closed", OrNull(r.gap_test)},
         {"candidates_to_target", r.to_target ? Json(std::llround(*r.to_target)) : Json()},
         {"lanes_s_to_target", OrNull(r.to_target_s)},
         {"usd", OrNull(r.usd)},
         {"usd_to_target", OrNull(r.to_target_usd)}});
  const auto all = AllRuns(comparison);
  json["train_score"] = SpreadJson(SpreadOf(comparison, all, &ComparedRun::train));
  json["validation_score"] = SpreadJson(SpreadOf(comparison, all, &ComparedRun::validation));
  json["test_score"] = SpreadJson(SpreadOf(comparison, all, &ComparedRun::test));
  json["test_gap_closed"] = SpreadJson(SpreadOf(comparison, all, &ComparedRun::gap_test));
  json["target"] = OrNull(comparison.target);
  json["groups"] = TableJson(GroupTable(comparison));
  json["warnings"] = comparison.warnings;
  return json;
}

void PrintTable(const Comparison& comparison) {
  Table table({"campaign", "seed", "candidates", "ok", "train", "validation", "test", "gap closed on test",
               "to target", "USD", "to target"});
  for (const ComparedRun& r : comparison.runs) {
    const Json seed = SeedOf(r);
    table.Row({r.path, seed.is_null() ? "-" : seed.dump(), std::to_string(r.candidates), std::to_string(r.ok),
               Text(r.train), Text(r.validation), Text(r.test), Share(r.gap_test), Count(r.to_target),
               Usd(r.usd), Usd(r.to_target_usd)});
  }
  for (const ComparedGroup& group : comparison.groups) {
    const std::string of = comparison.groups.size() > 1 ? " of " + group.name : "";
    const auto line = [&](const char* name, std::optional<double> Spread::* pick) {
      const auto at = [&](std::optional<double> ComparedRun::* field) {
        return SpreadOf(comparison, group.runs, field).*pick;
      };
      table.Row({name + of, "", "", "", Text(at(&ComparedRun::train)), Text(at(&ComparedRun::validation)),
                 Text(at(&ComparedRun::test)), Share(at(&ComparedRun::gap_test)),
                 Count(at(&ComparedRun::to_target)), Usd(at(&ComparedRun::usd)),
                 Usd(at(&ComparedRun::to_target_usd))});
    };
    line("median", &Spread::median);
    line("smallest", &Spread::low);
    line("largest", &Spread::high);
  }
  Print(table.Text());
  if (comparison.target)
    Print(fmt::format("target: {:+.6f}{}", *comparison.target,
                      comparison.target_given ? "" : ", the best that all have reached"));
  for (const std::string& warning : comparison.warnings) Print("warning: " + warning);
}

struct CompareOptions {
  std::vector<std::string> paths;
  std::optional<double> target;
  std::string page, csv;
};

Result<int> Compare(const CompareOptions& options, const Globals& globals) {
  GAUNTLET_TRY(const Comparison comparison, ReadComparison(options.paths, options.target));
  if (!options.page.empty()) GAUNTLET_CHECK_OK(WriteFile(options.page, ComparisonPage(comparison)));
  if (!options.csv.empty())
    GAUNTLET_CHECK_OK(WriteTables({RunTable(comparison), GroupTable(comparison)}, options.csv));
  if (globals.json) {
    PrintJson(ComparisonJson(comparison));
  } else {
    PrintTable(comparison);
  }
  return kExitFine;
}

}  // namespace

void AddCompare(CLI::App& app, const Globals& globals, Action& action) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App* command = app.add_subcommand("compare", "Campaigns of one problem side by side");
  command->add_option("campaigns", options->paths, "Campaign files")->required();
  command->add_option(
      "--target", options->target,
      "Count the candidates until this train score (default: the best that all have reached)");
  command->add_option("-o,--output", options->page, "Also writes a page: one HTML file that needs no other");
  command->add_option("--csv", options->csv, "Also writes the tables, one CSV file each, into this folder");
  command->callback(
      [options, &globals, &action] { action = [options, &globals] { return Compare(*options, globals); }; });
}

}  // namespace gauntlet
