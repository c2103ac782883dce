#include "host/mutate/mutate.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "host/toolchain/evolve_block.h"
#include "host/toolchain/test_support.h"

namespace gauntlet {
namespace {

std::string Read(const std::string& name) {
  std::ifstream file(std::string(GAUNTLET_SOURCE_DIR) + "/host/mutate/testdata/" + name);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << name;
  return text.str();
}

std::optional<NormalForm> Parse(const std::string& source) {
  std::optional<NormalForm> form;
  const auto outcome = SharedToolchain().Parse(
      {.source = source}, [&](ParsedCandidate& candidate) { form = Normalise(candidate); });
  if (!outcome || outcome->failure) return std::nullopt;
  return form;
}

struct Pair {
  const char* parent;
  const char* other;
};
constexpr Pair kParents[] = {{"priority_lru.cc", "priority_gdsf.cc"},
                             {"priority_gdsf.cc", "priority_lru.cc"},
                             {"lru.cc", "two_lists.cc"},
                             {"two_lists.cc", "lru.cc"}};

MutateOutcome Propose(Mutator& mutator, const Pair& pair, std::string_view operation, uint64_t seed) {
  const MutateRequest request{.domain = "cache",
                              .parent = Read(pair.parent),
                              .other = Read(pair.other),
                              .seed = seed,
                              .operator_name = std::string(operation)};
  auto outcome = mutator.Mutate(request);
  EXPECT_TRUE(outcome.has_value()) << (outcome ? "" : outcome.error().message);
  return outcome ? *outcome : MutateOutcome{};
}

class EachOperator : public testing::TestWithParam<std::string_view> {};

TEST_P(EachOperator, ProposesWhatCompilesAndDiffersInNineOfTenCases) {
  Mutator mutator(SharedToolchain());
  int proposed = 0, good = 0;
  for (const Pair& pair : kParents) {
    const auto parent = Parse(Read(pair.parent));
    ASSERT_TRUE(parent.has_value()) << pair.parent;
    int here = 0, fine = 0;
    for (uint64_t seed = 0; seed < 40; ++seed) {
      const MutateOutcome outcome = Propose(mutator, pair, GetParam(), seed);
      if (outcome.failure) continue;
      ++here;
      const auto form = Parse(outcome.source);
      if (form && form->tree != parent->tree) ++fine;
      const bool show = std::getenv("GAUNTLET_SHOW_MUTANTS") != nullptr;
      if (show && (!form || seed < 12)) {
        for (const Edit& edit : outcome.edits) {
          printf("%s %s:%u%s\n  - %s\n  + %s\n", edit.operation.c_str(), pair.parent, edit.line,
                 form ? "" : " BROKEN", edit.before.c_str(), edit.after.c_str());
        }
      }
    }
    printf("%-12s %-18s proposed %3d good %3d\n", std::string(GetParam()).c_str(), pair.parent, here, fine);
    proposed += here;
    good += fine;
  }
  EXPECT_GE(proposed, 40);
  EXPECT_GE(good, 0.9 * proposed);
}

INSTANTIATE_TEST_SUITE_P(Mutate, EachOperator, testing::ValuesIn(MutationOperatorNames()),
                         [](const auto& operation) { return std::string(operation.param); });

TEST(Mutate, GivesTheSameChildForTheSameSeed) {
  for (const Pair& pair : kParents) {
    for (uint64_t seed = 0; seed < 20; ++seed) {
      Mutator first(SharedToolchain());
      Mutator second(SharedToolchain());
      Propose(second, kParents[0], "", 99);  // what it did before makes no difference
      EXPECT_EQ(Propose(first, pair, "", seed).source, Propose(second, pair, "", seed).source);
    }
  }
}

TEST(Mutate, LeavesTheTextOutsideOfTheEvolveBlockAlone) {
  Mutator mutator(SharedToolchain());
  for (const Pair& pair : kParents) {
    const std::string parent = Read(pair.parent);
    const EvolveBlock before = FindEvolveBlock(parent);
    for (uint64_t seed = 0; seed < 40; ++seed) {
      const std::string child = Propose(mutator, pair, "", seed).source;
      const EvolveBlock after = FindEvolveBlock(child);
      EXPECT_EQ(parent.substr(0, before.begin), child.substr(0, after.begin));
      EXPECT_EQ(parent.substr(before.end), child.substr(after.end));
    }
  }
}

TEST(Mutate, SaysWhatIsWrongWithAParentThatDoesNotParse) {
  Mutator mutator(SharedToolchain());
  const auto outcome = mutator.Mutate(
      {.domain = "cache", .parent = "double priority( { return 1; }", .other = {}, .operator_name = ""});
  ASSERT_TRUE(outcome.has_value());
  ASSERT_TRUE(outcome->failure.has_value());
  EXPECT_EQ(outcome->failure->kind, VerdictKind::kCompileError);
}

TEST(Mutate, RefusesAnOperatorThatItDoesNotHave) {
  Mutator mutator(SharedToolchain());
  const auto outcome =
      mutator.Mutate({.domain = "cache", .parent = Read("lru.cc"), .other = {}, .operator_name = "improve"});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace gauntlet
