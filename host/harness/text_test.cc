#include "host/harness/text.h"

#include <gtest/gtest.h>

#include <set>

namespace gauntlet {
namespace {

constexpr char kPolicy[] =
    "LIMIT = 9\n# EVOLVE-BLOCK-START\n# at most 7\ndef f(x1):\n    return 12 * x1 + 0.5 - a[3] + '8' // "
    "2e-3\n"
    "# EVOLVE-BLOCK-END\n";

std::vector<std::string> Texts(const std::string& source) {
  std::vector<std::string> out;
  for (const NumberSite& site : NumbersOf(source, ".py"))
    out.push_back(source.substr(site.begin, site.end - site.begin));
  return out;
}

TEST(Text, NumbersAreThoseOfTheBlockOutsideOfNamesCommentsAndQuotes) {
  EXPECT_EQ(Texts(kPolicy), (std::vector<std::string>{"12", "0.5", "3", "2e-3"}));
  EXPECT_EQ(Texts("\"\"\"12\n13\"\"\" 14 0x1f 1.2.3"), (std::vector<std::string>{"14"}));
}

TEST(Text, TheSameUpToBlankLinesAndComments) {
  const auto tree = [](const char* text) { return FormOfText(text, ".py").tree; };
  EXPECT_EQ(tree("a = 1\nb = 2\n"), tree("a = 1  \n\n# why not\nb = 2"));
  EXPECT_NE(tree("a = 1\n"), tree("  a = 1\n")) << "to the left of a line white space may mean something";
  EXPECT_NE(tree("a = 1\n"), tree("a = 2\n"));
}

TEST(Text, AReworkedPolicyDiffersInItsNumbersAlone) {
  std::set<std::string> seen;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const auto made = ReworkNumbers(kPolicy, std::nullopt, ".py", seed);
    if (!made) continue;
    seen.insert(made->source);
    EXPECT_EQ(Texts(made->source).size(), 4u) << made->source;
    EXPECT_TRUE(made->source.starts_with("LIMIT = 9\n"));
    ASSERT_FALSE(made->edits.empty());
    EXPECT_EQ(made->edits.front().line, 5u);
    EXPECT_EQ(made->source, ReworkNumbers(kPolicy, std::nullopt, ".py", seed)->source);
  }
  EXPECT_GT(seen.size(), 50u);
}

TEST(Text, ACrossoverTakesEachNumberOfEither) {
  std::string other = kPolicy;
  other.replace(other.find("12"), 2, "77");
  std::set<std::string> firsts;
  for (uint64_t seed = 0; seed < 20; ++seed)
    if (const auto made = ReworkNumbers(kPolicy, other, ".py", seed)) firsts.insert(Texts(made->source)[0]);
  EXPECT_EQ(firsts, std::set<std::string>{"77"});
  EXPECT_FALSE(ReworkNumbers(kPolicy, "something = else\n", ".py", 1));
}

TEST(Text, ADifferenceIsTold) {
  std::string other = kPolicy;
  other.replace(other.find("12"), 2, "77");
  const SourceDiff numbers = DiffOfText(kPolicy, other, ".py");
  ASSERT_EQ(numbers.named.size(), 1u);
  EXPECT_EQ(numbers.named[0].says, "12 -> 77");
  const SourceDiff lines = DiffOfText("a\nb\nc\n", "a\nx\ny\nc\n", ".py");
  ASSERT_EQ(lines.edits.size(), 1u);
  EXPECT_EQ(lines.edits[0].before, "b\n");
  EXPECT_EQ(lines.edits[0].after, "x\ny\n");
  EXPECT_TRUE(DiffOfText(kPolicy, kPolicy, ".py").same_tree);
}

}  // namespace
}  // namespace gauntlet
