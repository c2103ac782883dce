#include "host/cli/problem_options.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

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

Result<Isolation> IsolationFromString(const std::string& name) {
  if (name == "fork") return Isolation::kFork;
  if (name == "hot") return Isolation::kHot;
  if (name == "trusted") return Isolation::kTrusted;
  return Fail(ErrorKind::kUsage, fmt::format("--isolation {}: expected fork, hot or trusted", name));
}

Result<std::string> ReadSource(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return Fail(ErrorKind::kInput, fmt::format("{}: no such file", path));
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return Fail(ErrorKind::kInput, fmt::format("{}: cannot be read", path));
  return text.str();
}

}  // namespace gauntlet
