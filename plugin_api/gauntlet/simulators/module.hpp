// The functions of gauntlet/simulator.h over a domain's own workloads and runs, and what the loader finds in
// its module. A domain says what is its own:
//
//   struct Domain {
//     using Workload = ...;    // Open(gauntlet_workload, fault) -> status, Describe(facts)
//     using Run = ...;         // Start(host), Feed(block), Finish(result), End()
//     using RunConfig = ...;   // plain bytes; begins with what `version` is compared with
//     static constexpr uint32_t kVersion;
//     static int32_t Reference(const Workload&, gauntlet_result*, gauntlet_fault*);
//     // Makes the run that fits; *run stays NULL where there is no memory. hooks == NULL: a replay.
//     static int32_t Make(const RunConfig&, std::string_view interface_name, const void* hooks,
//                         const gauntlet_run_io&, Run** run);
//   };
#pragma once

#include <gauntlet/abi.h>
#include <gauntlet/simulator.h>

#include <cstring>
#include <new>
#include <string_view>

namespace gauntlet::simulators {

inline int32_t Refuse(gauntlet_fault* fault, const char* text, int32_t status = GAUNTLET_UNSUPPORTED) {
  *fault = {};
  std::strncpy(fault->text, text, sizeof fault->text - 1);
  return status;
}

// What the log's first byte says; 0 if there is no log.
inline uint8_t LogKindOf(const gauntlet_run_io& io) {
  return io.log == nullptr || io.log_bytes == 0 ? uint8_t{0} : io.log[0];
}

// The run lies in memory that the host lends, and goes with it.
template <class Run, class... Arguments>
Run* MakeIn(const gauntlet_run_io& io, const Arguments&... arguments) {
  void* room = io.allocate(io.context, sizeof(Run));
  return room == nullptr ? nullptr : new (room) Run(arguments...);
}

template <class Domain>
struct SimulatorOf {
  using Workload = typename Domain::Workload;
  using Run = typename Domain::Run;

  static int32_t Open(const gauntlet_workload* workload, void** opened, gauntlet_fault* fault) {
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
  static void Close(void* opened) { delete static_cast<Workload*>(opened); }
  static void Describe(void* opened, gauntlet_facts* facts) {
    static_cast<Workload*>(opened)->Describe(facts);
  }
  static int32_t Reference(void* opened, gauntlet_result* result, gauntlet_fault* fault) {
    return Domain::Reference(*static_cast<Workload*>(opened), result, fault);
  }

  // A host may be older than this simulator: what it does not know of is zero.
  static gauntlet_run_io Known(const gauntlet_run_io& given) {
    gauntlet_run_io io{};
    std::memcpy(&io, &given, given.struct_size < sizeof io ? given.struct_size : sizeof io);
    return io;
  }
  static int32_t Begin(const void* run_config, uint64_t run_config_bytes, const char* interface_name,
                       const void* hooks, const gauntlet_host* host, const gauntlet_run_io* given,
                       void** opened_run) {
    *opened_run = nullptr;
    const gauntlet_run_io io = Known(*given);
    typename Domain::RunConfig config;
    if (run_config_bytes != sizeof config) return Refuse(io.fault, "the run's settings have another size");
    std::memcpy(&config, run_config, sizeof config);
    if (config.version != Domain::kVersion)
      return Refuse(io.fault, "the run's settings have another version");
    Run* run = nullptr;
    const int32_t status = Domain::Make(config, interface_name, hooks, io, &run);
    if (status != GAUNTLET_OK) return status;
    if (run == nullptr) return Refuse(io.fault, "no memory for a run");
    *opened_run = run;
    return run->Start(host);
  }
  static int32_t Feed(void* run, const gauntlet_block* block) { return static_cast<Run*>(run)->Feed(*block); }
  static int32_t Finish(void* run, gauntlet_result* result) { return static_cast<Run*>(run)->Finish(result); }
  static void End(void* run) { static_cast<Run*>(run)->End(); }

  static constexpr gauntlet_simulator kFunctions = {
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
};

// The descriptor of a simulator module; `kSimulator` returns its functions.
template <const gauntlet_simulator* (*kSimulator)()>
constexpr gauntlet_module ModuleOf(const char* domain, uint64_t fingerprint) {
  return {
      .struct_size = sizeof(gauntlet_module),
      .abi_version = GAUNTLET_ABI_VERSION,
      .kind = GAUNTLET_MODULE_SIMULATOR,
      .reserved_zero = 0,
      .domain = domain,
      .fingerprint = fingerprint,
      .query = [](const char* name) -> const void* {
        return std::string_view(name) == GAUNTLET_SIMULATOR_INTERFACE ? kSimulator() : nullptr;
      },
  };
}

}  // namespace gauntlet::simulators
