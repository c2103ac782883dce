#include "host/score/constraints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet {
namespace {

Candidate Measured() {
  Candidate c;
  c.metrics = {{"byte_miss_ratio", false, 0, 0.5}, {"misses", true, 100, 0}};
  c.resources = {{"cpu_ns_per_request", 80.0}, {"peak_memory_bytes", 4096}};
  return c;
}

TEST(Violations, AreFoundJustOverAndNotJustUnderTheLimit) {
  const auto broken = [](Constraint constraint) {
    const auto found = Violations({constraint}, Measured());
    EXPECT_TRUE(found) << found.error().message;
    return !found->empty();
  };
  EXPECT_FALSE(broken({"byte_miss_ratio", 0.5}));
  EXPECT_TRUE(broken({"byte_miss_ratio", 0.4999}));
  EXPECT_FALSE(broken({"misses", 100, false}));
  EXPECT_TRUE(broken({"misses", 101, false}));
  EXPECT_FALSE(broken({"peak_memory_bytes", 4096}));
  EXPECT_TRUE(broken({"peak_memory_bytes", 4095}));
}

TEST(Violations, SayByHowMuchInWordsAndInJson) {
  const auto found = Violations({{"byte_miss_ratio", 0.25}, {"misses", 500, false}}, Measured());
  ASSERT_TRUE(found && found->size() == 2);
  EXPECT_EQ(ViolationText((*found)[0]), "byte_miss_ratio 0.5, at most 0.25 is allowed");
  EXPECT_EQ(ViolationText((*found)[1]), "misses 100, at least 500 is allowed");
  Candidate c = Measured();
  EXPECT_FALSE(CandidateToJson(c).contains("infeasible"));
  c.infeasible = *found;
  const Json json = CandidateToJson(c)["infeasible"];
  EXPECT_EQ(json[0], (Json{{"metric", "byte_miss_ratio"}, {"value", 0.5}, {"at_most", 0.25}}));
  EXPECT_EQ(ViolationFromJson(json[1]).limit, 500);
  EXPECT_FALSE(ViolationFromJson(json[1]).is_most);
}

TEST(Violations, OfAClockMayBeNoiseAndOthersNot) {
  const std::vector<Constraint> constraints = {{"cpu_ns_per_request", 50, true, true}, {"misses", 50}};
  auto found = *Violations(constraints, Measured());
  ASSERT_EQ(found.size(), 2u);
  EXPECT_FALSE(MayBeNoise(constraints, found));
  found.pop_back();
  EXPECT_TRUE(MayBeNoise(constraints, found));
  EXPECT_FALSE(MayBeNoise(constraints, {}));
}

TEST(Violations, OfAnUnknownMetricAreAnError) {
  const auto found = Violations({{"happiness", 1}}, Measured());
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, ::testing::HasSubstr("happiness"));
}

}  // namespace
}  // namespace gauntlet
