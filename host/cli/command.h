// What a subcommand is. A new one is a file with an Add function and a line in gauntlet_main.cc.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "host/base/result.h"

namespace gauntlet {

// Options that every command takes.
struct Globals {
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  std::vector<std::string> problem_path;
};

// A contract with scripts.
enum ExitCode {
  kExitFine = 0,
  kExitVerdict = 1,       // a candidate's verdict is not ok, or a check failed
  kExitUsage = 2,         // wrong usage or bad input file
  kExitPlatform = 3,      // the platform failed
  kExitInterrupted = 130  // stopped by Ctrl-C after saving
};

// Set by the subcommand that was chosen; run by main after parsing.
using Action = std::function<Result<int>()>;

// Each adds one subcommand to `app`, which outlives the action.
void AddNew(CLI::App& app, const Globals& globals, Action& action);
void AddCheck(CLI::App& app, const Globals& globals, Action& action);
void AddProblems(CLI::App& app, const Globals& globals, Action& action);
void AddEval(CLI::App& app, const Globals& globals, Action& action);
void AddRun(CLI::App& app, const Globals& globals, Action& action);
void AddResume(CLI::App& app, const Globals& globals, Action& action);
void AddAdd(CLI::App& app, const Globals& globals, Action& action);
void AddList(CLI::App& app, const Globals& globals, Action& action);
void AddBest(CLI::App& app, const Globals& globals, Action& action);
void AddShow(CLI::App& app, const Globals& globals, Action& action);
void AddLineage(CLI::App& app, const Globals& globals, Action& action);
void AddDiff(CLI::App& app, const Globals& globals, Action& action);
void AddStats(CLI::App& app, const Globals& globals, Action& action);
void AddCompare(CLI::App& app, const Globals& globals, Action& action);
void AddDebug(CLI::App& app, const Globals& globals, Action& action);
void AddVerify(CLI::App& app, const Globals& globals, Action& action);
void AddExplain(CLI::App& app, const Globals& globals, Action& action);
void AddTune(CLI::App& app, const Globals& globals, Action& action);
void AddReport(CLI::App& app, const Globals& globals, Action& action);
void AddExport(CLI::App& app, const Globals& globals, Action& action);
void AddHint(CLI::App& app, const Globals& globals, Action& action);
void AddPrompt(CLI::App& app, const Globals& globals, Action& action);
void AddTrace(CLI::App& app, const Globals& globals, Action& action);
void AddDoctor(CLI::App& app, const Globals& globals, Action& action);

}  // namespace gauntlet
