#include "host/evaluate/worker/runner.h"

#include <asm/prctl.h>
#include <fcntl.h>
#include <setjmp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

#include "host/evaluate/worker/feed.h"

namespace gauntlet {
namespace {

// Of altered memory. Bytes that are no small numbers, no pointers, and not each other.
constexpr uint8_t kHeapFill = 0xb7, kStackFill = 0x9d;
constexpr size_t kStackShiftBytes = 3 * 4096 + 1040;

// The machine's failures come and go: a process that was killed, no process to be had.
constexpr int kMostLosses = 3;
constexpr unsigned kPauseUs = 50000;

uint64_t PageUp(uint64_t bytes) { return (bytes + 4095) & ~uint64_t{4095}; }

// Nobody needs the time in there: reading the time stamp counter, or the processor's name, faults from here on.
void GiveUpClocks(const ClockPages& pages) {
  pages.Unmap();
  ::prctl(PR_SET_TSC, PR_TSC_SIGSEGV);
  ::syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0);  // not every processor can
}

void LimitCpuTime(const EvaluationLimits& limits) {
  const auto seconds = static_cast<rlim_t>(limits.cpu_ms / 1000) + 2;  // behind the parent's own watch
  const rlimit limit = {seconds, seconds + 1};
  ::setrlimit(RLIMIT_CPU, &limit);
}

// Without the filter nothing is run: better to say so once than to lose every child. Where the kernel has no filters,
// building one fails already.
Result<> CheckThatItInstalls(const Result<Filter>& filter) {
  GAUNTLET_TRY(Child child, Child::Fork([&] {
                 const bool installed = filter && ForbidNewPrivileges().has_value() && filter->Install();
                 EndChild(installed ? kChildDone : 0);
               }));
  GAUNTLET_TRY(const ChildEnd end, child.Wait({}));
  if (!end.signalled && end.code == kChildDone) return {};
  return Fail(ErrorKind::kSandboxError,
              "this machine does not let us install a system-call filter (seccomp), without which no "
              "candidate is run; `gauntlet doctor` says more, --isolation trusted runs candidates without "
              "any protection");
}

// The kernel refuses while anybody can still write: the child is dead, nobody else had it mapped, and from
// here on the answers are what they are.
Result<> SealLog(int file) {
  if (::fcntl(file, F_ADD_SEALS, F_SEAL_WRITE) == 0) return {};
  return FailErrno(ErrorKind::kSandboxError, "sealing a decision log");
}

// What calls before this one left below our frame: of earlier feeds, say.
[[gnu::noinline]] void WipeDeadStack() {
  std::array<char, 128 << 10> dead;
  ::explicit_bzero(dead.data(), dead.size());
}

sigjmp_buf g_way_back;  // of tier trusted

}  // namespace

struct Runner::Attempt {
  int module_fd;
  const EvaluateMessage& message;
  std::span<const RunnableWorkload> workloads;
  std::vector<PlayedWorkload> played;
  std::vector<PlayedName> names;
  std::vector<uint64_t> log_bounds;  // of all workloads, or of none
  std::vector<uint64_t> log_offsets;
  std::optional<ReportMemory> memory;
  std::optional<FeedRing> ring;  // role block_fed
  std::optional<RingSource> source;
  UniqueFd kept_log;  // role block_fed: where the answers are taken to
  std::optional<LogTaker> taker;
  UniqueFd log;
  Mapping log_mapping;
  std::optional<EventCounter> instructions;  // of the child
  Fed fed;

  Result<> Prepare(uint64_t note_bytes);
  Result<> PrepareLog();
  uint64_t MostRecords() const {
    uint64_t most = 0;
    for (const RunnableWorkload& workload : workloads)
      most = std::max({most, workload.plan != nullptr ? workload.plan->record_count : 0,
                       workload.played.whole.record_count});
    return most;
  }
};

Result<> Runner::Attempt::Prepare(uint64_t note_bytes) {
  GAUNTLET_TRY(memory, ReportMemory::Create(static_cast<uint32_t>(workloads.size()), note_bytes));
  uint32_t max_record_bytes = 0;
  uint64_t block_records = 0;
  for (const RunnableWorkload& workload : workloads) {
    played.push_back(workload.played);
    names.push_back(workload.name);
    if (workload.plan == nullptr) continue;
    max_record_bytes = std::max(max_record_bytes, workload.record_bytes);
    block_records = std::max(block_records, Horizon::Of(workload.block_records).block_records);
  }
  if (max_record_bytes != 0) {
    GAUNTLET_TRY(ring, FeedRing::Create(max_record_bytes, block_records));
    source.emplace(*ring, &memory->report()->hand_over);
  }
  return message.keep_log ? PrepareLog() : Result<>();
}

// One memory file for the logs of all workloads, each on pages of its own.
Result<> Runner::Attempt::PrepareLog() {
  uint64_t bytes = 0;
  for (const RunnableWorkload& workload : workloads) {
    log_offsets.push_back(bytes);
    log_bounds.push_back(workload.log_bound_bytes);
    bytes += PageUp(workload.log_bound_bytes);
  }
  GAUNTLET_TRY(log, CreateMemoryFile("gauntlet-log", bytes));
  GAUNTLET_TRY(log_mapping, Mapping::OfFile(log.get(), bytes, true));
  for (size_t i = 0; i < played.size(); ++i)
    played[i].log = {reinterpret_cast<uint8_t*>(log_mapping.data()) + log_offsets[i], log_bounds[i]};
  if (!ring) return {};
  GAUNTLET_TRY(kept_log, CreateMemoryFile("gauntlet-answers", bytes));
  taker.emplace(log.get(), log_bounds.front(), kept_log.get());
  return {};
}

Result<std::unique_ptr<Runner>> Runner::Create(const Simulator& simulator, const WorkerSetup& setup) {
  std::unique_ptr<Runner> runner(new Runner(simulator, setup));
  GAUNTLET_TRY(runner->allowed_, ReadAllowedImports());
  GAUNTLET_TRY(runner->regions_, Regions::Reserve(setup.limits, setup.altered_memory));
  WarmUpExceptions();
  if (setup.isolation != Isolation::kTrusted) {
    auto filter = Filter::Final(setup.role == WorkerRole::kBlockFed);
    GAUNTLET_CHECK_OK(CheckThatItInstalls(filter));
    runner->filter_ = std::move(*filter);
    InstallFaultHandlers();
    runner->clock_pages_ = ClockPages::Find();
  }
  return runner;
}

ChildLimits Runner::Limits() const { return {setup_.limits.cpu_ms, WallMs(setup_.limits)}; }

Play Runner::PlayOf(Attempt& attempt) const {
  Play play = PlayIn(regions_, simulator_, setup_, *attempt.memory);
  play.parameters = attempt.message.parameters;
  play.workloads = attempt.played;
  play.source = attempt.source ? &*attempt.source : nullptr;
  play.stop = attempt.message.stop ? &*attempt.message.stop : nullptr;
  if (setup_.altered_memory) play.heap_habits = {.mirrored = true, .fill = kHeapFill};
  return play;
}

void Runner::ChildMain(Attempt& attempt, const Play& play) {
  Prelude* prelude = attempt.memory->prelude();
  CloseAllDescriptorsBut(attempt.module_fd);
  LimitCpuTime(setup_.limits);
  std::optional<OpenModule> module = OpenCandidate(0, "/proc/self/fd/0", allowed_, prelude);
  if (!module) EndChild(kChildNotLoaded);
  ::close(0);
  GiveUpClocks(clock_pages_);
  Play caged = play;
  caged.simulator_region = regions_.KeepSimulatorRoom(attempt.MostRecords());
  prelude->locked = 1;  // what ends it from here on is the candidate's doing
  EnterPlay(caged, module->extent().writable_bytes);
  attempt.memory->ForgetPrelude();
  if (filter_ && !filter_->Install()) ::kill(::getpid(), SIGKILL);  // see Judge: only we can die of that
  if (attempt.ring) WipeDeadStack();
  std::span<std::byte> stack = regions_.Stack();
  if (setup_.altered_memory) {
    stack = stack.first(stack.size() - kStackShiftBytes);
    std::memset(stack.data(), kStackFill, stack.size());
  }
  CallOnStack(stack, [](void* opened) { PlayAll(*static_cast<OpenModule*>(opened)); }, &*module);
  EndChild(kChildDone);
}

// Returns when everything was fed and the child ended, or when it ended early.
Result<ChildEnd> Runner::Feed(Attempt& attempt, Child& child) {
  const RunnableWorkload& workload = attempt.workloads.front();
  const FeedPlan& plan = *workload.plan;
  GAUNTLET_TRY(const Mapping data, Mapping::OfFile(plan.data_fd, plan.data_bytes, false));
  const auto records = std::span<const std::byte>(data.bytes())
                           .subspan(plan.records_offset, plan.record_count * workload.record_bytes);
  Feeder feeder(*attempt.ring, &attempt.memory->report()->hand_over, *attempt.taker, child, Limits(),
                attempt.message.cut_seed, Horizon::Of(workload.block_records));
  if (attempt.instructions) feeder.Count(*attempt.instructions);
  GAUNTLET_TRY(const ChildEnd end, feeder.Feed(records, workload.record_bytes));
  attempt.fed = feeder.fed();
  return end;
}

Result<ChildEnd> Runner::RunInChild(Attempt& attempt, Play play) {
  play.leave = EndChild;
  if (attempt.ring && counts_instructions_) {
    attempt.instructions = EventCounter::OfChildren(EventCounter::Event::kInstructions);
    counts_instructions_ = attempt.instructions.has_value();
  }
  GAUNTLET_TRY(Child child, Child::Fork([&] { ChildMain(attempt, play); }));
  attempt.log_mapping.Reset();  // the child's alone from here on
  return attempt.ring ? Feed(attempt, child) : child.Wait(Limits());
}

Result<ChildEnd> Runner::RunHere(Attempt& attempt, Play play) {
  const double started_ms = NowMs();
  regions_.Clear();
  ChildEnd end;
  std::optional<OpenModule> module =
      OpenCandidate(attempt.module_fd, FreshPath(attempt.module_fd), allowed_, attempt.memory->prelude());
  if (!module) return end;
  attempt.memory->prelude()->locked = 1;
  play.leave = [](int code) { ::siglongjmp(g_way_back, code); };
  end.code = sigsetjmp(g_way_back, 0);
  if (end.code == 0) {
    EnterPlay(play, module->extent().writable_bytes);
    PlayAll(*module);
    end.code = kChildDone;
  }
  LeavePlay();
  end.wall_ms = NowMs() - started_ms;
  return end;
}

Result<EvaluationAnswer> Runner::Run(Attempt& attempt) {
  GAUNTLET_CHECK_OK(attempt.Prepare(setup_.limits.note_bytes));
  const Play play = PlayOf(attempt);
  GAUNTLET_TRY(const ChildEnd end, setup_.isolation == Isolation::kTrusted && !attempt.ring
                                       ? RunHere(attempt, play)
                                       : RunInChild(attempt, play));
  attempt.log_mapping.Reset();  // of tier trusted
  GAUNTLET_TRY(EvaluationAnswer answer, Judge(CollectRemains(end, *attempt.memory), attempt.names,
                                              attempt.log_bounds, setup_.limits, play.stop));
  answer.evaluation.fed = attempt.fed;
  for (size_t i = 0; i < answer.logs.size(); ++i) answer.logs[i].offset = attempt.log_offsets[i];
  if (attempt.taker) GAUNTLET_CHECK_OK(TakeRest(attempt, &answer));
  return answer;
}

// What the child wrote behind its last cut. The answers are where they were taken to.
Result<> Runner::TakeRest(Attempt& attempt, EvaluationAnswer* answer) {
  if (answer->logs.empty()) return {};
  GAUNTLET_TRY(const LogTaker::Rest rest, attempt.taker->TakeRest(answer->logs.front().bytes));
  answer->logs.front() = attempt.taker->part();
  if (rest == LogTaker::Rest::kSound || !answer->evaluation.verdict.ok()) return {};
  const bool changed = rest == LogTaker::Rest::kChanged;
  answer->evaluation.verdict = Failure{changed ? VerdictKind::kScoreForged : VerdictKind::kPolicyViolation,
                                       Stage::kEvaluate,
                                       changed ? "the policy changed answers that it had given"
                                               : "the policy tampered with the hand-over of its answers",
                                       {{"workload", attempt.names.front().name}}};
  return {};
}

Result<EvaluationAnswer> Runner::Evaluate(int module_fd, const EvaluateMessage& message,
                                          std::span<const RunnableWorkload> workloads, UniqueFd* log) {
  int losses = 0;
  for (int tries = 1;; ++tries) {
    Attempt attempt{.module_fd = module_fd, .message = message, .workloads = workloads};
    Result<EvaluationAnswer> run = Run(attempt);
    if (!run) {  // no process to be had, or somebody killed it
      if (++losses == kMostLosses) return run;
      ::usleep(kPauseUs * static_cast<unsigned>(losses));
      continue;
    }
    EvaluationAnswer answer = std::move(*run);
    // The machine may have been busy.
    if (answer.evaluation.verdict.kind() == VerdictKind::kTimeout && tries == losses + 1) continue;
    *log = std::move(attempt.taker ? attempt.kept_log : attempt.log);
    if (message.keep_log) GAUNTLET_CHECK_OK(SealLog(log->get()));
    return answer;
  }
}

}  // namespace gauntlet
