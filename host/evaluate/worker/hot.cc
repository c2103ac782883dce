#include "host/evaluate/worker/hot.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "sandbox/lookups.h"

namespace gauntlet {
namespace {

// For the loader, and for what a candidate helps itself to.
constexpr uint64_t kHotMemoryBytes = 1ull << 30;
constexpr char kComplete = 'c';
constexpr char kNotLoaded = 'n';
constexpr uint32_t kMaxParameters = 8192;

// The datagram: this header, the parameters, the numbers of the workloads.
struct Question {
  uint32_t parameter_count;
  uint32_t workload_count;
};

std::vector<std::byte> Pack(const EvaluateMessage& message) {
  const Question question = {static_cast<uint32_t>(message.parameters.size()),
                             static_cast<uint32_t>(message.workloads.size())};
  std::vector<std::byte> bytes;
  const auto append = [&](std::span<const std::byte> part) {
    bytes.insert(bytes.end(), part.begin(), part.end());
  };
  append(std::as_bytes(std::span(&question, 1)));
  append(std::as_bytes(std::span(message.parameters)));
  append(std::as_bytes(std::span(message.workloads)));
  return bytes;
}

EvaluateMessage Unpack(std::span<const std::byte> bytes) {
  Question question = {};
  std::memcpy(&question, bytes.data(), sizeof question);
  EvaluateMessage message;
  message.parameters.resize(question.parameter_count);
  message.workloads.resize(question.workload_count);
  bytes = bytes.subspan(sizeof question);
  const auto fill = [&](std::span<std::byte> part) {
    std::ranges::copy(bytes.first(part.size()), part.begin());
    bytes = bytes.subspan(part.size());
  };
  fill(std::as_writable_bytes(std::span(message.parameters)));
  fill(std::as_writable_bytes(std::span(message.workloads)));
  return message;
}

bool SendWithFd(int socket, std::span<const std::byte> bytes, int fd) {
  iovec part = {const_cast<std::byte*>(bytes.data()), bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  *header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
  std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(bytes.size());
}

// Rounding and its like, as every program finds them at its start: a candidate may have left them otherwise.
void ResetArithmetic() {
  __builtin_ia32_ldmxcsr(0x1f80);
  asm volatile("fninit\n\tcld");
}

// -1: the other side is gone.
ssize_t ReceiveWithFd(int socket, std::span<std::byte> bytes, UniqueFd* fd) {
  iovec part = {bytes.data(), bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  const cmsghdr* header = got > 0 ? CMSG_FIRSTHDR(&message) : nullptr;
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return -1;
  int received = -1;
  std::memcpy(&received, CMSG_DATA(header), sizeof received);
  fd->Reset(received);
  return got;
}

}  // namespace

Result<std::unique_ptr<HotRunner>> HotRunner::Create(const Simulator& simulator, const WorkerSetup& setup) {
  std::unique_ptr<HotRunner> runner(new HotRunner(simulator, setup));
  GAUNTLET_TRY(runner->allowed_, ReadAllowedImports());
  GAUNTLET_TRY(runner->regions_, Regions::Reserve(setup.limits));
  GAUNTLET_TRY(runner->filter_, Filter::Weak());
  WarmUpExceptions();
  InstallFaultHandlers();
  AnswerLookups([] { return !IsFaultSinkSet(); });  // the loader's and ours, but no candidate's
  runner->statm_.Reset(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  return runner;
}

Result<> HotRunner::StartChild(const std::vector<RunnableWorkload>& all) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
    return FailErrno(ErrorKind::kSandboxError, "socketpair");
  socket_.Reset(pair[0]);
  const UniqueFd theirs(pair[1]);
  served_ = 0;
  GAUNTLET_TRY(memory_, ReportMemory::Create(static_cast<uint32_t>(all.size()), setup_.limits.note_bytes));
  GAUNTLET_TRY(Child child, Child::Fork([&] { ChildMain(theirs.get(), all); }));
  child_.emplace(std::move(child));
  return {};
}

// A candidate may ask for memory here, as the loader does: what it gets is bounded.
void HotRunner::LimitAddressSpace(uint64_t evaluators_bytes) {
  if (evaluators_bytes == 0) return;
  const rlimit limit = {evaluators_bytes + kHotMemoryBytes, evaluators_bytes + kHotMemoryBytes};
  ::setrlimit(RLIMIT_AS, &limit);
}

// Of the evaluator, which the child is born as a copy of; 0: not known.
uint64_t HotRunner::AddressSpaceBytes() const {
  char text[64] = {};
  if (!statm_ || ::pread(statm_.get(), text, sizeof text - 1, 0) <= 0) return 0;
  return std::strtoull(text, nullptr, 10) * 4096;
}

void HotRunner::ChildMain(int socket, const std::vector<RunnableWorkload>& all) {
  uint64_t records = 0;
  for (const RunnableWorkload& workload : all)
    records = std::max(records, workload.played.whole.record_count);
  const uint64_t before_bytes = regions_.simulator.size();
  simulator_room_ = regions_.KeepSimulatorRoom(records);
  LimitAddressSpace(AddressSpaceBytes() - (before_bytes - simulator_room_.size()));
  CloseAllDescriptorsBut(socket);
  if (!filter_->Install()) ::kill(::getpid(), SIGKILL);
  while (true) PlayNext(0, all);
}

void HotRunner::PlayNext(int socket, const std::vector<RunnableWorkload>& all) {
  static std::array<std::byte, sizeof(Question) + 8 * kMaxParameters + 65536> buffer;
  UniqueFd module_fd;
  const ssize_t got = ReceiveWithFd(socket, buffer, &module_fd);
  if (got < 0) EndChild(0);
  const EvaluateMessage message = Unpack(std::span(buffer).first(static_cast<size_t>(got)));
  std::vector<PlayedWorkload> played;
  for (const uint32_t number : message.workloads) played.push_back(all[number].played);

  char answer = kNotLoaded;
  std::optional<OpenModule> module =
      OpenCandidate(module_fd.get(), FreshPath(module_fd.get()), allowed_, memory_->prelude());
  if (module) {
    Play play = PlayIn(regions_, simulator_, setup_, *memory_);
    play.parameters = message.parameters;
    play.workloads = played;
    play.simulator_region = simulator_room_;
    play.leave = EndChild;
    ResetArithmetic();
    EnterPlay(play, module->extent().writable_bytes);
    CallOnStack(regions_.Stack(), [](void* opened) { PlayAll(*static_cast<OpenModule*>(opened)); }, &*module);
    LeavePlay();
    module.reset();
    answer = kComplete;
  }
  module_fd.Reset();
  if (::send(socket, &answer, 1, MSG_NOSIGNAL) != 1) EndChild(0);
  regions_.Clear();  // while the evaluator reads the report
}

Result<ChildEnd> HotRunner::AwaitAnswer(double cpu_before_ms) {
  const double started_ms = NowMs();
  while (true) {
    const double cpu_left_ms = setup_.limits.cpu_ms - (child_->CpuMs() - cpu_before_ms);
    const double wall_left_ms = started_ms + WallMs(setup_.limits) - NowMs();
    if (cpu_left_ms <= 0 || wall_left_ms <= 0) {
      ChildEnd end = child_->Kill(Child::KillReason::kTimeout);
      child_.reset();
      return end;
    }
    std::array<pollfd, 2> polled = {{{socket_.get(), POLLIN, 0}, {child_->pidfd(), POLLIN, 0}}};
    const int ready =
        ::poll(polled.data(), polled.size(), Deadline::After(std::min(cpu_left_ms, wall_left_ms)).PollMs());
    if (ready < 0 && errno != EINTR) return FailErrno(ErrorKind::kSandboxError, "poll");
    if (ready <= 0) continue;
    char answer = 0;
    if ((polled[0].revents & POLLIN) != 0 && ::recv(socket_.get(), &answer, 1, MSG_DONTWAIT) == 1) {
      ChildEnd end;
      end.code = answer == kComplete ? kChildDone : kChildNotLoaded;
      end.cpu_ms = child_->CpuMs() - cpu_before_ms;
      end.wall_ms = NowMs() - started_ms;
      return end;
    }
    if (polled[1].revents == 0) continue;
    ChildEnd end = child_->Kill(Child::KillReason::kNone);  // it is dead already: reap it
    child_.reset();
    end.cpu_ms -= cpu_before_ms;
    end.wall_ms = NowMs() - started_ms;
    return end;
  }
}

Result<ChildEnd> HotRunner::Ask(int module_fd, const EvaluateMessage& message) {
  std::memset(static_cast<void*>(memory_->prelude()), 0, sizeof(Prelude));
  std::memset(static_cast<void*>(memory_->report()), 0, sizeof(Report));
  const double cpu_before_ms = child_->CpuMs();
  // Opened anew: whoever else holds the module reads it from a place of his own.
  const UniqueFd module(::open(("/proc/self/fd/" + std::to_string(module_fd)).c_str(), O_RDONLY | O_CLOEXEC));
  if (!module || !SendWithFd(socket_.get(), Pack(message), module.get()))
    return FailErrno(ErrorKind::kSandboxError, "asking the hot child");
  return AwaitAnswer(cpu_before_ms);
}

// The prelude was in reach of the candidate here: no failure of ours is read out of it.
Remains HotRunner::Collect(const ChildEnd& end) const {
  Remains remains = CollectRemains(end, *memory_);
  const bool not_loaded =
      !end.signalled && end.code == kChildNotLoaded && remains.prelude.failed_verdict != 0;
  remains.prelude.locked = not_loaded ? 0 : 1;
  return remains;
}

Result<EvaluationAnswer> HotRunner::Evaluate(int module_fd, const EvaluateMessage& message,
                                             const std::vector<RunnableWorkload>& all) {
  if (message.parameters.size() > kMaxParameters)
    return Fail(ErrorKind::kInternalError, "too many parameters for tier hot");
  std::vector<PlayedName> names;
  for (const uint32_t number : message.workloads) names.push_back(all.at(number).name);
  for (int tries = 1;; ++tries) {
    if (served_ >= kMaxCandidates) child_.reset();
    if (!child_) GAUNTLET_CHECK_OK(StartChild(all));
    const bool was_used = ++served_ > 1;
    GAUNTLET_TRY(const ChildEnd end, Ask(module_fd, message));
    GAUNTLET_TRY(EvaluationAnswer answer, Judge(Collect(end), names, {}, setup_.limits));
    const bool ok = answer.evaluation.verdict.ok();
    const bool known_bad =
        end.code == kChildNotLoaded && allowed_ && CheckModuleFile(module_fd, *allowed_).has_value();
    if (!ok && !known_bad) child_.reset();
    answer.recycled = !child_;
    // A failure in a child that others were in may be their doing: it counts when it comes again in a fresh one.
    const bool doubtful = was_used || answer.evaluation.verdict.kind() == VerdictKind::kTimeout;
    if (ok || known_bad || tries == 2 || !doubtful) return answer;
  }
}

}  // namespace gauntlet
