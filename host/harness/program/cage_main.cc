// gauntlet-cage: reads a CageRun on standard input (CBOR), runs it in a cage, writes a CageEnd to standard output, or
// {"error": TEXT, "input": whether the program is not to be had}.
//
//   gauntlet ── gauntlet-cage ── first process ── the program ── whatever that starts
//               keeps limits     waits            below it, all are killed at the end

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "host/base/clock.h"
#include "host/harness/program/inside.h"
#include "host/harness/program/tree.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

constexpr int kTickMs = 10;
constexpr uint64_t kComplaintAtOnce = 1 << 20;  // of which the end is kept

struct OuterEnds {
  UniqueFd output, complaint, report, trouble;
};

Result<> MakePipe(UniqueFd& ours, UniqueFd& theirs) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return FailErrno(ErrorKind::kSandboxError, "pipe2");
  ours.Reset(ends[0]);
  theirs.Reset(ends[1]);
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {};
}

Result<UniqueFd> FileWith(const std::string& bytes) {
  UniqueFd file(::memfd_create("input", MFD_CLOEXEC));
  if (!file) return FailErrno(ErrorKind::kSandboxError, "memfd_create");
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t count = ::write(file.get(), bytes.data() + at, bytes.size() - at);
    if (count <= 0) return FailErrno(ErrorKind::kSandboxError, "writing the program's input");
    at += static_cast<size_t>(count);
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

// Appends what is there, until there is more than `most`; the caller stops it then.
void Drain(UniqueFd& fd, std::string& into, uint64_t most) {
  char bytes[1 << 16];
  while (fd && into.size() <= most) {
    const ssize_t count = ::read(fd.get(), bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;
    if (count == 0) return fd.Reset();
    into.append(bytes, static_cast<size_t>(count));
  }
}

void KeepEnd(std::string& text, uint64_t most) {
  if (text.size() > most) text.erase(0, text.size() - most);
}

class Watch {
 public:
  Watch(const CageRun& run, pid_t first, OuterEnds ends)
      : limits_(run.limits),
        first_(first),
        ends_(std::move(ends)),
        deadline_(Deadline::After(limits_.wall_ms)) {}

  // To the end of the program, or until it is stopped; then all is dead and buried.
  CageEnd Run() {
    const double start_ms = NowMs();
    while (!Over()) Wait();
    end_.wall_ms = NowMs() - start_ms;
    ::kill(first_, SIGKILL);
    KillAll();
    Listen();
    if (status_ && end_.stop == CageStop::kItself) TakeStatus();
    TakeCpu();
    if (end_.stop == CageStop::kOutput) end_.output.clear();
    return std::move(end_);
  }
  std::string& trouble() { return trouble_; }

 private:
  bool Over() {
    if (status_ || gone_) return true;
    if (deadline_.Passed()) return Stop(CageStop::kWall);
    const TreeUse use = UseOf(Descendants(first_));
    end_.peak_memory_bytes = std::max(end_.peak_memory_bytes, use.memory_bytes);
    if (use.memory_bytes > limits_.memory_bytes) return Stop(CageStop::kMemory);
    if (use.cpu_ms > limits_.cpu_ms) return Stop(CageStop::kCpu);
    if (use.processes > limits_.processes) return Stop(CageStop::kProcesses);
    if (end_.output.size() > limits_.output_bytes) return Stop(CageStop::kOutput);
    return false;
  }
  bool Stop(CageStop stop) {
    end_.stop = stop;
    return true;
  }

  void Wait() {
    pollfd fds[] = {{ends_.output.get(), POLLIN, 0},
                    {ends_.complaint.get(), POLLIN, 0},
                    {ends_.report.get(), POLLIN, 0},
                    {ends_.trouble.get(), POLLIN, 0}};
    ::poll(fds, std::size(fds), std::min(kTickMs, deadline_.PollMs()));
    Listen();
  }

  void Listen() {
    Drain(ends_.output, end_.output, limits_.output_bytes);
    Drain(ends_.complaint, end_.complaint, kComplaintAtOnce);
    Drain(ends_.trouble, trouble_, kComplaintAtOnce);
    KeepEnd(end_.complaint, limits_.complaint_bytes);
    int status = 0;
    if (!ends_.report || status_) return;
    const ssize_t count = ::read(ends_.report.get(), &status, sizeof status);
    if (count == static_cast<ssize_t>(sizeof status)) status_ = status;
    if (count == 0) gone_ = true, ends_.report.Reset();
  }

  void TakeStatus() {
    end_.signalled = WIFSIGNALED(*status_);
    end_.code = end_.signalled ? WTERMSIG(*status_) : WEXITSTATUS(*status_);
    if (end_.signalled && end_.code == SIGXCPU) end_.stop = CageStop::kCpu;
    if (end_.output.size() > limits_.output_bytes) end_.stop = CageStop::kOutput;
  }

  void TakeCpu() {
    rusage used = {};
    ::getrusage(RUSAGE_CHILDREN, &used);
    const auto ms = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
    };
    end_.cpu_ms = ms(used.ru_utime) + ms(used.ru_stime);
    end_.peak_memory_bytes = std::max(end_.peak_memory_bytes, static_cast<uint64_t>(used.ru_maxrss) << 10);
    if (end_.stop == CageStop::kItself && end_.cpu_ms > limits_.cpu_ms) end_.stop = CageStop::kCpu;
  }

  CageLimits limits_;
  pid_t first_;
  OuterEnds ends_;
  Deadline deadline_;
  CageEnd end_;
  std::optional<int> status_;
  bool gone_ = false;  // the first process
  std::string trouble_;
};

class Scratch {
 public:
  static Result<Scratch> Make() {
    const char* parent = std::getenv("TMPDIR");
    std::string name = fmt::format("{}/gauntlet-cage-XXXXXX", parent != nullptr ? parent : "/tmp");
    if (::mkdtemp(name.data()) == nullptr) return FailErrno(ErrorKind::kSandboxError, "making " + name);
    ::chmod(name.c_str(), 0777);
    return Scratch(name);
  }
  Scratch(Scratch&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  Scratch& operator=(Scratch&&) = delete;
  ~Scratch() {
    std::error_code error;
    if (!path_.empty()) fs::remove_all(path_, error);
  }
  const std::string& path() const { return path_; }

 private:
  explicit Scratch(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// Number 1 of its own processes, where this machine lets us.
bool EnterProcesses(const CageRun& run) {
  if (run.trusted) return false;
  if (::geteuid() != 0 && (run.network || ::unshare(CLONE_NEWUSER) != 0)) return false;
  return ::unshare(CLONE_NEWPID) == 0;
}

Result<CageEnd> Cage(const CageRun& run, bool* no_program) {
  GAUNTLET_TRY(const Scratch scratch, Scratch::Make());
  OuterEnds outer;
  InsideEnds inner;
  GAUNTLET_CHECK_OK(MakePipe(outer.output, inner.output));
  GAUNTLET_CHECK_OK(MakePipe(outer.complaint, inner.complaint));
  GAUNTLET_CHECK_OK(MakePipe(outer.report, inner.report));
  GAUNTLET_CHECK_OK(MakePipe(outer.trouble, inner.trouble));
  GAUNTLET_TRY(inner.input, FileWith(run.input));
  const bool own_processes = EnterProcesses(run);
  const pid_t first = ::fork();
  if (first < 0) return FailErrno(ErrorKind::kSandboxError, "fork");
  if (first == 0) RunInside(run, scratch.path(), own_processes, std::move(inner));
  inner = InsideEnds();
  Watch watch(run, first, std::move(outer));
  CageEnd end = watch.Run();
  if (watch.trouble().empty()) return end;
  *no_program = watch.trouble().front() == kNoProgram;
  return Fail(ErrorKind::kSandboxError, watch.trouble().substr(*no_program ? 1 : 0));
}

std::string ReadAll() {
  std::string out;
  char bytes[1 << 16];
  for (;;) {
    const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return out;
    out.append(bytes, static_cast<size_t>(count));
  }
}

int Main() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // of the thread that waits for us
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  bool no_program = false;
  Json answer;
  try {
    const Result<CageEnd> end = Cage(CageRunFromJson(Json::from_cbor(ReadAll())), &no_program);
    answer = end ? CageEndToJson(*end) : Json{{"error", end.error().message}, {"input", no_program}};
  } catch (const std::exception& exception) {
    answer = {{"error", std::string("a malformed question: ") + exception.what()}};
  }
  const std::vector<uint8_t> bytes = Json::to_cbor(answer);
  return std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size() && std::fflush(stdout) == 0 ? 0
                                                                                                        : 1;
}

}  // namespace
}  // namespace gauntlet

int main() { return gauntlet::Main(); }
