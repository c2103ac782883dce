// One evaluation worker as the host sees it: started and set up on demand, replaced when it is lost.
#pragma once

#include <optional>

#include "host/base/process.h"
#include "host/evaluate/wire.h"

namespace gauntlet {

class WorkerClient {
 public:
  // `setup.role` says which program is started.
  explicit WorkerClient(WorkerSetup setup) : setup_(std::move(setup)) {}

  // Workloads are told to the worker when it starts, in this order; the client keeps what it needs to tell a new
  // one. REQUIRES: the worker was not started yet.
  void AddWorkload(WorkloadMessage message, std::shared_ptr<const UniqueFd> data);
  // Of role mapped: what the worker said of each workload. Starts it if need be.
  Result<std::vector<WorkloadFacts>> Facts();

  // Asks and waits; descriptors of the answer go to `fds`. A lost worker is replaced and asked once more;
  // losing that one as well is ErrorKind::kWorkerLost.
  // Workers that were killed by none of us may have been so for no fault of the question: then a third one must
  // live idly for a while, longer than they did, and be lost over the question too.
  Result<Json> Ask(const Json& question, std::span<const int> sent, double answer_ms,
                   std::vector<UniqueFd>* fds = nullptr);
  void Stop();
  // The last question came to nothing because it cost two sound workers in a row (three, see Ask) their lives.
  bool lost_two() const { return lost_two_; }
  // How the last lost worker died.
  const std::optional<Death>& last_death() const { return last_death_; }

 private:
  Result<> Start();
  Result<> MakeReady();
  bool WasKilled();  // of a worker that is lost: its end, by none of us
  Result<> OutliveIdly(double ms);
  Result<Json> AskOnce(const Json& question, std::span<const int> sent, double answer_ms,
                       std::vector<UniqueFd>* fds);

  WorkerSetup setup_;
  std::vector<std::pair<WorkloadMessage, std::shared_ptr<const UniqueFd>>> workloads_;
  std::vector<WorkloadFacts> facts_;
  std::optional<WorkerProcess> process_;
  std::optional<Channel> channel_;
  std::optional<Death> last_death_;
  bool lost_two_ = false;
};

}  // namespace gauntlet
