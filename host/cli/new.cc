// gauntlet new: a folder for a problem of one's own.
#include <fmt/format.h>

#include "host/author/new_problem.h"
#include "host/cli/command.h"
#include "host/cli/output.h"

namespace gauntlet {
namespace {

Result<int> New(const std::string& name, const std::string& parent, const Globals& globals) {
  GAUNTLET_TRY(const auto folder, WriteNewProblem(name, parent));
  const std::string path = folder.string();
  if (globals.json) {
    PrintJson({{"name", name}, {"folder", path}});
    return kExitFine;
  }
  Print(fmt::format(
      "{0}/\n  {1}_abi.h       what a policy is told and asked\n  {1}_policy.hpp  the same, as policies "
      "include it\n  simulator.cc      workloads, what an answer costs, what cannot be beaten\n  seed.cc, "
      "baselines/, prompt.md, problem.yaml, stand_ins/, README.md\nIt runs as it stands:\n  gauntlet run {0} --final\n"
      "Whether it is sound, now and after every change:\n  gauntlet check {0}\n",
      path, name));
  return kExitFine;
}

}  // namespace

void AddNew(CLI::App& app, const Globals& globals, Action& action) {
  struct Options {
    std::string name, parent = ".";
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("new", "A small problem of your own, complete, to change");
  command->add_option("name", options->name, "Of the problem and its domain: a-z, 0-9 and _")->required();
  command->add_option("-o,--output", options->parent, "Where its folder is written")->capture_default_str();
  command->callback(
      [&, options] { action = [&, options] { return New(options->name, options->parent, globals); }; });
}

}  // namespace gauntlet
