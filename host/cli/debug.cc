// gauntlet debug: one evaluation again, caged and in the open, with the lines where it failed.
#include <fmt/format.h>

#include <filesystem>
#include <sstream>

#include "host/base/file.h"
#include "host/campaign/workbench.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/cli/problem_options.h"

namespace gauntlet {
namespace {

struct DebugOptions {
  std::string what;    // CAMPAIGN:ID, or a problem
  std::string source;  // with a problem
  WorkloadChoice choice;
};

// The lines around the one that failed.
std::string Excerpt(const std::string& source, uint32_t line) {
  std::istringstream in(source);
  std::string out;
  uint32_t number = 0;
  for (std::string text; std::getline(in, text);)
    if (++number + 4 > line && number < line + 4)
      out += fmt::format("{} {:>4}  {}\n", number == line ? ">" : " ", number, text);
  return out;
}

Result<Candidate> EvaluateIn(Isolation isolation, const Problem& problem,
                             const std::vector<WorkloadEntry>& entries, const std::string& source) {
  WorkbenchOptions bench;
  bench.isolation = isolation;
  bench.entries = entries;
  GAUNTLET_TRY(const auto workbench, Workbench::Open(problem, bench));
  return workbench->Run(source, false);
}

std::string Outcome(const Candidate& c) {
  if (const Failure* f = c.verdict.failure())
    return fmt::format("{} ({}): {}", ToString(f->kind), ToString(f->stage), f->reason);
  return fmt::format("ok, score {:+.6f}, {:.1f} ns a request", c.score.value_or(0),
                     c.resources.value("cpu_ns_per_request", 0.0));
}

Result<int> Debug(const DebugOptions& options, const Globals& globals) {
  Problem problem;
  std::string source;
  if (options.source.empty()) {
    const CampaignRef ref = ParseCampaignRef(options.what);
    GAUNTLET_TRY(const auto file, OpenToRead(ref));
    GAUNTLET_TRY(const Candidate candidate, FindCandidate(*file, ref));
    GAUNTLET_TRY(problem, ProblemOfCampaign(*file, globals.problem_path));
    source = candidate.source;
  } else {
    GAUNTLET_TRY(const auto folder, FindProblem(options.what, ProblemPath(globals.problem_path)));
    GAUNTLET_TRY(problem, LoadProblem(folder));
    GAUNTLET_TRY(source, ReadTextFile(options.source));
  }
  GAUNTLET_TRY(const auto entries, ChooseWorkloads(problem, options.choice));
  GAUNTLET_TRY(const Candidate caged, EvaluateIn(Isolation::kFork, problem, entries, source));
  if (!globals.quiet)
    std::fprintf(stderr,
                 "Now in tier trusted: the policy runs without protection, with the rights of this user.\n");
  GAUNTLET_TRY(const Candidate open, EvaluateIn(Isolation::kTrusted, problem, entries, source));
  if (globals.json) {
    PrintJson({{"fork", CandidateToJson(caged)}, {"trusted", CandidateToJson(open)}});
  } else {
    Print("fork:    " + Outcome(caged) + "\ntrusted: " + Outcome(open));
    if (const Failure* f = caged.verdict.failure()) {
      Print(f->detail.dump(1));
      if (f->detail.contains("line")) Print(Excerpt(source, f->detail.value("line", 0u)));
    }
  }
  return caged.verdict.ok() ? kExitFine : kExitVerdict;
}

}  // namespace

void AddDebug(CLI::App& app, const Globals& globals, Action& action) {
  auto options = std::make_shared<DebugOptions>();
  CLI::App* command = app.add_subcommand(
      "debug", "One evaluation again, caged and without protection, with the lines where it failed");
  command->add_option("what", options->what, "CAMPAIGN:ID, or a problem")->required();
  command->add_option("source", options->source, "A policy file, with a problem");
  options->choice.AddTo(*command);
  command->callback(
      [options, &globals, &action] { action = [options, &globals] { return Debug(*options, globals); }; });
}

}  // namespace gauntlet
