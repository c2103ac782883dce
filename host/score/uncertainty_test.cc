#include "host/score/uncertainty.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "host/base/rng.h"

namespace gauntlet {
namespace {

TEST(GainOf, PairsWorkloadsSoThatWhatBothHaveInCommonDoesNotCount) {
  const Objective objective{.metric = "cost", .minimize = true};
  std::vector<WorkloadResult> mine, theirs;
  for (int i = 0; i < 8; ++i) {
    const double hard = 1000.0 * i;
    const std::string name = std::to_string(i), dataset = std::to_string(i / 2);
    mine.push_back({name, "train", dataset, {{"cost", false, 0, hard + 1}}});
    theirs.push_back({name, "train", dataset, {{"cost", false, 0, hard + 3}}});
  }
  theirs.push_back({"alone", "train", "x", {{"cost", false, 0, 7}}});
  const auto differences = PairedDifferences(objective, mine, theirs, {});
  ASSERT_TRUE(differences) << differences.error().message;
  const Gain gain = GainOf(*differences);
  EXPECT_EQ(gain.workloads, 8u);
  EXPECT_EQ(gain.datasets, 4u);
  EXPECT_DOUBLE_EQ(gain.mean, 2);
  ASSERT_TRUE(gain.interval);
  EXPECT_NEAR(gain.interval->low, 2, 1e-9);
  EXPECT_NEAR(gain.interval->high, 2, 1e-9);
  EXPECT_TRUE(gain.BeyondDoubt());
}

TEST(GainOf, CountsADatasetOnceHoweverManyWindowsItHas) {
  // Two datasets disagree; many windows of each do not make it any surer.
  std::vector<PairedDifference> few = {{"a", 0.10}, {"b", -0.06}}, many;
  for (int i = 0; i < 50; ++i) many.insert(many.end(), few.begin(), few.end());
  const Gain one = GainOf(few), other = GainOf(many);
  EXPECT_NEAR(one.mean, other.mean, 1e-12);
  EXPECT_NEAR(one.interval->low, other.interval->low, 1e-12);
  EXPECT_FALSE(other.BeyondDoubt());
  for (size_t i = 0; i < many.size(); ++i) many[i].dataset = std::to_string(i);
  EXPECT_TRUE(GainOf(many).BeyondDoubt()) << "a hundred datasets would";
}

TEST(GainOf, SaysNothingOfOneDataset) {
  const Gain gain = GainOf({{"a", 0.1}, {"a", 0.3}});
  EXPECT_FALSE(gain.interval);
  EXPECT_DOUBLE_EQ(gain.mean, 0.2);
  EXPECT_THAT(gain.Text(), ::testing::HasSubstr("1 dataset: no interval"));
  EXPECT_TRUE(gain.ToJson()["interval"].is_null());
  EXPECT_EQ(GainOf({}).workloads, 0u);
  EXPECT_FALSE(GainOf({}).BeyondDoubt());
}

TEST(GainOf, HoldsWhatItPromisesNineteenTimesInTwenty) {
  // Gains of a true mean: the interval holds it in about 95 % of experiments, and never far less.
  Rng rng(1);
  const auto normal = [&] {
    return std::sqrt(-2 * std::log(1 - rng.Unit())) * std::cos(6.283185307179586 * rng.Unit());
  };
  for (const int datasets : {5, 20}) {
    int holds = 0;
    constexpr int kExperiments = 300;
    for (int i = 0; i < kExperiments; ++i) {
      std::vector<PairedDifference> differences;
      for (int d = 0; d < datasets; ++d) {
        const double own = 0.02 + 0.03 * normal();
        for (int w = 0; w < 3; ++w) differences.push_back({std::to_string(d), own + 0.005 * normal()});
      }
      const Gain gain = GainOf(differences);
      holds += gain.interval->low <= 0.02 && 0.02 <= gain.interval->high;
    }
    EXPECT_GT(holds, datasets == 5 ? kExperiments * 84 / 100 : kExperiments * 90 / 100) << datasets;
    EXPECT_LT(holds, kExperiments) << datasets;
  }
}

}  // namespace
}  // namespace gauntlet
