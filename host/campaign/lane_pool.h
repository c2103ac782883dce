// Threads that run jobs, one worker each. The thread that owns the pool submits and collects; jobs stay its
// own.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "host/campaign/job.h"

namespace gauntlet {

class LanePool {
 public:
  struct Done {
    int64_t number;
    Result<Candidate> result;
  };

  // Throws std::system_error if the machine gives no thread; no thread is left then.
  LanePool(const std::vector<std::unique_ptr<CandidateWorker>>& workers, TreeTable& trees);
  ~LanePool();  // waits for what runs, forgets what waits

  // REQUIRES: *job lives until it is collected or the pool ends.
  void Submit(const Job* job);
  // Those finished since the last call, in no order; waits up to `timeout_ms` for the first one.
  std::vector<Done> Collect(double timeout_ms);
  // Ends the waiting of Collect, from any thread.
  void Nudge();
  // Forgets the jobs that no lane has begun.
  void Cancel();
  // Jobs submitted and neither collected nor forgotten.
  size_t outstanding() const;

 private:
  void RunLane(CandidateWorker& worker);
  void Close();

  TreeTable& trees_;
  mutable std::mutex mutex_;
  std::condition_variable work_, finished_;
  std::deque<const Job*> waiting_;
  std::vector<Done> done_;
  size_t running_ = 0;
  bool closing_ = false, nudged_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace gauntlet
