// Of the simulator, by policies that mean no good, and by such as nobody wrote.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "host/base/file.h"
#include "host/base/rng.h"
#include "host/check/field.h"
#include "host/check/stand_ins.h"

namespace gauntlet {
namespace {

constexpr double kRounding = 1e-12;
// So long may one that never ends take: its verdict is what matters.
constexpr double kPatienceS = 1;

std::string ListOf(const std::vector<VerdictKind>& kinds) {
  std::string out;
  for (const VerdictKind kind : kinds) out += fmt::format("{}{}", out.empty() ? "" : " or ", ToString(kind));
  return out;
}

Result<std::vector<StandInPolicy>> AllStandIns(const Problem& problem) {
  std::vector<StandInPolicy> all = StandInsFor(problem);
  for (const StandIn& own : problem.stand_ins) {
    GAUNTLET_TRY(std::string source, ReadTextFile(own.source));
    all.push_back(
        {own.name, std::move(source), own.expected, "it is yours: problem.yaml says what it expects"});
  }
  return all;
}

void Judge(const Field& field, const StandInPolicy& one, const Candidate& c, ProblemFinding& finding) {
  if (std::ranges::find(one.expected, c.verdict.kind()) == one.expected.end()) {
    finding.Fail(fmt::format("{} is {}; it should be {}", one.name, VerdictText(c), ListOf(one.expected)),
                 one.advice);
  } else if (c.verdict.ok() && !c.admitted()) {
    finding.Fail(one.name + " was not confirmed", "its answers must give its metrics again");
  } else if (c.score && *c.score > *Best(field.entrants).train.score + kRounding) {
    finding.Fail(fmt::format("{} scores {:+.6f}, more than {}, the best of seed and baselines", one.name,
                             *c.score, Best(field.entrants).name),
                 "an objective that is won by such a policy will be won by it: see problems/VERIFIERS.md");
  } else if (const std::string beyond = BeyondBound(field, c.workloads); !beyond.empty()) {
    finding.Fail(fmt::format("{} beats the bound on {}", one.name, beyond),
                 "the simulator counts too little");
  }
}

}  // namespace

Result<> AskStandIns(Field& field, ProblemFinding& finding) {
  GAUNTLET_TRY(const auto all, AllStandIns(field.problem));
  Problem hurried = field.problem;
  hurried.limits.cpu_s =
      std::min(hurried.limits.cpu_s, std::max(kPatienceS, field.problem.limits.cpu_s / 10));
  GAUNTLET_TRY(const auto bench, OpenBench(hurried, OfSplits(hurried.workloads, {Split::kTrain}), 1));
  std::string says;
  finding.detail["policies"] = Json::array();
  for (const StandInPolicy& one : all) {
    GAUNTLET_TRY(const Candidate c, bench->Run(one.source, true));
    Judge(field, one, c, finding);
    says += fmt::format("{}{} {}", says.empty() ? "" : ", ", one.name, ToString(c.verdict.kind()));
    finding.detail["policies"].push_back({{"name", one.name},
                                          {"verdict", c.verdict.ToJson()},
                                          {"score", c.score ? Json(*c.score) : Json()},
                                          {"expected", ListOf(one.expected)}});
  }
  if (finding.grade == Grade::kPass) finding.says = says;
  if (field.problem.stand_ins.empty())
    finding.Note(
        all.empty() ? "there are none" : says + "; none of your own",
        "only you know what cheating looks like here: add `stand_ins:` with policies that answer always the "
        "same, at random, illegally, and the verdicts that they should get");
  return {};
}

// Changes of the syntax tree, as search makes them. Who began honest has nothing to hide.
Result<> AskMutants(Field& field, ProblemFinding& finding) {
  std::map<std::string, size_t> verdicts;
  size_t bred = 0, better = 0, other = 0;
  const double seed_score = *field.entrants.front().train.score;
  Compiler& compiler = *field.train->lanes().front().compiler;
  for (uint64_t i = 0; i < field.options.mutants; ++i) {
    GAUNTLET_TRY(const MutateOutcome mutant, compiler.Mutate({.domain = field.problem.domain,
                                                              .parent = field.entrants.front().source,
                                                              .other = std::nullopt,
                                                              .seed = MixSeed({field.options.seed, i}),
                                                              .operator_name = ""}));
    if (mutant.failure) continue;
    ++bred;
    GAUNTLET_TRY(const Candidate c, field.train->Run(mutant.source, true));
    ++verdicts[std::string(ToString(c.verdict.kind()))];
    if (c.score && *c.score != seed_score) ++other;
    if (c.score && *c.score > seed_score) ++better;
    const VerdictKind kind = c.verdict.kind();
    const bool dishonest = kind == VerdictKind::kNondeterministic || kind == VerdictKind::kScoreForged ||
                           kind == VerdictKind::kLookahead || kind == VerdictKind::kLogOverflow;
    const std::string beyond = c.score ? BeyondBound(field, c.workloads) : "";
    const std::string odd = c.score ? NotFinite(c.workloads) : "";
    if (!dishonest && beyond.empty() && odd.empty()) continue;
    finding.Fail(
        dishonest         ? fmt::format("mutant {} of an honest seed is {}", i, VerdictText(c))
        : !beyond.empty() ? fmt::format("mutant {} beats the bound on {}", i, beyond)
                          : fmt::format("{} of mutant {} is no finite number", odd, i),
        dishonest ? "play and replay must go by the same rules, and see the same" : "see detail.source");
    if (!finding.detail.contains("source")) finding.detail["source"] = mutant.source;
  }
  std::string says = fmt::format("{} of the seed:", bred);
  for (const auto& [kind, count] : verdicts) says += fmt::format(" {} {},", count, kind);
  says += fmt::format(" {} of another score, {} better", other, better);
  finding.detail.update(
      {{"mutants", bred}, {"verdicts", verdicts}, {"other_score", other}, {"better", better}});
  if (bred == 0) {
    finding.Note("the seed could not be changed", "it needs an EVOLVE-BLOCK with something to change in it");
  } else if (other == 0) {
    finding.Note(says, "no change of the seed changes its score: search has nothing to go by");
  }
  if (finding.grade == Grade::kPass) finding.says = says;
  return {};
}

}  // namespace gauntlet
