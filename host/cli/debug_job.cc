#include "host/cli/debug_job.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cctype>

#include "host/base/file.h"
#include "host/base/layout.h"
#include "host/evaluate/wire.h"

namespace gauntlet {
namespace fs = std::filesystem;
namespace {

constexpr int kFirstInheritedFd = 20;
constexpr double kSlowness = 30;          // of a build without optimisation, under watch
constexpr double kCpuMsAfterStop = 2000;  // for one request and what follows: it hangs, if it ever did
constexpr const char* kPolicyFile = "policy.cc";  // as candidates are called in their debug information

Result<std::string> BytesOf(const Module& module) {
  std::string bytes(module.size_bytes(), '\0');
  if (::pread(module.fd(), bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return FailErrno(ErrorKind::kInternalError, "reading a module");
  return bytes;
}

// Before the run. `before`: stop where the failing request is about to be fed.
std::string GdbPreamble(const fs::path& folder, bool before) {
  return fmt::format(
      "set pagination off\nset confirm off\nset width 0\nset startup-with-shell off\n"
      "set print pretty on\nset print elements 32\nset print frame-arguments all\n"
      "directory {}\nset substitute-path /gauntlet/include {}\nbreak gauntlet_run_failed\n{}",
      folder.string(), Layout::Current().PluginApi().string(),
      before ? "break gauntlet_before_request\n" : "");
}

constexpr const char* kBacktrace = "backtrace -full 12\n";

// Every hook that the failing request calls, with what it is given and what it answers. Functions that a hook
// calls have breakpoints too, which rest while it is finished. Breakpoint 1 is gauntlet_run_failed.
constexpr const char* kFollowRequest = R"(run
rbreak policy.cc:.
set $left = 24
while $left > 0
  continue
  if (long)$pc - (long)&gauntlet_run_failed >= 0 && (long)$pc - (long)&gauntlet_run_failed < 32
    set $left = 0
  else
    disable
    enable 1
    finish
    enable
    set $left = $left - 1
  end
end
delete
continue
)";

// To the throw itself: at the barrier the stack that threw is gone.
constexpr const char* kFollowThrows = R"(run
catch throw
continue
backtrace -full 12
delete
continue
)";

std::string BatchCommands(const std::optional<Failure>& failure, bool stops) {
  if (failure && failure->kind == VerdictKind::kInvalidDecision && stops) return kFollowRequest;
  if (failure && failure->kind == VerdictKind::kException && stops) return kFollowThrows;
  return fmt::format("run\n{}delete\ncontinue\n", kBacktrace);
}

bool WantsStop(const std::optional<Failure>& failure) {
  return failure &&
         (failure->kind == VerdictKind::kInvalidDecision || failure->kind == VerdictKind::kException);
}

}  // namespace

Result<std::unique_ptr<DebugJob>> DebugJob::Create(const DebugSubject& subject, const Module& module,
                                                   const std::vector<Workload>& workloads) {
  std::string folder = (fs::temp_directory_path() / "gauntlet-debug-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return FailErrno(ErrorKind::kStorageError, folder);
  std::unique_ptr<DebugJob> job(new DebugJob(folder));
  GAUNTLET_CHECK_OK(job->Write(subject, module, workloads));
  return job;
}

DebugJob::~DebugJob() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Result<> DebugJob::Write(const DebugSubject& subject, const Module& module,
                         const std::vector<Workload>& workloads) {
  failure_ = subject.failure;
  const Problem& problem = subject.problem;
  GAUNTLET_TRY(const std::string bytes, BytesOf(module));
  GAUNTLET_CHECK_OK(WriteFile(folder_ / "policy.so", bytes));
  GAUNTLET_CHECK_OK(WriteFile(folder_ / kPolicyFile, subject.source));

  WorkerSetup setup{.simulator_path = problem.simulator.string(),
                    .domain = problem.domain,
                    .interface_name = problem.interface_name,
                    .isolation = Isolation::kTrusted};
  setup.limits.cpu_ms = problem.limits.cpu_s * 1000;
  setup.limits.memory_bytes = (subject.memory_mb != 0 ? subject.memory_mb : problem.limits.memory_mb) << 20;
  const Json known = failure_ ? failure_->detail : Json::object();
  const std::string failing = known.value("workload", "");
  Json played = Json::array();
  for (const Workload& w : workloads) {
    if (!failing.empty() && w.name != failing) continue;
    Json one = ToJson(WorkloadMessage{w.name, w.params, w.data_bytes, std::nullopt});
    one["fd"] = data_.emplace_back(::fcntl(w.data->get(), F_DUPFD, kFirstInheritedFd)).get();
    played.push_back(std::move(one));
  }
  stops_ = !failing.empty() && played.size() == 1 && known.contains("request");
  return WriteFile(job_file(),
                   Json{{"setup", ToJson(setup)},
                        {"module", (folder_ / "policy.so").string()},
                        {"workloads", played},
                        {"stop", stops_ ? Json{{"workload", 0}, {"request", known["request"]}} : Json()},
                        {"cpu_ms", kSlowness * setup.limits.cpu_ms},
                        {"cpu_ms_after_stop", kCpuMsAfterStop},
                        {"answer", (folder_ / "answer.json").string()}}
                       .dump(1));
}

Result<std::string> DebugJob::WriteGdbScript(bool interactive) const {
  std::string script = GdbPreamble(folder_, stops_ && (interactive || WantsStop(failure_)));
  if (interactive) {
    script += "run\n";
    if (stops_)
      script += fmt::format(
          "echo \\nThe next request, {}, ends the run as {}. `continue` goes there; `break {}:LINE` "
          "works.\\n",
          failure_->detail["request"].dump(), ToString(failure_->kind), kPolicyFile);
  } else {
    script += BatchCommands(failure_, stops_);
  }
  const fs::path path = folder_ / "commands.gdb";
  GAUNTLET_CHECK_OK(WriteFile(path, script));
  return path.string();
}

std::optional<Verdict> DebugJob::Answer() const {
  const auto text = ReadTextFile(folder_ / "answer.json");
  if (!text) return std::nullopt;
  const auto answer = FromJson<EvaluationAnswer>(Json::parse(*text, nullptr, false));
  if (!answer) return std::nullopt;
  return answer->evaluation.verdict;
}

uint32_t FirstPolicyLine(const std::string& text) {
  const std::string name = std::string(kPolicyFile) + ":";
  for (size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const bool starts_word =
        at == 0 || text[at - 1] == '/' || std::isspace(static_cast<unsigned char>(text[at - 1]));
    const uint32_t line = static_cast<uint32_t>(std::strtoul(text.c_str() + at + name.size(), nullptr, 10));
    if (starts_word && line != 0) return line;
  }
  return 0;
}

}  // namespace gauntlet
