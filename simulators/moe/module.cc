#include "simulators/moe/module.h"

#include <gauntlet/moe.h>

#include <gauntlet/simulators/module.hpp>
#include <string_view>

#include "simulators/moe/reference.h"
#include "simulators/moe/run.h"
#include "simulators/moe/workload.h"

namespace gauntlet::moe_simulator {
namespace {

using simulators::MakeIn;
using simulators::Refuse;
using simulators::SimulatorOf;

int32_t CheckHooks(const gauntlet_moe_policy* hooks, gauntlet_fault* fault) {
  if (hooks == nullptr) return GAUNTLET_OK;
  if (hooks->struct_size < sizeof *hooks) return Refuse(fault, "the policy's table is too short");
  if (!hooks->create || !hooks->destroy || !hooks->rebalance)
    return Refuse(fault, "the policy lacks one of create, destroy, rebalance");
  return GAUNTLET_OK;
}

struct Domain {
  using Workload = moe_simulator::Workload;
  using Run = moe_simulator::Run;
  using RunConfig = moe_simulator::RunConfig;
  static constexpr uint32_t kVersion = kRunConfigVersion;
  static constexpr auto Reference = ReportReference;

  static int32_t Make(const RunConfig& config, std::string_view interface_name, const void* table,
                      const gauntlet_run_io& io, Run** run) {
    if (interface_name != GAUNTLET_MOE_POLICY_INTERFACE)
      return Refuse(io.fault, "the MoE simulator does not know this interface");
    const auto* hooks = static_cast<const gauntlet_moe_policy*>(table);
    if (const int32_t status = CheckHooks(hooks, io.fault); status != GAUNTLET_OK) return status;
    *run = MakeIn<moe_simulator::Run>(io, config, hooks, io);
    return GAUNTLET_OK;
  }
};

}  // namespace

const gauntlet_simulator* Simulator() { return &SimulatorOf<Domain>::kFunctions; }

}  // namespace gauntlet::moe_simulator
