#include "host/mutate/ablations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "host/toolchain/test_support.h"

namespace gauntlet {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

constexpr char kSource[] = R"(#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/math.hpp>

// EVOLVE-BLOCK-START
class P : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request& request) {
    ++hits_;
    if (request.now % 2 == 0)
      order_.move_to_front(slot);
    else
      order_.move_to_back(slot);
  }
  bool admit(Slot, const Request& request) {
    const double limit = 3.0 * Weight(request) - 1.0;  // in objects
    return limit > 0.0 && (request.now > 10 ? hits_ > 2 : true);
  }
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  double Weight(const Request& request) { return gauntlet::sdk::log(1.0 + double(request.size)); }
  gauntlet::sdk::SlotList order_;
  unsigned long hits_ = 0;
};
// EVOLVE-BLOCK-END
GAUNTLET_CACHE_POLICY(P)
)";

std::vector<Ablation> Found(const std::string& source) {
  const auto outcome = FindAblations(SharedToolchain(), {source, "cache"});
  EXPECT_TRUE(outcome) << outcome.error().message;
  EXPECT_FALSE(outcome->failure) << outcome->failure->reason;
  return outcome->ablations;
}

bool Parses(const std::string& source) {
  const auto outcome = SharedToolchain().Parse({.source = source}, [](ParsedCandidate&) {});
  return outcome && !outcome->failure;
}

const Ablation* Find(const std::vector<Ablation>& all, const std::string& says) {
  const auto found = std::ranges::find(all, says, &Ablation::says);
  return found == all.end() ? nullptr : &*found;
}

TEST(Ablations, NameEachStatementConditionOperandFunctionAndDeclarationByWhatGoes) {
  const auto all = Found(kSource);
  std::vector<std::string> says;
  for (const Ablation& a : all) says.push_back(std::string(ToString(a.kind)) + " " + a.where + ": " + a.says);
  EXPECT_THAT(says,
              IsSupersetOf({"statement P::on_hit: without ++hits_;",
                            "statement P::on_hit: without order_.move_to_front(slot);",
                            "condition P::on_hit: always request.now % 2 == 0",
                            "condition P::on_hit: never request.now % 2 == 0",
                            "declaration P::admit: without const double limit = 3.0 * Weight(request) - 1.0;",
                            "operand P::admit: without 3.0 *", "operand P::admit: without * Weight(request)",
                            "operand P::admit: without - 1.0", "operand P::admit: without limit > 0.0 &&",
                            "condition P::admit: always request.now > 10",
                            "condition P::admit: never request.now > 10",
                            "operand P::Weight: only 1.0 + double(request.size) of gauntlet::sdk::log(1.0 + "
                            "double(request.size))",
                            "operand P::Weight: without 1.0 +", "function P: without admit",
                            "function P: without Weight", "declaration P: without hits_"}));
  EXPECT_THAT(says, Not(Contains(HasSubstr("return order_.back()")))) << "nothing can stand for it";
}

TEST(Ablations, LeaveEverythingElseAsItWasAndSayTheLine) {
  const std::string source = kSource;
  for (const Ablation& a : Found(source)) {
    const std::string without = Without(source, a);
    EXPECT_NE(without, source) << a.says;
    EXPECT_EQ(without.size(), source.size() - (a.range.end - a.range.begin) + a.instead.size()) << a.says;
    EXPECT_EQ(without.substr(0, a.range.begin), source.substr(0, a.range.begin)) << a.says;
    EXPECT_EQ(without.substr(a.range.begin + a.instead.size()), source.substr(a.range.end)) << a.says;
    EXPECT_TRUE(without.contains("// EVOLVE-BLOCK-START\n")) << a.says;
    EXPECT_TRUE(without.contains("// EVOLVE-BLOCK-END\n")) << a.says;
    const auto line = std::count(source.begin(), source.begin() + a.range.begin, '\n') + 1;
    EXPECT_GE(a.range.line, line) << a.says;
  }
  const auto all = Found(source);
  EXPECT_EQ(Find(all, "without ++hits_;")->range.line, 8u);
  EXPECT_EQ(Find(all, "without limit > 0.0 &&")->range.line, 16u);
}

TEST(Ablations, TakeALineWithItsCommentAndPutParenthesesWhereTheyAreNeeded) {
  const std::string source = kSource;
  const auto all = Found(source);
  const std::string without_limit =
      Without(source, *Find(all, "without const double limit = 3.0 * Weight(request) - 1.0;"));
  EXPECT_FALSE(without_limit.contains("in objects"));
  EXPECT_TRUE(without_limit.contains("bool admit(Slot, const Request& request) {\n    return limit"));
  const std::string without_log = Without(
      source,
      *Find(all, "only 1.0 + double(request.size) of gauntlet::sdk::log(1.0 + double(request.size))"));
  EXPECT_TRUE(Parses(without_log)) << without_log;
}

TEST(Ablations, OfStatementsConditionsAndOperandsStillParseAndOfWhatIsUsedDoNot) {
  const std::string source = kSource;
  const auto all = Found(source);
  for (const Ablation& a : all) {
    // Some hooks are required, and some declarations are used.
    if (a.kind == AblationKind::kDeclaration || a.kind == AblationKind::kFunction) continue;
    EXPECT_TRUE(Parses(Without(source, a))) << a.says << "\n" << Without(source, a);
  }
  for (const char* says : {"without Weight", "without hits_", "without choose_victim",
                           "without const double limit = 3.0 * Weight(request) - 1.0;"})
    EXPECT_FALSE(Parses(Without(source, *Find(all, says)))) << says;
  EXPECT_TRUE(Parses(Without(source, *Find(all, "without admit")))) << "a hook that need not be there";
}

TEST(Ablations, AreNeverCutWithinACharacter) {
  // Comments of two-byte characters, one of which lies over each place where a long text could be cut.
  for (const std::string space : {"", " "}) {
    std::string source = kSource, comment = "/*" + space;
    for (int i = 0; i < 60; ++i) comment += "\u00e4";
    source.replace(source.find("++hits_;"), 8, "++hits_ " + comment + "*/;");
    for (const Ablation& a : Found(source)) EXPECT_NO_THROW(Json(a.says).dump()) << a.says.size();
  }
}

TEST(Ablations, OfASourceThatDoesNotParseAreAFailure) {
  const auto outcome =
      FindAblations(SharedToolchain(), {"#include <gauntlet/sdk/cache_policy.hpp>\nint x = ;\n", "cache"});
  ASSERT_TRUE(outcome);
  ASSERT_TRUE(outcome->failure);
  EXPECT_EQ(outcome->failure->kind, VerdictKind::kCompileError);
  EXPECT_TRUE(outcome->ablations.empty());
}

}  // namespace
}  // namespace gauntlet
