// gauntlet verify: the checks that a champion must pass, one line each.
#include <fmt/format.h>

#include "host/base/clock.h"
#include "host/base/file.h"
#include "host/campaign/workbench.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/cli/problem_options.h"

namespace gauntlet {
namespace {

struct VerifyOptions {
  std::string what;    // CAMPAIGN[:ID], or a problem
  std::string source;  // with a problem
  std::string isolation = "fork";
  bool final = false;
  unsigned workers = 0;
};

// What is verified, and where an opening of the test split is counted.
struct Subject {
  Problem problem;
  std::string source;
  std::unique_ptr<CampaignFile> file;  // of a campaign's candidate
  uint64_t seed = 1;
};

struct Check {
  std::string name;
  bool passed = false;
  std::string says;
  double ms = 0;
};

// The number of the champion that the last report named; empty before there was one: the best on train.
std::string Champion(const CampaignFile& file) {
  const auto report = file.GetFact("final_report");
  if (!report || !*report || !(*report)->contains("champion")) return "";
  const Json& number = (*report)->at("champion");
  return number.is_number_integer() ? std::to_string(number.get<int64_t>()) : "";
}

Result<Subject> FindSubject(const VerifyOptions& options, const Globals& globals) {
  Subject out;
  const auto path = ProblemPath(globals.problem_path);
  if (!options.source.empty()) {
    GAUNTLET_TRY(const auto folder, FindProblem(options.what, path));
    GAUNTLET_TRY(out.problem, LoadProblem(folder));
    GAUNTLET_TRY(out.source, ReadTextFile(options.source));
    return out;
  }
  const CampaignRef ref = ParseCampaignRef(options.what);
  const auto mode = options.final ? CampaignFile::Mode::kWrite : CampaignFile::Mode::kRead;
  GAUNTLET_TRY(out.file, CampaignFile::Open(ref.path, mode));
  GAUNTLET_TRY(const Candidate candidate,
               FindCandidate(*out.file, {ref.path, ref.id.empty() ? Champion(*out.file) : ref.id}));
  out.source = candidate.source;
  GAUNTLET_TRY(out.problem, ProblemOfCampaign(*out.file, globals.problem_path));
  return out;
}

Result<std::unique_ptr<Workbench>> OpenOn(const Subject& subject, Split split, const VerifyOptions& options) {
  WorkbenchOptions bench;
  GAUNTLET_TRY(bench.isolation, IsolationFromString(options.isolation));
  bench.entries = OfSplits(subject.problem.workloads, {split});
  WorkloadChoice choice;
  choice.workers = options.workers;
  bench.lanes = choice.Lanes();
  bench.seed = subject.seed;
  return Workbench::Open(subject.problem, bench);
}

std::string Outcome(const Candidate& c) {
  if (const Failure* f = c.verdict.failure()) return fmt::format("{}: {}", ToString(f->kind), f->reason);
  return fmt::format("score {:+.6f} over {} workloads", *c.score, c.workloads.size());
}

bool SameMetrics(const Candidate& a, const Candidate& b) {
  if (a.workloads.size() != b.workloads.size()) return false;
  for (size_t i = 0; i < a.workloads.size(); ++i)
    if (a.workloads[i].metrics != b.workloads[i].metrics) return false;
  return true;
}

Result<std::vector<Check>> RunChecks(Subject& subject, const VerifyOptions& options) {
  std::vector<Check> checks;
  double start = NowMs();
  const auto done = [&](std::string name, bool passed, std::string says) {
    checks.push_back({std::move(name), passed, std::move(says), NowMs() - start});
    start = NowMs();
  };
  GAUNTLET_TRY(const auto first, OpenOn(subject, Split::kTrain, options));
  GAUNTLET_TRY(const Candidate confirmed, first->Run(subject.source, true));
  done("confirmation: recomputed from the answers, blind to the future", confirmed.confirmed,
       Outcome(confirmed));
  if (!confirmed.confirmed) return checks;

  GAUNTLET_TRY(const auto second, OpenOn(subject, Split::kTrain, options));
  GAUNTLET_TRY(const Candidate again, second->Run(subject.source, false));
  done("repeat: other processes, other addresses, same answers", SameMetrics(confirmed, again),
       Outcome(again));

  if (!OfSplits(subject.problem.workloads, {Split::kValidation}).empty()) {
    GAUNTLET_TRY(const auto bench, OpenOn(subject, Split::kValidation, options));
    GAUNTLET_TRY(const Candidate c, bench->Run(subject.source, true));
    done("validation split", c.confirmed, Outcome(c));
  }
  if (options.final) {
    std::string openings = "no campaign file: this opening is not counted";
    if (subject.file) {  // counted before it is looked at
      GAUNTLET_TRY(const int64_t count, subject.file->RecordTestOpening("verify --final"));
      openings = fmt::format("opening {} of this campaign", count);
    }
    GAUNTLET_TRY(const auto bench, OpenOn(subject, Split::kTest, options));
    GAUNTLET_TRY(const Candidate c, bench->Run(subject.source, true));
    done("test split", c.confirmed, fmt::format("{}; {}", Outcome(c), openings));
  }
  return checks;
}

Result<int> Verify(const VerifyOptions& options, const Globals& globals) {
  GAUNTLET_TRY(Subject subject, FindSubject(options, globals));
  GAUNTLET_TRY(const auto checks, RunChecks(subject, options));
  bool passed = true;
  Json json = Json::array();
  Table table({"", "check", "says", "ms"});
  for (const Check& c : checks) {
    passed = passed && c.passed;
    json.push_back({{"name", c.name}, {"passed", c.passed}, {"says", c.says}, {"ms", c.ms}});
    table.Row({c.passed ? "pass" : "FAIL", c.name, c.says, fmt::format("{:.0f}", c.ms)});
  }
  if (globals.json) {
    PrintJson({{"problem", subject.problem.name}, {"passed", passed}, {"checks", json}});
  } else {
    Print(table.Text());
  }
  return passed ? kExitFine : kExitVerdict;
}

}  // namespace

void AddVerify(CLI::App& app, const Globals& globals, Action& action) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = app.add_subcommand("verify", "All checks of a champion");
  command->add_option("what", options->what, "CAMPAIGN[:ID], or a problem")->required();
  command->add_option("source", options->source, "A policy file, with a problem");
  command->add_option("--isolation", options->isolation, "fork, hot or trusted")->capture_default_str();
  command->add_option("--workers", options->workers, "Workers side by side (default: one a core)");
  command->add_flag("--final", options->final, "Open the test split; every opening is counted");
  command->callback(
      [options, &globals, &action] { action = [options, &globals] { return Verify(*options, globals); }; });
}

}  // namespace gauntlet
