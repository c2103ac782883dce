#include "host/campaign/search.h"

#include <gtest/gtest.h>

#include "host/campaign/test_worker.h"

namespace gauntlet {
namespace {

CampaignConfig SmallConfig(int64_t window) {
  CampaignConfig config;
  config.window = window;
  config.selector.kind = "greedy";
  return config;
}

std::unique_ptr<Search> Begin(int64_t window) {
  auto search =
      Search::Make(SmallConfig(window), kTestSeedSource, 0, [](int64_t number) -> Result<std::string> {
        ADD_FAILURE() << "nobody stored candidate " << number;
        return Fail(ErrorKind::kInternalError, "");
      });
  EXPECT_TRUE(search);
  return std::move(*search);
}

Candidate Confirmed(int64_t number, double score) {
  Candidate c;
  c.number = number;
  c.source = "policy " + std::to_string(number);
  c.source_hash = HashText(c.source);
  c.tree_hash = HashText(c.source);
  c.verdict = Verdict::Ok();
  c.score = score;
  c.confirmed = true;
  return c;
}

TEST(Search, ProposesNothingButTheSeedBeforeTheSeedIsApplied) {
  auto search = Begin(4);
  auto seed = search->Next(100);
  ASSERT_TRUE(seed);
  EXPECT_EQ(seed->number, 0);
  EXPECT_EQ(seed->source, kTestSeedSource);
  EXPECT_FALSE(search->Next(100));
}

TEST(Search, KeepsAWindowOfCandidatesOnTheirWay) {
  auto search = Begin(4);
  search->Next(100);
  Candidate seed = Confirmed(0, 0);
  ASSERT_TRUE(search->Apply(seed));
  std::vector<int64_t> numbers;
  while (auto job = search->Next(100)) numbers.push_back(job->number);
  EXPECT_EQ(numbers, (std::vector<int64_t>{1, 2, 3, 4}));
  for (int64_t n = 1; n < 10; ++n) {
    Candidate next = Confirmed(n, static_cast<double>(n));
    ASSERT_TRUE(search->Apply(next));
    auto job = search->Next(100);
    ASSERT_TRUE(job);
    EXPECT_EQ(job->number, n + 4);
    EXPECT_FALSE(search->Next(100));
  }
}

TEST(Search, ProposesNothingAtOrAboveTheLimit) {
  auto search = Begin(4);
  search->Next(100);
  Candidate seed = Confirmed(0, 0);
  ASSERT_TRUE(search->Apply(seed));
  EXPECT_TRUE(search->Next(3));
  EXPECT_TRUE(search->Next(3));
  EXPECT_FALSE(search->Next(3));
  EXPECT_EQ(search->Next(4)->number, 3);  // the limit was raised
}

TEST(Search, SaysWhoLeftTheArchive) {
  auto search = Begin(1);
  std::vector<int64_t> left;
  for (int64_t n = 0; n < 12; ++n) {
    Candidate c = Confirmed(n, static_cast<double>(n));
    auto gone = search->Apply(c);
    ASSERT_TRUE(gone);
    EXPECT_TRUE(c.in_archive);
    left.insert(left.end(), gone->begin(), gone->end());
  }
  EXPECT_EQ(left, (std::vector<int64_t>{0, 1}));  // greedy keeps ten
}

TEST(Search, ForgetsWhatWasMeasuredOfADuplicate) {
  auto search = Begin(4);
  Candidate seed = Confirmed(0, 0), twin = Confirmed(1, 5);
  twin.tree_hash = seed.tree_hash;
  ASSERT_TRUE(search->Apply(seed));
  ASSERT_TRUE(search->Apply(twin));
  EXPECT_EQ(twin.verdict.kind(), VerdictKind::kDuplicate);
  EXPECT_FALSE(twin.score || twin.confirmed || twin.in_archive);
  EXPECT_EQ(search->archive().Contents().size(), 1u);
}

TEST(Search, ComesBackWithTheProposalsThatWereOnTheirWay) {
  auto whole = Begin(4);
  std::vector<Candidate> rows;
  std::vector<Job> on_their_way;
  for (int64_t n = 0; n < 20; ++n) {
    while (auto job = whole->Next(1000)) on_their_way.push_back(std::move(*job));
    rows.push_back(Confirmed(n, static_cast<double>(n * 7 % 20)));
    ASSERT_TRUE(whole->Apply(rows.back()));
    std::erase_if(on_their_way, [&](const Job& job) { return job.number <= n; });
  }
  while (auto job = whole->Next(1000)) on_their_way.push_back(std::move(*job));
  auto restored = Search::Make(
      SmallConfig(4), kTestSeedSource, 20,
      [&](int64_t number) -> Result<std::string> { return rows[static_cast<size_t>(number)].source; });
  ASSERT_TRUE(restored);
  for (const Candidate& row : rows) ASSERT_TRUE((*restored)->Restore(row));
  ASSERT_EQ(on_their_way.size(), 4u);
  for (const Job& want : on_their_way) {
    auto got = (*restored)->Next(1000);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->number, want.number);
    EXPECT_EQ(got->parent_numbers, want.parent_numbers);
    EXPECT_EQ(got->seed, want.seed);
    EXPECT_EQ(*got->main_source, *want.main_source);
    EXPECT_EQ(got->snapshot->Contents().size(), want.snapshot->Contents().size());
  }
  EXPECT_FALSE((*restored)->Next(1000));
}

TEST(TreeTable, BelongsToTheSmallestNumberInWhateverOrderTheyCame) {
  TreeTable trees;
  const Hash128 tree = HashText("tree");
  EXPECT_TRUE(trees.Claim(tree, 7));
  EXPECT_FALSE(trees.Claim(tree, 9));
  EXPECT_TRUE(trees.Claim(tree, 5));
  EXPECT_FALSE(trees.Claim(tree, 7));
  EXPECT_TRUE(trees.Claim(tree, 5));
  EXPECT_EQ(trees.Owner(tree), 5);
}

}  // namespace
}  // namespace gauntlet
