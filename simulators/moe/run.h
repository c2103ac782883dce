// One run over a workload: window after window, the loads fall on the placement in force, and the next one is
// asked for. Runs and replays go through this one class, so they cannot drift apart.
#pragma once

#include <gauntlet/moe.h>
#include <gauntlet/moe_trace.h>
#include <gauntlet/simulator.h>

#include <cstdint>
#include <gauntlet/simulators/memory.hpp>

#include "simulators/moe/answers.h"
#include "simulators/moe/score.h"

namespace gauntlet::moe_simulator {

// Lives in memory of the host, so nothing ever deletes it.
class Run {
 public:
  Run(const RunConfig& config, const gauntlet_moe_policy* hooks, const gauntlet_run_io& io);

  int32_t Start(const gauntlet_host* host);
  int32_t Feed(const gauntlet_block& block);
  int32_t Finish(gauntlet_result* result);
  void End() { answers_.Destroy(); }

 private:
  bool Allocate();
  int32_t Serve(const gauntlet_moe_record& record);
  void Remember(const gauntlet_moe_record& record);
  gauntlet_moe_view View();
  int32_t Rebalance();
  int32_t AskPolicy(uint32_t* changed);
  int32_t ReadLog(uint32_t* changed);
  // Carries out what `asked_` holds for the layer, if it is legal.
  int32_t ChangeLayer(uint32_t layer);
  bool Differs(uint32_t layer) const;
  [[gnu::format(printf, 3, 4)]] int32_t Fail(const simulators::Rejection& rejection, const char* format, ...);
  int32_t NoMemory();

  std::span<uint32_t> Asked(uint32_t layer) const {
    return {asked_ + uint64_t{layer} * config_.replicas, config_.replicas};
  }
  std::span<Expert> InForce(uint32_t layer) const {
    return {in_force_ + uint64_t{layer} * config_.replicas, config_.replicas};
  }

  RunConfig config_;
  gauntlet_run_io io_;
  simulators::Memory memory_;
  gauntlet_moe_config policy_config_{};
  Answers answers_;
  Scorer scorer_;

  // The last windows, window n at n % kept_: those that a policy is shown, and those that are still on their
  // way.
  uint64_t kept_;
  uint32_t* loads_ = nullptr;             // loads_[kept][layer][expert]
  uint32_t* steps_ = nullptr;             // steps_[kept]
  gauntlet_moe_window* shown_ = nullptr;  // shown_[history]

  Expert* in_force_ = nullptr;      // in_force_[layer][slot]
  uint32_t* lent_ = nullptr;        // lent_[layer][slot]: the same, as the policy sees it
  uint32_t* asked_ = nullptr;       // asked_[layer][slot]: what it answers
  Expert* row_ = nullptr;           // row_[slot]: scratch
  uint8_t* seen_ = nullptr;         // seen_[expert]: scratch
  uint64_t* held_ = nullptr;        // held_[expert]: scratch
  double* move_seconds_ = nullptr;  // move_seconds_[layer]: of the change that the next window begins with
  uint32_t layers_moved_ = 0;
  Moves moves_;  // of that change

  uint64_t now_ = 0;  // windows served
  uint64_t asked_times_ = 0;
};

}  // namespace gauntlet::moe_simulator
