#include "simulators/moe/module.h"

#include <gauntlet/moe.h>

#include <cstring>
#include <new>
#include <string_view>

#include "simulators/moe/reference.h"
#include "simulators/moe/run.h"
#include "simulators/moe/workload.h"

namespace gauntlet::moe_simulator {
namespace {

int32_t Refuse(gauntlet_fault* fault, const char* text) {
  *fault = {};
  std::strncpy(fault->text, text, sizeof fault->text - 1);
  return GAUNTLET_UNSUPPORTED;
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

int32_t CheckHooks(const gauntlet_moe_policy* hooks, gauntlet_fault* fault) {
  if (hooks == nullptr) return GAUNTLET_OK;
  if (hooks->struct_size < sizeof *hooks) return Refuse(fault, "the policy's table is too short");
  if (!hooks->create || !hooks->destroy || !hooks->rebalance)
    return Refuse(fault, "the policy lacks one of create, destroy, rebalance");
  return GAUNTLET_OK;
}

// A host may be older than this simulator: what it does not know of is zero.
gauntlet_run_io Known(const gauntlet_run_io& given) {
  gauntlet_run_io io{};
  std::memcpy(&io, &given, given.struct_size < sizeof io ? given.struct_size : sizeof io);
  return io;
}

int32_t Begin(const void* run_config, uint64_t run_config_bytes, const char* interface_name,
              const void* table, const gauntlet_host* host, const gauntlet_run_io* given, void** opened_run) {
  *opened_run = nullptr;
  const gauntlet_run_io io = Known(*given);
  RunConfig config;
  if (run_config_bytes != sizeof config) return Refuse(io.fault, "the run's settings have another size");
  std::memcpy(&config, run_config, sizeof config);
  if (config.version != kRunConfigVersion) return Refuse(io.fault, "the run's settings have another version");
  if (std::string_view(interface_name) != GAUNTLET_MOE_POLICY_INTERFACE)
    return Refuse(io.fault, "the MoE simulator does not know this interface");
  const auto* hooks = static_cast<const gauntlet_moe_policy*>(table);
  if (const int32_t status = CheckHooks(hooks, io.fault); status != GAUNTLET_OK) return status;
  void* room = io.allocate(io.context, sizeof(Run));
  if (room == nullptr) return Refuse(io.fault, "no memory for a run");
  auto* run = new (room) Run(config, hooks, io);
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

}  // namespace gauntlet::moe_simulator
