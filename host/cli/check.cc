// gauntlet check: whether a problem is sound, and what it misses.
#include "host/check/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/problem/problem.h"

namespace gauntlet {
namespace {

std::string TextOf(const ProblemReport& report) {
  Table table({"", "check", "s", "says"});
  for (const ProblemFinding& f : report.findings)
    table.Row({f.grade == Grade::kFail ? "FAIL" : std::string(ToString(f.grade)), f.name,
               fmt::format("{:.1f}", f.ms / 1000), f.says});
  std::string out = table.Text();
  for (const ProblemFinding& f : report.findings)
    if (!f.advice.empty()) out += fmt::format("{}: {}.\n", f.name, f.advice);
  const auto count = [&](Grade grade) {
    return std::ranges::count(report.findings, grade, &ProblemFinding::grade);
  };
  return out +
         fmt::format("{} is {}: {} passed, {} to look at, {} failed.{}\n", report.problem,
                     report.sound() ? "sound" : "not sound", count(Grade::kPass), count(Grade::kNote),
                     count(Grade::kFail),
                     report.findings.back().ends ? " What comes after the last one was not asked." : "");
}

Result<int> Check(const std::string& name, CheckOptions options, const Globals& globals) {
  GAUNTLET_TRY(const auto folder, FindProblem(name, ProblemPath(globals.problem_path)));
  ProblemReport report;
  {
    ProgressLine line(globals.quiet);
    options.say = [&](const std::string& what) { line.Show("check: " + what); };
    GAUNTLET_TRY(report, CheckProblem(folder, options));
  }
  if (globals.json) {
    PrintJson(report.ToJson());
  } else {
    Print(TextOf(report));
  }
  return report.sound() ? kExitFine : kExitVerdict;
}

}  // namespace

void AddCheck(CLI::App& app, const Globals& globals, Action& action) {
  struct Options {
    std::string problem;
    CheckOptions check;
    unsigned workers = 0;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("check", "Whether a problem is sound, and what it misses");
  command->add_option("problem", options->problem, "Name of a problem, or a folder with a problem.yaml")
      ->required();
  command->add_option("--mutants", options->check.mutants, "Changed seeds to try it with")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command->add_option("--repeats", options->check.repeats, "Runs of each policy that must be equal")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--seed", options->check.seed, "Of the mutants")->capture_default_str();
  command->add_option("--workers", options->workers,
                      "Compilers and evaluators side by side (default: one a core)");
  command->callback([&, options] {
    action = [&, options] {
      CheckOptions check = options->check;
      check.lanes =
          options->workers > 0 ? options->workers : std::max(1u, std::thread::hardware_concurrency());
      return Check(options->problem, check, globals);
    };
  });
}

}  // namespace gauntlet
