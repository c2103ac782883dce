// What gauntlet-player plays, as files: the policy's source and module, the job, a script for gdb. The folder goes
// away with the object.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/unique_fd.h"
#include "host/campaign/workbench.h"

namespace gauntlet {

struct DebugSubject {
  const Problem& problem;
  const std::string& source;
  std::optional<Failure> failure;  // what the candidate is known to end with
  uint64_t memory_mb = 0;          // 0: the problem's limit
};

class DebugJob {
 public:
  // The workload that the failure names, or all of them.
  static Result<std::unique_ptr<DebugJob>> Create(const DebugSubject& subject, const Module& module,
                                                  const std::vector<Workload>& workloads);
  ~DebugJob();
  DebugJob(const DebugJob&) = delete;
  DebugJob& operator=(const DebugJob&) = delete;

  std::string job_file() const { return (folder_ / "job.json").string(); }
  const std::filesystem::path& folder() const { return folder_; }
  // Commands for gdb, in a file. `interactive`: up to where the user takes over.
  Result<std::string> WriteGdbScript(bool interactive) const;
  // How the player's run ended; nothing if it did not come to an end of its own.
  std::optional<Verdict> Answer() const;

 private:
  explicit DebugJob(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Result<> Write(const DebugSubject& subject, const Module& module, const std::vector<Workload>& workloads);

  std::filesystem::path folder_;
  std::vector<UniqueFd> data_;  // inherited by the player
  std::optional<Failure> failure_;
  bool stops_ = false;  // the request at which it fails is known
};

// The first line of the policy that a debugger's or a sanitizer's words name: "policy.cc:12"; 0: none.
uint32_t FirstPolicyLine(const std::string& text);

}  // namespace gauntlet
