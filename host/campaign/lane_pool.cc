#include "host/campaign/lane_pool.h"

#include <chrono>

namespace gauntlet {
namespace {

constexpr int kTries = 3;

}  // namespace

LanePool::LanePool(const std::vector<std::unique_ptr<CandidateWorker>>& workers, TreeTable& trees)
    : trees_(trees) {
  for (const auto& worker : workers) threads_.emplace_back([this, w = worker.get()] { RunLane(*w); });
}

LanePool::~LanePool() {
  Cancel();
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  work_.notify_all();
}

void LanePool::Submit(const Job* job) {
  {
    const std::scoped_lock lock(mutex_);
    waiting_.push_back(job);
  }
  work_.notify_one();
}

std::vector<LanePool::Done> LanePool::Collect(double timeout_ms) {
  std::unique_lock lock(mutex_);
  finished_.wait_for(lock, std::chrono::duration<double, std::milli>(timeout_ms),
                     [&] { return !done_.empty(); });
  return std::exchange(done_, {});
}

void LanePool::Cancel() {
  const std::scoped_lock lock(mutex_);
  waiting_.clear();
}

size_t LanePool::outstanding() const {
  const std::scoped_lock lock(mutex_);
  return waiting_.size() + running_ + done_.size();
}

void LanePool::RunLane(CandidateWorker& worker) {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [&] { return closing_ || !waiting_.empty(); });
    if (closing_) return;
    const Job* job = waiting_.front();
    waiting_.pop_front();
    ++running_;
    lock.unlock();
    Result<Candidate> result = worker.Run(*job, trees_);
    // The platform gets more chances before it stops a campaign: a worker may have been killed for lack of
    // memory.
    for (int tries = 1; !result && tries < kTries; ++tries) result = worker.Run(*job, trees_);
    lock.lock();
    --running_;
    done_.push_back({job->number, std::move(result)});
    finished_.notify_one();
  }
}

}  // namespace gauntlet
