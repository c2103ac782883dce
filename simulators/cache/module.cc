#include "simulators/cache/module.h"

#include <gauntlet/cache.h>

#include <cstring>
#include <new>
#include <string_view>

#include "simulators/cache/policy_game.h"
#include "simulators/cache/priority_game.h"
#include "simulators/cache/reference.h"
#include "simulators/cache/run.h"
#include "simulators/cache/workload.h"

namespace gauntlet::cache_simulator {
namespace {

int32_t Refuse(gauntlet_fault* fault, const char* text) {
  *fault = {};
  std::strncpy(fault->text, text, sizeof fault->text - 1);
  return GAUNTLET_UNSUPPORTED;
}

// Makes the run that fits the workload; nullptr: no memory.
template <class Game, class... Source>
Run* MakeRun(const RunConfig& config, const gauntlet_run_io& io, const Source&... source) {
  const auto make = [&]<class Chosen>(Chosen*) -> Run* {
    void* room = io.allocate(io.context, sizeof(Chosen));
    return room == nullptr ? nullptr : new (room) Chosen(config, io, source...);
  };
  const bool rich = config.record_bytes != sizeof(gauntlet_cache_record) || config.honour_operations != 0 ||
                    config.honour_ttl != 0;
  if (config.unit_size != 0) {
    return rich ? make(static_cast<GameRun<Game, true, true>*>(nullptr))
                : make(static_cast<GameRun<Game, true, false>*>(nullptr));
  }
  return rich ? make(static_cast<GameRun<Game, false, true>*>(nullptr))
              : make(static_cast<GameRun<Game, false, false>*>(nullptr));
}

// What the log's first byte says; none if there is no log.
LogKind KindOf(const gauntlet_run_io& io) {
  return io.log == nullptr || io.log_bytes == 0 ? LogKind{} : static_cast<LogKind>(io.log[0]);
}

int32_t BadLog(gauntlet_fault* fault) {
  Refuse(fault, "the decision log is not one of this interface");
  return GAUNTLET_BAD_LOG;
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

int32_t Open(const gauntlet_workload* workload, void** opened, gauntlet_fault* fault) {
  *opened = nullptr;
  auto* made = new (std::nothrow) Workload;
  if (made == nullptr) return Refuse(fault, "no memory");
  const int32_t status = made->Open(*workload, fault);
  if (status != GAUNTLET_OK) {
    delete made;
    return status;
  }
  *opened = made;
  return GAUNTLET_OK;
}

void Close(void* opened) { delete static_cast<Workload*>(opened); }

void Describe(void* opened, gauntlet_facts* facts) { static_cast<Workload*>(opened)->Describe(facts); }

// A host may be older than this simulator: what it does not know of is zero.
gauntlet_run_io Known(const gauntlet_run_io& given) {
  gauntlet_run_io io{};
  std::memcpy(&io, &given, given.struct_size < sizeof io ? given.struct_size : sizeof io);
  return io;
}

int32_t Begin(const void* run_config, uint64_t run_config_bytes, const char* interface_name,
              const void* hooks, const gauntlet_host* host, const gauntlet_run_io* given, void** opened_run) {
  *opened_run = nullptr;
  const gauntlet_run_io known = Known(*given), *io = &known;
  RunConfig config;
  if (run_config_bytes != sizeof config) return Refuse(io->fault, "the run's settings have another size");
  std::memcpy(&config, run_config, sizeof config);
  if (config.version != kRunConfigVersion)
    return Refuse(io->fault, "the run's settings have another version");
  Run* run = nullptr;
  int32_t status;
  if (std::string_view(interface_name) == GAUNTLET_CACHE_POLICY_INTERFACE) {
    status = MakePolicyRun(config, hooks, *io, &run);
  } else if (std::string_view(interface_name) == GAUNTLET_CACHE_PRIORITY_INTERFACE) {
    status = MakePriorityRun(config, hooks, *io, &run);
  } else {
    return Refuse(io->fault, "the cache simulator does not know this interface");
  }
  if (status != GAUNTLET_OK) return status;
  if (run == nullptr) return Refuse(io->fault, "no memory for a run");
  *opened_run = run;
  return run->Start(host);
}

int32_t Feed(void* run, const gauntlet_block* block) { return static_cast<Run*>(run)->Feed(*block); }
int32_t Finish(void* run, gauntlet_result* result) { return static_cast<Run*>(run)->Finish(result); }
void End(void* run) { static_cast<Run*>(run)->End(); }

int32_t Reference(void* opened, gauntlet_result* result, gauntlet_fault* fault) {
  return ReportReference(*static_cast<Workload*>(opened), result, fault);
}

constexpr gauntlet_simulator kSimulator = {
    .struct_size = sizeof(gauntlet_simulator),
    .reserved_zero = 0,
    .open = Open,
    .close = Close,
    .describe = Describe,
    .reference = Reference,
    .begin = Begin,
    .feed = Feed,
    .finish = Finish,
    .end = End,
};

}  // namespace

const gauntlet_simulator* Simulator() { return &kSimulator; }

}  // namespace gauntlet::cache_simulator
