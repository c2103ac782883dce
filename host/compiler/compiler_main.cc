// The compiler process: speaks wire.h over descriptor 3, one unit at a time, until the host closes its end.

#include <sys/mman.h>

#include <atomic>
#include <cstdio>
#include <cstring>

#include "host/compiler/guard.h"
#include "host/compiler/service.h"
#include "host/compiler/wire.h"
#include "host/load/interfaces.h"
#include "sandbox/channel.h"

namespace gauntlet {
namespace {

constexpr double kHostMs = 60000;  // the host answers "screened" after a look into its tables

class Server {
 public:
  Server(Channel channel, const CompilerLimits& limits, DomainHeaders headers)
      : channel_(std::move(channel)), limits_(limits), headers_(std::move(headers)) {}

  Result<> Start(int stage_page_fd);
  void Refuse(const Error& error) {
    (void)channel_.Send({{"error", error.message}}, {}, Deadline::After(kHostMs));
  }
  Result<> Serve();

 private:
  void Enter(CompilerStage stage);
  Result<> Answer(const Json& question);
  Result<Json> Do(const Json& question);
  Result<Json> Compile(const Json& question);
  bool AskWanted(const NormalForm& form);
  Result<> WarmUp();

  Channel channel_;
  CompilerLimits limits_;
  DomainHeaders headers_;
  std::unique_ptr<CompilerService> service_;
  std::atomic<uint32_t>* stage_ = nullptr;
  bool serving_ = false;  // a unit's clock runs
};

Result<> Server::Start(int stage_page_fd) {
  void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, stage_page_fd, 0);
  if (page == MAP_FAILED) return FailErrno(ErrorKind::kInternalError, "mmap of the stage page");
  stage_ = static_cast<std::atomic<uint32_t>*>(page);
  GAUNTLET_CHECK_OK(InstallUnitGuards());
  GAUNTLET_TRY(service_, CompilerService::Create(limits_, headers_.files,
                                                 [this](CompilerStage stage) { Enter(stage); }));
  GAUNTLET_CHECK_OK(WarmUp());
  GAUNTLET_TRY(const std::vector<std::string> lockdown, LockDown(limits_));
  return channel_.Send({{"ready", true}, {"lockdown", lockdown}, {"toolchain", service_->Facts()}}, {},
                       Deadline::After(kHostMs));
}

Result<> Server::WarmUp() {
  if (!headers_.interface_name.empty()) return service_->WarmUp(headers_.domain, headers_.interface_name);
  if (!headers_.files.empty()) return {};  // for a simulator, which shares its headers with nobody
  for (const std::string_view name : PolicyInterfaces())
    GAUNTLET_CHECK_OK(service_->WarmUp(std::string(DomainOf(name)), std::string(name)));
  return {};
}

// The clock of a unit stands still while a header state is built, and begins anew behind it.
void Server::Enter(CompilerStage stage) {
  const auto before = static_cast<CompilerStage>(stage_->exchange(static_cast<uint32_t>(stage)));
  if (stage == CompilerStage::kHeaders) ArmCpuLimit(0);
  if (before == CompilerStage::kHeaders && serving_) ArmCpuLimit(limits_.cpu_ms);
}

bool Server::AskWanted(const NormalForm& form) {
  ArmCpuLimit(0);
  const Deadline deadline = Deadline::After(kHostMs);
  if (!channel_.Send({{"screened", FormToJson(form)}}, {}, deadline)) return false;
  const auto answer = channel_.Receive(deadline);
  ArmCpuLimit(limits_.cpu_ms);
  return answer && answer->body.value("go", false);
}

Json WithModule(const ServiceOutcome& unit) {
  Json done = CompileOutcomeToJson(unit.outcome);
  if (!unit.module.empty())
    done["module"] = Json::binary(std::vector<uint8_t>(unit.module.begin(), unit.module.end()));
  return done;
}

Result<Json> Server::Compile(const Json& question) {
  GAUNTLET_TRY(ServiceOutcome unit,
               service_->Compile(CompileRequestFromJson(question),
                                 [this](const NormalForm& form) { return AskWanted(form); }));
  return WithModule(unit);
}

Result<Json> Server::Do(const Json& question) {
  const std::string verb = question.at("do");
  if (verb == "compile") return Compile(question);
  if (verb == "simulator") {
    GAUNTLET_TRY(const ServiceOutcome unit,
                 service_->CompileSimulator(question.at("source"), headers_.domain));
    return WithModule(unit);
  }
  if (verb == "mutate") {
    GAUNTLET_TRY(const MutateOutcome outcome, service_->Mutate(MutateRequestFromJson(question)));
    return MutateOutcomeToJson(outcome);
  }
  if (verb == "diff") {
    GAUNTLET_TRY(const auto diffs, service_->Diff(DiffRequestFromJson(question)));
    return DiffOutcomeToJson(diffs);
  }
  if (verb == "ablate") {
    GAUNTLET_TRY(const AblationOutcome outcome, service_->Ablations(TreeRequestFromJson(question)));
    return AblationOutcomeToJson(outcome);
  }
  if (verb == "literals") {
    GAUNTLET_TRY(const LiteralsOutcome outcome, service_->Literals(TreeRequestFromJson(question)));
    return LiteralsOutcomeToJson(outcome);
  }
  if (verb == "grams") {
    GAUNTLET_TRY(const GramsOutcome outcome, service_->Grams(TreeRequestFromJson(question)));
    return GramsOutcomeToJson(outcome);
  }
  if (verb == "locate") {
    GAUNTLET_TRY(const uint32_t line,
                 service_->Locate(CompileRequestFromJson(question), question.at("offset")));
    return Json{{"line", line}};
  }
  return Fail(ErrorKind::kInternalError, "a compiler cannot " + verb);
}

Result<> Server::Answer(const Json& question) {
  serving_ = true;
  ArmCpuLimit(limits_.cpu_ms);
  auto done = Do(question);
  ArmCpuLimit(0);
  serving_ = false;
  stage_->store(static_cast<uint32_t>(CompilerStage::kIdle));
  Json answer = {{"rss_bytes", ResidentBytes()}};
  if (done) {
    answer["done"] = std::move(*done);
  } else {
    answer["error"] = done.error().message;
  }
  return channel_.Send(answer, {}, Deadline::After(kHostMs));
}

Result<> Server::Serve() {
  for (;;) {
    auto question = channel_.Receive(Deadline::Never());
    if (!question) return {};  // the host is gone
    GAUNTLET_CHECK_OK(Answer(question->body));
  }
}

int Run() {
  Channel channel{UniqueFd(kWorkerChannelFd)};
  auto start = channel.Receive(Deadline::After(kHostMs));
  if (!start || start->fds.size() != 1) {
    std::fprintf(stderr, "gauntlet-compiler is started by gauntlet; it is no command of its own\n");
    return 2;
  }
  Server server(std::move(channel), LimitsFromJson(start->body.at("limits")),
                HeadersFromJson(start->body.at("headers")));
  if (auto started = server.Start(start->fds[0].get()); !started) {
    server.Refuse(started.error());
    return 3;
  }
  return server.Serve() ? 0 : 3;
}

}  // namespace
}  // namespace gauntlet

int main() { return gauntlet::Run(); }
