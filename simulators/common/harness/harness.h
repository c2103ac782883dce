// Plays policies against a simulator in this process, without a sandbox: for tests, benchmarks and
// cross-checks.
//
//   GAUNTLET_TRY(auto workload, OpenedWorkload::Open(*moe_simulator::Simulator(), bytes, {{"gpus", "8"}}));
//   GAUNTLET_TRY(auto policy, LoadPolicy("eplb.so", GAUNTLET_MOE_POLICY_INTERFACE));
//   Outcome outcome = workload.Run(policy);
//   outcome.Count("windows")
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/base/result.h"

namespace gauntlet::simulators {

using Params = std::vector<std::pair<std::string, std::string>>;

// A hook table and which one it is. `module` keeps the code loaded.
struct Policy {
  std::string interface_name;
  const void* hooks = nullptr;
  std::shared_ptr<void> module;
};
// Loads a policy module as it is: no ladder, no cage.
Result<Policy> LoadPolicy(const std::filesystem::path& path, const std::string& interface_name);

struct RunOptions {
  uint64_t seed = 1;
  uint64_t memory_budget_bytes = 256ull << 20;
  bool keep_log = true;
  uint64_t log_bytes = UINT64_MAX;           // room for the log; more than the bound means the bound
  std::vector<uint8_t>* log_room = nullptr;  // where the log goes instead; Outcome::log is empty then
  std::function<uint64_t()> block_size;      // records of the next block, at least 1; empty: all in one
};

// How a run ended, and what it measured if that is GAUNTLET_OK.
struct Outcome {
  int32_t status = GAUNTLET_OK;
  gauntlet_fault fault{};
  gauntlet_result result{};
  std::vector<uint8_t> log;
  std::vector<uint64_t> log_positions;  // after each block
  std::string notes;

  uint64_t Count(std::string_view name) const;  // GAUNTLET_ASSERTs that there is such a count
  double Real(std::string_view name) const;
};

// The metrics, hash and length of the log of both are equal, bit for bit.
bool SameResult(const gauntlet_result& a, const gauntlet_result& b);

class OpenedWorkload {
 public:
  // Error (kInput) with index and reason if the simulator refuses.
  static Result<OpenedWorkload> Open(const gauntlet_simulator& simulator, std::vector<uint8_t> data,
                                     const Params& params);

  Outcome Run(const Policy& policy, const RunOptions& options = {}) const;
  Outcome Replay(const std::string& interface_name, const std::vector<uint8_t>& log,
                 const RunOptions& options = {}) const;
  Outcome Reference() const;

  const gauntlet_facts& facts() const { return facts_; }

 private:
  Outcome Play(const std::string& interface_name, const void* hooks, std::span<uint8_t> log,
               const RunOptions& options) const;

  const gauntlet_simulator* simulator_ = nullptr;
  std::shared_ptr<const std::vector<uint8_t>> data_;
  std::shared_ptr<void> opened_;
  gauntlet_facts facts_{};
};

}  // namespace gauntlet::simulators
