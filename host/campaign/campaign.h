// One search: its file, its configuration, and the loop that keeps the lanes full. Proposals and results go
// through Search in the order of numbers (see search.h), so that the rows do not depend on the number of
// lanes, on timing, or on how often the campaign was killed and resumed. Rows are stored in batches and
// reported only then.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/campaign/config.h"
#include "host/campaign/desk.h"
#include "host/campaign/job.h"
#include "host/store/backup.h"
#include "host/store/campaign_file.h"

namespace gauntlet {

struct Progress {
  int64_t done = 0;   // stored, in all runs
  int64_t total = 0;  // the budget
  int64_t ok = 0;     // of `done`: verdict ok
  int64_t duplicates = 0;
  int64_t near = 0;                  // of these, but for trifles (novelty.h)
  std::optional<double> best_score;  // of the confirmed
  int64_t best = -1;
  double per_second = 0;  // of this run
  double elapsed_s = 0;   // of this run
  double left_s = 0;      // to the end of the budget, at this rate
  DeskTally models;       // of campaigns that ask models
};

enum class StopReason { kCandidates, kTime, kInterrupted, kCost, kTarget, kPatience, kRecordingEnds };

// What a campaign that asks models needs beside its workers.
struct ModelSide {
  LlmConfig config;
  std::unique_ptr<Questioner> questioner;
  std::vector<std::unique_ptr<Model>> models;  // none: of a replay
  DeskOptions options;
  Transcript past;  // of the campaign's own file, or of the one that is replayed
};

struct RunOptions {
  int64_t candidates = 2000;                // rows in the file at which to stop
  double time_s = 0;                        // of this run; 0: no limit
  const std::atomic<bool>* stop = nullptr;  // set by Ctrl-C: nothing new is begun, what is done is saved
  std::function<void(const Progress&)> progress;  // after every commit
  std::optional<double> target_score;
  int64_t patience = 0;              // candidates without a better one; 0: never stops for that
  ModelSide* models = nullptr;       // of a campaign that asks models
  Race* race = nullptr;              // how candidates race, if they do; learns the rows
  std::filesystem::path hints = {};  // where `gauntlet hint` leaves them; empty: nowhere
};

std::string_view ToString(StopReason why);

struct RunOutcome {
  StopReason why = StopReason::kCandidates;
  Progress progress;
  double host_ms = 0;  // spent proposing, applying and storing: the share that is no lane's
};

class Campaign {
 public:
  // `facts` are stored beside the configuration ("problem", "environment", ...).
  static Result<std::unique_ptr<Campaign>> Create(const std::filesystem::path& path,
                                                  const CampaignConfig& config,
                                                  const std::string& seed_source, const Json& facts);
  static Result<std::unique_ptr<Campaign>> Open(const std::filesystem::path& path);

  // Goes on where the file ends, and keeps a backup of it (store/backup.h). REQUIRES: at least one worker. An
  // Error of the platform (after three tries) ends the run with everything before it stored; kInput if the seed
  // itself fails.
  Result<RunOutcome> Run(const std::vector<std::unique_ptr<CandidateWorker>>& workers,
                         const RunOptions& options);

  // A candidate from outside becomes the next row. Its score counts, and it may enter the archive.
  Result<Candidate> Add(CandidateWorker& worker, const std::string& source, std::vector<int64_t> parents);

  // A confirmed candidate turned out to be no good: it gets `failure`, and it and all its descendants leave
  // the archive and the ranking. Whom they had displaced comes back. Returns the numbers that were concerned.
  Result<std::vector<int64_t>> Revoke(int64_t number, const Failure& failure);

  CampaignFile& file() { return *file_; }
  const CampaignConfig& config() const { return config_; }

 private:
  Campaign(const std::filesystem::path& path, std::unique_ptr<CampaignFile> file, CampaignConfig config,
           std::string seed_source)
      : file_(std::move(file)),
        backup_(*file_, path),
        config_(std::move(config)),
        seed_source_(std::move(seed_source)) {}

  std::unique_ptr<CampaignFile> file_;
  BackupKeeper backup_;
  CampaignConfig config_;
  std::string seed_source_;
};

}  // namespace gauntlet
