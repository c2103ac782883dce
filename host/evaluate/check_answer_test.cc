#include "host/evaluate/check_answer.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <tuple>

namespace gauntlet {
namespace {

EvaluationAnswer Answer(Verdict verdict, const std::vector<uint32_t>& workloads, size_t logs) {
  EvaluationAnswer answer;
  answer.evaluation.verdict = std::move(verdict);
  for (const uint32_t workload : workloads) answer.evaluation.simulations.push_back({workload, {}, 0, 0});
  answer.logs.resize(logs);
  return answer;
}

TEST(CheckAnswer, TakesWhatWasAskedForAndLessOfAFailure) {
  const std::vector<uint32_t> asked = {2, 0};
  const Failure crash{VerdictKind::kCrash, Stage::kEvaluate, "", {}};
  EXPECT_TRUE(CheckAnswer(Answer(Verdict::Ok(), {2, 0}, 0), asked, false));
  EXPECT_TRUE(CheckAnswer(Answer(Verdict::Ok(), {2, 0}, 2), asked, true));
  EXPECT_TRUE(CheckAnswer(Answer(crash, {2}, 0), asked, false));
  EXPECT_TRUE(CheckAnswer(Answer(crash, {}, 0), asked, false));
}

TEST(CheckAnswer, RefusesOtherWorkloadsFewerMoreAndMissingLogs) {
  const std::vector<uint32_t> asked = {2, 0};
  const Failure crash{VerdictKind::kCrash, Stage::kEvaluate, "", {}};
  EXPECT_FALSE(CheckAnswer(Answer(Verdict::Ok(), {2, 4000000000u}, 0), asked, false));
  EXPECT_FALSE(CheckAnswer(Answer(Verdict::Ok(), {0, 2}, 0), asked, false));
  EXPECT_FALSE(CheckAnswer(Answer(Verdict::Ok(), {2}, 0), asked, false));
  EXPECT_FALSE(CheckAnswer(Answer(crash, {2, 0, 1}, 0), asked, false));
  EXPECT_FALSE(CheckAnswer(Answer(Verdict::Ok(), {2, 0}, 1), asked, true));
  EXPECT_FALSE(CheckAnswer(Answer(Verdict::Ok(), {2, 0}, 2), asked, false));
}

TEST(CheckAnswer, TakesLessOfARunThatItsRuleStopsThereAndNowhereElse) {
  const std::vector<uint32_t> asked = {2, 0, 1};
  StopRule rule{.objective = {.metric = "cost"}, .references = {0, 0, 0}, .least_sums = {-100, -10, -100}};
  const auto stopped = [&](const std::vector<uint32_t>& workloads) {
    EvaluationAnswer answer = Answer(Verdict::Ok(), workloads, 0);
    for (Simulation& simulation : answer.evaluation.simulations) simulation.metrics = {{"cost", true, 6, 0}};
    return CheckAnswer(answer, asked, false, &rule).has_value();
  };
  EXPECT_TRUE(stopped({2, 0}));
  EXPECT_TRUE(stopped({2, 0, 1})) << "tier hot plays on";
  EXPECT_FALSE(stopped({2}));
  EXPECT_FALSE(stopped({}));
  rule.least_sums[1] = -12;
  EXPECT_FALSE(stopped({2, 0})) << "it had reached just enough";
}

TEST(CheckAnswer, LogsLieInTheirFile) {
  const UniqueFd file(::memfd_create("logs", MFD_CLOEXEC));
  ASSERT_EQ(::ftruncate(file.get(), 100), 0);
  EvaluationAnswer answer;
  for (const auto& [offset, bytes, fits] : {std::tuple{0ull, 100ull, true},
                                            {40, 60, true},
                                            {100, 0, true},
                                            {40, 61, false},
                                            {101, 0, false},
                                            {1, ~0ull, false}}) {
    answer.logs = {{offset, bytes, {}}};
    EXPECT_EQ(CheckLogs(answer, file.get()).has_value(), fits) << offset << " " << bytes;
  }
  EXPECT_FALSE(CheckLogs(answer, -1));
}

}  // namespace
}  // namespace gauntlet
