#include "host/astdiff/tree_grams.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "host/astdiff/test_sources.h"

namespace gauntlet {
namespace {

std::vector<uint32_t> Grams(const std::string& source) {
  auto read = ReadGrams(SharedToolchain(), source, "cache");
  EXPECT_TRUE(read.has_value() && !read->failure) << source;
  return read ? read->grams : std::vector<uint32_t>();
}

// Grams of one that the other does not have.
size_t Apart(const std::string& a, const std::string& b) {
  const auto x = Grams(a), y = Grams(b);
  std::vector<uint32_t> only;
  std::ranges::set_symmetric_difference(x, y, std::back_inserter(only));
  return only.size();
}

const char kAge[] =
    "  const double age = double(object.now) - 2.0;\n  return age * 3.0 + double(object.count);\n";

TEST(TreeGrams, DoNotSeeNamesOfLocalsCommentsParenthesesAndFigures) {
  const auto same = Priority(kAge);
  EXPECT_GT(Grams(same).size(), 8u);
  EXPECT_EQ(Apart(same, Priority("  const double a = double(object.now) - 2.0;  // idle\n"
                                 "  return (a * 3.1) + (double(object.count));\n")),
            0u);
  EXPECT_GT(Apart(same, Priority("  const double age = double(object.now) - 2.0;\n"
                                 "  return age * 30.0 + double(object.count);\n")),
            0u)
      << "another order of magnitude";
}

TEST(TreeGrams, TellWhichLocalIsMeant) {
  const std::string two = "  const double a = double(object.now), b = double(object.count);\n";
  EXPECT_GT(Apart(Priority(two + "  return a * 2.0;\n"), Priority(two + "  return b * 2.0;\n")), 0u);
}

TEST(TreeGrams, ASmallChangeTouchesFewOfThem) {
  const size_t all = Grams(Priority(kAge)).size();
  const size_t apart = Apart(Priority(kAge), Priority("  const double age = double(object.now) - 2.0;\n"
                                                      "  return age * 3.0 - double(object.count);\n"));
  EXPECT_GT(apart, 0u);
  EXPECT_LT(apart, 2 * all);
  EXPECT_LT(apart, Apart(Priority(kAge), Priority("  return 1.0;\n")) + all);
}

TEST(TreeGrams, AreOfTheEvolveBlockAloneAndOfNothingThatDoesNotParse) {
  const std::string head = "#include <gauntlet/sdk/cache_priority.hpp>\n";
  const std::string rest =
      "// EVOLVE-BLOCK-START\ndouble priority(const gauntlet::cache::Object& object, const "
      "gauntlet::cache::Pressure&) { return object.now; }\n// "
      "EVOLVE-BLOCK-END\nGAUNTLET_CACHE_PRIORITY(priority)\n";
  EXPECT_EQ(Apart(head + rest, head + "inline int unused() { return 3; }\n" + rest), 0u);
  const auto broken = ReadGrams(SharedToolchain(), "int x = ;", "cache");
  ASSERT_TRUE(broken.has_value());
  EXPECT_TRUE(broken->failure && broken->grams.empty());
}

}  // namespace
}  // namespace gauntlet
