#include "host/cli/export_bundle.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/author/simulator_build.h"
#include "host/bundle/bundle.h"
#include "host/bundle/claim.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/output.h"

namespace gauntlet {
namespace {

Result<> CountOpening(const std::string& path) {
  GAUNTLET_TRY(const auto file, CampaignFile::Open(path, CampaignFile::Mode::kWrite));
  GAUNTLET_TRY([[maybe_unused]] const int64_t count, file->RecordTestOpening("export --as bundle --final"));
  return {};
}

Result<Bundle> Describe(const CampaignFile& file, const Candidate& candidate, const Problem& problem) {
  Bundle bundle;
  bundle.problem = problem.name;
  bundle.problem_hash = problem.content_hash;
  GAUNTLET_TRY(const auto toolchain, file.GetFact("toolchain"));
  if (toolchain) bundle.toolchain = *toolchain;
  GAUNTLET_TRY(const auto fact, file.GetFact("problem"));
  bundle.campaign = {{"number", candidate.number},
                     {"generator", candidate.generator},
                     {"workload_files", fact ? fact->value("workload_files", Json::array()) : Json::array()}};
  GAUNTLET_TRY(const Candidate seed, file.Get(0));
  bundle.sources.push_back({"champion", candidate.source, {}});
  if (seed.source != candidate.source) bundle.sources.push_back({"seed", seed.source, {}});
  return bundle;
}

// Where a bundle's problem goes by a path of its own, nobody looks.
Result<> CheckName(const std::string& problem) {
  const bool fine = !problem.empty() && std::ranges::all_of(problem, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (!fine) return Fail(ErrorKind::kInput, "the bundle's problem has no name that a problem can have");
  return {};
}

}  // namespace

Result<int> ExportBundle(const std::string& what, const std::string& folder, bool final,
                         const Globals& globals) {
  const CampaignRef ref = ParseCampaignRef(what);
  Bundle bundle;
  std::optional<Problem> problem;
  {
    GAUNTLET_TRY(const auto file, OpenToRead(ref));
    GAUNTLET_TRY(const Candidate candidate, FindChampion(*file, ref));
    GAUNTLET_TRY(problem, ProblemOfCampaign(*file, globals.problem_path));
    GAUNTLET_TRY(bundle, Describe(*file, candidate, *problem));
  }
  std::vector<Split> splits = {Split::kTrain, Split::kValidation};
  if (final) {
    splits.push_back(Split::kTest);
    GAUNTLET_CHECK_OK(CountOpening(ref.path));
  }
  const unsigned lanes = WorkloadChoice().Lanes();
  for (const Split split : splits) {
    if (!OfSplits(problem->workloads, {split}).empty())
      GAUNTLET_CHECK_OK(AddSplit(*problem, split, lanes, bundle));
  }
  GAUNTLET_CHECK_OK(WriteBundle(bundle, folder));
  if (globals.json) {
    Json results = Json::array();
    for (const BundledResult& r : bundle.sources.front().results)
      results.push_back({{"split", r.split}, {"score", r.score}, {"workloads", r.workloads.size()}});
    PrintJson({{"folder", folder}, {"candidate", bundle.campaign["number"]}, {"results", results}});
  } else {
    Print(fmt::format("Candidate #{} of {} in {}:", bundle.campaign["number"].get<int64_t>(), ref.path,
                      folder));
    const char* standing = problem->harness ? "unconfirmed" : "confirmed";
    for (const BundledResult& r : bundle.sources.front().results)
      Print(fmt::format("  {:<10}  score {:+.6f}, {}, on {} workloads", r.split, r.score, standing,
                        r.workloads.size()));
    Print("Anyone with this problem and its traces can check it: gauntlet verify " + folder);
  }
  return kExitFine;
}

Result<int> VerifyBundle(const std::string& folder, const std::vector<std::string>& workload_files,
                         const Globals& globals) {
  GAUNTLET_TRY(const Bundle bundle, ReadBundle(folder));
  GAUNTLET_CHECK_OK(CheckName(bundle.problem));
  GAUNTLET_TRY(const auto path, FindProblem(bundle.problem, ProblemPath(globals.problem_path)));
  GAUNTLET_TRY(Problem problem, OpenProblem(path));
  if (!workload_files.empty()) {
    GAUNTLET_CHECK_OK(UseWorkloads(problem, workload_files));
  } else if (!bundle.campaign.value("workload_files", Json::array()).empty()) {
    return Fail(ErrorKind::kUsage, "the campaign ran on workload files of its own (" +
                                       bundle.campaign["workload_files"].dump() +
                                       "): name yours with --workload");
  }
  GAUNTLET_TRY(const auto checks, CheckClaim(bundle, problem, WorkloadChoice().Lanes()));
  const bool passed = std::ranges::all_of(checks, &ClaimCheck::passed);
  if (globals.json) {
    Json json = {
        {"bundle", folder}, {"problem", problem.name}, {"passed", passed}, {"checks", Json::array()}};
    for (const ClaimCheck& c : checks)
      json["checks"].push_back({{"name", c.name}, {"passed", c.passed}, {"says", c.says}});
    PrintJson(json);
  } else {
    Table table({"", "check", "says"});
    for (const ClaimCheck& c : checks) table.Row({c.passed ? "pass" : "FAIL", c.name, c.says});
    Print(table.Text());
  }
  return passed ? kExitFine : kExitVerdict;
}

}  // namespace gauntlet
