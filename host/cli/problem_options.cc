#include "host/cli/problem_options.h"

#include <fmt/format.h>

#include <filesystem>
#include <thread>

#include "host/author/simulator_build.h"
#include "host/base/file.h"
#include "host/compiler/wire.h"
#include "host/harness/language.h"
#include "host/workload/workload.h"

namespace gauntlet {

void WorkloadChoice::AddTo(CLI::App& command) {
  command.add_option("--split", split, "train, validation or test")
      ->check(CLI::IsMember({"train", "validation", "test"}))
      ->capture_default_str();
  command.add_option("--workload", workload_files, "Workload files instead of the problem's own");
  command.add_option("--workers", workers, "Compilers and evaluators side by side (default: one a core)");
  command.add_option("--memory-mb", memory_mb, "Memory of a policy (default: the problem's limit)");
}

unsigned WorkloadChoice::Lanes() const {
  return workers > 0 ? workers : std::max(1u, std::thread::hardware_concurrency());
}

Result<std::vector<WorkloadEntry>> ChooseWorkloads(const Problem& problem, const WorkloadChoice& choice) {
  if (choice.workload_files.empty()) return OfSplits(problem.workloads, {*SplitFromString(choice.split)});
  std::vector<WorkloadEntry> out;
  for (const std::string& file : choice.workload_files) {
    GAUNTLET_TRY(const auto entries, LoadWorkloadFile(file));
    out.insert(out.end(), entries.begin(), entries.end());
  }
  return out;
}

Result<> UseWorkloads(Problem& problem, const std::vector<std::string>& files) {
  if (files.empty()) return {};
  problem.workloads.clear();
  std::string content = problem.content_hash.Hex();
  for (const std::string& file : files) {
    GAUNTLET_TRY(const auto entries, LoadWorkloadFile(file));
    problem.workloads.insert(problem.workloads.end(), entries.begin(), entries.end());
    GAUNTLET_TRY(const std::string text, ReadTextFile(file));
    content += text;
  }
  if (OfSplits(problem.workloads, {Split::kTrain}).empty())
    return Fail(ErrorKind::kInput, files.front() + ": no workload is of the train split");
  problem.content_hash = HashText(content);
  return {};
}

Json ProblemFact(const Problem& problem, const std::vector<std::string>& workload_files) {
  std::error_code error;
  Json files = Json::array();
  for (const std::string& file : workload_files)
    files.push_back(std::filesystem::absolute(file, error).string());
  Json fact = {
      {"name", problem.name},     {"folder", std::filesystem::absolute(problem.folder, error).string()},
      {"domain", problem.domain}, {"interface", problem.interface_name},
      {"workload_files", files},  {"content_hash", problem.content_hash.Hex()}};
  // Kept, so that its sources can be read again wherever the folder is by then.
  AddLanguage(LanguageOf(problem), &fact);
  return fact;
}

Result<Problem> ProblemOfCampaign(const CampaignFile& file, const std::vector<std::string>& problem_path) {
  GAUNTLET_TRY(const auto fact, file.GetFact("problem"));
  if (!fact)
    return Fail(ErrorKind::kInput,
                "the campaign file does not say which problem it ran: no run was started on it");
  const std::string folder = fact->value("folder", "");
  auto problem = OpenProblem(folder);
  if (!problem) {
    GAUNTLET_TRY(const auto found, FindProblem(fact->value("name", ""), ProblemPath(problem_path)));
    GAUNTLET_TRY(problem, OpenProblem(found));
  }
  GAUNTLET_CHECK_OK(UseWorkloads(*problem, fact->value("workload_files", std::vector<std::string>())));
  if (problem->content_hash.Hex() != fact->value("content_hash", ""))
    return Fail(
        ErrorKind::kInput,
        fmt::format("the problem in {} has changed since the campaign ran: its scores cannot be compared; "
                    "restore it, or start another campaign",
                    problem->folder.string()));
  return problem;
}

Result<double> ParseTime(const std::string& text) {
  if (text.empty()) return 0.0;
  size_t used = 0;
  double amount = 0;
  try {
    amount = std::stod(text, &used);
  } catch (const std::exception&) {
    used = 0;
  }
  const std::string unit = text.substr(used);
  const double factor = unit.empty() || unit == "s" ? 1
                        : unit == "m"               ? 60
                        : unit == "h"               ? 3600
                        : unit == "d"               ? 86400
                                                    : 0;
  if (used == 0 || factor == 0 || !(amount > 0))
    return Fail(ErrorKind::kUsage,
                fmt::format("--time {}: expected a number with s, m, h or d, such as 30m", text));
  return amount * factor;
}

Result<Isolation> IsolationFromString(const std::string& name) {
  if (name == "fork") return Isolation::kFork;
  if (name == "hot") return Isolation::kHot;
  if (name == "trusted") {
    fmt::print(
        stderr,
        "Tier trusted: candidates run without protection, with the rights of this user. They may read and "
        "write its files and use its network; nobody bounds their time, and a crash takes the evaluator "
        "with it.\n");
    return Isolation::kTrusted;
  }
  return Fail(ErrorKind::kUsage, fmt::format("--isolation {}: expected fork, hot or trusted", name));
}

}  // namespace gauntlet
