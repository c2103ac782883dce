// gauntlet report: a campaign as one page that needs nothing else, and as tables for papers.
#include <fmt/format.h>

#include <filesystem>

#include "host/base/file.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/report/figures.h"
#include "host/report/report_page.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;

struct ReportOptions {
  std::string campaign, page, csv;
};

Result<int> Report(const ReportOptions& options, const Globals& globals) {
  if (options.page.empty() && options.csv.empty() && !globals.json)
    return Fail(ErrorKind::kUsage, "say where to: -o FILE.html, --csv FOLDER or --json");
  GAUNTLET_TRY(const auto file, OpenToRead({options.campaign, ""}));
  GAUNTLET_TRY(const Figures figures, ReadFigures(*file, fs::path(options.campaign).filename().string()));
  if (!options.csv.empty()) GAUNTLET_CHECK_OK(WriteTables(TablesOf(figures), options.csv));
  std::string page;
  if (!options.page.empty()) {
    page = ReportPage(figures);
    GAUNTLET_CHECK_OK(WriteFile(options.page, page));
  }
  if (globals.json) {
    PrintJson(FiguresToJson(figures));
  } else if (!globals.quiet) {
    if (!options.page.empty()) Print(fmt::format("{}: {}", options.page, Bytes(page.size())));
    if (!options.csv.empty()) Print(fmt::format("{} tables in {}", TablesOf(figures).size(), options.csv));
  }
  return kExitFine;
}

}  // namespace

void AddReport(CLI::App& app, const Globals& globals, Action& action) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command = app.add_subcommand("report", "A campaign as one page, and as tables");
  command->add_option("campaign", options->campaign, "Campaign file")->required();
  command->add_option("-o,--output", options->page, "The page to write: one HTML file that needs no other");
  command->add_option("--csv", options->csv, "A folder for the tables, one CSV file each");
  command->callback(
      [options, &globals, &action] { action = [options, &globals] { return Report(*options, globals); }; });
}

}  // namespace gauntlet
