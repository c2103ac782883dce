#include "host/report/tallies.h"

#include <algorithm>
#include <cmath>

#include "host/campaign/cascade.h"
#include "host/campaign/novelty.h"

namespace gauntlet {
namespace {

bool Compiled(const Verdict& verdict) {
  const Failure* f = verdict.failure();
  return !f || f->kind == VerdictKind::kDuplicate ||
         (f->stage != Stage::kGenerate && f->stage != Stage::kScreen && f->stage != Stage::kCompile &&
          f->stage != Stage::kLink);
}

}  // namespace

// The first `stage_count` of its stage scores are the cascade's; what follows is the race's.
void CascadeTally::Add(const Candidate& c, size_t stage_count) {
  const size_t measured = std::min(c.stage_scores.size(), stage_count);
  if (measured == 0) return;
  stages.resize(std::max(stages.size(), measured));
  for (size_t i = 0; i < measured; ++i) {
    OfStage& stage = stages[i];
    ++stage.measured;
    if (!c.score || !std::isfinite(*c.score) || !std::isfinite(c.stage_scores[i])) continue;
    stage.stage_scores.push_back(c.stage_scores[i]);
    stage.scores.push_back(*c.score);
  }
  stages_ms += c.timing_ms.value("stages", 0.0);
  if (StoppedEarly(c) && measured == c.stage_scores.size()) {
    ++stopped;
    ++stages[measured - 1].stopped;
  } else if (c.timing_ms.contains("evaluate")) {
    ++evaluated;
    evaluate_ms += c.timing_ms.value("evaluate", 0.0);
  }
}

Result<Tallies> Tallies::Begin(const CampaignFile& file) {
  GAUNTLET_TRY(const auto fact, file.GetFact("race"));
  Tallies tallies;
  if (fact) {
    GAUNTLET_TRY(tallies.race, RaceTally::From(*fact));
  }
  return tallies;
}

double CascadeTally::SavedMs() const {
  if (evaluated == 0) return 0;
  return evaluate_ms / static_cast<double>(evaluated) * static_cast<double>(stopped) - stages_ms;
}

void Tallies::AddOperator(const Candidate& c) {
  if (c.edits.empty()) return;
  OperatorTally& tally = operators[c.edits.front().operation];
  ++tally.proposed;
  if (Compiled(c.verdict)) ++tally.compiled;
  if (c.verdict.kind() == VerdictKind::kDuplicate) ++tally.duplicate;
  if (c.in_archive) ++tally.kept;
  if (!c.verdict.ok()) return;
  ++tally.ok;
  const auto parent = c.parents.empty() ? scores_.end() : scores_.find(c.parents.front());
  if (parent == scores_.end() || !c.score) return;
  if (*c.score != parent->second) ++tally.changed;
  if (*c.score > parent->second) ++tally.improved;
}

void Tallies::AddProposal(const Candidate& c) {
  if (!c.proposal) return;
  ModelTally& tally = models[{c.proposal->model, c.proposal->edit}];
  ++tally.candidates;
  tally.attempts += c.proposal->attempts;
  tally.tokens += c.proposal->tokens;
  tally.usd += c.proposal->usd;
  tally.ok += c.verdict.ok();
  const auto parent = c.parents.empty() ? scores_.end() : scores_.find(c.parents.front());
  if (parent == scores_.end() || !c.score || !(*c.score > parent->second)) return;
  ++tally.improved;
  tally.best_gain = std::max(tally.best_gain, *c.score - parent->second);
}

void Tallies::Add(const Exchange& e) {
  if (e.purpose == Purpose::kProposal) return;  // counted with its candidate
  ModelTally& tally = models[{e.model, ToString(e.purpose)}];
  ++tally.attempts;
  tally.tokens += e.tokens;
  tally.usd += e.usd;
}

void Tallies::Add(const Candidate& c) {
  ++count;
  const Failure* f = c.verdict.failure();
  VerdictTally& verdict =
      verdicts[f ? std::pair<std::string, std::string>(ToString(f->kind), ToString(f->stage))
                 : std::pair<std::string, std::string>("ok", "")];
  if (verdict.count++ == 0) {
    verdict.example = c.number;
    verdict.reason = f ? f->reason : "";
  }
  ok += c.verdict.ok();
  confirmed += c.confirmed;
  unconfirmed += c.unconfirmed;
  archive += c.in_archive;
  near += IsNear(c.verdict);
  infeasible += !c.infeasible.empty();
  cascade.Add(c, race ? race->stages : c.stage_scores.size());
  if (race) race->Add(c);
  if (c.score) scores_[c.number] = *c.score;
  if (c.admitted() && c.score && (best.empty() || *c.score > best.back().second))
    best.emplace_back(c.number, *c.score);
  for (const auto& [stage, ms] : c.timing_ms.items())
    if (ms.is_number()) timing_ms[stage].push_back(ms.get<double>());
  AddOperator(c);
  AddProposal(c);
}

}  // namespace gauntlet
