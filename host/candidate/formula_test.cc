#include "host/candidate/formula.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace gauntlet {
namespace {

using ::testing::HasSubstr;

std::optional<double> Value(const std::string& text, const std::map<std::string, double>& names = {}) {
  const auto formula = Formula::Parse(text);
  EXPECT_TRUE(formula) << text << ": " << formula.error().message;
  return formula->Evaluate([&](const std::string& name) {
    const auto found = names.find(name);
    return found == names.end() ? std::nullopt : std::optional(found->second);
  });
}
std::string ErrorOf(const std::string& text) {
  const auto formula = Formula::Parse(text);
  return formula ? "no error" : formula.error().message;
}

TEST(Formula, ComputesAsOneReadsIt) {
  EXPECT_EQ(Value("1 + 2*3"), 7);
  EXPECT_EQ(Value("(1 + 2)*3"), 9);
  EXPECT_EQ(Value("8 - 2 - 1"), 5);
  EXPECT_EQ(Value("8/4/2"), 1);
  EXPECT_EQ(Value("-2*-a", {{"a", 3}}), 6);
  EXPECT_EQ(Value("1.5e1"), 15);
  EXPECT_EQ(Value("1 + 1 > 1.5"), 1);
  EXPECT_EQ(Value("if(a < 2, min(a, 7), max(a, 7))", {{"a", 1}}), 1);
  EXPECT_EQ(Value("if(a < 2, min(a, 7), max(a, 7))", {{"a", 3}}), 7);
}

// Of expert balancing; t: seconds that a rebalance takes.
TEST(Formula, ComputesThePublishedScores) {
  const char* first = "90*balancedness_gpu + 5*min(0.002/t, 2) - if(t > 0.01, min(20*t, 20), 0)";
  EXPECT_DOUBLE_EQ(*Value(first, {{"balancedness_gpu", 0.7}, {"t", 0.0005}}), 63 + 10);
  EXPECT_DOUBLE_EQ(*Value(first, {{"balancedness_gpu", 0.7}, {"t", 0.5}}), 63 + 0.02 - 10);
  EXPECT_DOUBLE_EQ(*Value(first, {{"balancedness_gpu", 0.7}, {"t", 2}}), 63 + 0.005 - 20);
  EXPECT_DOUBLE_EQ(*Value("(bal + 0.02/t)/2", {{"bal", 0.5}, {"t", 0.04}}), 0.5);
}

TEST(Formula, HasNoValueWhereANameIsUnknownOrNothingIsDividedBy) {
  EXPECT_EQ(Value("1 + weather"), std::nullopt);
  EXPECT_EQ(Value("1/(a - a)", {{"a", 2}}), std::nullopt);
}

TEST(Formula, SaysWhatItExpectedAndWhere) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("a number, a name or '(' at character 1"));
  EXPECT_THAT(ErrorOf("1 +"), HasSubstr("at character 4"));
  EXPECT_THAT(ErrorOf("1 2"), HasSubstr("an operator at character 3"));
  EXPECT_THAT(ErrorOf("(1"), HasSubstr("')' at character 3"));
  EXPECT_THAT(ErrorOf("min(1)"), HasSubstr("',' at character 6"));
  EXPECT_THAT(ErrorOf("1 + pow(1, 2)"), HasSubstr("min, max or if at character 5"));
  EXPECT_THAT(ErrorOf("a = 1"), HasSubstr("an operator"));
  EXPECT_THAT(ErrorOf("."), HasSubstr("a number"));
  EXPECT_THAT(ErrorOf(std::string(100, '(') + "1" + std::string(100, ')')), HasSubstr("fewer parentheses"));
}

}  // namespace
}  // namespace gauntlet
