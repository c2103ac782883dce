#include "host/evaluate/worker/replay.h"

#include <fmt/format.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
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

constexpr uint64_t kNowhere = ~uint64_t{0};

// What a replay lends to a run of the simulator.
struct Lent {
  RunMemory memory;
  gauntlet_fault fault = {};
  uint64_t progress = 0;
  uint64_t log_position = kNowhere;
  gauntlet_run_io io = {};

  Lent(std::span<const std::byte> log, uint64_t seed, uint64_t memory_budget_bytes) {
    io.struct_size = sizeof io;
    io.context = &memory;
    io.allocate = RunMemory::Allocate;
    io.log = const_cast<uint8_t*>(reinterpret_cast<const uint8_t*>(log.data()));  // a replay only reads it
    io.log_bytes = log.size();
    io.progress = &progress;
    io.fault = &fault;
    io.seed = seed;
    io.memory_budget_bytes = memory_budget_bytes;
    io.log_position = &log_position;
  }
  std::string FaultText() const { return std::string(fault.text, ::strnlen(fault.text, sizeof fault.text)); }
};

// Feeds the workload cut as it was in the run. `late`: the record by which the log was not as long as it is said
// to have been; none: it always was.
int32_t FeedByCuts(const gauntlet_simulator& simulator, void* run, const OpenedWorkload& workload,
                   std::span<const LogCut> cuts, const uint64_t& log_position,
                   std::optional<uint64_t>* late) {
  const gauntlet_block whole = workload.whole();
  uint64_t next = 0;
  const auto feed = [&](uint64_t end) {
    const gauntlet_block block = {
        next, end - next,
        static_cast<const std::byte*>(whole.records) + next * workload.facts().record_bytes};
    next = end;
    return block.record_count == 0 ? GAUNTLET_OK : simulator.feed(run, &block);
  };
  for (const LogCut& cut : cuts) {
    if (cut.records < next || cut.records > whole.record_count) break;
    if (const int32_t status = feed(cut.records); status != GAUNTLET_OK) return status;
    if (log_position == cut.log_bytes || log_position == kNowhere) continue;
    *late = cut.records;
    return GAUNTLET_OK;
  }
  return feed(whole.record_count);
}

}  // namespace

Result<ReplayOutcome> ReplayLog(const Simulator& simulator, const OpenedWorkload& workload,
                                const std::string& interface_name, uint64_t seed,
                                uint64_t memory_budget_bytes, std::span<const std::byte> log,
                                std::span<const LogCut> cuts) {
  const gauntlet_simulator& functions = simulator.functions();
  Lent lent(log, seed, memory_budget_bytes);
  ReplayOutcome outcome;
  outcome.result.struct_size = sizeof outcome.result;
  void* run = nullptr;
  const auto config = workload.run_config();
  std::optional<uint64_t> late;
  int32_t status =
      functions.begin(config.data(), config.size(), interface_name.c_str(), nullptr, nullptr, &lent.io, &run);
  if (status == GAUNTLET_OK) status = FeedByCuts(functions, run, workload, cuts, lent.log_position, &late);
  if (status == GAUNTLET_OK && !late) status = functions.finish(run, &outcome.result);
  if (run != nullptr) functions.end(run);
  if (status == GAUNTLET_OK && !cuts.empty() && lent.log_position == kNowhere)
    return Fail(ErrorKind::kInternalError, "the simulator does not say how far it is in a log");
  if (late) {
    outcome.held_back = true;
    outcome.bad_log = fmt::format(
        "its answers to the requests before number {} were not there when it asked for later ones", *late);
    return outcome;
  }
  if (status == GAUNTLET_OK) return outcome;
  const std::string text = lent.FaultText();
  if (status != GAUNTLET_BAD_LOG && status != GAUNTLET_INVALID_DECISION && status != GAUNTLET_LOG_OVERFLOW)
    return Fail(ErrorKind::kInternalError, fmt::format("the replay failed with status {}: {}", status, text));
  outcome.bad_log =
      fmt::format("{} (record {})", text.empty() ? "not the log of a run" : text, lent.fault.index);
  return outcome;
}

Result<AnswerPlace> LocateAnswer(const Simulator& simulator, const OpenedWorkload& workload,
                                 const std::string& interface_name, uint64_t seed,
                                 uint64_t memory_budget_bytes, std::span<const std::byte> log,
                                 uint64_t offset) {
  const gauntlet_simulator& functions = simulator.functions();
  Lent lent(log, seed, memory_budget_bytes);
  void* run = nullptr;
  const auto config = workload.run_config();
  const gauntlet_block whole = workload.whole();
  int32_t status =
      functions.begin(config.data(), config.size(), interface_name.c_str(), nullptr, nullptr, &lent.io, &run);
  AnswerPlace place;
  const gauntlet_block none = {0, 0, whole.records};  // what a log begins with belongs to no record
  if (status == GAUNTLET_OK) status = functions.feed(run, &none);
  place.end = lent.log_position;
  for (; status == GAUNTLET_OK && place.record < whole.record_count; ++place.record) {
    place.begin = place.end;
    const gauntlet_block one = {
        place.record, 1,
        static_cast<const std::byte*>(whole.records) + place.record * workload.facts().record_bytes};
    status = functions.feed(run, &one);
    place.end = lent.log_position;
    if (status == GAUNTLET_OK && place.end > offset) break;
  }
  if (run != nullptr) functions.end(run);
  if (status == GAUNTLET_OK && place.end > offset) return place;
  return Fail(ErrorKind::kInternalError,
              fmt::format("byte {} of a decision log belongs to no record: {}", offset, lent.FaultText()));
}

}  // namespace gauntlet
