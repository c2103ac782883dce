// gauntlet: parses the command line, runs the chosen command, turns its outcome into an exit code.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>

#include "host/cli/command.h"
#include "host/cli/output.h"

namespace gauntlet {
namespace {

constexpr void (*kCommands[])(CLI::App&, const Globals&, Action&) = {
    AddProblems, AddRun,  AddResume, AddEval,   AddAdd,    AddList,   AddBest, AddShow,
    AddLineage,  AddStats, AddCompare, AddVerify, AddExport, AddTrace, AddDoctor,
};

int ExitCodeOf(const Error& error) {
  return error.kind == ErrorKind::kUsage || error.kind == ErrorKind::kInput ? kExitUsage : kExitPlatform;
}

int Report(const Error& error, const Globals& globals) {
  if (globals.json) PrintJson({{"error", {{"kind", ToString(error.kind)}, {"message", error.message}}}});
  std::fprintf(stderr, "gauntlet: %s\n", error.message.c_str());
  return ExitCodeOf(error);
}

void SetUpLog(const Globals& globals) {
  auto log = spdlog::stderr_logger_mt("gauntlet");
  log->set_pattern("%l: %v");
  log->set_level(globals.verbose ? spdlog::level::debug : globals.quiet ? spdlog::level::err : spdlog::level::warn);
  spdlog::set_default_logger(log);
}

void AddGlobals(CLI::App& app, Globals& globals) {
  app.add_flag("--json", globals.json, "Answer in JSON on standard output");
  app.add_flag("-q,--quiet", globals.quiet, "No progress");
  app.add_flag("-v,--verbose", globals.verbose, "Say more on standard error");
  app.add_option("--problem-path", globals.problem_path, "Folder that holds problems; also GAUNTLET_PATH");
}

int Main(int argc, char** argv) {
  CLI::App app("Gauntlet lets machines design systems policies, and trusts none of them.", "gauntlet");
  Globals globals;
  Action action;
  app.require_subcommand(1);
  app.fallthrough();
  AddGlobals(app, globals);
  for (const auto add : kCommands) add(app, globals, action);
  for (CLI::App* command : app.get_subcommands({})) command->fallthrough();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? kExitFine : kExitUsage;
  }
  SetUpLog(globals);
  const Result<int> outcome = action();
  return outcome ? *outcome : Report(outcome.error(), globals);
}

}  // namespace
}  // namespace gauntlet

int main(int argc, char** argv) { return gauntlet::Main(argc, argv); }
