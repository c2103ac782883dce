#include "host/toolchain/toolchain.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>

#include "host/toolchain/candidate_ast_text.h"
#include "host/toolchain/evolve_block.h"
#include "host/toolchain/include_rules.h"
#include "host/toolchain/normal_form.h"
#include "host/toolchain/test_support.h"

namespace gauntlet {
namespace {

using testing::HasSubstr;

ParseOutcome ParseOf(const std::string& source) {
  auto outcome = SharedToolchain().Parse({source, "cache", "", false}, [](ParsedCandidate&) {});
  GAUNTLET_ASSERT(outcome.has_value());
  return *outcome;
}

constexpr const char* kHead = "#include <gauntlet/sdk/cache_priority.hpp>\n";
constexpr const char* kTail = "\nGAUNTLET_CACHE_PRIORITY(priority)\n";

// A priority function with this body; its block begins at line 2.
std::string Priority(const std::string& body, const std::string& before = "") {
  return fmt::format(
      "{}// EVOLVE-BLOCK-START\n{}double priority(const gauntlet::cache::Object& object, const "
      "gauntlet::cache::Pressure& cache) {{ {} }}\n// EVOLVE-BLOCK-END{}",
      kHead, before, body, kTail);
}

NormalForm FormOf(const std::string& source) {
  NormalForm form;
  const auto outcome = SharedToolchain().Parse(
      {source, "cache", "", false}, [&](ParsedCandidate& candidate) { form = Normalise(candidate); });
  GAUNTLET_ASSERT(outcome.has_value());
  EXPECT_FALSE(outcome->failure) << outcome->failure->reason << "\n" << source;
  return form;
}

std::string LiftedOf(const std::string& source) {
  std::string lifted;
  const auto outcome = SharedToolchain().Parse(
      {source, "cache", "", false}, [&](ParsedCandidate& candidate) { lifted = LiftedSource(candidate); });
  GAUNTLET_ASSERT(outcome.has_value());
  return lifted;
}

TEST(EvolveBlock, IsTheTextBetweenTheMarkers) {
  const std::string source = "a\n// EVOLVE-BLOCK-START\nb\n  //EVOLVE-BLOCK-END \nc\n";
  const EvolveBlock block = FindEvolveBlock(source);
  EXPECT_TRUE(block.marked);
  EXPECT_EQ(source.substr(block.begin, block.end - block.begin), "b\n");
}

TEST(EvolveBlock, IsTheWholeFileWithoutMarkers) {
  const EvolveBlock block = FindEvolveBlock("int x; // EVOLVE-BLOCK-START\n");
  EXPECT_FALSE(block.marked);
  EXPECT_EQ(block.begin, 0u);
  EXPECT_EQ(block.end, 29u);
}

TEST(EvolveBlock, ReachesToTheEndWithoutAnEndMarker) {
  const std::string source = "// EVOLVE-BLOCK-START\r\nint x;";
  const EvolveBlock block = FindEvolveBlock(source);
  EXPECT_EQ(source.substr(block.begin, block.end - block.begin), "int x;");
}

TEST(IncludeRules, NameTheHeaderOfAnInterface) {
  EXPECT_EQ(SdkHeaderOf("gauntlet.cache.policy/1"), "gauntlet/sdk/cache_policy.hpp");
  EXPECT_EQ(SdkHeaderOf("something"), "");
  EXPECT_TRUE(IsAllowedStandardHeader("unordered_map"));
  EXPECT_FALSE(IsAllowedStandardHeader("fstream"));
  EXPECT_FALSE(IsGauntletHeader("gauntlet/../secret"));
}

TEST(Toolchain, ParsesAPolicyAgainstTheWarmHeaders) {
  const ParseOutcome outcome = ParseOf(Priority("return double(object.now);"));
  EXPECT_FALSE(outcome.failure) << outcome.failure->reason;
}

TEST(Toolchain, SaysLineAndColumnOfAnError) {
  const ParseOutcome outcome = ParseOf(Priority("\n  return object.inserted_ot;\n"));
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->kind, VerdictKind::kCompileError);
  EXPECT_EQ(outcome.failure->stage, Stage::kCompile);
  EXPECT_EQ(outcome.failure->detail.at("line"), 4);
  EXPECT_EQ(outcome.failure->detail.at("column"), 17);
  EXPECT_THAT(outcome.failure->reason, HasSubstr("no member named 'inserted_ot'"));
  EXPECT_THAT(outcome.failure->reason, HasSubstr("did you mean 'inserted_at'"));
  ASSERT_FALSE(outcome.diagnostics.empty());
  EXPECT_EQ(outcome.diagnostics[0].severity, "error");
}

TEST(Toolchain, PointsAtTheCandidateWhenAHeaderComplains) {
  const ParseOutcome outcome = ParseOf("#include <vector>\nint ok;\nstd::vector<int&> broken;\n");
  ASSERT_TRUE(outcome.failure);
  EXPECT_THAT(outcome.failure->reason, HasSubstr("in <"));
  EXPECT_EQ(outcome.failure->detail.at("line"), 3) << outcome.failure->reason;
}

TEST(Toolchain, HasOnlyTheAllowedHeaders) {
  for (const char* name :
       {"iostream", "/etc/passwd", "../../../../etc/passwd", "sys/socket.h", "gauntlet/none.hpp"}) {
    const ParseOutcome outcome = ParseOf(fmt::format("#include <{}>\n", name));
    ASSERT_TRUE(outcome.failure) << name;
    EXPECT_THAT(outcome.failure->reason, HasSubstr("file not found")) << name;
  }
  std::string all;
  for (std::string_view name : AllowedStandardHeaders()) all += fmt::format("#include <{}>\n", name);
  const ParseOutcome outcome = ParseOf(all);
  EXPECT_FALSE(outcome.failure) << outcome.failure->reason;
}

TEST(Toolchain, CannotBeAskedAboutTheMachine) {
  const ParseOutcome outcome = ParseOf(
      "#if __has_include(\"/etc/passwd\") || __has_include(<sys/socket.h>) || "
      "__has_include(\"/proc/self/exe\")\n"
      "#error it exists\n#endif\n");
  EXPECT_FALSE(outcome.failure) << outcome.failure->reason;
}

TEST(Toolchain, StopsTemplatesThatRecurseWithoutEnd) {
  const ParseOutcome outcome = ParseOf(
      "template <int N> struct Deep { static constexpr int value = Deep<N + 1>::value; };\nint x = "
      "Deep<0>::value;\n");
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->kind, VerdictKind::kCompileResource);
  EXPECT_THAT(outcome.failure->reason, HasSubstr("templates are instantiated too deeply"));
}

TEST(Toolchain, StopsConstantEvaluationWithoutEnd) {
  const ParseOutcome outcome = ParseOf(
      "constexpr unsigned spin() { unsigned n = 0; for (;;) ++n; return n; }\nconstexpr unsigned x = "
      "spin();\n");
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->kind, VerdictKind::kCompileResource);
}

TEST(Toolchain, StopsBracketsThatNestTooDeeply) {
  const auto nested = [](size_t depth) {
    return "int x = " + std::string(depth, '(') + "1" + std::string(depth, ')') + ";\n";
  };
  EXPECT_FALSE(ParseOf(nested(199)).failure);
  const ParseOutcome outcome = ParseOf(nested(400));
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->kind, VerdictKind::kCompileResource);
}

TEST(Toolchain, BoundsWhatItSays) {
  std::string source = "struct " + std::string(3000, 'x') + " { int a; };\n";
  for (int i = 0; i < 40; ++i) source += fmt::format("{0} v{1} = {0}::none{1}; ", std::string(3000, 'x'), i);
  const ParseOutcome outcome = ParseOf(source);
  ASSERT_TRUE(outcome.failure);
  size_t bytes = 0;
  for (const Diagnostic& diagnostic : outcome.diagnostics) bytes += diagnostic.message.size();
  EXPECT_LE(bytes, 64u << 10);
  EXPECT_LE(outcome.diagnostics.size(), 200u);
}

TEST(Toolchain, TakesSourcesUpToTheirLimit) {
  auto small = Toolchain::Create({"", 4096, 100});
  ASSERT_TRUE(small);
  const auto parse = [&](size_t bytes) {
    std::string source = "int f();";
    source.resize(bytes, ' ');
    return (*small)->Parse({source, "cache", "", false}, [](ParsedCandidate&) {})->failure;
  };
  EXPECT_FALSE(parse(100));
  ASSERT_TRUE(parse(101));
  EXPECT_EQ(parse(101)->kind, VerdictKind::kCompileResource);
}

TEST(NormalForm, IgnoresSpaceCommentsAndNamesOfLocals) {
  const NormalForm one =
      FormOf(Priority("double age = double(object.now); for (int i = 0; i < 3; ++i) age += i; return age;"));
  const NormalForm other =
      FormOf(Priority("double\n a /* age */ = double( object . now );\n for (int k=0;k<3;++k)\n\n a+=k; // "
                      "done\n return a;"));
  EXPECT_EQ(one.tree, other.tree);
  EXPECT_EQ(one.shape, other.shape);
  EXPECT_EQ(one.parameters, other.parameters);
}

TEST(NormalForm, TellsProgramsApart) {
  const std::string bodies[] = {
      "double a = 1, b = 2; return a - b;",
      "double a = 1, b = 2; return b - a;",
      "double a = 1, b = 2; return a + b;",
      "double a = 1, b = 3; return a - b;",
      "float a = 1, b = 2; return a - b;",
      "double a = 1, b = 2; { double a = 5; b = a; } return a - b;",
      "double a = 1, b = 2; { double c = 5; b = a; } return a - b;",
      "return double(object.count);",
      "return double(object.size);",
  };
  for (const std::string& one : bodies)
    for (const std::string& other : bodies)
      if (&one != &other)
        EXPECT_NE(FormOf(Priority(one)).tree, FormOf(Priority(other)).tree) << one << "\n" << other;
}

TEST(NormalForm, RenamesAlsoInLambdasBindingsAndTemplates) {
  const char* text =
      "template <class T> T twice(T {0}) {{ return {0} + {0}; }}\nstruct Pair {{ int a, b; }};\n"
      "inline int sum(Pair p) {{ auto [{0}, {1}] = p; auto f = [{0}](int {2}) {{ return {2} + {0}; }}; "
      "return f({1}) + twice({0}); }}\n";
  EXPECT_EQ(FormOf(Priority("return 1;", fmt::format(fmt::runtime(text), "x", "y", "z"))).tree,
            FormOf(Priority("return 1;", fmt::format(fmt::runtime(text), "one", "two", "three"))).tree);
}

TEST(NormalForm, KeepsNamesThatAMacroCanSee) {
  const std::string macro = "#define SUM (x + 1)\n";
  EXPECT_NE(FormOf(Priority("double x = 1, y = 2; return SUM + y;", macro)).tree,
            FormOf(Priority("double y = 1, x = 2; return SUM + y;", macro)).tree);
  const std::string text = "#define NAME(x) #x\n";
  EXPECT_NE(FormOf(Priority("double abc = 1; return abc + NAME(abc)[0];", text)).tree,
            FormOf(Priority("double xyz = 1; return xyz + NAME(xyz)[0];", text)).tree);
}

TEST(NormalForm, KnowsThatLinesMatterToDirectives) {
  EXPECT_NE(FormOf(Priority("return ONE;", "#define ONE 1\n")).tree,
            FormOf(Priority("return ONE;", "#define ONE \\\n 1 + 1\n")).tree);
  EXPECT_NE(FormOf(Priority("return __LINE__;")).tree, FormOf(Priority("\n return __LINE__;")).tree);
}

TEST(NormalForm, LeavesLiteralsOutOfTheShapeAndListsThem) {
  const NormalForm one = FormOf(Priority("return 2.5 * double(object.now) + 7;"));
  const NormalForm other = FormOf(Priority("return 3.25 * double(object.now) + 9;"));
  EXPECT_NE(one.tree, other.tree);
  EXPECT_EQ(one.shape, other.shape);
  EXPECT_EQ(one.parameters, (std::vector<uint64_t>{std::bit_cast<uint64_t>(2.5), 7}));
  EXPECT_EQ(other.parameters, (std::vector<uint64_t>{std::bit_cast<uint64_t>(3.25), 9}));
}

TEST(NormalForm, TellsLiteralsOfOneValueApartByTypeAndSign) {
  const std::string literals[] = {"0", "0.0", "-0.0", "1", "1.0", "1.0f", "1u", "1l", "1ul"};
  for (const std::string& one : literals)
    for (const std::string& other : literals)
      if (&one != &other)
        EXPECT_NE(FormOf(Priority("return object.count + " + one + ";")).tree,
                  FormOf(Priority("return object.count + " + other + ";")).tree)
            << one << " " << other;
  EXPECT_EQ(FormOf(Priority("return object.count + 16;")).tree,
            FormOf(Priority("return object.count + 0x10;")).tree);
}

TEST(NormalForm, HasATreeThatIsItsShapeAndItsParameters) {
  const NormalForm form = FormOf(Priority("return 2.5 * double(object.now) + 7;"));
  EXPECT_EQ(form.tree, TreeOf(form.shape, form.parameters));
  EXPECT_NE(form.tree, TreeOf(form.shape, {}));
}

TEST(NormalForm, HasOneShapeATypeOfLiteral) {
  EXPECT_NE(FormOf(Priority("return 2.0 * object.count;")).shape,
            FormOf(Priority("return 2.0f * object.count;")).shape);
  EXPECT_NE(FormOf(Priority("return 2 * object.count;")).shape,
            FormOf(Priority("return 2u * object.count;")).shape);
}

TEST(NormalForm, KeepsConstantsThatTheLanguageNeeds) {
  const char* bodies[] = {"int t[4] = {}; return t[object.count & 3u ? 0 : 0];",
                          "switch (object.count) { case 3: return 1; default: return 0; }",
                          "constexpr int n = 5; return n;",
                          "static_assert(sizeof(int) == 4); return 0.5;",
                          "const int n = 3; int t[n] = {}; return t[0];",
                          "struct S { int b : 3; }; return S{}.b;",
                          "enum E { k = 4 }; return k;",
                          "unsigned char c{200}; return c;",
                          "void* p = 0; return p ? 1.5 : 2.5;",
                          "while (1) return 3.5;",
                          "return double(object.now >> 3);",
                          "return double(object.now / 16);",
                          "auto f = [](auto x) { return x + 1; }; return f(2.5);"};
  for (const char* body : bodies) {
    const std::string source = Priority(body);
    const std::string lifted = LiftedOf(source);
    if (lifted.empty()) continue;
    EXPECT_FALSE(ParseOf(lifted).failure) << lifted << ParseOf(lifted).failure->reason;
  }
  EXPECT_EQ(LiftedOf(Priority("constexpr int n = 5; return n;")), "");
  EXPECT_EQ(FormOf(Priority("return double(object.now >> 3);")).parameters.size(), 0u);
  EXPECT_EQ(FormOf(Priority("int t[4] = {}; return t[1];")).parameters.size(), 1u);
}

// A const integer is a constant only if what it begins with is one.
TEST(NormalForm, LiftsFromConstIntegersThatAreComputed) {
  EXPECT_EQ(FormOf(Priority("const bool old = object.count > 7; return old ? 1.5 : 2.5;")).parameters.size(),
            3u);
  EXPECT_EQ(FormOf(Priority("const int n = 4 + 5; int t[n] = {}; return t[0];")).parameters.size(), 1u);
  EXPECT_EQ(FormOf(Priority("const bool t = true || object.count > 7; return t;")).parameters.size(), 0u);
}

TEST(NormalForm, LiftsOnlyFromTheEvolveBlock) {
  const std::string source =
      std::string(kHead) +
      "inline double outside() { return 4.5; }\n// EVOLVE-BLOCK-START\n"
      "double priority(const gauntlet::cache::Object&, const gauntlet::cache::Pressure&) { return "
      "outside() + 1.5; }\n// EVOLVE-BLOCK-END" +
      kTail;
  EXPECT_EQ(FormOf(source).parameters, std::vector<uint64_t>{std::bit_cast<uint64_t>(1.5)});
}

TEST(NormalForm, CountsWhatTheTreeIsMadeOf) {
  const NormalForm form = FormOf(
      Priority("double s = 0; for (int i = 0; i < 3; ++i) { if (object.count > 2) s += 1.5; } return s;"));
  const auto feature = [&](std::string_view name) {
    for (const auto& [key, value] : form.features)
      if (key == name) return value;
    return -1.0;
  };
  EXPECT_EQ(feature("loops"), 1);
  EXPECT_EQ(feature("branches"), 1);
  EXPECT_EQ(feature("literals"), 5);
  EXPECT_GT(feature("depth"), 4);
}

}  // namespace
}  // namespace gauntlet
