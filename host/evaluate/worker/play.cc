#include "host/evaluate/worker/play.h"

#include <runtime/trap.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <exception>

#include "host/evaluate/worker/candidate_heap.h"

namespace gauntlet {

constinit CandidateHeap g_candidate_heap;

namespace {

const Play* g_play = nullptr;
uint64_t g_simulator_used_bytes = 0;

Report& ReportOf(const Play& play) { return *play.memory->report(); }

[[noreturn]] void Leave(Ending ending) {
  Report& report = ReportOf(*g_play);
  report.peak_memory_bytes = g_candidate_heap.arena.peak_bytes();
  report.ending = ending;
  g_play->leave(kChildReported);
  __builtin_unreachable();
}

[[noreturn]] void LeaveFailed(int32_t status, std::string_view reason) {
  Report& report = ReportOf(*g_play);
  report.status = status;
  CopyText(report.reason, reason);
  Leave(Ending::kFailed);
}

[[noreturn]] void LeaveLadder(const Failure& failure) {
  Report& report = ReportOf(*g_play);
  report.verdict = static_cast<uint32_t>(failure.kind);
  CopyText(report.reason, failure.reason);
  CopyText(report.rung, failure.detail.value("rung", ""));
  Leave(Ending::kLadder);
}

// Unchecked: on a signal's stack AddressSanitizer would ask for the other stack in /proc before the call that does
// not return.
[[clang::no_sanitize("address")]] void OnFault(const Fault& fault) {
  Report& report = ReportOf(*g_play);
  report.fault = fault;
  // abort() and its like: the call is what the author can look at, the instruction before the return address.
  if (fault.signal == SIGILL && fault.rax == GAUNTLET_TRAP_MARK) report.fault.instruction = fault.rdx - 1;
  const auto guard = reinterpret_cast<uint64_t>(g_play->stack_guard.data());
  report.stack_overflow = fault.address - guard < g_play->stack_guard.size() ? 1 : 0;
  Leave(Ending::kFault);
}

void OnTerminate() { Leave(Ending::kTerminate); }

void OnExhausted(size_t) { LeaveFailed(GAUNTLET_OUT_OF_MEMORY, "the policy's memory budget is spent"); }

// --- what a policy is lent: gauntlet_host ---

void Note(void*, const char* text, uint32_t length) {
  Report& report = ReportOf(*g_play);
  const uint64_t room = g_play->memory->max_note_bytes();
  uint64_t used = std::min<uint64_t>(report.note_bytes, room);
  if (used > 0 && used < room) g_play->memory->note()[used++] = '\n';
  const uint64_t taken = std::min<uint64_t>(length, room - used);
  std::memcpy(g_play->memory->note() + used, text, taken);
  report.note_bytes = static_cast<uint32_t>(used + taken);
}

void FailRun(void*, int32_t status, const char* reason, uint32_t length) {
  LeaveFailed(status, {reason, std::min<size_t>(length, sizeof(Report::reason) - 1)});
}

const void* Query(void*, const char*) { return nullptr; }

// --- what a run of the simulator is lent: gauntlet_run_io ---

void* AllocateForSimulator(void*, uint64_t bytes) {
  const uint64_t room = g_play->simulator_region.size() - g_simulator_used_bytes;
  if (bytes > room) return nullptr;
  void* block = g_play->simulator_region.data() + g_simulator_used_bytes;
  g_simulator_used_bytes += std::min(room, (bytes + 63) & ~uint64_t{63});
  return block;
}

void ResetSimulatorMemory(const Play& play) {
  std::memset(play.simulator_region.data(), 0, g_simulator_used_bytes);
  g_simulator_used_bytes = 0;
}

void Expect(int32_t status) {
  if (status != GAUNTLET_OK) LeaveFailed(status, "");  // simulator_fault says why
}

void PlayOne(const Play& play, const PlayedWorkload& workload, const void* table, gauntlet_result* result) {
  Report& report = ReportOf(play);
  const gauntlet_host host = {sizeof(gauntlet_host), GAUNTLET_ABI_VERSION, nullptr, Note, FailRun, Query};
  gauntlet_run_io io = {};
  io.struct_size = sizeof io;
  io.allocate = AllocateForSimulator;
  io.log = workload.log.empty() ? nullptr : workload.log.data();
  io.log_bytes = workload.log.size();
  io.progress = &report.progress;
  io.fault = &report.simulator_fault;
  io.seed = workload.seed;
  io.memory_budget_bytes = play.limits.memory_bytes;
  io.log_position = &report.hand_over.log_position;
  const gauntlet_simulator& simulator = *play.simulator;
  void* run = nullptr;
  Expect(simulator.begin(workload.run_config.data(), workload.run_config.size(),
                         play.expected.interface_name.c_str(), table, &host, &io, &run));
  if (play.source == nullptr) {
    Expect(simulator.feed(run, &workload.whole));
  } else {
    gauntlet_block block = {};
    while (play.source->Next(&block)) Expect(simulator.feed(run, &block));
  }
  result->struct_size = sizeof *result;
  Expect(simulator.finish(run, result));
  simulator.end(run);
  ResetSimulatorMemory(play);
}

// Whether the rule ends the run here. What is no result of the simulator is the parent's to see.
bool Stops(StopWatch& watch, const std::string& metric, const gauntlet_result& result) {
  for (uint32_t i = 0; i < std::min<uint32_t>(result.metric_count, GAUNTLET_MAX_METRICS); ++i) {
    const gauntlet_metric& m = result.metrics[i];
    if (std::strncmp(m.name, metric.c_str(), sizeof m.name) != 0) continue;
    return watch.Stops(m.kind == GAUNTLET_METRIC_COUNT ? static_cast<double>(m.integer) : m.real);
  }
  return false;
}

void SetParameters(const Play& play, const LoadedModule& loaded) {
  if (play.parameters.empty()) return;
  if (loaded.parameters == nullptr || loaded.parameters->count < play.parameters.size())
    LeaveLadder(LoadFailure(Rung::kHooks, "the module has no table for the parameters of this candidate"));
  std::ranges::copy(play.parameters, loaded.parameters->values);
}

}  // namespace

void EnterPlay(const Play& play, uint64_t own_data_bytes) {
  g_play = &play;
  g_simulator_used_bytes = 0;
  SetFaultSink(OnFault);
  std::set_terminate(OnTerminate);
  g_candidate_heap.Enter(play.policy_region, play.limits.memory_bytes, OnExhausted, play.heap_habits);
  if (!g_candidate_heap.arena.Charge(own_data_bytes))
    LeaveFailed(GAUNTLET_OUT_OF_MEMORY, "the module's own data exceed the memory budget");
}

void PlayAll(const OpenModule& module) {
  const Play& play = *g_play;
  Report& report = ReportOf(play);
  const auto loaded = ClimbLadder(module, play.expected);
  if (!loaded) LeaveLadder(loaded.error());
  SetParameters(play, *loaded);
  std::optional<StopWatch> watch;
  if (play.stop != nullptr) watch.emplace(*play.stop);
  for (uint32_t position = 0; position < play.workloads.size(); ++position) {
    report.position = position;
    gauntlet_result& result = play.memory->results()[position];
    PlayOne(play, play.workloads[position], loaded->table, &result);
    report.finished = position + 1;
    if (watch && Stops(*watch, play.stop->objective.metric, result)) break;
  }
  report.peak_memory_bytes = g_candidate_heap.arena.peak_bytes();
  report.ending = Ending::kFinished;
}

void LeavePlay() {
  g_candidate_heap.Leave();
  SetFaultSink(nullptr);
  g_play = nullptr;
}

}  // namespace gauntlet
