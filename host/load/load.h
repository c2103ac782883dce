// From a linked file to a table of functions, rung by rung, with one error a rung:
//
//   artifact     the file holds only what a module may hold (artifact.h); checked before anything is mapped
//   open         the dynamic loader takes it; its own words when it does not
//   entry        it exports gauntlet_entry                    -- from here on the module's code runs
//   size         the descriptor is at least as long as ours
//   version      it was built for an ABI version that we speak
//   kind         it is a policy (or a simulator), as expected
//   domain       ... of this domain
//   fingerprint  ... whose structures lie in memory as the simulator's do
//   hooks        it has the interface, and the functions without which that cannot work
//   create       the policy can be made (the simulator tells, when a run begins)
#pragma once

#include <gauntlet/abi.h>
#include <gauntlet/simulator.h>

#include <expected>
#include <filesystem>
#include <memory>
#include <string>

#include "host/base/result.h"
#include "sandbox/verdict.h"

namespace gauntlet {

enum class Rung { kArtifact, kOpen, kEntry, kSize, kVersion, kKind, kDomain, kFingerprint, kHooks, kCreate };
std::string_view ToString(Rung rung);  // "artifact", "open", ...

// load_error up to the rung "entry", abi_mismatch above; detail {"rung": ...}.
Failure LoadFailure(Rung rung, std::string reason);

// A shared object in this process; closed with the handle.
class OpenModule {
 public:
  // REQUIRES: the artifact was checked, or is ours. No code of it runs. A name that is open already means the
  // module
  // that is open, whatever the file holds by now: give every module a name of its own.
  static std::expected<OpenModule, Failure> Open(const std::filesystem::path& path);

  OpenModule(OpenModule&&) noexcept;
  OpenModule& operator=(OpenModule&&) noexcept;
  ~OpenModule();

  // Where it lies: [base, base + bytes). `writable_bytes`: its own data.
  struct Extent {
    uint64_t base = 0;
    uint64_t bytes = 0;
    uint64_t writable_bytes = 0;
  };
  const Extent& extent() const { return extent_; }
  gauntlet_entry_fn entry() const;  // nullptr: not exported

 private:
  struct Library;
  OpenModule(std::unique_ptr<Library> library);
  std::unique_ptr<Library> library_;
  Extent extent_;
};

struct ExpectedModule {
  uint32_t kind = GAUNTLET_MODULE_POLICY;
  std::string domain;        // empty: any
  uint64_t fingerprint = 0;  // compared when the domain is
  std::string interface_name;
  const gauntlet_shape* shape = nullptr;  // of the interface, where it is none of ours: as its simulator says
};

struct LoadedModule {
  const gauntlet_module* descriptor = nullptr;
  const void* table = nullptr;                      // of the interface
  const gauntlet_parameters* parameters = nullptr;  // nullptr: it has none
};

// Rungs entry to hooks. Runs code of the module: in a candidate's case the final filter is installed by now.
std::expected<LoadedModule, Failure> ClimbLadder(const OpenModule& module, const ExpectedModule& expected);

}  // namespace gauntlet
