#include "host/compiler/compiler.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <span>

#include "host/base/clock.h"
#include "host/base/layout.h"
#include "host/base/message.h"
#include "host/base/process.h"
#include "host/compiler/wire.h"
#include "sandbox/channel.h"

namespace gauntlet {
namespace {

constexpr double kStartMs = 60000;
constexpr double kHeaderStateMs = 60000;  // a second or two where nobody else is at work
constexpr int kTries = 3;                 // compilers killed in a row over one question before it is an error
constexpr size_t kStagePageBytes = 4096;

// One page that a worker writes and we read, alive when the worker is not.
class StagePage {
 public:
  static Result<StagePage> Create() {
    StagePage page;
    page.fd_.Reset(::memfd_create("compiler-stage", MFD_CLOEXEC));
    if (!page.fd_ || ::ftruncate(page.fd_.get(), kStagePageBytes) != 0)
      return FailErrno(ErrorKind::kInternalError, "memfd_create");
    void* memory = ::mmap(nullptr, kStagePageBytes, PROT_READ | PROT_WRITE, MAP_SHARED, page.fd_.get(), 0);
    if (memory == MAP_FAILED) return FailErrno(ErrorKind::kInternalError, "mmap");
    page.memory_ = static_cast<std::atomic<uint32_t>*>(memory);
    return page;
  }
  StagePage(StagePage&& other) noexcept
      : fd_(std::move(other.fd_)), memory_(std::exchange(other.memory_, nullptr)) {}
  StagePage& operator=(StagePage&& other) noexcept {
    fd_ = std::move(other.fd_);
    std::swap(memory_, other.memory_);
    return *this;
  }
  ~StagePage() {
    if (memory_) ::munmap(memory_, kStagePageBytes);
  }
  int fd() const { return fd_.get(); }
  CompilerStage stage() const { return static_cast<CompilerStage>(memory_->load()); }

 private:
  StagePage() = default;
  UniqueFd fd_;
  std::atomic<uint32_t>* memory_ = nullptr;
};

// One process and the conversation with it.
struct Worker {
  WorkerProcess process;
  Channel channel;
  StagePage page;
};

// What a unit did to its compiler.
Failure FailureOfDeath(const Death& death, bool killed_by_us, CompilerStage stage,
                       const CompilerLimits& limits) {
  const Stage where = stage == CompilerStage::kLink ? Stage::kLink : Stage::kCompile;
  Failure failure{VerdictKind::kCompilerCrash, where,
                  "the compiler ended on this source: " + death.ToString()};
  failure.detail["compiler"] = death.ToString();
  if (killed_by_us || (!death.signalled && death.code == kExitCpuLimit)) {
    failure.kind = VerdictKind::kCompileTimeout;
    failure.reason = fmt::format(
        "compiling took more than {:.0f} ms; make templates, constant evaluation and macros smaller",
        limits.cpu_ms);
  } else if (!death.signalled && death.code == kExitMemoryLimit) {
    failure.kind = VerdictKind::kCompileResource;
    failure.reason =
        fmt::format("compiling needs more than {} MB of memory; make arrays, templates and macros smaller",
                    limits.memory_bytes >> 20);
  } else if (!death.signalled && death.code == kExitStackLimit) {
    failure.kind = VerdictKind::kCompileResource;
    failure.reason = "the source nests too deeply for the compiler; break expressions and blocks up";
  }
  return failure;
}

class ProcessCompiler : public Compiler {
 public:
  ProcessCompiler(const CompilerLimits& limits, const DomainHeaders& headers)
      : limits_(limits), headers_(headers) {}

  Result<> EnsureWorker();  // tries again when what it starts is killed
  const Json& Toolchain() const override { return toolchain_; }
  Result<CompileOutcome> Compile(const CompileRequest& request, const Wanted& wanted) override;
  Result<CompileOutcome> CompileSimulator(const std::string& source) override;
  Result<MutateOutcome> Mutate(const MutateRequest& request) override;
  Result<DiffOutcome> Diff(const DiffRequest& request) override;
  Result<AblationOutcome> Ablations(const TreeRequest& request) override;
  Result<LiteralsOutcome> Literals(const TreeRequest& request) override;
  Result<GramsOutcome> Grams(const TreeRequest& request) override;
  Result<uint32_t> Locate(const CompileRequest& request, uint64_t module_offset) override;

 private:
  Result<> StartOne();
  struct Reply {
    std::optional<Failure> failure;  // the worker died of it
    Json done;
    std::vector<UniqueFd> fds;
  };
  // Sends the question and returns the last answer. `screened` answers the question in between.
  // A worker that was dead already, or is killed meanwhile, is replaced and asked again.
  using Screened = std::function<Result<bool>(const Json&)>;
  Result<Reply> Ask(const Json& question, const Screened& screened);
  Result<Reply> AskOnce(const Json& question, const Screened& screened);
  // The answer to a question without a "screened" in between; what the worker died of becomes its failure.
  template <class Outcome>
  Result<Outcome> AskFor(const char* verb, Json question, Outcome (*from_json)(const Json&));
  // An outcome with a module. `wanted` is asked in between, if it is not null.
  Result<CompileOutcome> AskForModule(const char* verb, Json question, const Wanted* wanted);
  Result<Reply> TakeDone(Message& answer);
  // An error if it was killed by none of us: no source can do that, it has no signals to send.
  Result<Reply> Bury(Deadline deadline);
  // The worker answers what no worker of ours would: the source got hold of it.
  Reply Disown(const Error& error);
  // A busy machine stretches time; and the first unit of a kind waits for its header state, which is not on its clock.
  Deadline UnitDeadline() const { return Deadline::After(limits_.cpu_ms * 6 + 10000 + kHeaderStateMs); }

  CompilerLimits limits_;
  DomainHeaders headers_;
  Json toolchain_;  // of the process that was started last
  std::optional<Worker> worker_;
};

Result<> ProcessCompiler::EnsureWorker() {
  Result<> started;
  for (int tries = 0; !worker_ && tries < kTries; ++tries) {
    started = StartOne();
    if (!started && started.error().kind != ErrorKind::kWorkerLost) break;
  }
  return started;
}

Result<> ProcessCompiler::StartOne() {
  GAUNTLET_TRY(StagePage page, StagePage::Create());
  GAUNTLET_TRY(WorkerProcess process,
               StartWorker(Layout::Current().Program("gauntlet-compiler"), {"--worker"}));
  Channel channel(process.TakeSocket(), process.pidfd());
  const int fds[] = {page.fd()};
  const Deadline deadline = Deadline::After(kStartMs);
  const Result<> sent =
      channel.Send({{"do", "start"}, {"limits", LimitsToJson(limits_)}, {"headers", HeadersToJson(headers_)}},
                   fds, deadline);
  auto ready = sent ? channel.Receive(deadline) : std::unexpected(sent.error());
  if (!ready) {
    const Death death = process.WaitDeath(Deadline::After(2000)).value_or(Death{true, SIGKILL});
    return Fail(ErrorKind::kWorkerLost, fmt::format("gauntlet-compiler did not start ({}): {}",
                                                    death.ToString(), ready.error().message));
  }
  if (ready->body.contains("error"))
    return Fail(ErrorKind::kSandboxError, ready->body.at("error").get<std::string>());
  toolchain_ = ready->body.value("toolchain", Json::object());
  worker_.emplace(std::move(process), std::move(channel), std::move(page));
  return {};
}

Result<ProcessCompiler::Reply> ProcessCompiler::Bury(Deadline deadline) {
  const bool late = deadline.Passed();
  const CompilerStage stage = worker_->page.stage();
  std::optional<Death> death;
  if (!late) death = worker_->process.WaitDeath(Deadline::After(2000));
  const Death end = death ? *death : worker_->process.Kill();
  worker_.reset();
  if (death && end.signalled && end.code == SIGKILL)
    return Fail(ErrorKind::kWorkerLost, "the compiler was killed from outside, or for lack of memory");
  return Reply{FailureOfDeath(end, late, stage, limits_), nullptr, {}};
}

ProcessCompiler::Reply ProcessCompiler::Disown(const Error& error) {
  worker_.reset();
  return {Failure{VerdictKind::kCompilerCrash, Stage::kCompile,
                  "the compiler came apart on this source: " + error.message, Json::object()},
          nullptr,
          {}};
}

Result<ProcessCompiler::Reply> ProcessCompiler::TakeDone(Message& answer) {
  Json& body = answer.body;
  if (body.contains("error")) {
    worker_.reset();
    return Fail(ErrorKind::kInternalError,
                body["error"].is_string() ? body["error"].get<std::string>() : "?");
  }
  const auto rss_bytes = ReadMessage([&] { return body.at("rss_bytes").get<uint64_t>(); });
  if (!rss_bytes) return Disown(rss_bytes.error());
  if (*rss_bytes > limits_.recycle_rss_bytes) worker_.reset();
  return Reply{std::nullopt, std::move(body["done"]), std::move(answer.fds)};
}

Result<ProcessCompiler::Reply> ProcessCompiler::AskOnce(const Json& question, const Screened& screened) {
  GAUNTLET_CHECK_OK(EnsureWorker());
  const Deadline deadline = UnitDeadline();
  if (auto sent = worker_->channel.Send(question, {}, deadline); !sent) {
    worker_.reset();
    return std::unexpected(sent.error());
  }
  for (;;) {
    auto answer = worker_->channel.Receive(deadline);
    if (!answer) {
      const bool began = worker_->page.stage() != CompilerStage::kIdle;
      if (began || deadline.Passed()) return Bury(deadline);
      worker_.reset();
      return std::unexpected(answer.error());
    }
    if (!screened || !answer->body.contains("screened")) return TakeDone(*answer);
    const Result<bool> go = screened(answer->body["screened"]);
    if (!go) return Disown(go.error());
    if (auto sent = worker_->channel.Send({{"go", *go}}, {}, deadline); !sent) return Bury(deadline);
  }
}

Result<ProcessCompiler::Reply> ProcessCompiler::Ask(const Json& question, const Screened& screened) {
  auto reply = AskOnce(question, screened);
  for (int tries = 1; !reply && reply.error().kind == ErrorKind::kWorkerLost && tries < kTries; ++tries)
    reply = AskOnce(question, screened);
  return reply;
}

Result<CompileOutcome> ProcessCompiler::AskForModule(const char* verb, Json question, const Wanted* wanted) {
  question["do"] = verb;
  std::optional<NormalForm> form;
  const Screened screened = [&](const Json& json) -> Result<bool> {
    GAUNTLET_TRY(form, ReadMessage([&] { return FormFromJson(json); }));
    return (*wanted)(*form);
  };
  GAUNTLET_TRY(Reply reply, Ask(question, wanted == nullptr ? Screened() : screened));
  Result<CompileOutcome> outcome;
  if (!reply.failure) {
    outcome = ReadMessage([&] { return CompileOutcomeFromJson(reply.done); });
    if (!outcome) reply = Disown(outcome.error());
  }
  if (reply.failure) {
    outcome = CompileOutcome{};
    outcome->failure = std::move(reply.failure);
    outcome->form = std::move(form);
    return outcome;
  }
  if (reply.done.contains("module") && reply.done["module"].is_binary()) {
    const auto& bytes = reply.done["module"].get_binary();
    GAUNTLET_TRY(outcome->module, Module::FromBytes(std::as_bytes(std::span(bytes.data(), bytes.size()))));
  }
  return outcome;
}

Result<CompileOutcome> ProcessCompiler::Compile(const CompileRequest& request, const Wanted& wanted) {
  return AskForModule("compile", CompileRequestToJson(request), &wanted);
}

Result<CompileOutcome> ProcessCompiler::CompileSimulator(const std::string& source) {
  return AskForModule("simulator", {{"source", source}}, nullptr);
}

template <class Outcome>
Result<Outcome> ProcessCompiler::AskFor(const char* verb, Json question, Outcome (*from_json)(const Json&)) {
  question["do"] = verb;
  GAUNTLET_TRY(Reply reply, Ask(question, nullptr));
  if (!reply.failure) {
    auto read = ReadMessage([&] { return from_json(reply.done); });
    if (read) return read;
    reply = Disown(read.error());
  }
  Outcome outcome;
  outcome.failure = std::move(reply.failure);
  return outcome;
}

Result<MutateOutcome> ProcessCompiler::Mutate(const MutateRequest& request) {
  return AskFor("mutate", MutateRequestToJson(request), MutateOutcomeFromJson);
}

Result<DiffOutcome> ProcessCompiler::Diff(const DiffRequest& request) {
  GAUNTLET_TRY(DiffOutcome outcome, AskFor("diff", DiffRequestToJson(request), DiffOutcomeFromJson));
  if (!outcome.failure && outcome.diffs.size() != request.b.size())
    return Fail(ErrorKind::kInternalError, "the compiler left a difference out");
  return outcome;
}

Result<AblationOutcome> ProcessCompiler::Ablations(const TreeRequest& request) {
  GAUNTLET_TRY(AblationOutcome outcome,
               AskFor("ablate", TreeRequestToJson(request), AblationOutcomeFromJson));
  for (const Ablation& a : outcome.ablations) {
    if (a.range.begin > a.range.end || a.range.end > request.source.size())
      return Fail(ErrorKind::kInternalError, "the compiler named a place that the source does not have");
  }
  return outcome;
}

Result<LiteralsOutcome> ProcessCompiler::Literals(const TreeRequest& request) {
  return AskFor("literals", TreeRequestToJson(request), LiteralsOutcomeFromJson);
}

Result<GramsOutcome> ProcessCompiler::Grams(const TreeRequest& request) {
  return AskFor("grams", TreeRequestToJson(request), GramsOutcomeFromJson);
}

Result<uint32_t> ProcessCompiler::Locate(const CompileRequest& request, uint64_t module_offset) {
  Json question = CompileRequestToJson(request);
  question["do"] = "locate";
  question["offset"] = module_offset;
  GAUNTLET_TRY(Reply reply, Ask(question, nullptr));
  if (reply.failure) return 0;
  return ReadMessage([&] { return reply.done.at("line").get<uint32_t>(); }).value_or(0);
}

}  // namespace

Result<std::unique_ptr<Compiler>> Compiler::Start(const CompilerLimits& limits,
                                                  const DomainHeaders& headers) {
  auto compiler = std::make_unique<ProcessCompiler>(limits, headers);
  GAUNTLET_CHECK_OK(compiler->EnsureWorker());
  return std::unique_ptr<Compiler>(std::move(compiler));
}

}  // namespace gauntlet
