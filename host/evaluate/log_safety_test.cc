// What a candidate can do to its answers once it has given them: nothing that anybody believes.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/under_sanitizers.h"
#include "host/evaluate/test_inputs.h"

namespace gauntlet {
namespace {

using ::testing::HasSubstr;

class LogSafety : public ::testing::Test {
 protected:
  void SetUp() override {
    GAUNTLET_SKIP_UNDER_SANITIZERS("the policy knows how the simulator's memory lies in a plain build");
    auto started = Evaluator::Start(CacheSetup());
    ASSERT_TRUE(started) << started.error().message;
    evaluator_ = std::move(*started);
  }
  std::unique_ptr<Evaluator> evaluator_;
};

TEST_F(LogSafety, RewritingAnswersAfterTheEndGivesNoOtherScore) {
  const auto honest = evaluator_->Evaluate(Policy("lru"));
  ASSERT_TRUE(honest && honest->verdict.ok());
  const auto hint = evaluator_->Evaluate(Policy("rewrites_its_log"));
  ASSERT_TRUE(hint && hint->verdict.ok());
  EXPECT_THAT(hint->note, ::testing::Not(HasSubstr("rewrote"))) << "nothing is logged without need";
  for (int i = 0; i < 5; ++i) {
    const auto confirmed = evaluator_->Confirm(Policy("rewrites_its_log"), *hint);
    ASSERT_TRUE(confirmed) << confirmed.error().message;
    EXPECT_THAT(confirmed->note, HasSubstr("rewrote"));
    // What was taken before is what it was, and no longer what lies in its log; what was not fits no result.
    EXPECT_EQ(ToString(confirmed->verdict.kind()), "score_forged") << confirmed->verdict.ToJson().dump();
  }
}

TEST_F(LogSafety, ALogIsSealedWhenItsChildIsDead) {
  const auto logged = evaluator_->EvaluateLogged(Policy("lru"));
  ASSERT_TRUE(logged) << logged.error().message;
  const int seals = ::fcntl(logged->log->get(), F_GET_SEALS);
  EXPECT_EQ(seals & (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW), F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
  const char byte = 0;
  EXPECT_EQ(::pwrite(logged->log->get(), &byte, 1, 0), -1);
}

TEST_F(LogSafety, AForgedLogBelongsToNoRecord) {
  const auto logged = evaluator_->EvaluateLogged(Policy("rewrites_its_log"));
  ASSERT_TRUE(logged) << logged.error().message;
  ASSERT_THAT(logged->evaluation.note, HasSubstr("rewrote"));
  const auto place = evaluator_->Locate(*logged, 0, logged->logs[0].bytes - 1);
  EXPECT_FALSE(place);
}

TEST_F(LogSafety, ALogThatCanStillBeWrittenToIsNotRead) {
  auto logged = evaluator_->EvaluateLogged(Policy("lru"));
  ASSERT_TRUE(logged) << logged.error().message;
  auto answers = logged->AnswersOf(0);
  ASSERT_TRUE(answers);
  auto open = CreateMemoryFile("open-log", answers->size());
  ASSERT_TRUE(open && ::pwrite(open->get(), answers->data(), answers->size(), 0) > 0);
  logged->log = std::make_shared<const UniqueFd>(std::move(*open));
  logged->logs[0].offset = 0;
  const auto place = evaluator_->Locate(*logged, 0, 1);
  ASSERT_FALSE(place);
  EXPECT_THAT(place.error().message, HasSubstr("can still be written to"));
}

TEST_F(LogSafety, ALogThatReachesBeyondItsFileIsNotRead) {
  auto logged = evaluator_->EvaluateLogged(Policy("lru"));
  ASSERT_TRUE(logged) << logged.error().message;
  for (const auto& [offset, bytes] : std::vector<std::pair<uint64_t, uint64_t>>{
           {0, 1ull << 40}, {1ull << 40, 1}, {UINT64_MAX, 2}, {4096, UINT64_MAX - 4095}}) {
    logged->logs[0].offset = offset;
    logged->logs[0].bytes = bytes;
    const auto place = evaluator_->Locate(*logged, 0, 1);
    ASSERT_FALSE(place);
    EXPECT_THAT(place.error().message, HasSubstr("beyond its file"));
  }
}

}  // namespace
}  // namespace gauntlet
