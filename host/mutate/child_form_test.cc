#include "host/mutate/child_form.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "host/mutate/mutate.h"
#include "host/toolchain/test_support.h"

namespace gauntlet {
namespace {

std::vector<std::string> Policies() {
  std::vector<std::filesystem::path> paths;
  for (const char* problem : {"cache_miss_ratio", "cache_priority"}) {
    const auto folder = std::filesystem::path(GAUNTLET_SOURCE_DIR) / "problems" / problem;
    paths.push_back(folder / "seed.cc");
    for (const auto& entry : std::filesystem::directory_iterator(folder / "baselines")) {
      if (entry.path().extension() == ".cc") paths.push_back(entry.path());
    }
  }
  std::vector<std::string> sources;
  for (const auto& path : paths) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    sources.push_back(text.str());
  }
  return sources;
}

std::optional<NormalForm> Parse(const std::string& source) {
  std::optional<NormalForm> form;
  const auto outcome =
      SharedToolchain().Parse({.source = source}, [&](ParsedCandidate& c) { form = Normalise(c); });
  if (!outcome || outcome->failure) return std::nullopt;
  return form;
}

TEST(ChildForm, IsWhatAParseOfTheLiteralMutantGives) {
  Mutator mutator(SharedToolchain());
  int told = 0, proposed = 0;
  for (const std::string& parent : Policies()) {
    for (uint64_t seed = 0; seed < 25; ++seed) {
      const auto child = mutator.Mutate(
          {.domain = "cache", .parent = parent, .other = {}, .seed = seed, .operator_name = "literal"});
      ASSERT_TRUE(child.has_value());
      if (child->failure) continue;
      ++proposed;
      if (!child->form) continue;
      ++told;
      const auto parsed = Parse(child->source);
      ASSERT_TRUE(parsed.has_value()) << child->source;
      EXPECT_EQ(child->form->tree, parsed->tree) << child->edits.front().after;
      EXPECT_EQ(child->form->shape, parsed->shape) << child->edits.front().after;
      EXPECT_EQ(child->form->parameters, parsed->parameters) << child->edits.front().after;
      EXPECT_EQ(child->form->features, parsed->features) << child->edits.front().after;
    }
  }
  printf("%d of %d literal mutants have a form without a parse\n", told, proposed);
  EXPECT_GE(told, 200);
}

TEST(ChildForm, IsLeftOpenWhereMoreThanALiftableLiteralChanges) {
  Mutator mutator(SharedToolchain());
  for (const std::string& parent : Policies()) {
    for (const std::string_view operation : {"swap", "grow", "guard"}) {
      const auto child = mutator.Mutate({.domain = "cache",
                                         .parent = parent,
                                         .other = {},
                                         .seed = 1,
                                         .operator_name = std::string(operation)});
      ASSERT_TRUE(child.has_value());
      EXPECT_FALSE(child->form.has_value()) << child->source;
    }
  }
}

// A parent with one literal at [0, text.size()), an operand of a built-in operator or not.
mutate::Sketch OneLiteral(const std::string& text, const std::string& type, bool operand) {
  using namespace mutate;
  Sketch sketch;
  sketch.source = text;
  const Range range{0, static_cast<uint32_t>(text.size())};
  sketch.form.parameters = {1};
  sketch.literals = {{range, type}};
  Expression literal, whole;
  literal.kind = ExpressionKind::kInteger, whole.kind = ExpressionKind::kBinary;
  literal.range = range, literal.parent = operand ? 1 : -1;
  sketch.expressions = {literal, whole};
  return sketch;
}

bool IsTold(const std::string& type, const std::string& child, bool operand = true) {
  const mutate::Sketch parent = OneLiteral("7", type, operand);
  return mutate::FormOfChild(parent, {{parent.literals[0].range, child}}).has_value();
}

TEST(ChildForm, IsLeftOpenWhereTheTypeGoesWithTheValue) {
  EXPECT_TRUE(IsTold("int", "2147483647"));
  EXPECT_FALSE(IsTold("int", "2147483648"));
  EXPECT_TRUE(IsTold("unsigned int", "4294967295u"));
  EXPECT_FALSE(IsTold("unsigned int", "4294967296u"));
  EXPECT_FALSE(IsTold("unsigned int", "5"));
  EXPECT_FALSE(IsTold("int", "5u"));
  EXPECT_FALSE(IsTold("int", "010"));
  EXPECT_FALSE(IsTold("double", "2"));
  EXPECT_TRUE(IsTold("double", "1e+06"));
  EXPECT_FALSE(IsTold("double", "2.0f"));
  EXPECT_TRUE(IsTold("float", "2.0f"));
}

TEST(ChildForm, IsLeftOpenWhereAZeroMayBeAPointer) {
  EXPECT_TRUE(IsTold("int", "0", true));
  EXPECT_FALSE(IsTold("int", "0", false));
  EXPECT_TRUE(IsTold("int", "1", false));
}

}  // namespace
}  // namespace gauntlet
