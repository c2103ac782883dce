#include "host/load/interfaces.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gauntlet {
namespace {

TEST(Interfaces, OfPoliciesAreAllButTheSimulatorsOwnAndNameTheirDomain) {
  const auto all = PolicyInterfaces();
  EXPECT_NE(std::ranges::find(all, "gauntlet.cache.policy/1"), all.end());
  EXPECT_NE(std::ranges::find(all, "gauntlet.cache.priority/1"), all.end());
  EXPECT_EQ(std::ranges::find(all, "gauntlet.simulator/1"), all.end());
  EXPECT_TRUE(std::ranges::is_sorted(all));
  EXPECT_EQ(DomainOf("gauntlet.cache.policy/1"), "cache");
  EXPECT_EQ(DomainOf("weather"), "");
  for (const std::string_view name : all) EXPECT_NE(FindInterface(name), nullptr) << name;
}

}  // namespace
}  // namespace gauntlet
