// The loop of a worker: receives questions over the channel (wire.h), answers them, ends when the host goes
// away.
#pragma once

#include <memory>
#include <vector>

#include "host/evaluate/wire.h"
#include "host/evaluate/worker/hot.h"
#include "host/evaluate/worker/runner.h"
#include "host/evaluate/worker/simulator.h"

namespace gauntlet {

class EvaluationServer {
 public:
  // `verifier`: this program holds no way to open a module. Returns the exit code.
  static int Serve(bool verifier);

 private:
  struct Answer {
    Json body = Json::object();
    UniqueFd fd;
  };
  struct KnownWorkload {
    WorkloadMessage message;
    UniqueFd data;
    std::unique_ptr<OpenedWorkload> opened;  // role block_fed: never; verifier: when first asked for
    const FeedPlan* plan = nullptr;          // role block_fed: one of plans_
  };

  Result<Answer> Handle(Message& message);
  Result<Answer> SetUp(const Json& body);
  Result<Answer> AddWorkload(Message& message);
  Result<Answer> Evaluate(const Message& message);
  Result<Answer> Replay(const Message& message);
  Result<Answer> Locate(const Message& message);
  Result<Answer> Reference(const Json& body);
  Result<Answer> Make(const Message& message);
  Result<> KeepPlan(KnownWorkload& known);
  Result<KnownWorkload*> Known(uint32_t number);
  Result<OpenedWorkload*> Opened(uint32_t number);
  Result<RunnableWorkload> Runnable(uint32_t number);
  Result<EvaluationAnswer> EvaluateHot(int module_fd, const EvaluateMessage& request);

  bool verifier_ = false;
  bool ready_ = false;
  WorkerSetup setup_;
  std::unique_ptr<Simulator> simulator_;
  std::unique_ptr<Runner> runner_;
  std::unique_ptr<HotRunner> hot_;               // tier hot
  std::vector<RunnableWorkload> hot_workloads_;  // all of them, once they were asked for
  std::vector<KnownWorkload> workloads_;
  Mapping plans_;  // FeedPlan[workload]
};

}  // namespace gauntlet
