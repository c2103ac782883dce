#include "host/evaluate/worker_client.h"

#include <fmt/format.h>

#include "host/base/layout.h"

namespace gauntlet {
namespace {

constexpr double kSetupMs = 60000;
constexpr double kOpenWorkloadMs = 300000;  // a simulator may look at every record
constexpr double kSendMs = 30000;

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

Result<std::vector<WorkloadFacts>> WorkerClient::Facts() {
  if (!process_) {
    if (auto started = Start(); !started) {
      Stop();
      return std::unexpected(started.error());
    }
  }
  return facts_;
}

Result<Json> WorkerClient::Ask(const Json& question, std::span<const int> sent, double answer_ms,
                               std::vector<UniqueFd>* fds) {
  Result<Json> answer;
  for (int tries = 0; tries < 2; ++tries) {
    if (!process_) {
      if (auto started = Start(); !started) {
        Stop();
        return std::unexpected(started.error());
      }
    }
    answer = AskOnce(question, sent, answer_ms, fds);
    if (answer || !channel_->broken()) return answer;
    Stop();
  }
  return Fail(ErrorKind::kWorkerLost, fmt::format("two workers in a row were lost ({}; {})",
                                                  answer.error().message, last_death_->ToString()));
}

}  // namespace gauntlet
