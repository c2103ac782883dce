#include "host/load/interfaces.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gauntlet {
namespace {

TEST(Interfaces, OfPoliciesAreAllButTheSimulatorsOwnAndNameTheirDomain) {
  const auto all = PolicyInterfaces();
  EXPECT_TRUE(std::ranges::contains(all, "gauntlet.cache.policy/1"));
  EXPECT_TRUE(std::ranges::contains(all, "gauntlet.cache.priority/1"));
  EXPECT_FALSE(std::ranges::contains(all, "gauntlet.simulator/1"));
  EXPECT_TRUE(std::ranges::is_sorted(all));
  EXPECT_EQ(DomainOf("gauntlet.cache.policy/1"), "cache");
  EXPECT_EQ(DomainOf("weather"), "");
  for (const std::string_view name : all) EXPECT_NE(FindInterface(name), nullptr) << name;
}

}  // namespace
}  // namespace gauntlet
