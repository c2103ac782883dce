// What a diff reports is all there is: the edits, carried out on A, give B. Over mutants of every built-in
// policy by every operator, over pairs of baselines that share little, and along chains of mutations.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "host/astdiff/test_sources.h"
#include "host/base/file.h"
#include "host/mutate/mutate.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> Policies(const std::string& problem) {
  std::vector<fs::path> files = {fs::path(GAUNTLET_SOURCE_DIR) / "problems" / problem / "seed.cc"};
  for (const auto& item : fs::directory_iterator(files[0].parent_path() / "baselines"))
    files.push_back(item.path());
  std::ranges::sort(files);
  std::vector<std::string> sources;
  for (const fs::path& file : files) sources.push_back(ReadTextFile(file).value_or(""));
  return sources;
}

// Times of matching, in ms.
std::vector<double>& Times() {
  static std::vector<double> times;
  return times;
}

void ExpectAgreement(const std::string& a, const std::string& b) {
  const SourceDiff diff = Diff(a, b);
  ASSERT_FALSE(diff.failure) << diff.failure->reason;
  Times().push_back(diff.match_ms);
  const std::string made = ApplyEdits(a, diff);
  const SourceDiff left = Diff(made, b);
  ASSERT_FALSE(left.failure) << left.failure->reason << "\n" << made;
  EXPECT_TRUE(left.same_tree) << made << "\n--- instead of\n" << b;
  EXPECT_TRUE(left.edits.empty()) << left.edits.size() << " edits left, the first: " << left.edits[0].says;
}

// Children of each policy by drawn operators, each a mutant of the one before it now and then.
size_t CheckMutants(const std::string& problem, int of_each) {
  Mutator mutator(SharedToolchain());
  size_t pairs = 0;
  const std::vector<std::string> policies = Policies(problem);
  for (size_t p = 0; p < policies.size(); ++p) {
    std::string parent = policies[p];
    for (int seed = 0; seed < of_each; ++seed) {
      const auto child = mutator.Mutate({.domain = "cache",
                                         .parent = parent,
                                         .other = policies[(p + 1) % policies.size()],
                                         .seed = static_cast<uint64_t>(seed) + 1000 * p,
                                         .operator_name = ""});
      if (!child || child->failure) continue;
      const auto parsed =
          SharedToolchain().Parse({.source = child->source, .domain = "cache"}, [](ParsedCandidate&) {});
      if (!parsed || parsed->failure) continue;  // crossover may name what is not there
      ExpectAgreement(parent, child->source);
      if (testing::Test::HasFailure()) return pairs;
      ++pairs;
      if (seed % 3 != 0) parent = child->source;
      if (seed % 10 == 9) parent = policies[p];
    }
  }
  return pairs;
}

class DiffAgreement : public testing::Test {
 protected:
  static void TearDownTestSuite() {
    if (Times().empty()) return;
    std::ranges::sort(Times());
    printf("%zu pairs; matching: median %.2f ms, p99 %.2f ms\n", Times().size(), Times()[Times().size() / 2],
           Times()[Times().size() * 99 / 100]);
  }
};

TEST_F(DiffAgreement, EditsTurnAPolicyIntoItsMutant) {
  EXPECT_GT(CheckMutants("cache_miss_ratio", 60), 800u);
}

TEST_F(DiffAgreement, EditsTurnAPriorityFunctionIntoItsMutant) {
  EXPECT_GT(CheckMutants("cache_priority", 100), 600u);
}

TEST_F(DiffAgreement, EditsTurnAnyBaselineIntoAnyOther) {
  const std::vector<std::string> policies = Policies("cache_miss_ratio");
  for (const std::string& a : policies) {
    for (const std::string& b : policies) {
      ExpectAgreement(a, b);
      ASSERT_FALSE(HasFailure());
    }
  }
}

}  // namespace
}  // namespace gauntlet
