#include "host/verify/divergence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/under_sanitizers.h"
#include "host/evaluate/test_inputs.h"
#include "host/workload/variants.h"

namespace gauntlet {
namespace {

using ::testing::HasSubstr;

// A trace, and the same with another future.
class Divergences : public ::testing::Test {
 protected:
  Divergences() {
    EvaluatorSetup setup = CacheSetup();
    setup.workloads.resize(1);
    usual_ = Start(setup);
    EvaluatorWorkload& workload = setup.workloads[0];
    auto other = VariantsOf("cache")->other_future(
        {workload.name, Split::kTrain, "", workload.params, workload.data, workload.data_bytes, 20000, {}},
        5);
    EXPECT_TRUE(other) << other.error().message;
    common_ = other->common_records;
    workload.data = other->workload.data;
    other_ = Start(setup);
  }

  static std::unique_ptr<Evaluator> Start(const EvaluatorSetup& setup) {
    auto evaluator = Evaluator::Start(setup);
    EXPECT_TRUE(evaluator) << evaluator.error().message;
    return std::move(*evaluator);
  }
  static LoggedEvaluation Run(Evaluator& evaluator, const std::string& policy) {
    auto run = evaluator.EvaluateLogged(Policy(policy, {0}));
    EXPECT_TRUE(run) << run.error().message;
    EXPECT_TRUE(run->evaluation.verdict.ok()) << run->evaluation.verdict.ToJson().dump();
    return std::move(*run);
  }

  std::unique_ptr<Evaluator> usual_, other_;
  uint64_t common_ = 0;
};

constexpr char kInterface[] = GAUNTLET_CACHE_POLICY_INTERFACE;

TEST_F(Divergences, AnHonestPolicyAnswersToItsPast) {
  const LoggedEvaluation a = Run(*usual_, "lru"), b = Run(*other_, "lru");
  const LoggedSimulation first{usual_.get(), &a, 0}, second{other_.get(), &b, 0};
  const auto before = FindDivergenceBefore(common_, first, second, "cache", kInterface);
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_FALSE(*before) << (*before)->Text();
  const auto ever = FindDivergence(first, second, "cache", kInterface);
  ASSERT_TRUE(ever) << ever.error().message;
  ASSERT_TRUE(*ever) << "the futures are not the same";
  EXPECT_GE((*ever)->record, common_);
  EXPECT_LT(*(*ever)->record, common_ + 1000);
  const auto self = FindDivergence(first, first, "cache", kInterface);
  ASSERT_TRUE(self) << self.error().message;
  EXPECT_FALSE(*self);
}

TEST_F(Divergences, WhoeverSeesTheFutureAnswersToIt) {
  GAUNTLET_SKIP_UNDER_SANITIZERS("the policy knows how frames lie on the stack in a plain build");
  const LoggedEvaluation a = Run(*usual_, "mapped_records"), b = Run(*other_, "mapped_records");
  const auto found =
      FindDivergenceBefore(common_, {usual_.get(), &a, 0}, {other_.get(), &b, 0}, "cache", kInterface);
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_TRUE(*found) << "it looks 200 requests ahead";
  EXPECT_LT(*(*found)->record, common_);
  EXPECT_GT(*(*found)->record, common_ - 250);
  EXPECT_THAT((*found)->Text(), HasSubstr("victim: slot "));
}

TEST_F(Divergences, OfTwoPoliciesAreNamedInWords) {
  const LoggedEvaluation a = Run(*usual_, "lru"), b = Run(*usual_, "parameterised");
  const auto found = FindDivergence({usual_.get(), &a, 0}, {usual_.get(), &b, 0}, "cache", kInterface);
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_TRUE(*found);
  EXPECT_THAT((*found)->Text(),
              ::testing::MatchesRegex("request [0-9]+: victim: slot [0-9]+ against victim: slot [0-9]+"));
}

}  // namespace
}  // namespace gauntlet
