// Real compilers, evaluators and verifiers on the policies of the problems.
#include "host/tune/tuner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "host/base/file.h"
#include "host/base/rng.h"
#include "host/tune/finalists.h"
#include "host/verify/ground.h"

namespace gauntlet::tune {
namespace {

namespace fs = std::filesystem;

Problem ProblemNamed(const std::string& name) {
  auto problem = LoadProblem(fs::path(GAUNTLET_SOURCE_DIR) / "problems" / name);
  GAUNTLET_ASSERT(problem.has_value());
  return std::move(*problem);
}

// The written source of any vector gives the answers of the vector, to the bit, for whatever policy: one that fails
// fails either way.
class EveryPolicy : public testing::TestWithParam<const char*> {};

TEST_P(EveryPolicy, AnswersOverATableAsItDoesWithItsNumbersWritten) {
  constexpr int kVectors = 3;
  const Problem problem = ProblemNamed(GetParam());
  auto compiler = Compiler::Start(CompilerLimitsFor(problem));
  ASSERT_TRUE(compiler.has_value()) << compiler.error().message;
  const PlainCompiler plain(**compiler, problem);
  const auto field = Field::Open(problem, {OfSplits(problem.workloads, {Split::kTrain}).back()}, {});
  ASSERT_TRUE(field.has_value()) << field.error().message;
  ASSERT_TRUE((*field)->Limit(1000).has_value());
  int compared = 0, failed = 0, other = 0;
  for (const auto& file :
       fs::directory_iterator(fs::path(GAUNTLET_SOURCE_DIR) / "problems" / GetParam() / "baselines")) {
    SCOPED_TRACE(file.path().string());
    if (file.path().extension() != ".cc") continue;
    const std::string source = ReadTextFile(file.path()).value();
    const auto tuner = Tuner::Open(problem, source);
    ASSERT_TRUE(tuner.has_value()) << tuner.error().message;
    const Space& space = (*tuner)->space();
    const auto lifted = plain.Compile(source, true);
    ASSERT_TRUE(lifted.has_value() && !lifted->failure);
    if (lifted->form->parameters.empty()) continue;
    Rng rng(5);
    for (int i = 0; i < kVectors; ++i) {
      Settings settings = space.Original();
      UnitPoint point = space.OriginalPoint();
      // The first as it is, then one literal moved, then all.
      for (double& x : point)
        if (i > 1) x = rng.Unit();
      if (i == 1 && !point.empty()) point[rng.Below(point.size())] = rng.Unit();
      if (i > 0) settings = space.At(point);
      const auto written = plain.Compile(space.Source(settings), false);
      ASSERT_TRUE(written.has_value());
      ASSERT_FALSE(written->failure) << written->failure->reason << space.Source(settings);
      if (written->form->parameters != space.Written(settings)) {
        ++other;
        continue;
      }
      const auto table = (*field)->Play(0, lifted->module, space.Table(settings));
      const auto text = (*field)->Play(0, written->module, {});
      ASSERT_TRUE(table.has_value() && text.has_value());
      // Who takes about as long as the limit may end either way.
      if (table->failed == "timeout" || text->failed == "timeout") continue;
      EXPECT_EQ(table->failed, text->failed);
      EXPECT_EQ(table->answers, text->answers);
      EXPECT_EQ(table->scores, text->scores);
      ++(table->ok() ? compared : failed);
    }
  }
  printf("%d vectors with equal answers, %d that failed alike, %d of another meaning as text\n", compared,
         failed, other);
  EXPECT_GT(compared, 4);
  EXPECT_EQ(other, 0) << "every number of these policies means as text what it means as a parameter";
}

INSTANTIATE_TEST_SUITE_P(Problems, EveryPolicy,
                         testing::Values("cache_miss_ratio", "cache_priority", "spot_single_region",
                                         "spot_multi_region", "moe_balance"));

}  // namespace
}  // namespace gauntlet::tune
