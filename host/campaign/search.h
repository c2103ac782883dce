// The deterministic heart of a campaign, without threads, clock or file: rows go in in the order of their
// numbers, proposals come out.
//
//   candidate 0          is the seed
//   candidate k, k > 0   is proposed once rows 0 to max(0, k - W) are applied, from exactly these
//
// So up to W candidates are on their way at any time, and what is proposed does not depend on how long each
// took. A campaign that was cut off is restored by applying its stored rows: the proposals that were on their
// way come out again.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "host/campaign/cascade.h"
#include "host/campaign/config.h"
#include "host/campaign/job.h"
#include "host/campaign/questioner.h"
#include "host/campaign/race.h"
#include "host/campaign/tune_plan.h"

namespace gauntlet {

class Search {
 public:
  // Source of an earlier candidate, when it is needed again.
  using SourceReader = std::function<Result<std::string>(int64_t number)>;

  // `stored` rows will be restored first; nothing below that number is proposed again.
  // `questioner` (or null) makes the questions of those that a model is to propose, `race` (or null) says how they
  // race; both learn the rows.
  static Result<std::unique_ptr<Search>> Make(const CampaignConfig& config, std::string seed_source,
                                              int64_t stored, SourceReader read_source,
                                              Questioner* questioner = nullptr, Race* race = nullptr);

  // A row from the file, as it is. REQUIRES: number() == row.number < stored.
  Result<> Restore(const Candidate& row);

  // A result, in the order of numbers: makes it a duplicate if an earlier row has its tree, lets it into the
  // archive if it is confirmed and good enough. Returns the numbers that left the archive for it. REQUIRES:
  // number() == result.number.
  Result<std::vector<int64_t>> Apply(Candidate& result);

  // A model's answer about the search itself (reflections.h).
  Result<> Reflected(Purpose purpose, int64_t from, const std::string& reply);
  // No row may be applied now: a question that must be made first waits for such an answer.
  bool blocked() const { return blocked_; }

  // The next proposal below `limit`, in the order of numbers, if the rows that it depends on are applied.
  std::optional<Job> Next(int64_t limit);

  // A job for a source from outside, to be applied next.
  Job Given(std::string source, std::string generator, std::vector<int64_t> parents) const;

  int64_t number() const { return applied_; }     // of the row that is applied next
  int64_t proposed() const { return proposed_; }  // of the next proposal
  const Selector& archive() const { return *selector_; }
  TreeTable& trees() { return trees_; }

 private:
  Search(const CampaignConfig& config, std::unique_ptr<Selector> selector, std::string seed_source,
         int64_t stored, SourceReader read_source, Questioner* questioner, Race* race);

  // Proposes whatever the row just applied was the last condition of.
  Result<> Propose();
  Result<Job> MakeJob(int64_t number, const std::optional<Elite>& tuned);
  Result<> MakeQuestion(Job& job);
  Result<> Learn(const Candidate& row);
  Questioner::SourceReader SourceReaderOfArchive();
  Result<std::shared_ptr<const std::string>> SourceOf(int64_t number);

  CampaignConfig config_;
  std::unique_ptr<Selector> selector_;
  Cascade cascade_;
  TunePlan tunings_;
  SourceReader read_source_;
  Questioner* questioner_;  // null: no model is asked
  Race* race_;              // null: there is none
  int64_t stored_;
  int64_t applied_ = 0;
  int64_t proposed_ = 0;
  bool inhabited_ = false;  // the archive
  bool blocked_ = false;
  std::deque<Job> ready_;
  TreeTable trees_;
  // Of the archive, as far as they were needed.
  std::map<int64_t, std::shared_ptr<const std::string>> sources_;
};

}  // namespace gauntlet
