#include "host/campaign/run_loop.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/clock.h"
#include "host/campaign/novelty.h"
#include "host/score/constraints.h"

namespace gauntlet {
namespace {

// How long an applied row may wait for company before it is stored; and for how long the loop sleeps at most,
// so that it sees Ctrl-C and the end of its time.
constexpr double kCommitEveryMs = 100, kLookAroundMs = 50;
constexpr size_t kBatch = 64;
constexpr double kDrainMs = 20000;

}  // namespace

Result<std::unique_ptr<Search>> RestoreSearch(CampaignFile& file, const CampaignConfig& config,
                                              const std::string& seed_source,
                                              const std::function<void(const Candidate&)>& seen,
                                              Questioner* questioner, Race* race) {
  GAUNTLET_TRY(const int64_t stored, file.Count());
  const auto read_source = [&file](int64_t number) -> Result<std::string> {
    GAUNTLET_TRY(Candidate candidate, file.Get(number));
    return std::move(candidate.source);
  };
  GAUNTLET_TRY(auto search, Search::Make(config, seed_source, stored, read_source, questioner, race));
  Result<> restored;
  GAUNTLET_CHECK_OK(file.ForEach(false, [&](const Candidate& row) {
    if (!restored) return;
    restored = search->Restore(row);
    seen(row);
  }));
  if (!restored) return std::unexpected(restored.error());
  return search;
}

Result<RunOutcome> RunLoop::Run(const CampaignConfig& config, const std::string& seed_source,
                                const std::vector<std::unique_ptr<CandidateWorker>>& workers) {
  GAUNTLET_ASSERT(!workers.empty());
  start_ms_ = last_commit_ms_ = NowMs();
  questioner_ = options_.models ? options_.models->questioner.get() : nullptr;
  if (!options_.hints.empty()) hints_ = std::make_unique<HintBox>(options_.hints);
  GAUNTLET_CHECK_OK(LearnHints());
  GAUNTLET_TRY(search_, RestoreSearch(
                            file_, config, seed_source, [&](const Candidate& row) { Count(row); },
                            questioner_, options_.race));
  first_ = search_->number();
  progress_.total = options_.candidates;
  {
    LanePool pool(workers, search_->trees());
    std::optional<Desk> desk;
    if (ModelSide* side = options_.models) {
      desk.emplace(side->config, side->questioner->templates(), side->options, file_, std::move(side->past),
                   std::move(side->models), [&pool] { pool.Nudge(); });
      desk_ = &*desk;
    }
    const Result<> looped = Loop(pool);
    desk_ = nullptr;
    GAUNTLET_CHECK_OK(looped);
  }
  if (failed_) {
    failed_->message += fmt::format("; {} candidates are stored, `gauntlet resume` goes on", progress_.done);
    return std::unexpected(*failed_);
  }
  const bool complete = search_->number() >= options_.candidates;
  if (!complete && !stopped_)
    return Fail(ErrorKind::kInput,
                "the archive is empty: no candidate is left to breed from; add one with `gauntlet add`");
  return RunOutcome{
      .why = complete ? StopReason::kCandidates : *stopped_, .progress = progress_, .host_ms = host_ms_};
}

Result<> RunLoop::Loop(LanePool& pool) {
  while (true) {
    if (MustStop()) {
      pool.Cancel();
      if (desk_) desk_->Close();
    } else {
      SubmitReady(pool);
    }
    if (IsIdle(pool)) break;
    TakeResults(pool);
    const double begin = NowMs();
    if (desk_) GAUNTLET_CHECK_OK(TakeProposals(pool));
    GAUNTLET_CHECK_OK(ApplyReady());
    if (!MustStop()) SubmitReady(pool);  // before storing: lanes need not wait for the disk
    if (batch_.size() >= kBatch || NowMs() - last_commit_ms_ >= kCommitEveryMs) GAUNTLET_CHECK_OK(Commit());
    host_ms_ += NowMs() - begin;
  }
  return Commit();
}

// Replies that were asked for are paid for: after a stop they are waited for, but not for ever.
bool RunLoop::IsIdle(const LanePool& pool) const {
  if (pool.outstanding() > 0) return false;
  const bool patient = stopped_ms_ == 0 || NowMs() - stopped_ms_ < kDrainMs;
  return !desk_ || desk_->waiting_for() == 0 || !patient;
}

bool RunLoop::MustStop() {
  if (desk_ && !failed_ && desk_->failed()) failed_ = desk_->failed();
  if (desk_ && !stopped_ && desk_->out_of_money()) stopped_ = StopReason::kCost;
  if (desk_ && !stopped_ && desk_->recording_ended()) stopped_ = StopReason::kRecordingEnds;
  if (!stopped_ && options_.target_score && progress_.best_score &&
      *progress_.best_score >= *options_.target_score)
    stopped_ = StopReason::kTarget;
  if (!stopped_ && options_.patience > 0 && progress_.done - 1 - progress_.best >= options_.patience)
    stopped_ = StopReason::kPatience;
  if (!stopped_ && options_.stop && options_.stop->load()) stopped_ = StopReason::kInterrupted;
  if (!stopped_ && options_.time_s > 0 && NowMs() - start_ms_ >= options_.time_s * 1000)
    stopped_ = StopReason::kTime;
  if ((stopped_ || failed_) && stopped_ms_ == 0) stopped_ms_ = NowMs();
  if (stopped_ || failed_) ending_ = true;
  return stopped_ || failed_;
}

void RunLoop::SubmitReady(LanePool& pool) {
  if (questioner_ && desk_)
    for (Reflection& reflection : questioner_->TakeDue(options_.candidates))
      desk_->Ask(std::move(reflection));
  while (std::optional<Job> job = search_->Next(options_.candidates)) {
    InFlight& entry = in_flight_[job->number];
    entry.job = std::move(*job);
    entry.job.stop = &ending_;
    if (desk_ && entry.job.question) {
      desk_->Ask(entry.job);
    } else {
      pool.Submit(&entry.job);
    }
  }
}

// From the log, what was said before; then what lies in the box, for the questions that are made from now on.
Result<> RunLoop::LearnHints() {
  if (!questioner_ || !hints_) return {};
  if (!search_) {
    GAUNTLET_TRY(const auto log, file_.ReadLog());
    for (const LogEntry& entry : log)
      if (entry.event == "hint") questioner_->AddHint({entry.detail.at("from"), entry.detail.at("text")});
    return {};
  }
  for (const std::string& text : hints_->TakeNew()) {
    const int64_t from = search_->proposed();
    GAUNTLET_CHECK_OK(file_.AppendLog("hint", {{"from", from}, {"text", text}}));
    questioner_->AddHint({from, text});
  }
  return {};
}

Result<> RunLoop::TakeProposals(LanePool& pool) {
  GAUNTLET_CHECK_OK(LearnHints());
  GAUNTLET_TRY(std::vector<Desk::Proposed> proposals, desk_->Collect());
  for (const Desk::Reflected& r : desk_->TakeReflected())
    GAUNTLET_CHECK_OK(search_->Reflected(r.purpose, r.from, r.reply));
  for (Desk::Proposed& proposed : proposals) {
    InFlight& entry = in_flight_.at(proposed.number);
    if (!proposed.failure) {
      entry.job.source = std::move(proposed.source);
      if (!MustStop()) pool.Submit(&entry.job);
      continue;
    }
    Candidate candidate;
    candidate.number = proposed.number;
    candidate.generator = entry.job.generator;
    candidate.parents = entry.job.parent_numbers;
    candidate.island = entry.job.parents.island;
    candidate.source = std::move(proposed.source);
    candidate.source_hash = HashText(candidate.source);
    candidate.verdict = std::move(*proposed.failure);
    candidate.proposal = std::move(proposed.proposal);
    entry.result = std::move(candidate);
  }
  return {};
}

void RunLoop::TakeResults(LanePool& pool) {
  for (LanePool::Done& done : pool.Collect(kLookAroundMs)) {
    const bool given_up = ending_ && in_flight_.at(done.number).job.generator == "tune";
    if (!done.result && !failed_ && !given_up) failed_ = done.result.error();
    if (desk_ && done.result && in_flight_.at(done.number).job.question && desk_->Judge(*done.result))
      continue;
    in_flight_.at(done.number).result = std::move(done.result);
  }
}

Result<> RunLoop::ApplyReady() {
  while (!in_flight_.empty() && !search_->blocked()) {
    const auto next = in_flight_.begin();
    if (!next->second.result || !*next->second.result) return {};
    GAUNTLET_ASSERT(next->first == search_->number());
    Candidate candidate = std::move(**next->second.result);
    in_flight_.erase(next);
    GAUNTLET_TRY(const std::vector<int64_t> left, search_->Apply(candidate));
    const int64_t first_in_batch = candidate.number - static_cast<int64_t>(batch_.size());
    for (const int64_t number : left) {
      if (number >= first_in_batch) {
        batch_[static_cast<size_t>(number - first_in_batch)].in_archive = false;
      } else {
        left_archive_.push_back(number);
      }
    }
    if (candidate.number == 0 && !candidate.in_archive && !failed_) {
      const Failure* failure = candidate.verdict.failure();
      const std::string infeasible = candidate.infeasible.empty()
                                         ? ""
                                         : "it is infeasible: " + ViolationText(candidate.infeasible.front());
      failed_ =
          Error{ErrorKind::kInput, fmt::format("the seed fails: {}: {}", ToString(candidate.verdict.kind()),
                                               failure               ? failure->reason
                                               : !infeasible.empty() ? infeasible
                                                                     : "it was not confirmed")};
    }
    batch_.push_back(std::move(candidate));
  }
  return {};
}

Result<> RunLoop::Commit() {
  last_commit_ms_ = NowMs();
  if (batch_.empty()) return {};
  GAUNTLET_CHECK_OK(RecordRace());
  GAUNTLET_CHECK_OK(file_.AppendBatch(batch_, left_archive_));
  for (const Candidate& row : batch_) Count(row);
  batch_.clear();
  left_archive_.clear();
  GAUNTLET_CHECK_OK(backup_.KeepIfDue());
  progress_.elapsed_s = (NowMs() - start_ms_) / 1000;
  progress_.per_second = static_cast<double>(progress_.done - first_) / std::max(progress_.elapsed_s, 1e-3);
  progress_.left_s =
      static_cast<double>(progress_.total - progress_.done) / std::max(progress_.per_second, 1e-9);
  if (options_.time_s > 0)
    progress_.left_s = std::min(progress_.left_s, options_.time_s - progress_.elapsed_s);
  if (desk_) progress_.models = desk_->tally();
  if (options_.progress) options_.progress(progress_);
  return {};
}

// Once it is known, and again only if it is another.
Result<> RunLoop::RecordRace() {
  if (race_recorded_ || options_.race == nullptr) return {};
  const auto fact = options_.race->Fact();
  if (!fact) return {};
  GAUNTLET_TRY(const auto known, file_.GetFact("race"));
  if (known != fact) GAUNTLET_CHECK_OK(file_.PutFact("race", *fact));
  race_recorded_ = true;
  return {};
}

void RunLoop::Count(const Candidate& row) {
  ++progress_.done;
  if (row.verdict.ok()) ++progress_.ok;
  if (row.verdict.kind() == VerdictKind::kDuplicate) ++progress_.duplicates;
  if (IsNear(row.verdict)) ++progress_.near;
  if (!row.admitted() || (progress_.best_score && *row.score <= *progress_.best_score)) return;
  progress_.best_score = row.score;
  progress_.best = row.number;
}

}  // namespace gauntlet
