// Candidates whose every field follows from a number, so that a test knows what must be in a file.
#pragma once

#include <fmt/format.h>

#include "host/base/rng.h"
#include "host/candidate/candidate.h"

namespace gauntlet {

inline Candidate TestCandidate(int64_t number) {
  Rng rng(MixSeed({77, static_cast<uint64_t>(number)}));
  Candidate c;
  c.number = number;
  c.source = fmt::format("int policy{}() {{ return {}; }}\n{}", number, rng.Next(),
                         std::string(rng.Below(400), 'x'));
  c.source_hash = HashText(c.source);
  c.tree_hash = HashText(fmt::format("tree {}", number));
  if (number > 0) c.parents = {static_cast<int64_t>(rng.Below(number)), number - 1};
  c.island = static_cast<uint32_t>(number % 4);
  c.generator = "mutate";
  c.edits = {{"literal", 3, "1", "2\n\"quoted\""}};
  if (number % 3 == 1)
    c.proposal = {"m\"1", "diff", "plain", 2, {1000 + static_cast<uint64_t>(number), 512, 77}, 1.0 / 3.0};
  c.timing_ms = {{"compile", 12.5}};
  if (number % 5 == 4) {
    c.verdict =
        Failure{VerdictKind::kCrash, Stage::kEvaluate, "null pointer", {{"line", 7}, {"cpu_ms", 1.25}}};
    return c;
  }
  c.verdict = Verdict::Ok();
  c.stage_scores = {rng.Unit() - 0.5, -1.0 / 3.0};
  c.score = rng.Unit() - 0.5;
  c.metrics = {{"misses", true, rng.Next(), 0}, {"miss_ratio", false, 0, rng.Unit()}};
  c.workloads = {{"w0", "train", "zipf", c.metrics}};
  c.features = {rng.Unit(), 1.0 / 3.0, -0.0};
  if (number % 7 == 3)
    c.infeasible = {{"byte_miss_ratio", rng.Unit(), 0.25, true}, {"hits", 1.0 / 3.0, 2, false}};
  c.confirmed = number % 2 == 0;
  c.in_archive = c.confirmed;
  return c;
}

}  // namespace gauntlet
