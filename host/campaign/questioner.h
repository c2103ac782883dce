// Makes the questions of a campaign: remembers the rows as they are applied, chooses model, kind of edit and variant,
// and gathers the facts of the prompt. No clock and nothing that was measured by one is in it.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "host/base/rng.h"
#include "host/campaign/llm_config.h"
#include "host/campaign/question.h"
#include "host/campaign/reflections.h"
#include "host/problem/problem.h"
#include "host/score/score.h"
#include "host/select/selector.h"

namespace gauntlet {

// A hint of a person, for all questions from candidate `from` on.
struct Hint {
  int64_t from = 0;
  std::string text;
};

class Questioner {
 public:
  using SourceReader = std::function<Result<std::string>(int64_t number)>;

  // `facts`: the problem's, for the stable part of the prompts (see ProblemFacts). `window`: see search.h.
  static Result<std::unique_ptr<Questioner>> Make(const LlmConfig& config, const Problem& problem,
                                                  const References& references, Json facts, int64_t window);

  // The next row, in the order of numbers.
  void Learn(const Candidate& row);
  void AddHint(Hint hint) { hints_.push_back(std::move(hint)); }

  // Whether candidate `number` is asked of a model at all. Draws from `rng`.
  bool WantsModel(Rng& rng) const { return config_.offline_share <= 0 || !rng.Chance(config_.offline_share); }

  // REQUIRES: the parents are confirmed rows that were learned.
  Result<Question> Ask(int64_t number, const Parents& parents, const Selector& archive, Rng& rng,
                       const SourceReader& read_source) const;

  // Questions about the search itself, which are due after the row that was learned last; they wait in TakeDue.
  Result<> Reflect(const Selector& archive, uint64_t seed, const SourceReader& read_source);
  // Those that candidates below `limit` may come to need, in their order.
  std::vector<Reflection> TakeDue(int64_t limit);
  // What came of one.
  void Reflected(Purpose purpose, int64_t from, const std::string& reply);
  // The answers that candidate `number` needs and that are not there will not come.
  void GoWithout(int64_t number);
  // Whether candidate `number` can be asked for.
  bool ReadyFor(int64_t number) const { return reflections_.ReadyFor(number); }

  const LlmConfig& config() const { return config_; }
  const PromptTemplates& templates() const { return templates_; }

 private:
  void LearnChoice(const Candidate& row);

  // What is kept of a row.
  struct Seen {
    std::optional<double> score;
    int64_t parent = -1;
    std::string says;                       // what changed from the parent, in a line
    std::vector<WorkloadResult> workloads;  // train
  };
  struct Failed {
    std::string kind, reason;
  };

  // A variant of the prompt: one of the configuration's, or an instruction that a model wrote.
  struct Variant {
    std::string name, text;
    int64_t answers = 0;
    double reward = 0;  // sum
    bool written = false, retired = false;
  };

  Questioner(LlmConfig config, const Problem& problem, const References& references, Json facts,
             int64_t window)
      : config_(std::move(config)),
        problem_(problem),
        references_(references),
        facts_(std::move(facts)),
        window_(window),
        reflections_(config_, window) {}

  void AdmitInstructions();
  Result<Json> SummaryFacts(const Selector& archive, const SourceReader& read_source) const;
  Json InstructionFacts() const;
  Json Failures(int64_t most) const;

  Result<Json> Facts(const Question& question, int64_t number, const Parents& parents,
                     const Selector& archive, const SourceReader& read_source) const;
  std::optional<double> ScoreOn(const WorkloadResult& workload) const;
  Json Workloads(const Seen& seen) const;
  Json Worse(const Seen& seen) const;
  Json Parent(int64_t number, const std::string& source) const;
  Json Ancestors(int64_t number) const;
  Json Summary(int64_t number) const;
  Json TriedEdits(int64_t most) const;
  Result<Json> Policies(const std::vector<int64_t>& numbers, const SourceReader& read_source) const;

  LlmConfig config_;
  const Problem& problem_;
  const References& references_;  // of the workbench, which lives as long as the run
  Json facts_;
  int64_t window_;
  Reflections reflections_;
  std::deque<Reflection> due_;  // by `from`
  PromptTemplates templates_;
  std::vector<Variant> variants_;  // as the ensemble has them
  int64_t learned_ = -1;           // the last row
  std::optional<Ensemble> ensemble_;
  std::map<int64_t, Seen> seen_;
  std::vector<std::pair<double, int64_t>> steps_;  // gain over the parent, and the number
  std::deque<Failed> failures_;                    // the latest last
  std::vector<Hint> hints_;
  std::optional<double> best_;
  int64_t best_since_ = 0;                 // rows since the best score rose
  std::map<std::string, double> best_on_;  // score of the best row on each workload
};

}  // namespace gauntlet
