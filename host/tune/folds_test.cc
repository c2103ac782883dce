#include "host/tune/folds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace gauntlet::tune {
namespace {

TEST(Folds, KeepDatasetsWholeAndHoldEachWorkloadOutOnce) {
  const std::vector<std::string> datasets = {"a", "b", "a", "c", "d", "d", "e", "f"};
  const std::vector<Fold> folds = MakeFolds(datasets, 3);
  ASSERT_EQ(folds.size(), 3u);
  std::set<uint32_t> seen;
  std::set<std::string> names;
  for (const Fold& fold : folds) {
    EXPECT_GE(fold.workloads.size(), 2u);
    EXPECT_LE(fold.workloads.size(), 3u);
    for (const std::string& name : fold.datasets) EXPECT_TRUE(names.insert(name).second) << name;
    for (const uint32_t i : fold.workloads) {
      EXPECT_TRUE(seen.insert(i).second) << i;
      EXPECT_NE(std::ranges::find(fold.datasets, datasets[i]), fold.datasets.end());
    }
  }
  EXPECT_EQ(seen.size(), datasets.size());
}

TEST(Folds, AreNoMoreThanThereAreDatasetsAndNoneOfOne) {
  EXPECT_EQ(MakeFolds({"a", "b", "b"}, 5).size(), 2u);
  EXPECT_TRUE(MakeFolds({"a", "a"}, 5).empty());
  EXPECT_TRUE(MakeFolds({"a", "b"}, 1).empty());
  EXPECT_TRUE(MakeFolds({}, 5).empty());
}

}  // namespace
}  // namespace gauntlet::tune
