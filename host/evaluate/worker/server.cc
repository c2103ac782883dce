#include "host/evaluate/worker/server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>

#include "host/evaluate/worker/judge.h"
#include "host/evaluate/worker/make.h"
#include "host/evaluate/worker/replay.h"
#include "sandbox/lockdown.h"

namespace gauntlet {
namespace {

constexpr double kAnswerMs = 60000;  // for the host to take an answer

// After the simulator's file was opened: from here on this process needs nothing of the machine but what it
// is sent.
Result<> LockWorkerDown() {
  EnterNamespaces();
  GAUNTLET_CHECK_OK(DropRoot());
  GAUNTLET_CHECK_OK(ForbidNewPrivileges());
  ForbidFiles();
  return SetLimits({});
}

void AllowManyDescriptors() {
  rlimit limit = {};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// The answers of one simulation: sealed, so that nobody can change them any more, in range, and copied once.
Result<std::vector<std::byte>> CopyOfLog(const Message& message, const LogPart& part) {
  struct stat status = {};
  if (message.fds.size() != 1 || ::fstat(message.fds[0].get(), &status) != 0)
    return Fail(ErrorKind::kInternalError, "a log comes as one descriptor");
  const int file = message.fds[0].get();
  const int seals = ::fcntl(file, F_GET_SEALS);
  if (seals < 0 || (seals & F_SEAL_WRITE) == 0 || (seals & F_SEAL_SHRINK) == 0)
    return Fail(ErrorKind::kSandboxError, "a log that can still be written to");
  const auto size = static_cast<uint64_t>(status.st_size);
  if (part.offset > size || part.bytes > size - part.offset)
    return Fail(ErrorKind::kInternalError, "a log reaches beyond its file");
  std::vector<std::byte> log(part.bytes);
  if (::pread(file, log.data(), log.size(), static_cast<off_t>(part.offset)) !=
      static_cast<ssize_t>(log.size()))
    return FailErrno(ErrorKind::kSandboxError, "reading a log");
  return log;
}

}  // namespace

int EvaluationServer::Serve(bool verifier) {
  Channel channel{UniqueFd(kWorkerChannelFd)};
  EvaluationServer server;
  server.verifier_ = verifier;
  AllowManyDescriptors();
  while (true) {
    auto message = channel.Receive(Deadline::Never());
    if (!message) return 0;  // the host is gone, or done with us
    Result<Answer> answer = server.Handle(*message);
    message->fds.clear();
    const Json body = answer ? std::move(answer->body) : ErrorToJson(answer.error());
    const int fd = answer ? answer->fd.get() : -1;
    const std::span<const int> fds(&fd, fd >= 0 ? 1 : 0);
    if (!channel.Send(body, fds, Deadline::After(kAnswerMs))) return 1;
  }
}

Result<EvaluationServer::Answer> EvaluationServer::Handle(Message& message) {
  if (!message.body.is_object()) return Fail(ErrorKind::kInternalError, "a question that is no object");
  const std::string what = message.body.value("do", "");
  if (what == "setup" && !ready_) return SetUp(message.body);
  if (!ready_) return Fail(ErrorKind::kInternalError, "the first question must be the setup");
  if (what == "workload") return AddWorkload(message);
  if (what == "evaluate" && !verifier_) return Evaluate(message);
  if (what == "replay" && verifier_) return Replay(message);
  if (what == "locate" && verifier_) return Locate(message);
  if (what == "reference" && verifier_) return Reference(message.body);
  if (what == "make" && verifier_) return Make(message);
  return Fail(ErrorKind::kInternalError, fmt::format("this worker does not do \"{}\"", what));
}

Result<EvaluationServer::Answer> EvaluationServer::SetUp(const Json& body) {
  GAUNTLET_TRY(setup_, FromJson<WorkerSetup>(body));
  if ((setup_.role == WorkerRole::kVerifier) != verifier_)
    return Fail(ErrorKind::kInternalError, "this program does not play that role");
  GAUNTLET_TRY(simulator_, Simulator::Load(setup_.simulator_path, setup_.domain));
  if (!verifier_) {
    GAUNTLET_TRY(runner_, Runner::Create(*simulator_, setup_));
  }
  if (setup_.isolation == Isolation::kHot) {
    GAUNTLET_TRY(hot_, HotRunner::Create(*simulator_, setup_));
  }
  if (setup_.isolation != Isolation::kTrusted) GAUNTLET_CHECK_OK(LockWorkerDown());
  ready_ = true;
  return Answer{};
}

Result<EvaluationServer::Answer> EvaluationServer::AddWorkload(Message& message) {
  KnownWorkload known;
  GAUNTLET_TRY(known.message, FromJson<WorkloadMessage>(message.body));
  if (message.fds.size() != 1) return Fail(ErrorKind::kInternalError, "a workload comes with one descriptor");
  struct stat status = {};
  if (::fstat(message.fds[0].get(), &status) != 0 ||
      static_cast<uint64_t>(status.st_size) < known.message.data_bytes)
    return Fail(ErrorKind::kInternalError,
                fmt::format("the data of workload {} are shorter than they should be", known.message.name));
  known.data = std::move(message.fds[0]);
  if (setup_.role == WorkerRole::kBlockFed) GAUNTLET_CHECK_OK(KeepPlan(known));
  workloads_.push_back(std::move(known));
  if (setup_.role != WorkerRole::kMapped) return Answer{};
  GAUNTLET_TRY(const OpenedWorkload* opened, Opened(static_cast<uint32_t>(workloads_.size() - 1)));
  return Answer{ToJson(opened->WireFacts()), {}};
}

Result<EvaluationServer::KnownWorkload*> EvaluationServer::Known(uint32_t number) {
  if (number >= workloads_.size())
    return Fail(ErrorKind::kInternalError, fmt::format("there is no workload {}", number));
  return &workloads_[number];
}

Result<OpenedWorkload*> EvaluationServer::Opened(uint32_t number) {
  GAUNTLET_TRY(KnownWorkload * known, Known(number));
  if (setup_.role == WorkerRole::kBlockFed)
    return Fail(ErrorKind::kInternalError, "a block-fed worker opens no workload");
  if (known->opened == nullptr) {
    GAUNTLET_TRY(known->opened, OpenedWorkload::Open(*simulator_, known->message, known->data.get()));
  }
  return known->opened.get();
}

// Keeps what a block-fed worker must know of a workload and its children must not.
Result<> EvaluationServer::KeepPlan(KnownWorkload& known) {
  constexpr size_t kMostWorkloads = 1 << 16;
  if (!known.message.facts)
    return Fail(ErrorKind::kInternalError, "a block-fed worker needs the facts of a workload");
  WorkloadFacts& facts = *known.message.facts;
  const uint64_t room = known.message.data_bytes - std::min(facts.records_offset, known.message.data_bytes);
  if (facts.record_bytes == 0 || facts.record_count > room / facts.record_bytes)
    return Fail(ErrorKind::kInternalError, "the records of a workload lie outside of its data");
  if (plans_.size() == 0) {
    GAUNTLET_TRY(plans_, Mapping::WipedOnFork(kMostWorkloads * sizeof(FeedPlan)));
  }
  if (workloads_.size() >= kMostWorkloads)
    return Fail(ErrorKind::kInternalError, "more workloads than a worker can feed");
  auto* plan = reinterpret_cast<FeedPlan*>(plans_.data()) + workloads_.size();
  *plan = {known.data.get(), known.message.data_bytes, facts.records_offset, facts.record_count};
  known.plan = plan;
  known.message.data_bytes = facts.records_offset = facts.record_count = 0;
  // The room for the answers says no more than the order of magnitude.
  facts.log_bound_bytes = std::bit_ceil(std::max<uint64_t>(facts.log_bound_bytes, 1 << 20));
  return {};
}

Result<RunnableWorkload> EvaluationServer::Runnable(uint32_t number) {
  GAUNTLET_TRY(const KnownWorkload* known, Known(number));
  RunnableWorkload runnable;
  runnable.name = {number, known->message.name};
  runnable.played.seed = known->message.seed;
  if (setup_.role == WorkerRole::kBlockFed) {
    const WorkloadFacts& facts = *known->message.facts;
    runnable.played.run_config = facts.run_config;
    runnable.log_bound_bytes = facts.log_bound_bytes;
    runnable.record_bytes = facts.record_bytes;
    runnable.block_records = facts.block_records;
    runnable.plan = known->plan;
    return runnable;
  }
  GAUNTLET_TRY(const OpenedWorkload* opened, Opened(number));
  runnable.played.run_config = opened->run_config();
  runnable.played.whole = opened->whole();
  runnable.log_bound_bytes = opened->facts().log_bound_bytes;
  return runnable;
}

Result<EvaluationAnswer> EvaluationServer::EvaluateHot(int module_fd, const EvaluateMessage& request) {
  while (hot_workloads_.size() < workloads_.size()) {
    GAUNTLET_TRY(hot_workloads_.emplace_back(), Runnable(static_cast<uint32_t>(hot_workloads_.size())));
  }
  return hot_->Evaluate(module_fd, request, hot_workloads_);
}

Result<EvaluationServer::Answer> EvaluationServer::Evaluate(const Message& message) {
  GAUNTLET_TRY(EvaluateMessage request, FromJson<EvaluateMessage>(message.body));
  if (message.fds.size() != 1) return Fail(ErrorKind::kInternalError, "a module comes as one descriptor");
  if (setup_.role == WorkerRole::kBlockFed && request.workloads.size() != 1)
    return Fail(ErrorKind::kInternalError, "a block-fed worker plays one workload at a time");
  std::vector<RunnableWorkload> workloads;
  for (const uint32_t number : request.workloads) {
    GAUNTLET_TRY(workloads.emplace_back(), Runnable(number));
  }
  Answer answer;
  const int module = message.fds[0].get();
  GAUNTLET_TRY(const EvaluationAnswer evaluation,
               hot_ && !request.keep_log ? EvaluateHot(module, request)
                                         : runner_->Evaluate(module, request, workloads, &answer.fd));
  answer.body = ToJson(evaluation);
  return answer;
}

Result<EvaluationServer::Answer> EvaluationServer::Replay(const Message& message) {
  GAUNTLET_TRY(const ReplayMessage request, FromJson<ReplayMessage>(message.body));
  GAUNTLET_TRY(const std::vector<std::byte> log, CopyOfLog(message, request.log));
  GAUNTLET_TRY(const OpenedWorkload* opened, Opened(request.workload));
  const uint64_t seed = workloads_[request.workload].message.seed;
  GAUNTLET_TRY(const ReplayOutcome outcome, ReplayLog(*simulator_, *opened, setup_.interface_name, seed,
                                                      setup_.limits.memory_bytes, log, request.log.cuts));
  ReplayAnswer answer;
  answer.simulation.workload = request.workload;
  answer.bad_log = outcome.bad_log;
  answer.held_back = outcome.held_back;
  if (outcome.bad_log.empty()) {
    const auto simulation = ReadResult(outcome.result, request.workload);
    if (!simulation) return Fail(ErrorKind::kInternalError, "the simulator's replay gave no sound metrics");
    answer.simulation = *simulation;
  }
  return Answer{ToJson(answer), {}};
}

Result<EvaluationServer::Answer> EvaluationServer::Locate(const Message& message) {
  GAUNTLET_TRY(const LocateMessage request, FromJson<LocateMessage>(message.body));
  GAUNTLET_TRY(const std::vector<std::byte> log, CopyOfLog(message, request.replay.log));
  GAUNTLET_TRY(const OpenedWorkload* opened, Opened(request.replay.workload));
  const uint64_t seed = workloads_[request.replay.workload].message.seed;
  GAUNTLET_TRY(const AnswerPlace place, LocateAnswer(*simulator_, *opened, setup_.interface_name, seed,
                                                     setup_.limits.memory_bytes, log, request.offset));
  return Answer{ToJson(place), {}};
}

Result<EvaluationServer::Answer> EvaluationServer::Make(const Message& message) {
  GAUNTLET_TRY(const MakeMessage request, FromJson<MakeMessage>(message.body));
  GAUNTLET_TRY(const WorkloadFacts facts, MakeWorkload(*simulator_, request, message.fds));
  return Answer{ToJson(facts), {}};
}

Result<EvaluationServer::Answer> EvaluationServer::Reference(const Json& body) {
  GAUNTLET_TRY(const OpenedWorkload* opened, Opened(body.value("workload", ~0u)));
  GAUNTLET_TRY(const gauntlet_result result, opened->Reference(body.value("only", "")));
  const auto simulation = ReadResult(result, 0);
  if (!simulation) return Fail(ErrorKind::kInternalError, "the simulator's reference metrics are not sound");
  return Answer{{{"metrics", MetricsToJson(simulation->metrics)}}, {}};
}

}  // namespace gauntlet
