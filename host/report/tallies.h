// What happened to the candidates of a campaign, counted row by row: verdicts, operators, time, the cascade.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/candidate/candidate.h"
#include "host/report/race_tally.h"
#include "host/store/campaign_file.h"
#include "host/store/exchange.h"

namespace gauntlet {

// Of one operator's proposals; an edit of several operators counts for the first of them.
struct OperatorTally {
  int64_t proposed = 0, compiled = 0, ok = 0, duplicate = 0;
  int64_t changed = 0;   // another score than the main parent's
  int64_t improved = 0;  // a better one
  int64_t kept = 0;      // in the archive now
};

struct VerdictTally {
  int64_t count = 0;
  int64_t example = -1;  // the first such candidate
  std::string reason;    // its
};

// Of candidates that one model was asked for in one way.
struct ModelTally {
  int64_t candidates = 0, attempts = 0, ok = 0;
  int64_t improved = 0;  // on the main parent
  TokenUse tokens;
  double usd = 0;
  double best_gain = 0;  // over the main parent; 0: none is better
};

// What the cascade's stages cost, told and saved.
struct CascadeTally {
  // One stage: who was measured at it, who stopped, and both scores of those who went on to the whole split.
  struct OfStage {
    int64_t measured = 0, stopped = 0;
    std::vector<double> stage_scores, scores;
  };
  std::vector<OfStage> stages;
  double stages_ms = 0;    // of all
  double evaluate_ms = 0;  // of those that went on
  int64_t evaluated = 0, stopped = 0;

  void Add(const Candidate& candidate, size_t stage_count);
  bool any() const { return !stages.empty(); }
  // Had the stopped ones been evaluated like the others, without the stages. An estimate.
  double SavedMs() const;
};

struct Tallies {
  // By kind and stage; the stage of "ok" is empty.
  std::map<std::pair<std::string, std::string>, VerdictTally> verdicts;
  std::map<std::string, OperatorTally> operators;
  std::map<std::pair<std::string, std::string>, ModelTally> models;  // by model and kind of edit
  std::map<std::string, std::vector<double>> timing_ms;  // by stage, a value a candidate that came there
  std::vector<std::pair<int64_t, double>> best;          // each new best of the confirmed: number, score
  CascadeTally cascade;
  std::optional<RaceTally> race;
  int64_t near = 0;  // duplicates but for trifles (campaign/novelty.h)
  int64_t count = 0, ok = 0, confirmed = 0, unconfirmed = 0, archive = 0, infeasible = 0;

  // None yet, with what the campaign recorded of how it races.
  static Result<Tallies> Begin(const CampaignFile& file);
  // In the order of numbers.
  void Add(const Candidate& candidate);
  // What models were asked about the search itself counts too, beside what they were asked for candidates.
  void Add(const Exchange& exchange);

 private:
  void AddOperator(const Candidate& candidate);
  void AddProposal(const Candidate& candidate);
  std::map<int64_t, double> scores_;
};

}  // namespace gauntlet
