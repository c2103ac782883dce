#include "simulators/cache/module.h"

#include <gauntlet/cache.h>

#include <gauntlet/simulators/module.hpp>
#include <string_view>

#include "simulators/cache/policy_game.h"
#include "simulators/cache/priority_game.h"
#include "simulators/cache/reference.h"
#include "simulators/cache/run.h"
#include "simulators/cache/workload.h"

namespace gauntlet::cache_simulator {
namespace {

using simulators::MakeIn;
using simulators::Refuse;
using simulators::SimulatorOf;

// Makes the run that fits the workload; nullptr: no memory.
template <class Game, class... Source>
Run* MakeRun(const RunConfig& config, const gauntlet_run_io& io, const Source&... source) {
  const auto make = [&]<class Chosen>(Chosen*) -> Run* { return MakeIn<Chosen>(io, config, io, source...); };
  const bool rich = config.record_bytes != sizeof(gauntlet_cache_record) || config.honour_operations != 0 ||
                    config.honour_ttl != 0;
  if (config.unit_size != 0) {
    return rich ? make(static_cast<GameRun<Game, true, true>*>(nullptr))
                : make(static_cast<GameRun<Game, true, false>*>(nullptr));
  }
  return rich ? make(static_cast<GameRun<Game, false, true>*>(nullptr))
              : make(static_cast<GameRun<Game, false, false>*>(nullptr));
}

LogKind KindOf(const gauntlet_run_io& io) { return static_cast<LogKind>(simulators::LogKindOf(io)); }

int32_t BadLog(gauntlet_fault* fault) {
  return Refuse(fault, "the decision log is not one of this interface", GAUNTLET_BAD_LOG);
}

int32_t MakePolicyRun(const RunConfig& config, const void* table, const gauntlet_run_io& io, Run** run) {
  if (table == nullptr) {
    if (KindOf(io) != LogKind::kVictims && KindOf(io) != LogKind::kAdmissionsAndVictims)
      return BadLog(io.fault);
    *run = MakeRun<PolicyGame<PolicyLog>>(config, io);
    return GAUNTLET_OK;
  }
  const auto& hooks = *static_cast<const gauntlet_cache_policy*>(table);
  if (hooks.struct_size < sizeof hooks) return Refuse(io.fault, "the policy's table is too short");
  if (!hooks.create || !hooks.destroy || !hooks.choose_victim || !hooks.on_insert)
    return Refuse(io.fault, "the policy lacks one of create, destroy, choose_victim, on_insert");
  *run = MakeRun<PolicyGame<PolicyHooks>>(config, io, hooks);
  return GAUNTLET_OK;
}

int32_t MakePriorityRun(const RunConfig& config, const void* table, const gauntlet_run_io& io, Run** run) {
  if (table == nullptr) {
    if (KindOf(io) != LogKind::kPriorities) return BadLog(io.fault);
    *run = MakeRun<PriorityGame<PriorityLog>>(config, io);
    return GAUNTLET_OK;
  }
  const auto& hooks = *static_cast<const gauntlet_cache_priority*>(table);
  if (hooks.struct_size < sizeof hooks) return Refuse(io.fault, "the priority function's table is too short");
  if (!hooks.create || !hooks.destroy || !hooks.priority)
    return Refuse(io.fault, "the priority function lacks one of create, destroy, priority");
  *run = MakeRun<PriorityGame<PriorityHooks>>(config, io, hooks);
  return GAUNTLET_OK;
}

struct Domain {
  using Workload = cache_simulator::Workload;
  using Run = cache_simulator::Run;
  using RunConfig = cache_simulator::RunConfig;
  static constexpr uint32_t kVersion = kRunConfigVersion;
  static constexpr auto Reference = ReportReference;

  static int32_t Make(const RunConfig& config, std::string_view interface_name, const void* hooks,
                      const gauntlet_run_io& io, Run** run) {
    if (interface_name == GAUNTLET_CACHE_POLICY_INTERFACE) return MakePolicyRun(config, hooks, io, run);
    if (interface_name == GAUNTLET_CACHE_PRIORITY_INTERFACE) return MakePriorityRun(config, hooks, io, run);
    return Refuse(io.fault, "the cache simulator does not know this interface");
  }
};

}  // namespace

const gauntlet_simulator* Simulator() { return &SimulatorOf<Domain>::kFunctions; }

}  // namespace gauntlet::cache_simulator
