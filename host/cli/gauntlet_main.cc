// gauntlet: parses the command line, runs the chosen command, turns its outcome into an exit code.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include "host/cli/command.h"
#include "host/cli/output.h"

namespace gauntlet {
namespace {

constexpr void (*kCommands[])(CLI::App&, const Globals&, Action&) = {
    AddProblems, AddNew,     AddCheck,   AddRun,    AddResume, AddEval,    AddAdd,    AddList,
    AddBest,     AddShow,    AddLineage, AddDiff,   AddStats,  AddCompare, AddVerify, AddTune,
    AddDebug,    AddExplain, AddReport,  AddExport, AddHint,   AddPrompt,  AddTrace,  AddDoctor,
};

int ExitCodeOf(const Error& error) {
  return error.kind == ErrorKind::kUsage || error.kind == ErrorKind::kInput ? kExitUsage : kExitPlatform;
}

// Errors quote files: a terminal must not obey what stands in them.
std::string ForTerminal(std::string text) {
  for (char& c : text)
    if ((static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t') || c == '\x7f') c = '?';
  return text;
}

int Report(const Error& error, const Globals& globals) {
  if (globals.json) PrintJson({{"error", {{"kind", ToString(error.kind)}, {"message", error.message}}}});
  std::fprintf(stderr, "gauntlet: %s\n", ForTerminal(error.message).c_str());
  return ExitCodeOf(error);
}

// What only the edge can catch: the standard library has no threads or memory to give. All else is a Result.
Result<int> Run(const Action& action) {
  try {
    return action();
  } catch (const std::exception& e) {
    return Fail(
        ErrorKind::kSandboxError,
        fmt::format(
            "this machine has no more to give: {} (see ulimit -u and -v); what was reported is stored",
            e.what()));
  }
}

void SetUpLog(const Globals& globals) {
  auto log = spdlog::stderr_logger_mt("gauntlet");
  log->set_pattern("%l: %v");
  log->set_level(globals.verbose ? spdlog::level::debug
                 : globals.quiet ? spdlog::level::err
                                 : spdlog::level::warn);
  spdlog::set_default_logger(log);
}

void AddGlobals(CLI::App& app, Globals& globals) {
  app.add_flag("--json", globals.json, "Answer in JSON on standard output");
  app.add_flag("-q,--quiet", globals.quiet, "No progress");
  app.add_flag("-v,--verbose", globals.verbose, "Say more on standard error");
  app.add_option("--problem-path", globals.problem_path, "Folder that holds problems; also GAUNTLET_PATH");
}

// Wrong usage is told before the flags are known to have been read: --json is looked for by hand.
bool AsksForJson(int argc, char** argv) {
  return std::any_of(argv + 1, argv + argc,
                     [](const char* argument) { return std::string_view(argument) == "--json"; });
}

// CLI11 takes an unknown command for a missing one.
std::string WhatIsWrong(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  const bool no_command = error.get_name() == "RequiredError" && app.get_subcommands().empty();
  const auto word =
      std::find_if(argv + 1, argv + argc, [](const char* argument) { return argument[0] != '-'; });
  if (!no_command || word == argv + argc) return error.what();
  return fmt::format("no command '{}'", *word);
}

// Help goes to standard output and is fine; all else is wrong usage.
int ReportParse(CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  if (error.get_exit_code() == 0) return app.exit(error);
  const std::string what = WhatIsWrong(app, error, argc, argv);
  if (AsksForJson(argc, argv))
    PrintJson({{"error", {{"kind", ToString(ErrorKind::kUsage)}, {"message", what}}}});
  const std::string command =
      app.get_subcommands().empty() ? "" : " " + app.get_subcommands().front()->get_name();
  std::fprintf(stderr, "gauntlet: %s\nSee: gauntlet%s --help\n", what.c_str(), command.c_str());
  return kExitUsage;
}

int Main(int argc, char** argv) {
  CLI::App app("Gauntlet lets machines design systems policies, and trusts none of them.", "gauntlet");
  Globals globals;
  Action action;
  app.require_subcommand(1);
  app.fallthrough();
  AddGlobals(app, globals);
  for (const auto add : kCommands) add(app, globals, action);
  for (CLI::App* command : app.get_subcommands({})) {
    command->fallthrough();
    command->footer(
        "Every command also takes --json, -q, -v and --problem-path FOLDER: see gauntlet --help.");
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return ReportParse(app, e, argc, argv);
  }
  SetUpLog(globals);
  const Result<int> outcome = Run(action);
  if (!outcome) return Report(outcome.error(), globals);
  const Result<> printed = EndOutput();
  return printed ? *outcome : Report(printed.error(), globals);
}

}  // namespace
}  // namespace gauntlet

int main(int argc, char** argv) { return gauntlet::Main(argc, argv); }
