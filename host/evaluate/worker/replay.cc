#include "host/evaluate/worker/replay.h"

#include <fmt/format.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace gauntlet {
namespace {

// What a run takes is given back when it is over.
class RunMemory {
 public:
  static void* Allocate(void* self, uint64_t bytes) {
    void* block = nullptr;
    if (::posix_memalign(&block, 64, bytes == 0 ? 1 : bytes) != 0) return nullptr;
    std::memset(block, 0, bytes);
    static_cast<RunMemory*>(self)->blocks_.emplace_back(block, std::free);
    return block;
  }

 private:
  std::vector<std::unique_ptr<void, void (*)(void*)>> blocks_;
};

}  // namespace

Result<ReplayOutcome> ReplayLog(const Simulator& simulator, const OpenedWorkload& workload,
                                const std::string& interface_name, uint64_t seed,
                                uint64_t memory_budget_bytes, std::span<const std::byte> log) {
  const gauntlet_simulator& functions = simulator.functions();
  RunMemory memory;
  gauntlet_fault fault = {};
  uint64_t progress = 0;
  gauntlet_run_io io = {};
  io.struct_size = sizeof io;
  io.context = &memory;
  io.allocate = RunMemory::Allocate;
  io.log = const_cast<uint8_t*>(reinterpret_cast<const uint8_t*>(log.data()));  // a replay only reads it
  io.log_bytes = log.size();
  io.progress = &progress;
  io.fault = &fault;
  io.seed = seed;
  io.memory_budget_bytes = memory_budget_bytes;
  ReplayOutcome outcome;
  outcome.result.struct_size = sizeof outcome.result;
  void* run = nullptr;
  const auto config = workload.run_config();
  const gauntlet_block whole = workload.whole();
  int32_t status =
      functions.begin(config.data(), config.size(), interface_name.c_str(), nullptr, nullptr, &io, &run);
  if (status == GAUNTLET_OK) status = functions.feed(run, &whole);
  if (status == GAUNTLET_OK) status = functions.finish(run, &outcome.result);
  if (run != nullptr) functions.end(run);
  if (status == GAUNTLET_OK) return outcome;
  const std::string text(fault.text, ::strnlen(fault.text, sizeof fault.text));
  if (status != GAUNTLET_BAD_LOG && status != GAUNTLET_INVALID_DECISION && status != GAUNTLET_LOG_OVERFLOW)
    return Fail(ErrorKind::kInternalError, fmt::format("the replay failed with status {}: {}", status, text));
  outcome.bad_log = fmt::format("{} (record {})", text.empty() ? "not the log of a run" : text, fault.index);
  return outcome;
}

}  // namespace gauntlet
