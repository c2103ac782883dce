// gauntlet tune: searches the literals of one policy, compiled once.
#include <fmt/format.h>

#include "host/author/simulator_build.h"
#include "host/base/file.h"
#include "host/cli/command.h"
#include "host/cli/interrupt.h"
#include "host/cli/output.h"
#include "host/cli/problem_options.h"
#include "host/cli/tune_text.h"
#include "host/tune/tuner.h"

namespace gauntlet {
namespace {

struct TuneOptions {
  std::string problem, source, output;
  std::vector<std::string> workload_files;
  std::string strategy, time, isolation = "fork";
  unsigned workers = 0;
  bool dry_run = false;
  tune::TunerOptions tuner;
};

// Errors in a source name its file; all else is said as it is.
std::unexpected<Error> InFile(const std::string& path, Error error) {
  if (error.kind == ErrorKind::kInput) error.message = path + ": " + error.message;
  return std::unexpected(std::move(error));
}

Result<> FillOptions(TuneOptions& options) {
  tune::TunerOptions& tuner = options.tuner;
  tuner.strategy = tune::FindStrategy(options.strategy);
  GAUNTLET_ASSERT(tuner.strategy != nullptr);
  GAUNTLET_TRY(tuner.field.isolation, IsolationFromString(options.isolation));
  tuner.field.lanes = WorkloadChoice{.workers = options.workers}.Lanes();
  tuner.field.seed = 1;  // as eval's: its scores are those that people compare with
  GAUNTLET_TRY(tuner.seconds, ParseTime(options.time));
  return {};
}

Result<int> Tune(TuneOptions options, const Globals& globals) {
  GAUNTLET_TRY(const auto folder, FindProblem(options.problem, ProblemPath(globals.problem_path)));
  GAUNTLET_TRY(Problem problem, OpenProblem(folder));
  GAUNTLET_CHECK_OK(UseWorkloads(problem, options.workload_files));
  GAUNTLET_CHECK_OK(FillOptions(options));
  GAUNTLET_TRY(std::string source, ReadTextFile(options.source));
  auto tuner = tune::Tuner::Open(problem, std::move(source));
  if (!tuner) return InFile(options.source, tuner.error());
  const tune::Space& space = (*tuner)->space();
  if (options.dry_run) {
    if (globals.json)
      PrintJson({{"problem", problem.name}, {"source", options.source}, {"space", space.ToJson()}});
    if (!globals.json) Print(SpaceText(space));
    return kExitFine;
  }
  CatchInterrupts();
  options.tuner.stop = &Interrupted();
  ProgressLine line(globals.quiet || globals.json);
  options.tuner.progress = [&](const tune::Progress& p) {
    line.Show(fmt::format("{} of {} vectors, {}, gain {:+.5f} on what it sees", p.vectors, p.budget, p.stage,
                          p.best_gain));
  };
  auto tuning = (*tuner)->Tune(options.tuner);
  if (!tuning) return InFile(options.source, tuning.error());
  if (!options.output.empty()) GAUNTLET_CHECK_OK(WriteFile(options.output, tuning->source));
  if (globals.json) {
    Json json = {{"problem", problem.name}, {"source", options.source}, {"space", space.ToJson()}};
    json["tuning"] = tuning->ToJson(space);
    PrintJson(json);
  } else {
    Print(TuningText(space, *tuning, options.output));
  }
  return tuning->interrupted ? kExitInterrupted : kExitFine;
}

std::string StrategyHelp() {
  std::string out = "How the space is searched:";
  for (const tune::Strategy& strategy : tune::Strategies())
    out += fmt::format("\n{}: {}", strategy.name, strategy.says);
  return out;
}

}  // namespace

void AddTune(CLI::App& app, const Globals& globals, Action& action) {
  auto options = std::make_shared<TuneOptions>();
  tune::TunerOptions& tuner = options->tuner;
  CLI::App* command =
      app.add_subcommand("tune", "Literals of a policy lifted and tuned, without a compile each");
  command->add_option("problem", options->problem, "Name of a problem, or a folder with a problem.yaml")
      ->required();
  command
      ->add_option("source", options->source,
                   "Policy file; // tune: [low, high] behind a line gives its ranges")
      ->required();
  command->add_option("-o,--output", options->output, "Where the plain source with the new literals goes");
  command->add_flag("--dry-run", options->dry_run,
                    "Shows what would be tuned in which range, and what not and why");
  std::vector<std::string> names;
  for (const tune::Strategy& strategy : tune::Strategies()) names.emplace_back(strategy.name);
  options->strategy = names.front();
  command->add_option("--strategy", options->strategy, StrategyHelp())
      ->check(CLI::IsMember(names))
      ->capture_default_str();
  command->add_option("--vectors", tuner.vectors, "Vectors to play in the searches")
      ->check(CLI::Range(size_t{1}, size_t{10'000'000}))
      ->capture_default_str();
  command->add_option("--time", options->time,
                      "End the searches after this time: 45s, 30m; the rows then depend on it");
  command->add_option("--seed", tuner.seed, "Of all random choices")->capture_default_str();
  command->add_option("--folds", tuner.folds, "Parts of train, datasets kept whole; 1: none")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->add_option("--finalists", tuner.finalists, "How many may meet validation")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->add_flag("--anyway", tuner.anyway, "Takes the best on validation though its gain may be noise");
  command->add_option("--workload", options->workload_files, "Workload files instead of the problem's own");
  command->add_option("--workers", options->workers, "Evaluators side by side (default: one a core)");
  command->add_option("--memory-mb", tuner.field.memory_mb,
                      "Memory of a policy (default: the problem's limit)");
  command->add_option("--isolation", options->isolation, "fork, hot or trusted")->capture_default_str();
  command->callback(
      [options, &globals, &action] { action = [options, &globals] { return Tune(*options, globals); }; });
}

}  // namespace gauntlet
