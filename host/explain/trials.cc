#include "host/explain/trials.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace gauntlet {
namespace {

// What the lanes share while they work through `sources`.
struct Batch {
  std::vector<const std::string*> sources;
  std::vector<std::optional<Result<Candidate>>> results;
  std::atomic<size_t> next = 0;
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::condition_variable finished;
  size_t done = 0;
  size_t running = 0;
};

void RunLane(const Bench& bench, Lane& lane, Batch& batch) {
  for (size_t i = batch.next++; i < batch.sources.size() && !batch.stop; i = batch.next++) {
    Candidate candidate;
    candidate.source = *batch.sources[i];
    const Result<> ran = RunPipeline(bench, lane, {}, candidate);
    const std::lock_guard lock(batch.mutex);
    batch.results[i] = ran ? Result<Candidate>(std::move(candidate)) : std::unexpected(ran.error());
    if (!ran) batch.stop = true;
    ++batch.done;
    batch.finished.notify_one();
  }
  const std::lock_guard lock(batch.mutex);
  --batch.running;
  batch.finished.notify_one();
}

void Watch(Batch& batch, const TrialProgress& progress) {
  constexpr std::chrono::milliseconds kLook(200);
  std::unique_lock lock(batch.mutex);
  while (batch.running > 0) {
    batch.finished.wait_for(lock, kLook);
    const size_t done = batch.done;
    lock.unlock();
    if (progress && !progress(done, batch.sources.size())) batch.stop = true;
    lock.lock();
  }
}

}  // namespace

Result<std::unique_ptr<Trials>> Trials::Open(const Problem& problem, unsigned lanes, double most_cpu_s) {
  std::unique_ptr<Trials> out(new Trials(problem));
  out->problem_.limits.cpu_s = std::min(problem.limits.cpu_s, most_cpu_s);
  WorkbenchOptions options;
  options.entries = OfSplits(problem.workloads, {Split::kTrain});
  options.lanes = lanes;
  GAUNTLET_TRY(out->workbench_, Workbench::Open(out->problem_, options));
  return out;
}

Result<std::vector<const Candidate*>> Trials::Run(std::span<const std::string> sources,
                                                  const TrialProgress& progress) {
  Batch batch;
  std::set<std::string_view> asked;
  for (const std::string& source : sources) {
    if (!known_.contains(source) && asked.insert(source).second) batch.sources.push_back(&source);
  }
  batch.results.resize(batch.sources.size());
  {
    std::vector<std::jthread> threads;
    batch.running = workbench_->lanes().size();
    for (Lane& lane : workbench_->lanes())
      threads.emplace_back([&, bench = workbench_->bench()] { RunLane(bench, lane, batch); });
    Watch(batch, progress);
  }
  for (size_t i = 0; i < batch.results.size(); ++i) {
    auto& result = batch.results[i];
    if (!result) continue;
    if (!*result) return std::unexpected(result->error());
    known_.emplace(*batch.sources[i], std::move(**result));
  }
  std::vector<const Candidate*> out;
  for (const std::string& source : sources) {
    const auto found = known_.find(source);
    out.push_back(found == known_.end() ? nullptr : &found->second);
  }
  return out;
}

}  // namespace gauntlet
