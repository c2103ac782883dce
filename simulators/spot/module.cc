#include "simulators/spot/module.h"

#include <gauntlet/spot.h>

#include <cstring>
#include <new>
#include <string_view>

#include "simulators/spot/reference.h"
#include "simulators/spot/run.h"
#include "simulators/spot/workload.h"

namespace gauntlet::spot_simulator {
namespace {

int32_t Refuse(gauntlet_fault* fault, const char* text, int32_t status = GAUNTLET_UNSUPPORTED) {
  *fault = {};
  std::strncpy(fault->text, text, sizeof fault->text - 1);
  return status;
}

// nullptr: no memory.
template <class Answers, class... Source>
Run* MakeRun(const RunConfig& config, const gauntlet_run_io& io, const Source&... source) {
  const auto make = [&]<class Chosen>(Chosen*) -> Run* {
    void* room = io.allocate(io.context, sizeof(Chosen));
    return room == nullptr ? nullptr : new (room) Chosen(config, io, source..., io);
  };
  return config.strict != 0 ? make(static_cast<JobRun<StrictJob, Answers>*>(nullptr))
                            : make(static_cast<JobRun<CompatJob, Answers>*>(nullptr));
}

int32_t MakePolicyRun(const RunConfig& config, const void* table, const gauntlet_run_io& io, Run** run) {
  if (table == nullptr) {
    const auto kind = static_cast<LogKind>(io.log == nullptr || io.log_bytes == 0 ? 0 : io.log[0]);
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
  const gauntlet_run_io io = Known(*given);
  RunConfig config;
  if (run_config_bytes != sizeof config) return Refuse(io.fault, "the run's settings have another size");
  std::memcpy(&config, run_config, sizeof config);
  if (config.version != kRunConfigVersion) return Refuse(io.fault, "the run's settings have another version");
  if (std::string_view(interface_name) != GAUNTLET_SPOT_POLICY_INTERFACE)
    return Refuse(io.fault, "the spot simulator does not know this interface");
  Run* run = nullptr;
  const int32_t status = MakePolicyRun(config, hooks, io, &run);
  if (status != GAUNTLET_OK) return status;
  if (run == nullptr) return Refuse(io.fault, "no memory for a run");
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

}  // namespace gauntlet::spot_simulator
