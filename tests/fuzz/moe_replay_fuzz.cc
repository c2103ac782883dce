// A decision log of an expert balancer, as a candidate may have left it: it is that of a run, or it is
// refused, and what is taken is taken again in the same way when the windows come one by one.
#include "simulators/moe/testing.h"
#include "tests/fuzz/input.h"

namespace gauntlet {
namespace {

const simulators::OpenedWorkload& Workload() {
  static const auto opened = [] {
    std::vector<moe_simulator::Loads> windows;
    for (uint32_t w = 0; w < 6; ++w) {
      windows.emplace_back();
      for (uint32_t i = 0; i < 2 * 3; ++i) windows.back().push_back(w * 7 + i * 5);
    }
    auto made = moe_simulator::OpenHistory(
        moe_simulator::BuildHistory(2, 3, windows),
        moe_simulator::ParamsWith({{"replicas", "4"}, {"gpus", "2"}, {"migration_budget_bytes", "60"}}));
    GAUNTLET_ASSERT(made.has_value());
    return std::move(*made);
  }();
  return opened;
}

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gauntlet;
  const std::vector<uint8_t> log(data, data + size);
  const auto whole = Workload().Replay(GAUNTLET_MOE_POLICY_INTERFACE, log);
  const auto by_one =
      Workload().Replay(GAUNTLET_MOE_POLICY_INTERFACE, log, {.block_size = [] { return uint64_t{1}; }});
  GAUNTLET_ASSERT(whole.status == by_one.status);
  GAUNTLET_ASSERT(whole.status == GAUNTLET_OK || whole.status == GAUNTLET_BAD_LOG);
  if (whole.status != GAUNTLET_OK) {
    GAUNTLET_ASSERT(whole.fault.text[0] != 0);
    return 0;
  }
  GAUNTLET_ASSERT(simulators::SameResult(whole.result, by_one.result));
  GAUNTLET_ASSERT(whole.result.log_bytes == size);
  GAUNTLET_ASSERT(whole.Real("balancedness_gpu") > 0 && whole.Real("balancedness_gpu") <= 1);
  GAUNTLET_ASSERT(whole.Real("gpu_imbalance") >= 1);
  return 0;
}
