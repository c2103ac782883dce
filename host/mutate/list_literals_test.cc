#include "host/mutate/list_literals.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "host/toolchain/test_support.h"

namespace gauntlet {
namespace {

// `members` and `body` on their lines in the evolve block of a policy of eviction; other lines do not move.
std::string Policy(const std::string& members, const std::string& body) {
  return fmt::format(
      "#include <gauntlet/sdk/cache_policy.hpp>\n"
      "constexpr int kOutside = 77;\n// EVOLVE-BLOCK-START\n"
      "class P : public gauntlet::cache::Policy {{\n public:\n"
      "  void on_hit(Slot slot, const Request& request) {{ {} }}\n"
      "  void on_insert(Slot slot, const Request&) {{ order_.push_front(slot); }}\n"
      "  Slot choose_victim(const Request&) {{ return order_.back(); }}\n"
      "  void on_evict(Slot slot, EvictReason) {{ order_.remove(slot); }}\n"
      "  gauntlet::sdk::SlotList order_;\n"
      "  {}\n}};\n// EVOLVE-BLOCK-END\nGAUNTLET_CACHE_POLICY(P)\n",
      body, members);
}

std::vector<LiteralSite> SitesOf(const std::string& source) {
  auto outcome = ListLiterals(SharedToolchain(), {source, "cache"});
  EXPECT_TRUE(outcome.has_value());
  EXPECT_FALSE(outcome->failure) << outcome->failure->reason;
  for (const LiteralSite& site : outcome->literals)
    EXPECT_EQ(source.substr(site.begin, site.end - site.begin), site.text);
  return outcome->literals;
}

const LiteralSite& SiteOf(const std::vector<LiteralSite>& sites, const std::string& text) {
  const auto found = std::ranges::find(sites, text, &LiteralSite::text);
  if (found != sites.end()) return *found;
  ADD_FAILURE() << "no literal " << text;
  static const LiteralSite none;
  return none;
}

TEST(ListLiterals, SaysOfEachWhereItStandsAndWhatItIs) {
  const auto sites = SitesOf(Policy("double weight_ = 0.75;",
                                    "weight_ = weight_ * 0.5f + double(request.size) / 12.0;\n"
                                    "if (weight_ > 3) order_.move_to_front(slot);"));
  ASSERT_EQ(sites.size(), 4u);
  EXPECT_EQ(sites[0].text, "0.5f");
  EXPECT_EQ(sites[0].type, "float");
  EXPECT_EQ(sites[0].function, "on_hit");
  EXPECT_EQ(sites[0].line, 6u);
  EXPECT_EQ(sites[0].parameter, 0);
  EXPECT_TRUE(sites[1].is_real);
  EXPECT_TRUE(sites[1].positive) << "0 is no divisor";
  EXPECT_TRUE(sites[1].expression.starts_with("weight_")) << sites[1].expression;
  EXPECT_EQ(sites[2].type, "int");
  EXPECT_TRUE(sites[2].as_real) << "it is compared with a real";
  EXPECT_EQ(sites[3].expression, "double weight_ = 0.75");
  EXPECT_EQ(sites[3].line, 12u);
  for (const LiteralSite& site : sites) EXPECT_EQ(site.fixed, "") << site.text;
}

TEST(ListLiterals, GivesAReasonForEachThatCannotBeLifted) {
  const auto sites =
      SitesOf(Policy("int many_[101] = {}; static constexpr int kMost = 102; enum E { kOne = 103 }; int "
                     "x_{104}; double y_ = 0;",
                     "switch (request.size) { case 105: many_[0] = 106; break; default: break; }\n"
                     "const int fixed = 107; many_[1] += fixed; many_[2] <<= 8; many_[3] = many_[3] / 9;\n"
                     "static_assert(sizeof(int) > 3); (void)slot;"));
  const auto reason = [&](const char* text) {
    const LiteralSite& site = SiteOf(sites, text);
    EXPECT_EQ(site.parameter, -1) << text;
    return site.fixed;
  };
  EXPECT_EQ(reason("101"), "an array's size, or part of a type");
  EXPECT_TRUE(reason("102").starts_with("in a constexpr variable")) << reason("102");
  EXPECT_EQ(reason("103"), "an enumerator");
  EXPECT_EQ(reason("104"), "in braces, where a constant may narrow");
  EXPECT_EQ(reason("105"), "a case label");
  EXPECT_TRUE(reason("107").starts_with("in a const integer")) << reason("107");
  EXPECT_EQ(reason("8"), "a shift count");
  EXPECT_TRUE(reason("9").starts_with("an integer's divisor")) << reason("9");
  EXPECT_EQ(SiteOf(sites, "106").fixed, "");
  EXPECT_GE(SiteOf(sites, "106").parameter, 0);
  EXPECT_EQ(std::ranges::find(sites, "77", &LiteralSite::text), sites.end()) << "outside of the block";
  for (const LiteralSite& site : sites) EXPECT_TRUE(site.parameter >= 0 || !site.fixed.empty()) << site.text;
}

TEST(ListLiterals, KnowsWhatIsNoQuantity) {
  const auto sites = SitesOf(Policy(
      "unsigned mask_ = 0; bool hot_ = false;",
      "mask_ = mask_ | 0x40u; mask_ += 1u << request.size; (void)slot; hot_ = double(request.size) == 7.0;"));
  for (const char* text : {"0x40u", "1u", "7.0", "0"}) {
    EXPECT_NE(SiteOf(sites, text).fixed, "") << text;
    EXPECT_GE(SiteOf(sites, text).parameter, 0) << text << " can be lifted all the same";
  }
}

TEST(ListLiterals, LeavesAnUnparsableSourceToItsFailure) {
  const auto outcome = ListLiterals(SharedToolchain(), {"int x = ;", "cache"});
  ASSERT_TRUE(outcome.has_value());
  EXPECT_TRUE(outcome->failure.has_value());
  EXPECT_TRUE(outcome->literals.empty());
}

}  // namespace
}  // namespace gauntlet
