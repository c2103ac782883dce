// A lane without processes, for tests of what surrounds lanes: a candidate is a point in the plane written as
// text, its score how near it lies to a hill's top, and a seeded share of them fails in each way. Everything
// follows from the job but the time it takes, which is random on purpose.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <random>

#include "host/campaign/job.h"

namespace gauntlet {

inline constexpr char kTestSeedSource[] = "point 0 0";

class TestWorker final : public CandidateWorker {
 public:
  explicit TestWorker(unsigned longest_us = 0) : longest_us_(longest_us) {}

  Result<Candidate> Run(const Job& job, TreeTable& trees) override {
    if (longest_us_ > 0) ::usleep(std::random_device{}() % longest_us_);
    if (fail_at == job.number && fail_times-- > 0) return Fail(ErrorKind::kWorkerLost, "the compiler died");
    Candidate c;
    c.number = job.number;
    c.generator = job.generator;
    c.parents = job.parent_numbers;
    c.island = job.parents.island;
    Rng rng(job.seed);
    c.source = job.source ? *job.source : Mutated(*job.main_source, job.other_source.get(), rng);
    c.source_hash = HashText(c.source);
    c.timing_ms["total"] = std::random_device{}() % 100;
    const uint64_t fate = c.source_hash.low % 100;
    if (fate < 10) {
      c.verdict = Failure{VerdictKind::kCompileError, Stage::kCompile, "it does not parse"};
      return c;
    }
    c.tree_hash = HashText("tree of " + c.source);
    if (!trees.Claim(c.tree_hash, c.number)) {
      c.verdict = Failure{VerdictKind::kDuplicate, Stage::kScreen, "seen"};
      return c;
    }
    if (fate < 20) {
      c.verdict = Failure{VerdictKind::kCrash, Stage::kEvaluate, "null pointer"};
      return c;
    }
    Measure(job, fate, c);
    return c;
  }

  int64_t fail_at = -1;  // this candidate, so many times
  int fail_times = 0;

 private:
  static std::pair<int, int> Parse(const std::string& source) {
    int x = 0, y = 0;
    std::sscanf(source.c_str(), "point %d %d", &x, &y);
    return {x, y};
  }

  static std::string Mutated(const std::string& main, const std::string* other, Rng& rng) {
    auto [x, y] = Parse(main);
    if (other) y = Parse(*other).second;
    const auto step = [&] { return static_cast<int>(rng.Below(7)) - 3; };
    return fmt::format("point {} {}", x + step(), y + step());
  }

  static void Measure(const Job& job, uint64_t fate, Candidate& c) {
    const auto [x, y] = Parse(c.source);
    c.verdict = Verdict::Ok();
    c.score = -std::hypot(x - 40, y + 25) / 10;
    c.metrics = {{"x", false, 0, static_cast<double>(x)}};
    c.workloads = {{"plane", "train", "plane", c.metrics}};
    c.features = {static_cast<double>(x), static_cast<double>(y)};
    if (!job.snapshot->WouldKeep(EliteOf(c))) return;
    if (fate < 25) {
      c.verdict = Failure{VerdictKind::kScoreForged, Stage::kConfirm, "its metrics differ"};
      c.score.reset();
    } else {
      c.confirmed = true;
    }
  }

  unsigned longest_us_;
};

inline std::vector<std::unique_ptr<CandidateWorker>> TestWorkers(size_t count, unsigned longest_us = 0) {
  std::vector<std::unique_ptr<CandidateWorker>> workers;
  for (size_t i = 0; i < count; ++i) workers.push_back(std::make_unique<TestWorker>(longest_us));
  return workers;
}

}  // namespace gauntlet
