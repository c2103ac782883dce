#include "host/tune/space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "host/base/rng.h"
#include "host/tune/scale.h"

namespace gauntlet::tune {
namespace {

using ::testing::HasSubstr;

LiteralSite Integer(uint64_t value, const std::string& type = "int") {
  LiteralSite site{.text = std::to_string(value)};
  site.parameter = 0, site.type = type, site.bits = value, site.may_be_zero = true;
  return site;
}
LiteralSite Real(double value) {
  LiteralSite site;
  site.parameter = 0, site.type = "double", site.is_real = site.as_real = site.may_be_zero = true;
  site.bits = std::bit_cast<uint64_t>(value);
  return site;
}
Dimension Inferred(const LiteralSite& site) {
  Dimension dimension{.site = site, .value = ValueOf(site, site.bits)};
  InferRange(dimension);
  return dimension;
}

TEST(Scale, SearchesFewIntegersOneByOneAndManyByOrdersOfMagnitude) {
  EXPECT_EQ(Inferred(Integer(3)).scale, Scale::kLinear);
  EXPECT_EQ(Inferred(Integer(3)).low, 1);
  EXPECT_EQ(Inferred(Integer(3)).high, 16);
  EXPECT_EQ(Inferred(Integer(1)).low, 0);
  const Dimension many = Inferred(Integer(1000));
  EXPECT_EQ(many.scale, Scale::kLog);
  EXPECT_EQ(many.high, 32000);
  EXPECT_EQ(Inferred(Integer(2'000'000'000)).high, 2147483647) << "the type has an end";
}

TEST(Scale, KeepsFractionsFractionsAndSmallOnesOnALogScale) {
  EXPECT_EQ(Inferred(Real(0.1)).low, 0);
  EXPECT_EQ(Inferred(Real(0.1)).high, 1);
  EXPECT_EQ(Inferred(Real(0.1)).scale, Scale::kLinear);
  EXPECT_EQ(Inferred(Real(1e-4)).scale, Scale::kLog);
  EXPECT_EQ(Inferred(Real(20)).scale, Scale::kLog);
  LiteralSite divisor = Real(0.5);
  divisor.positive = true;
  EXPECT_GT(Inferred(divisor).low, 0);
}

TEST(Scale, GivesZeroBothSignsBesideRealNumbers) {
  LiteralSite zero = Integer(0);
  EXPECT_EQ(Inferred(zero).low, 0);
  EXPECT_EQ(Inferred(zero).high, 4);
  zero.as_real = true;
  EXPECT_EQ(Inferred(zero).scale, Scale::kSigned);
  EXPECT_LT(Inferred(zero).low, 0);
  EXPECT_EQ(ValueAt(Inferred(zero), 0.5), 0);
  zero.type = "unsigned int";
  EXPECT_EQ(Inferred(zero).low, 0) << "no unsigned number is below 0";
}

TEST(Scale, StaysBelowABoundAndWithinRoundsThatADecisionCanAfford) {
  LiteralSite site = Integer(3);
  site.below = 4;
  EXPECT_EQ(Inferred(site).high, 3);
  LiteralSite rounds = Integer(30);
  rounds.bounds_loop = true;
  EXPECT_EQ(Inferred(rounds).high, 64);
  EXPECT_EQ(Inferred(rounds).low, 1);
}

TEST(Scale, GoesThereAndBack) {
  Rng rng(1);
  for (const LiteralSite& site :
       {Integer(0), Integer(3), Integer(1000), Real(0.1), Real(1e-4), Real(0), Real(70)}) {
    const Dimension d = Inferred(site);
    for (int i = 0; i < 200; ++i) {
      const double value = ValueAt(d, rng.Unit());
      EXPECT_GE(value, d.low);
      EXPECT_LE(value, d.high);
      EXPECT_NEAR(ValueAt(d, UnitOf(d, value)), value, std::abs(value) * 1e-9 + 1e-12);
    }
    EXPECT_NEAR(ValueAt(d, 0), d.low, std::abs(d.low) * 1e-12);
    EXPECT_NEAR(ValueAt(d, 1), d.high, d.high * 1e-12);
  }
}

TEST(Scale, WritesTheTypeOfALiteralIntoItsSuffix) {
  EXPECT_EQ(SettingOf(Integer(1), 12).text, "12");
  EXPECT_EQ(SettingOf(Integer(1, "unsigned long"), 12).text, "12ul");
  EXPECT_EQ(SettingOf(Real(1), 3).text, "3.0");
  EXPECT_EQ(SettingOf(Real(1), 1234567.0).text, "1.235e+06");
  LiteralSite narrow = Real(1);
  narrow.type = "float";
  const Setting tenth = SettingOf(narrow, 0.1);
  EXPECT_EQ(tenth.text, "0.1f");
  EXPECT_EQ(std::bit_cast<double>(tenth.bits), static_cast<double>(0.1f)) << "a float's value, widened";
  const Setting negative = SettingOf(Integer(1), -3);
  EXPECT_EQ(negative.text, "-3");
  EXPECT_EQ(static_cast<int64_t>(negative.bits), -3);
  EXPECT_EQ(negative.written, 3u) << "the sign is an operator of the text";
}

// Three literals: 10 (free), 0.5 (free), 7 (a case label).
constexpr const char* kSource = "a-10;\nb * 0.5;  case 7:\n";
std::vector<LiteralSite> Sites() {
  LiteralSite ten = Integer(10), half = Real(0.5), label;
  ten.begin = 2, ten.end = 4, ten.line = 1;
  half.begin = 10, half.end = 13, half.line = 2, half.text = "0.5", half.parameter = 1;
  label.begin = 21, label.end = 22, label.line = 2, label.text = "7", label.fixed = "a case label";
  return {ten, half, label};
}

TEST(Space, WritesTheOriginalBackByteForByte) {
  const auto space = Space::Of(kSource, Sites());
  ASSERT_TRUE(space.has_value()) << space.error().message;
  ASSERT_EQ(space->dimensions().size(), 2u);
  ASSERT_EQ(space->fixed().size(), 1u);
  EXPECT_EQ(space->Source(space->Original()), kSource);
  EXPECT_EQ(space->Table(space->Original()), (std::vector<uint64_t>{10, std::bit_cast<uint64_t>(0.5)}));
  EXPECT_EQ(space->At(space->OriginalPoint()), space->Original());
}

TEST(Space, PutsASignThatWouldGlueInParentheses) {
  const auto space = Space::Of(kSource, Sites());
  Settings settings = space->Original();
  settings[0] = SettingOf(space->dimensions()[0].site, -4);
  settings[1] = SettingOf(space->dimensions()[1].site, -0.25);
  EXPECT_EQ(space->Source(settings), "a-(-4);\nb * -0.25;  case 7:\n");
}

TEST(Space, FollowsTheAuthor) {
  const auto given = [](const std::string& first, const std::string& second) {
    std::vector<LiteralSite> sites = Sites();
    const std::string line = "a-10;" + first + "\n";
    const auto moved = static_cast<uint32_t>(line.size() - 6);
    for (size_t i = 1; i < sites.size(); ++i) sites[i].begin += moved, sites[i].end += moved;
    return Space::Of(line + "b * 0.5;  case 7:" + second + "\n", sites);
  };
  const auto ranged = given(" // tune: [5, 5000]", " // tune: off");
  ASSERT_TRUE(ranged.has_value()) << ranged.error().message;
  ASSERT_EQ(ranged->dimensions().size(), 1u);
  EXPECT_TRUE(ranged->dimensions()[0].annotated);
  EXPECT_EQ(ranged->dimensions()[0].high, 5000);
  EXPECT_EQ(ranged->dimensions()[0].scale, Scale::kLog);
  EXPECT_EQ(ranged->fixed().size(), 2u);
  const auto error = [&](const std::string& first) { return given(first, "").error().message; };
  EXPECT_THAT(error(" // tune: [0.5, 2]"), HasSubstr("line 1: tune: 10 is an integer"));
  EXPECT_THAT(error(" // tune: [0, 3e9]"), HasSubstr("2147483647 is the most"));
  EXPECT_THAT(error(" // tune: [1, 2] [1, 2]"), HasSubstr("2 items for 1 number"));
}

TEST(Space, RefusesAnAnnotationThatNamesNothing) {
  std::vector<LiteralSite> sites = Sites();
  for (LiteralSite& site : sites) site.parameter = -1, site.fixed = "a case label";
  EXPECT_THAT(Space::Of("a-10; // tune: [1, 2]\n", {sites[0]}).error().message,
              HasSubstr("line 1: tune: 10 cannot be tuned: a case label"));
  EXPECT_THAT(Space::Of("a; // tune: [1, 2]\n", {}).error().message,
              HasSubstr("no number stands in this line"));
}

TEST(Space, TunesWhatAnAuthorAsksForThoughItLooksLikeNoQuantity) {
  std::vector<LiteralSite> sites = {Integer(64)};
  sites[0].line = 1, sites[0].end = 2, sites[0].fixed = "a pattern of bits";
  EXPECT_TRUE(Space::Of("64;\n", sites)->dimensions().empty());
  EXPECT_EQ(Space::Of("64; // tune: [1, 99]\n", sites)->dimensions().size(), 1u);
}

}  // namespace
}  // namespace gauntlet::tune
