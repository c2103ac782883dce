// gauntlet problems: what can be run.
#include <fmt/format.h>

#include "host/campaign/search_keys.h"
#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/problem/problem.h"
#include "host/workload/workload_keys.h"

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

// A bar would end the cell.
std::string Cell(std::string text) {
  for (size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2))
    text.insert(at, 1, '\\');
  return text;
}

std::vector<KeyDocs> AllKeys() {
  std::vector<KeyDocs> all = ProblemKeys();
  all.push_back(SearchKeys());
  for (KeyDocs& one : WorkloadKeys()) all.push_back(std::move(one));
  return all;
}

// problems/REFERENCE.md.
std::string KeysText() {
  std::string out =
      "# What can be said in problem.yaml\n\nMade by `gauntlet problems --keys`. Paths are relative to the "
      "file that "
      "names them; an unknown key is an error that names\nthose that are known.\n";
  for (const KeyDocs& map : AllKeys()) {
    out += fmt::format("\n## {}\n\n{}| key | type | otherwise | what |\n|---|---|---|---|\n",
                       map.map.empty() ? "problem.yaml" : map.map, map.what.empty() ? "" : map.what + "\n\n");
    for (const KeyDoc& key : map.keys)
      out += fmt::format("| `{}` | {} | {} | {} |\n", key.key, key.type, Cell(key.otherwise), Cell(key.what));
  }
  return out;
}

Result<int> ListKeys(const Globals& globals) {
  Json json = Json::array();
  for (const KeyDocs& map : AllKeys())
    for (const KeyDoc& key : map.keys)
      json.push_back({{"map", map.map},
                      {"key", key.key},
                      {"type", key.type},
                      {"otherwise", key.otherwise},
                      {"what", key.what}});
  if (globals.json) {
    PrintJson({{"keys", json}});
  } else {
    Print(KeysText());
  }
  return kExitFine;
}

}  // namespace

void AddProblems(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("problems", "What can be run");
  auto keys = std::make_shared<bool>(false);
  command->add_flag("--keys", *keys, "What can be said in problem.yaml: the reference of all keys");
  command->callback(
      [&, keys] { action = [&, keys] { return *keys ? ListKeys(globals) : ListAll(globals); }; });
}

}  // namespace gauntlet
