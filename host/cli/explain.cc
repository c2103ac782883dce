// gauntlet explain: what each line of a policy is worth, and what each edit of its lineage is worth today; and the
// smallest policy that is as good.
#include "host/explain/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/clock.h"
#include "host/base/file.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/explain_text.h"
#include "host/cli/interrupt.h"
#include "host/cli/output.h"
#include "host/cli/problem_options.h"
#include "host/explain/minimize.h"

namespace gauntlet {
namespace {

struct ExplainOptions {
  std::string what;
  unsigned workers = 0;
  bool minimize = false;
  double tolerance = 0.01;
  std::string output;
};

// A variant may take this many times as long as the candidate took.
constexpr double kSlowness = 10;
constexpr double kLeastCpuS = 1;

double MostCpuS(const Candidate& candidate) {
  const Json ms = candidate.timing_ms.value("evaluate", Json());
  return std::max(kLeastCpuS, ms.is_number() ? kSlowness * ms.get<double>() / 1000 : kLeastCpuS);
}

TrialProgress ProgressOf(ProgressLine& line, const std::string& what) {
  return [&line, what, start_ms = NowMs(), said = size_t{0}](size_t done, size_t of) mutable {
    if (done == said) return !Interrupted();
    said = done;
    const double seconds = (NowMs() - start_ms) / 1000;
    if (of > 1 && done > 0 && seconds > 0.5)
      line.Show(fmt::format("{}: {} of {} variants, {:.0f}/s, {} left", what, done, of,
                            static_cast<double>(done) / seconds,
                            Duration(seconds / static_cast<double>(done) * static_cast<double>(of - done))),
                done == of);
    return !Interrupted();
  };
}

// Where reports find it: the fact "explanation-NUMBER". Says why not, where it could not be stored.
std::string Store(const std::string& campaign, const Explanation& explanation) {
  const auto stored = [&]() -> Result<> {
    GAUNTLET_TRY(const auto file, CampaignFile::Open(campaign, CampaignFile::Mode::kWrite));
    return file->PutFact(fmt::format("explanation-{}", explanation.number), explanation.ToJson());
  }();
  return stored ? "" : stored.error().message;
}

// The tolerance in units of the score: a share of what the candidate gained over the seed.
double ToleranceOf(const Explanation& explanation, double share) {
  return explanation.seed_score ? share * std::max(0.0, explanation.score - *explanation.seed_score) : 0;
}

Result<int> Run(const ExplainOptions& options, const Globals& globals) {
  const CampaignRef ref = ParseCampaignRef(options.what);
  GAUNTLET_TRY(auto file, OpenToRead(ref));
  GAUNTLET_TRY(const Candidate candidate, FindChampion(*file, ref));
  if (!candidate.score)
    return Fail(ErrorKind::kUsage, fmt::format("candidate {} has no score to explain: {}", candidate.number,
                                               candidate.verdict.ok() ? "it was stopped early"
                                                                      : candidate.verdict.failure()->reason));
  GAUNTLET_TRY(const Problem problem, ProblemOfCampaign(*file, globals.problem_path));
  GAUNTLET_TRY(const auto lineage, ReadLineage(*file, candidate.number));
  file.reset();  // for whoever writes to it meanwhile

  CatchInterrupts();
  ProgressLine line(globals.quiet);
  WorkloadChoice lanes;
  lanes.workers = options.workers;
  GAUNTLET_TRY(const auto trials, Trials::Open(problem, lanes.Lanes(), MostCpuS(candidate)));
  const double start_ms = NowMs();
  GAUNTLET_TRY(const Explanation explanation, Explain(lineage, *trials, ProgressOf(line, "explain")));
  const double explain_s = (NowMs() - start_ms) / 1000;
  std::optional<Minimized> minimized;
  const double tolerance = ToleranceOf(explanation, options.tolerance);
  if (options.minimize && !explanation.stopped) {
    GAUNTLET_TRY(minimized, Minimize(explanation.source, explanation.score, tolerance, *trials,
                                     ProgressOf(line, "minimize")));
    if (!options.output.empty()) GAUNTLET_CHECK_OK(WriteFile(options.output, minimized->source));
  }
  const std::string not_stored = explanation.stopped ? "it was stopped" : Store(ref.path, explanation);
  if (globals.json) {
    Json json = explanation.ToJson();
    json["stored"] = not_stored.empty();
    json["campaign"] = ref.path;
    json["seconds"] = explain_s;
    if (minimized) {
      json["minimized"] = minimized->ToJson();
      json["minimized"]["tolerance"] = tolerance;
    }
    PrintJson(json);
  } else {
    Print(ExplanationText(explanation, IsTerminal(1)));
    Print(fmt::format("{} variants on the train split in {}. {}", explanation.evaluated, Duration(explain_s),
                      not_stored.empty() ? "Stored: a report of this campaign shows what its lines are worth."
                                         : "Not stored in the campaign: " + not_stored));
    if (minimized) Print(MinimizedText(*minimized, tolerance, options.output));
  }
  const bool stopped = explanation.stopped || (minimized && minimized->stopped);
  return stopped ? kExitInterrupted : kExitFine;
}

}  // namespace

void AddExplain(CLI::App& app, const Globals& globals, Action& action) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command =
      app.add_subcommand("explain", "What each part of a policy is worth: undone by itself, on train");
  command->add_option("candidate", options->what, "CAMPAIGN:ID; the champion without an ID")->required();
  command->add_option("--workers", options->workers, "Lanes; as many as there are cores by default");
  command->add_flag("--minimize", options->minimize, "Also find the smallest policy that is as good");
  command
      ->add_option("--tolerance", options->tolerance,
                   "Of --minimize: the share of the gain over the seed that may be lost")
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("-o,--output", options->output, "Where the smallest policy is written");
  command->callback([=, &globals, &action] { action = [=, &globals] { return Run(*options, globals); }; });
}

}  // namespace gauntlet
