// One run of a campaign: from the stored rows to the end of its budget.
#pragma once

#include <map>

#include "host/campaign/campaign.h"
#include "host/campaign/hint_box.h"
#include "host/campaign/lane_pool.h"
#include "host/campaign/search.h"

namespace gauntlet {

// Search as it stood after the last stored row; `seen` is called with each of them.
Result<std::unique_ptr<Search>> RestoreSearch(CampaignFile& file, const CampaignConfig& config,
                                              const std::string& seed_source,
                                              const std::function<void(const Candidate&)>& seen,
                                              Questioner* questioner = nullptr, Race* race = nullptr);

class RunLoop {
 public:
  RunLoop(CampaignFile& file, BackupKeeper& backup, const RunOptions& options)
      : file_(file), backup_(backup), options_(options) {}
  Result<RunOutcome> Run(const CampaignConfig& config, const std::string& seed_source,
                         const std::vector<std::unique_ptr<CandidateWorker>>& workers);

 private:
  struct InFlight {
    Job job;
    std::optional<Result<Candidate>> result;
  };

  Result<> Loop(LanePool& pool);
  Result<> LearnHints();
  void SubmitReady(LanePool& pool);
  void TakeResults(LanePool& pool);
  Result<> TakeProposals(LanePool& pool);
  bool IsIdle(const LanePool& pool) const;
  Result<> ApplyReady();
  Result<> Commit();
  Result<> RecordRace();
  bool MustStop();
  void Count(const Candidate& row);

  CampaignFile& file_;
  BackupKeeper& backup_;
  const RunOptions& options_;
  std::unique_ptr<Search> search_;
  Questioner* questioner_ = nullptr;
  Desk* desk_ = nullptr;
  std::unique_ptr<HintBox> hints_;
  double stopped_ms_ = 0;
  std::map<int64_t, InFlight> in_flight_;
  std::vector<Candidate> batch_;       // applied, not stored
  std::vector<int64_t> left_archive_;  // of the stored ones
  std::optional<Error> failed_;        // of the platform
  std::atomic<bool> ending_ = false;   // read by lanes
  std::optional<StopReason> stopped_;
  Progress progress_;
  double start_ms_ = 0, last_commit_ms_ = 0, host_ms_ = 0;
  int64_t first_ = 0;  // row of this run
  bool race_recorded_ = false;
};

}  // namespace gauntlet
