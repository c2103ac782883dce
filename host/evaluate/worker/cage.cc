#include "host/evaluate/worker/cage.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "host/base/clock.h"
#include "host/base/layout.h"
#include "sandbox/arena.h"

namespace gauntlet {
namespace {

// Address space; what a simulator touches is what it costs.
constexpr uint64_t kSimulatorRegionBytes = 64ull << 30;
// Tables grow by doubling and are not given back: twice some hundred bytes an object, objects at most as many as
// records.
constexpr uint64_t kSimulatorBytes = 256 << 20;
constexpr uint64_t kSimulatorBytesPerRecord = 1024;
constexpr uint64_t kStackBytes = 8ull << 20;
constexpr uint64_t kStackGuardBytes = 256ull << 20;

// How far altered memory lies from where it would be on a machine without address randomisation.
constexpr uint64_t kAlteredDistanceBytes = (7ull << 32) + (37ull << 12);

// For tests of what the check keeps out: modules that need libc, or bring constructors.
constexpr const char* kUncheckedArtifacts = "GAUNTLET_UNCHECKED_ARTIFACTS";

// A run fills some megabytes once: large pages spare it a fault for every 4 KiB, and the processor the look-ups.
// A hint; nothing depends on whether the machine has any.
void PreferLargePages(const Mapping& region) { ::madvise(region.data(), region.size(), MADV_HUGEPAGE); }

}  // namespace

Result<Regions> Regions::Reserve(const EvaluationLimits& limits, bool altered_memory) {
  Regions regions;
  if (altered_memory) {
    GAUNTLET_TRY(regions.before, Mapping::Reserve(kAlteredDistanceBytes));
  }
  GAUNTLET_TRY(regions.policy, Mapping::Reserve(Arena::RegionBytes(limits.memory_bytes)));
  GAUNTLET_TRY(regions.simulator, Mapping::Reserve(kSimulatorRegionBytes));
  GAUNTLET_TRY(regions.stack, Mapping::Reserve(kStackGuardBytes + kStackBytes));
  PreferLargePages(regions.policy);
  PreferLargePages(regions.simulator);
  if (::mprotect(regions.stack.data(), kStackGuardBytes, PROT_NONE) != 0)
    return FailErrno(ErrorKind::kSandboxError, "mprotect");
  return regions;
}

std::span<std::byte> Regions::StackGuard() const { return stack.bytes().first(kStackGuardBytes); }
std::span<std::byte> Regions::Stack() const { return stack.bytes().subspan(kStackGuardBytes); }

void Regions::Clear() const {
  for (const std::span<std::byte> region : {policy.bytes(), simulator.bytes(), Stack()})
    ::madvise(region.data(), region.size(), MADV_DONTNEED);
}

std::span<std::byte> Regions::KeepSimulatorRoom(uint64_t records) const {
  const std::span<std::byte> all = simulator.bytes();
  const uint64_t wanted =
      kSimulatorBytes + kSimulatorBytesPerRecord * std::min(records, kSimulatorRegionBytes);
  const std::span<std::byte> kept = all.first(std::min<uint64_t>(all.size(), wanted));
  if (kept.size() < all.size()) ::munmap(kept.data() + kept.size(), all.size() - kept.size());
  return kept;
}

std::optional<Failure> CheckModuleFile(int fd, const AllowedImports& allowed) {
  struct stat status = {};
  if (::fstat(fd, &status) != 0) return LoadFailure(Rung::kArtifact, "the module is no file");
  const auto file = Mapping::OfFile(fd, static_cast<uint64_t>(status.st_size), false);
  if (!file) return LoadFailure(Rung::kArtifact, file.error().message);
  return CheckArtifact(file->bytes(), allowed);
}

Result<std::optional<AllowedImports>> ReadAllowedImports() {
  if (std::getenv(kUncheckedArtifacts) != nullptr) return std::nullopt;
  return AllowedImports::Load(Layout::Current().PluginApi() / "runtime" / "allowed_imports.txt");
}

std::optional<OpenModule> OpenCandidate(int fd, const std::string& path,
                                        const std::optional<AllowedImports>& allowed, Prelude* prelude) {
  const double started_ms = NowMs();
  std::optional<Failure> failure;
  if (allowed) failure = CheckModuleFile(fd, *allowed);
  std::optional<OpenModule> opened;
  if (!failure) {
    auto module = OpenModule::Open(path);
    if (module)
      opened = std::move(*module);
    else
      failure = module.error();
  }
  if (failure) {
    prelude->failed_verdict = static_cast<uint32_t>(failure->kind) + 1;
    CopyText(prelude->reason, failure->reason);
    CopyText(prelude->detail, failure->detail.dump(-1, ' ', true, Json::error_handler_t::replace));
    return std::nullopt;
  }
  prelude->module_base = opened->extent().base;
  prelude->module_bytes = opened->extent().bytes;
  prelude->load_ms = NowMs() - started_ms;
  return opened;
}

Play PlayIn(const Regions& regions, const Simulator& simulator, const WorkerSetup& setup,
            const ReportMemory& memory) {
  Play play;
  play.simulator = &simulator.functions();
  play.expected = {GAUNTLET_MODULE_POLICY, setup.domain, simulator.descriptor().fingerprint,
                   setup.interface_name, simulator.ShapeOf(setup.interface_name)};
  play.limits = setup.limits;
  play.memory = &memory;
  play.policy_region = regions.policy.bytes();
  play.simulator_region = regions.simulator.bytes();
  play.stack_guard = regions.StackGuard();
  return play;
}

// Slashes do not change where a path leads.
std::string FreshPath(int fd) {
  static uint32_t count = 0;
  return "/proc/self/fd" + std::string(1 + count++ % 3000, '/') + std::to_string(fd);
}

void WarmUpExceptions() {
  try {
    throw 0;
  } catch (int) {
  }
}

}  // namespace gauntlet
