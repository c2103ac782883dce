#include "host/evaluate/worker_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "host/base/layout.h"

namespace gauntlet {
namespace {

constexpr double kSetupMs = 60000;
constexpr double kOpenWorkloadMs = 300000;  // a simulator may look at every record
constexpr double kSendMs = 30000;
constexpr double kLastBreathMs = 500;  // from the end of its channel to the end of a process
constexpr int kStarts = 3;

}  // namespace

void WorkerClient::AddWorkload(WorkloadMessage message, std::shared_ptr<const UniqueFd> data) {
  GAUNTLET_ASSERT(!process_);
  workloads_.emplace_back(std::move(message), std::move(data));
}

void WorkerClient::Stop() {
  channel_.reset();
  if (process_) last_death_ = process_->Kill();
  process_.reset();
}

Result<Json> WorkerClient::AskOnce(const Json& question, std::span<const int> sent, double answer_ms,
                                   std::vector<UniqueFd>* fds) {
  GAUNTLET_CHECK_OK(channel_->Send(question, sent, Deadline::After(kSendMs)));
  GAUNTLET_TRY(Message message, channel_->Receive(Deadline::After(answer_ms)));
  GAUNTLET_CHECK_OK(FromJson<Json>(message.body));  // an error that the worker reports
  if (fds != nullptr) *fds = std::move(message.fds);
  return std::move(message.body);
}

Result<> WorkerClient::Start() {
  const char* program = setup_.role == WorkerRole::kVerifier ? "gauntlet-verifier" : "gauntlet-evaluator";
  GAUNTLET_TRY(process_, StartWorker(Layout::Current().Program(program), {}));
  channel_.emplace(process_->TakeSocket(), process_->pidfd());
  facts_.clear();
  GAUNTLET_CHECK_OK(AskOnce(ToJson(setup_), {}, kSetupMs, nullptr));
  for (const auto& [message, data] : workloads_) {
    const int fd = data->get();
    GAUNTLET_TRY(const Json answer, AskOnce(ToJson(message), std::span(&fd, 1), kOpenWorkloadMs, nullptr));
    if (setup_.role != WorkerRole::kMapped) continue;
    GAUNTLET_TRY(facts_.emplace_back(), FromJson<WorkloadFacts>(answer));
  }
  return {};
}

// One that died since the last question died of nothing that we know of; one that dies while it starts may have
// been killed for lack of memory.
Result<> WorkerClient::MakeReady() {
  if (process_ && process_->WaitDeath(Deadline::After(0))) Stop();
  Result<> started;
  for (int tries = 0; !process_ && tries < kStarts; ++tries) {
    started = Start();
    if (started) break;
    Stop();
    if (started.error().kind != ErrorKind::kWorkerLost) break;
  }
  return started;
}

Result<std::vector<WorkloadFacts>> WorkerClient::Facts() {
  GAUNTLET_CHECK_OK(MakeReady());
  return facts_;
}

bool WorkerClient::WasKilled() {
  const auto death = process_->WaitDeath(Deadline::After(kLastBreathMs));
  Stop();
  return death && death->signalled && death->code == SIGKILL;
}

Result<> WorkerClient::OutliveIdly(double ms) {
  GAUNTLET_CHECK_OK(MakeReady());
  if (!process_->WaitDeath(Deadline::After(ms))) return {};
  Stop();
  return Fail(ErrorKind::kWorkerLost, fmt::format("workers are killed, idle ones too ({}): is memory short?",
                                                  last_death_->ToString()));
}

Result<Json> WorkerClient::Ask(const Json& question, std::span<const int> sent, double answer_ms,
                               std::vector<UniqueFd>* fds) {
  Result<Json> answer;
  lost_two_ = false;
  double lived_ms = 0;
  int kills = 0;
  for (int losses = 0; losses < (kills > 0 ? 3 : 2);) {
    GAUNTLET_CHECK_OK(MakeReady());
    const double asked_ms = NowMs();
    answer = AskOnce(question, sent, answer_ms, fds);
    if (answer || !channel_->broken()) return answer;
    lived_ms = std::max(lived_ms, NowMs() - asked_ms);
    if (WasKilled()) ++kills;
    if (++losses == 2 && kills > 0) GAUNTLET_CHECK_OK(OutliveIdly(std::clamp(4 * lived_ms, 200.0, 5000.0)));
  }
  lost_two_ = true;
  return Fail(ErrorKind::kWorkerLost, fmt::format("{} workers in a row were lost ({}; {})", kills > 0 ? 3 : 2,
                                                  answer.error().message, last_death_->ToString()));
}

}  // namespace gauntlet
