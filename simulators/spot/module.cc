#include "simulators/spot/module.h"

#include <gauntlet/spot.h>

#include <gauntlet/simulators/module.hpp>
#include <string_view>

#include "simulators/spot/reference.h"
#include "simulators/spot/run.h"
#include "simulators/spot/workload.h"

namespace gauntlet::spot_simulator {
namespace {

using simulators::MakeIn;
using simulators::Refuse;
using simulators::SimulatorOf;

// nullptr: no memory.
template <class Answers, class... Source>
Run* MakeRun(const RunConfig& config, const gauntlet_run_io& io, const Source&... source) {
  const auto make = [&]<class Chosen>(Chosen*) -> Run* {
    return MakeIn<Chosen>(io, config, io, source..., io);
  };
  return config.strict != 0 ? make(static_cast<JobRun<StrictJob, Answers>*>(nullptr))
                            : make(static_cast<JobRun<CompatJob, Answers>*>(nullptr));
}

int32_t MakePolicyRun(const RunConfig& config, const void* table, const gauntlet_run_io& io, Run** run) {
  if (table == nullptr) {
    const auto kind = static_cast<LogKind>(simulators::LogKindOf(io));
    if (kind != LogKind::kDecisions && (kind != LogKind::kProbesAndDecisions || config.strict == 0))
      return Refuse(io.fault, "the decision log is not one of this interface", GAUNTLET_BAD_LOG);
    *run = MakeRun<PolicyLog>(config, io);
    return GAUNTLET_OK;
  }
  const auto& hooks = *static_cast<const gauntlet_spot_policy*>(table);
  if (hooks.struct_size < sizeof hooks) return Refuse(io.fault, "the policy's table is too short");
  if (!hooks.create || !hooks.destroy || !hooks.decide)
    return Refuse(io.fault, "the policy lacks one of create, destroy, decide");
  *run = MakeRun<PolicyHooks>(config, io, hooks, config.strict != 0);
  return GAUNTLET_OK;
}

struct Domain {
  using Workload = spot_simulator::Workload;
  using Run = spot_simulator::Run;
  using RunConfig = spot_simulator::RunConfig;
  static constexpr uint32_t kVersion = kRunConfigVersion;
  static constexpr auto Reference = ReportReference;

  static int32_t Make(const RunConfig& config, std::string_view interface_name, const void* hooks,
                      const gauntlet_run_io& io, Run** run) {
    if (interface_name == GAUNTLET_SPOT_POLICY_INTERFACE) return MakePolicyRun(config, hooks, io, run);
    return Refuse(io.fault, "the spot simulator does not know this interface");
  }
};

}  // namespace

const gauntlet_simulator* Simulator() { return &SimulatorOf<Domain>::kFunctions; }

}  // namespace gauntlet::spot_simulator
