// gauntlet verify: the checks that a champion must pass, one line each.
#include "host/verify/verify.h"

#include <fmt/format.h>

#include <filesystem>

#include "host/author/simulator_build.h"
#include "host/base/clock.h"
#include "host/base/file.h"
#include "host/bundle/bundle.h"
#include "host/campaign/campaign.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/export_bundle.h"
#include "host/cli/output.h"
#include "host/cli/problem_options.h"
#include "host/workload/workload.h"

namespace gauntlet {
namespace {

struct VerifyOptions {
  std::string what;    // CAMPAIGN[:ID], or a problem
  std::string source;  // with a problem
  std::string isolation = "fork";
  std::vector<std::string> workload_files;  // of a bundle
  bool final = false;
  unsigned runs = VerifierOptions().disturbed_runs;
};

// What is verified, and where an opening of the test split is counted.
struct Subject {
  Problem problem;
  std::string source;
  std::string campaign;  // path; empty: a file of the user's
  Candidate candidate;   // of the campaign
};

Result<Subject> FindSubject(const VerifyOptions& options, const Globals& globals) {
  Subject out;
  const auto path = ProblemPath(globals.problem_path);
  if (!options.source.empty()) {
    GAUNTLET_TRY(const auto folder, FindProblem(options.what, path));
    GAUNTLET_TRY(out.problem, OpenProblem(folder));
    GAUNTLET_TRY(out.source, ReadTextFile(options.source));
    return out;
  }
  const CampaignRef ref = ParseCampaignRef(options.what);
  if (!std::filesystem::is_regular_file(ref.path) && FindProblem(options.what, path))
    return Fail(
        ErrorKind::kUsage,
        fmt::format("{0} is a problem, and of a problem a policy is verified: gauntlet verify {0} SOURCE. "
                    "Of a campaign: gauntlet verify FILE.db[:ID]",
                    options.what));
  GAUNTLET_TRY(const auto file, OpenToRead(ref));
  GAUNTLET_TRY(out.candidate, FindChampion(*file, ref));
  out.source = out.candidate.source;
  out.campaign = ref.path;
  GAUNTLET_TRY(out.problem, ProblemOfCampaign(*file, globals.problem_path));
  return out;
}

// Counted before it is looked at.
Result<std::string> CountOpening(const Subject& subject) {
  if (subject.campaign.empty()) return "no campaign file: this opening is not counted";
  GAUNTLET_TRY(const auto file, CampaignFile::Open(subject.campaign, CampaignFile::Mode::kWrite));
  GAUNTLET_TRY(const int64_t count, file->RecordTestOpening("verify --final"));
  return fmt::format("opening {} of this campaign", count);
}

Result<Verification> RunChecks(const Subject& subject, const VerifyOptions& options) {
  VerifierOptions verifier_options;
  GAUNTLET_TRY(verifier_options.isolation, IsolationFromString(options.isolation));
  verifier_options.disturbed_runs = options.runs;
  const double start_ms = NowMs();
  GAUNTLET_TRY(const auto verifier, Verifier::Open(subject.problem, verifier_options));
  const double setup_ms = NowMs() - start_ms;
  GAUNTLET_TRY(Verification out, verifier->Verify(subject.source));
  out.setup_ms = setup_ms;
  if (out.unmasked() != nullptr) return out;
  const auto meet = [&](Split split, const std::string& remark) -> Result<> {
    GAUNTLET_TRY(VerifyCheck check, verifier->MeetSplit(subject.source, split, out.score));
    if (!remark.empty()) check.says += "; " + remark;
    if (out.evaluation_ms > 0) check.evaluations = check.ms / out.evaluation_ms;
    out.checks.push_back(std::move(check));
    return {};
  };
  if (!OfSplits(subject.problem.workloads, {Split::kValidation}).empty())
    GAUNTLET_CHECK_OK(meet(Split::kValidation, ""));
  if (options.final) {
    GAUNTLET_TRY(const std::string opening, CountOpening(subject));
    GAUNTLET_CHECK_OK(meet(Split::kTest, opening));
  }
  return out;
}

// A candidate without an honest score leaves its campaign's archive, and so do its descendants.
Result<Json> RevokeUnmasked(const Subject& subject, const Failure& failure) {
  if (subject.campaign.empty() || !subject.candidate.verdict.ok()) return Json(nullptr);
  GAUNTLET_TRY(const auto campaign, Campaign::Open(subject.campaign));
  GAUNTLET_TRY(const auto numbers, campaign->Revoke(subject.candidate.number, failure));
  return Json(numbers);
}

std::string TextOf(const Verification& verification) {
  Table table({"", "check", "what was done", "says", "ms", "evaluations"});
  for (const VerifyCheck& c : verification.checks)
    table.Row({c.passed ? "pass" : "FAIL", c.name, c.title, c.says, fmt::format("{:.0f}", c.ms),
               fmt::format("{:.1f}", c.evaluations)});
  std::string out = table.Text();
  if (verification.evaluation_ms > 0)
    out += fmt::format(
        "{:.0f} ms: {:.1f} evaluations of {:.1f} ms on train; {:.0f} ms before, to start and to meet "
        "the seed.\n",
        verification.TotalMs(), verification.TotalMs() / verification.evaluation_ms,
        verification.evaluation_ms, verification.setup_ms);
  return out;
}

Result<int> Verify(const VerifyOptions& options, const Globals& globals) {
  if (options.source.empty() && IsBundle(options.what))
    return VerifyBundle(options.what, options.workload_files, globals);
  GAUNTLET_TRY(const Subject subject, FindSubject(options, globals));
  GAUNTLET_TRY(const Verification verification, RunChecks(subject, options));
  Json revoked = nullptr;
  if (const Failure* failure = verification.unmasked()) {
    GAUNTLET_TRY(revoked, RevokeUnmasked(subject, *failure));
  }
  if (globals.json) {
    Json json = verification.ToJson();
    json["problem"] = subject.problem.name;
    json["revoked"] = revoked;
    PrintJson(json);
  } else {
    Print(TextOf(verification));
    if (revoked.is_array())
      Print(fmt::format("Unmasked: candidate {} and its descendants left the archive, {} in all.",
                        subject.candidate.number, revoked.size()));
  }
  return verification.passed() ? kExitFine : kExitVerdict;
}

}  // namespace

void AddVerify(CLI::App& app, const Globals& globals, Action& action) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = app.add_subcommand("verify", "All checks of a champion");
  command->add_option("what", options->what, "CAMPAIGN[:ID], a bundle's folder, or a problem")->required();
  command->add_option("source", options->source, "A policy file, with a problem");
  command->add_option("--isolation", options->isolation, "fork, hot or trusted")->capture_default_str();
  command->add_option("--runs", options->runs, "Of each disturbance")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->add_option("--workload", options->workload_files,
                      "Of a bundle: workload files that its campaign ran on");
  command->add_flag("--final", options->final, "Open the test split; every opening is counted");
  command->callback(
      [options, &globals, &action] { action = [options, &globals] { return Verify(*options, globals); }; });
}

}  // namespace gauntlet
