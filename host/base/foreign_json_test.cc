#include "host/base/foreign_json.h"

#include <gtest/gtest.h>

#include <limits>

namespace gauntlet {
namespace {

TEST(ForeignJson, WholeNumbersThatDoNotFitAreRefused) {
  EXPECT_EQ(WholeFrom<uint32_t>(Json(4294967295u)), 4294967295u);
  EXPECT_EQ(WholeFrom<uint32_t>(Json(7)), 7u);  // signed, but no less
  EXPECT_EQ(WholeFrom<int64_t>(Json(-5)), -5);
  EXPECT_EQ(WholeFrom<uint64_t>(Json(~0ull)), ~0ull);
  for (const Json& bad :
       {Json(4294967296ull), Json(-1), Json(1.5), Json(1e300), Json("1"), Json(nullptr), Json(true)})
    EXPECT_THROW(WholeFrom<uint32_t>(bad), std::exception) << bad.dump();
  EXPECT_THROW(WholesFrom<uint64_t>(Json::array({1, -1})), std::exception);
  EXPECT_THROW(WholesFrom<uint64_t>(Json::object()), std::exception);
  EXPECT_EQ(WholesFrom<uint64_t>(Json::array({1, 2})), (std::vector<uint64_t>{1, 2}));
}

TEST(ForeignJson, TimesAreFiniteAndNotNegative) {
  EXPECT_EQ(MillisecondsFrom(Json(1.5)), 1.5);
  for (const double bad : {-1.0, 1e13, std::numeric_limits<double>::quiet_NaN()})
    EXPECT_THROW(MillisecondsFrom(Json(bad)), std::exception);
}

TEST(ForeignJson, NestsSixtyFourDeep) {
  const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_NO_THROW(CheckJsonDepth(nested(64)));
  EXPECT_THROW(CheckJsonDepth(nested(65)), std::length_error);
  EXPECT_THROW(CheckJsonDepth(std::string(1'000'000, '{')), std::length_error);
  const std::string text =
      R"({"a\\\"[[": ")" + std::string(100, '[') + R"("})";  // in strings they nest nothing
  EXPECT_NO_THROW(CheckJsonDepth(text));
}

}  // namespace
}  // namespace gauntlet
