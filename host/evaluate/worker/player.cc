#include "host/evaluate/worker/player.h"

#include <fcntl.h>
#include <setjmp.h>
#include <time.h>

#include <csignal>
#include <optional>

#include "host/base/file.h"
#include "host/evaluate/worker/cage.h"
#include "host/evaluate/worker/judge.h"
#include "host/evaluate/worker/simulator.h"

// Of the sanitizers' runtime, where there is one.
extern "C" __attribute__((weak)) void __sanitizer_print_stack_trace();

extern "C" {
[[gnu::noinline, gnu::used]] void gauntlet_before_request() { asm volatile(""); }
[[gnu::noinline, gnu::used]] void gauntlet_run_failed() {
  asm volatile("");
  if (__sanitizer_print_stack_trace != nullptr) __sanitizer_print_stack_trace();
}
}

namespace gauntlet {
namespace {

constexpr int kOutOfTime = 0x43;  // beside the exit codes of report.h

sigjmp_buf g_way_back;

[[noreturn]] void Leave(int code) {
  gauntlet_run_failed();
  ::siglongjmp(g_way_back, code);
}

void OnCpuLimit(int) { Leave(kOutOfTime); }

// SIGXCPU when this process has used so much more CPU time: a debugger stops on it, and time in which it is
// stopped does not count.
void ArmCpuLimit(double ms) {
  static timer_t timer = [] {
    struct sigaction action = {};
    action.sa_handler = OnCpuLimit;
    action.sa_flags = SA_NODEFER;
    ::sigaction(SIGXCPU, &action, nullptr);
    sigevent event = {};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGXCPU;
    timer_t made = nullptr;
    GAUNTLET_ASSERT(::timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &made) == 0);
    return made;
  }();
  itimerspec when = {};
  when.it_value.tv_sec = static_cast<time_t>(ms / 1000);
  when.it_value.tv_nsec = static_cast<long>((ms - static_cast<double>(when.it_value.tv_sec) * 1000) * 1e6);
  ::timer_settime(timer, 0, &when, nullptr);
}

double CpuMs() {
  timespec used = {};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) * 1000 + static_cast<double>(used.tv_nsec) / 1e6;
}

struct Stop {
  bool wanted = false;
  size_t workload = 0;
  uint64_t request = 0;
  double cpu_ms = 0;  // allowed from there on
};

// Every workload in one piece, but for the one with the stop: up to it, the request itself, and the rest.
class StoppingSource : public BlockSource {
 public:
  StoppingSource(const std::vector<std::unique_ptr<OpenedWorkload>>& workloads, const Stop& stop)
      : workloads_(workloads), stop_(stop) {}

  bool Next(gauntlet_block* block) override {
    const gauntlet_block whole = workloads_[workload_]->whole();
    if (next_ == whole.record_count) {
      ++workload_;
      next_ = 0;
      return false;
    }
    uint64_t end = whole.record_count;
    if (stop_.wanted && workload_ == stop_.workload && stop_.request < whole.record_count) {
      if (next_ < stop_.request) {
        end = stop_.request;
      } else if (next_ == stop_.request) {
        end = next_ + 1;
        ArmCpuLimit(stop_.cpu_ms);
        gauntlet_before_request();
      }
    }
    const auto* records = static_cast<const std::byte*>(whole.records);
    const uint32_t record_bytes = workloads_[workload_]->facts().record_bytes;
    *block = {whole.first_index + next_, end - next_, records + next_ * record_bytes};
    next_ = end;
    return true;
  }

 private:
  const std::vector<std::unique_ptr<OpenedWorkload>>& workloads_;
  const Stop stop_;
  size_t workload_ = 0;
  uint64_t next_ = 0;
};

// All that lives while the policy plays.
struct Player {
  WorkerSetup setup;
  std::unique_ptr<Simulator> simulator;
  Regions regions;
  std::vector<std::unique_ptr<OpenedWorkload>> workloads;
  std::vector<PlayedWorkload> played;
  std::vector<PlayedName> names;
  std::optional<StoppingSource> source;
  std::optional<ReportMemory> memory;
  double cpu_ms = 0;

  Result<> SetUp(const Json& job);
  Result<> AddWorkload(const Json& json);
  Play ToPlay();
  ChildEnd Run(int module_fd, const std::string& module_path);
};

Result<> Player::AddWorkload(const Json& json) {
  GAUNTLET_TRY(const WorkloadMessage message, FromJson<WorkloadMessage>(json));
  GAUNTLET_TRY(auto opened, OpenedWorkload::Open(*simulator, message, json.at("fd").get<int>()));
  names.push_back({static_cast<uint32_t>(workloads.size()), message.name});
  PlayedWorkload one;
  one.run_config = opened->run_config();
  one.seed = SeedOfWorkload(setup.seed, message.name);
  one.whole = opened->whole();
  played.push_back(one);
  workloads.push_back(std::move(opened));
  return {};
}

Result<> Player::SetUp(const Json& job) {
  GAUNTLET_TRY(setup, FromJson<WorkerSetup>(job.at("setup")));
  GAUNTLET_TRY(simulator, Simulator::Load(setup.simulator_path, setup.domain));
  GAUNTLET_TRY(regions, Regions::Reserve(setup.limits));
  for (const Json& workload : job.at("workloads")) GAUNTLET_CHECK_OK(AddWorkload(workload));
  Stop stop;
  if (const Json& wanted = job.at("stop"); wanted.is_object())
    stop = {true, wanted.at("workload").get<size_t>(), wanted.at("request").get<uint64_t>(),
            job.at("cpu_ms_after_stop").get<double>()};
  source.emplace(workloads, stop);
  GAUNTLET_TRY(memory,
               ReportMemory::Create(static_cast<uint32_t>(workloads.size()), setup.limits.note_bytes));
  cpu_ms = job.at("cpu_ms").get<double>();
  return {};
}

Play Player::ToPlay() {
  Play play = PlayIn(regions, *simulator, setup, *memory);
  play.workloads = played;
  play.source = &*source;
  play.leave = Leave;
  return play;
}

ChildEnd Player::Run(int module_fd, const std::string& module_path) {
  static std::optional<OpenModule> module;  // left open: leaving jumps over everything
  static Play play;
  module = OpenCandidate(module_fd, module_path, std::nullopt, memory->prelude());
  ChildEnd end;
  if (!module) return end;
  const double started_ms = CpuMs();
  memory->prelude()->locked = 1;
  play = ToPlay();
  end.code = sigsetjmp(g_way_back, 1);
  if (end.code == 0) {
    ArmCpuLimit(cpu_ms);
    EnterPlay(play, module->extent().writable_bytes);
    PlayAll(*module);
    end.code = kChildDone;
  }
  LeavePlay();
  ArmCpuLimit(0);
  end.timed_out = end.code == kOutOfTime;
  end.cpu_ms = end.wall_ms = CpuMs() - started_ms;  // wall time is the debugger's too
  return end;
}

Result<> PlayParsed(const Json& job) {
  static Player player;
  GAUNTLET_CHECK_OK(player.SetUp(job));
  const auto path = job.at("module").get<std::string>();
  const UniqueFd module(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!module) return FailErrno(ErrorKind::kInput, path);
  const ChildEnd end = player.Run(module.get(), path);
  GAUNTLET_TRY(const EvaluationAnswer answer,
               Judge(CollectRemains(end, *player.memory), player.names, {}, player.setup.limits));
  return WriteFile(job.at("answer").get<std::string>(),
                   ToJson(answer).dump(1, ' ', true, Json::error_handler_t::replace));
}

}  // namespace

Result<> PlayJob(const std::string& job_path) {
  GAUNTLET_TRY(const std::string text, ReadTextFile(job_path));
  try {
    return PlayParsed(Json::parse(text));
  } catch (const nlohmann::json::exception& exception) {
    return Fail(ErrorKind::kInput, job_path + ": " + exception.what());
  }
}

}  // namespace gauntlet
