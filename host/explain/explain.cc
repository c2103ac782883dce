#include "host/explain/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/base/optional_json.h"
#include "host/explain/undo.h"
#include "host/ledger/edits.h"

namespace gauntlet {
namespace {

bool SameMetrics(const Candidate& a, const Candidate& b) {
  return std::ranges::equal(a.workloads, b.workloads, [](const WorkloadResult& x, const WorkloadResult& y) {
    return x.name == y.name && x.metrics == y.metrics;
  });
}

Fate FateOf(const Candidate& whole, const Candidate* without) {
  if (without == nullptr) return {};
  if (const Failure* failure = without->verdict.failure()) return {Fate::Kind::kFails, {}, *failure};
  if (!without->infeasible.empty()) return {Fate::Kind::kInfeasible, {}, {}};
  if (!without->score)
    return {Fate::Kind::kFails, {}, Failure{VerdictKind::kNoResult, Stage::kEvaluate, "it has no score"}};
  if (SameMetrics(whole, *without)) return {Fate::Kind::kSame, 0.0, {}};
  return {Fate::Kind::kScored, *whole.score - *without->score, {}};
}

// The edits of all steps, and for each the source without it where it can be undone.
Result<std::vector<std::optional<std::string>>> UndoAll(const std::vector<LineageStep>& lineage,
                                                        Compiler& compiler, Explanation& out) {
  std::vector<std::optional<std::string>> sources;
  for (const LineageStep& step : lineage) {
    if (step.descents.empty()) continue;
    const Descent& main = step.descents.front();
    if (main.diff.failure) continue;
    const std::string& child = step.candidate.source;
    GAUNTLET_TRY(const DiffOutcome since, compiler.Diff({child, {out.source}, DomainOf(child)}));
    const bool readable = !since.failure && !since.diffs.front().failure;
    for (const NamedEdit& edit : main.diff.named) {
      if (edit.edit_class == EditClass::kCosmetic) continue;
      out.edits.push_back({step.candidate.number,
                           main.gain,
                           main.diff.named.size(),
                           edit.edit_class,
                           edit.where,
                           edit.says,
                           {}});
      sources.push_back(readable ? UndoEdit(main.diff, edit, child, since.diffs.front(), out.source)
                                 : std::nullopt);
      if (!sources.back()) out.edits.back().fate.kind = Fate::Kind::kChanged;
    }
  }
  return sources;
}

// A declaration is needed by what uses it, or by nobody: neither is worth an evaluation.
bool IsWorthTrying(const Ablation& a) { return a.kind != AblationKind::kDeclaration; }

}  // namespace

std::string_view ToString(Fate::Kind kind) {
  switch (kind) {
    case Fate::Kind::kScored:
      return "scored";
    case Fate::Kind::kSame:
      return "same";
    case Fate::Kind::kFails:
      return "fails";
    case Fate::Kind::kInfeasible:
      return "infeasible";
    case Fate::Kind::kChanged:
      return "changed_since";
    case Fate::Kind::kUntried:
      return "untried";
  }
  GAUNTLET_ASSERT(false);
}

Result<Explanation> Explain(const std::vector<LineageStep>& lineage, Trials& trials,
                            const TrialProgress& progress) {
  const Candidate& candidate = lineage.back().candidate;
  Explanation out;
  out.number = candidate.number;
  out.source = candidate.source;
  out.seed_score = lineage.front().candidate.score;

  GAUNTLET_TRY(const auto undone, UndoAll(lineage, trials.compiler(), out));
  GAUNTLET_TRY(const AblationOutcome found, trials.compiler().Ablations({out.source, DomainOf(out.source)}));
  if (found.failure)
    return Fail(ErrorKind::kInput,
                "candidate " + std::to_string(candidate.number) + ": " + found.failure->reason);
  std::vector<std::string> sources = {out.source};
  for (const Ablation& a : found.ablations) {
    if (!IsWorthTrying(a)) continue;
    out.parts.push_back({a, {}});
    sources.push_back(Without(out.source, a));
  }
  for (const auto& source : undone) {
    if (source) sources.push_back(*source);
  }
  GAUNTLET_TRY(const auto tried, trials.Run(sources, progress));
  const Candidate* whole = tried.front();
  out.stopped = std::ranges::find(tried, nullptr) != tried.end();
  out.evaluated = trials.evaluated();
  if (whole == nullptr) return out;
  if (!whole->score || !candidate.score || *whole->score != *candidate.score)
    return Fail(ErrorKind::kInput,
                fmt::format("candidate {} has the score {} in its campaign and {} here: the workloads or the "
                            "simulator changed since",
                            candidate.number, OrNull(candidate.score).dump(), OrNull(whole->score).dump()));
  out.score = *whole->score;
  size_t next = 1;
  for (PartWorth& part : out.parts) part.fate = FateOf(*whole, tried[next++]);
  for (size_t i = 0; i < out.edits.size(); ++i) {
    if (undone[i]) out.edits[i].fate = FateOf(*whole, tried[next++]);
  }
  return out;
}

std::vector<std::optional<double>> Explanation::LineWorths() const {
  const auto lines = static_cast<size_t>(std::ranges::count(source, '\n')) + 1;
  std::vector<std::optional<double>> out(lines);
  for (const PartWorth& p : parts) {
    if (!p.fate.worth || p.part.range.line == 0 || p.part.range.line > lines) continue;
    auto& line = out[p.part.range.line - 1];
    line = line ? std::max(*line, *p.fate.worth) : *p.fate.worth;
  }
  return out;
}

namespace {

Json FateToJson(const Fate& fate) {
  Json json = {{"fate", ToString(fate.kind)}, {"worth", OrNull(fate.worth)}};
  if (fate.failure)
    json["failure"] = {{"kind", ToString(fate.failure->kind)}, {"reason", fate.failure->reason}};
  return json;
}

}  // namespace

Json Explanation::ToJson() const {
  Json json = {{"number", number},       {"score", score},         {"seed_score", OrNull(seed_score)},
               {"source", source},       {"stopped", stopped},     {"evaluated", evaluated},
               {"parts", Json::array()}, {"edits", Json::array()}, {"lines", Json::array()}};
  for (const PartWorth& p : parts) {
    Json one = FateToJson(p.fate);
    one.update({{"kind", ToString(p.part.kind)},
                {"where", p.part.where},
                {"says", p.part.says},
                {"line", p.part.range.line},
                {"begin", p.part.range.begin},
                {"end", p.part.range.end},
                {"instead", p.part.instead}});
    json["parts"].push_back(std::move(one));
  }
  for (const EditWorth& e : edits) {
    Json one = FateToJson(e.fate);
    one.update({{"step", e.step},
                {"gain_of_step", OrNull(e.gain)},
                {"edits_of_step", e.edits_of_step},
                {"class", ToString(e.edit_class)},
                {"where", e.where},
                {"says", e.says}});
    json["edits"].push_back(std::move(one));
  }
  for (const auto& worth : LineWorths()) json["lines"].push_back(OrNull(worth));
  return json;
}

}  // namespace gauntlet
