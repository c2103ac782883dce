// Between the loop and the models: asks the questions of jobs, makes sources of the answers, and sends back what fails
// with the reason, until it works or the attempts are used up.
//
//   loop                         desk                                models (threads of their own)
//   Ask(job)               -->   recorded? else affordable?    -->   Ask(request)
//                                stored, made a source         <--   reply
//   Collect(): a source    <--
//   lane runs it; Judge()  -->   it failed: the reason, again  -->   Ask(request)
//
// What comes back is stored before anything is made of it, and what is stored is never asked again: a campaign that was
// killed goes on with the replies that it has paid for, and a replay is a campaign all of whose replies are there.
// Everything but the models' threads is the loop's.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "host/campaign/job.h"
#include "host/campaign/llm_config.h"
#include "host/campaign/reflections.h"
#include "host/campaign/transcript.h"
#include "host/llm/model.h"

namespace gauntlet {

struct DeskOptions {
  uint64_t source_bytes = 256 << 10;
  bool any_language = false;  // policies are text to us: see host/harness/language.h
  double usd_limit = 0;       // of the whole campaign, with what is in flight; 0: none
  bool replay = false;        // never asks a model: what is not in `past` ends the run
  std::set<std::tuple<Purpose, int64_t, uint32_t>> stored = {};  // of a replay: what its file has already
};

// What asking came to, in this run and those before it.
struct DeskTally {
  int64_t asked = 0;          // exchanges, recorded ones included
  int64_t bad_replies = 0;    // of these
  int64_t unusable = 0;       // replies that gave no source
  int64_t repaired = 0;       // candidates that an attempt after the first made work
  int64_t reflections = 0;    // of the exchanges, those about the search itself
  int64_t elsewhere = 0;      // questions that another model answered because theirs was down
  int64_t other_prompts = 0;  // of a replay: questions that differ from the recorded ones
  TokenUse tokens;
  double usd = 0;
};

class Desk {
 public:
  // A proposal as it comes out: a source for a lane, or the verdict of a proposal that gave none.
  struct Proposed {
    int64_t number = 0;
    std::string source;
    std::vector<Edit> edits;
    std::optional<Failure> failure;
    Proposal proposal;
  };

  struct Reflected {
    Purpose purpose = Purpose::kSummary;
    int64_t from = 0;
    std::string reply;  // empty: nothing came of it
  };

  // `past`: of this campaign's file, or of the one that is replayed. `wake` is called on any thread when Collect has
  // something. The file outlives the desk.
  Desk(const LlmConfig& config, const PromptTemplates& templates, const DeskOptions& options,
       CampaignFile& file, Transcript past, std::vector<std::unique_ptr<Model>> models,
       std::function<void()> wake);
  ~Desk();

  void Ask(const Job& job);  // REQUIRES: job.question; it lives until its proposal is final
  void Ask(Reflection reflection);
  // What came of reflections since.
  std::vector<Reflected> TakeReflected() { return std::exchange(reflected_, {}); }
  // kStorageError if a reply could not be stored.
  Result<std::vector<Proposed>> Collect();
  // After a lane: true if the candidate goes back to its model; else it takes its proposal's account.
  bool Judge(Candidate& candidate);
  // Asks nobody any more; what is open still comes in.
  void Close() { closed_ = true; }

  size_t waiting_for() const;  // questions that are open at models, or answers that wait
  const DeskTally& tally() const { return tally_; }
  // Why nothing more can be asked: llm_transient, llm_permanent; empty: no reason.
  const std::optional<Error>& failed() const { return failed_; }
  bool out_of_money() const { return out_of_money_; }
  bool recording_ended() const { return recording_ended_; }

 private:
  using Key = std::pair<Purpose, int64_t>;
  struct Talk {
    Key key;
    const Job* job = nullptr;        // null: about the search itself
    size_t model = 0;                // that is asked
    std::vector<PromptPart> prompt;  // grows by repairs
    size_t stable_bytes = 0;
    std::optional<double> temperature;
    uint64_t seed = 0;
    uint32_t attempt = 0;
    std::string reply;  // the last one
    Proposal proposal;
    double reserved_usd = 0;
  };
  struct Letter {
    Key key;
    Model::Answer answer;
  };

  void Send(Talk& talk);
  bool Redirect(Talk& talk);
  Result<> TakeDown(const Talk& talk, const Error& error);
  static ChatRequest RequestOf(const Talk& talk);
  std::string NameOf(size_t model) const;
  Result<> Store(const Talk& talk, const Model::Answer& answer, bool bad);
  void Open(Talk& talk, const std::string& outcome, const std::string& reply, std::vector<Proposed>& out);
  void Account(Talk& talk, const TokenUse& tokens, double usd);
  bool Again(Talk& talk, const std::string& kind, const std::string& stage, const std::string& reason,
             const Json& details);
  Proposed Failed(const Talk& talk, VerdictKind kind, const std::string& reason, const Json& detail) const;

  const LlmConfig& config_;
  const PromptTemplates& templates_;
  DeskOptions options_;
  CampaignFile& file_;
  Transcript past_;
  std::function<void()> wake_;
  std::map<Key, Talk> talks_;
  std::vector<Key> from_past_;  // whose next answer is recorded
  std::vector<Reflected> reflected_;
  std::vector<double> down_until_ms_;  // by model; 0: it is not
  DeskTally tally_;
  double reserved_usd_ = 0;
  size_t open_ = 0;
  bool closed_ = false, out_of_money_ = false, recording_ended_ = false;
  std::optional<Error> failed_;

  mutable std::mutex mutex_;
  std::vector<Letter> letters_;
  std::vector<std::unique_ptr<Model>> models_;  // last: its threads end before what they write to
};

}  // namespace gauntlet
