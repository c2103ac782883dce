// gauntlet problems: what can be run.
#include <fmt/format.h>

#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/problem/problem.h"

namespace gauntlet {
namespace {

Result<int> ListAll(const Globals& globals) {
  Json json = Json::array();
  Table table({"name", "domain", "workloads", "baselines", "what", "folder"});
  int code = kExitFine;
  for (const auto& folder : ListProblems(ProblemPath(globals.problem_path))) {
    const auto problem = LoadProblem(folder);
    if (!problem) {
      code = kExitUsage;
      json.push_back({{"folder", folder.string()}, {"error", problem.error().message}});
      table.Row({folder.filename().string(), "broken", "", "", problem.error().message, folder.string()});
      continue;
    }
    json.push_back({{"name", problem->name},
                    {"title", problem->title},
                    {"domain", problem->domain},
                    {"interface", problem->interface_name},
                    {"folder", folder.string()},
                    {"seed", problem->seed.string()},
                    {"baselines", problem->baselines.size()},
                    {"workload_entries", problem->workloads.size()}});
    table.Row({problem->name, problem->domain, std::to_string(problem->workloads.size()),
               std::to_string(problem->baselines.size()), problem->title, folder.string()});
  }
  if (globals.json) {
    PrintJson({{"problems", json}});
  } else {
    Print(table.Text());
  }
  return code;
}

}  // namespace

void AddProblems(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("problems", "What can be run");
  command->callback([&] { action = [&] { return ListAll(globals); }; });
}

}  // namespace gauntlet
