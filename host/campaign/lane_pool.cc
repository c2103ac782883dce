#include "host/campaign/lane_pool.h"

#include <fmt/format.h>

#include <chrono>
#include <exception>

namespace gauntlet {
namespace {

constexpr int kTries = 3;

// An exception that leaves a thread ends the process: those of the standard library (no thread, no memory) are
// the platform's errors here.
Result<Candidate> RunOnce(CandidateWorker& worker, const Job& job, TreeTable& trees) {
  try {
    return worker.Run(job, trees);
  } catch (const std::exception& e) {
    return Fail(ErrorKind::kSandboxError,
                fmt::format("candidate {}: this machine has no more to give: {} (see ulimit -u and -v)",
                            job.number, e.what()));
  }
}

}  // namespace

LanePool::LanePool(const std::vector<std::unique_ptr<CandidateWorker>>& workers, TreeTable& trees)
    : trees_(trees) {
  try {
    for (const auto& worker : workers) threads_.emplace_back([this, w = worker.get()] { RunLane(*w); });
  } catch (...) {
    Close();  // or those that did start would be waited for, and wait themselves
    throw;
  }
}

LanePool::~LanePool() {
  Cancel();
  Close();
}

void LanePool::Close() {
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
                     [&] { return nudged_ || !done_.empty(); });
  nudged_ = false;
  return std::exchange(done_, {});
}

void LanePool::Nudge() {
  {
    const std::scoped_lock lock(mutex_);
    nudged_ = true;
  }
  finished_.notify_one();
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
    Result<Candidate> result = RunOnce(worker, *job, trees_);
    // The platform gets more chances before it stops a campaign: a worker may have been killed for lack of
    // memory.
    for (int tries = 1; !result && tries < kTries; ++tries) result = RunOnce(worker, *job, trees_);
    lock.lock();
    --running_;
    done_.push_back({job->number, std::move(result)});
    finished_.notify_one();
  }
}

}  // namespace gauntlet
