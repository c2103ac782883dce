#include "host/compiler/compiler.h"

#include <dirent.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>

#include "host/base/message.h"
#include "host/compiler/wire.h"

namespace gauntlet {
namespace {

using testing::HasSubstr;

CompileRequest Request(const std::string& source) {
  return {source, "cache", "gauntlet.cache.priority/1", false, false};
}

std::string Priority(const std::string& body, const std::string& before = "") {
  return fmt::format(
      "#include <gauntlet/sdk/cache_priority.hpp>\n// EVOLVE-BLOCK-START\n{}"
      "double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {{ {} }}\n"
      "// EVOLVE-BLOCK-END\nGAUNTLET_CACHE_PRIORITY(priority)\n",
      before, body);
}

const auto kAlways = [](const NormalForm&) { return true; };

class CompilerProcess : public testing::Test {
 protected:
  static Compiler& Shared() {
    static const std::unique_ptr<Compiler> compiler = [] {
      CompilerLimits limits;
      limits.cpu_ms = 1500;
      limits.memory_bytes = 1ull << 30;
      auto started = Compiler::Start(limits);
      if (!started) ADD_FAILURE() << started.error().message;
      GAUNTLET_ASSERT(started.has_value());
      return std::move(*started);
    }();
    return *compiler;
  }
  static CompileOutcome Compile(const std::string& source) {
    auto outcome = Shared().Compile(Request(source), kAlways);
    GAUNTLET_ASSERT(outcome.has_value());
    return std::move(*outcome);
  }
  static void ExpectHonestUnitsStillCompile() {
    const CompileOutcome honest = Compile(Priority("return double(object.now);"));
    EXPECT_FALSE(honest.failure) << honest.failure->reason;
    EXPECT_NE(honest.module, nullptr);
  }
};

// Processes whose parent we are.
std::vector<pid_t> Children() {
  std::vector<pid_t> children;
  DIR* proc = ::opendir("/proc");
  while (const dirent* entry = ::readdir(proc)) {
    const pid_t pid = std::atoi(entry->d_name);
    if (pid <= 0) continue;
    std::ifstream stat(fmt::format("/proc/{}/stat", pid));
    std::string word, state;
    pid_t parent = 0;
    stat >> word >> word >> state >> parent;
    if (parent == ::getpid()) children.push_back(pid);
  }
  ::closedir(proc);
  return children;
}

TEST_F(CompilerProcess, CompilesAPolicy) {
  const CompileOutcome outcome = Compile(Priority("return double(object.now);"));
  ASSERT_FALSE(outcome.failure) << outcome.failure->reason;
  ASSERT_NE(outcome.module, nullptr);
  ASSERT_TRUE(outcome.form);
  EXPECT_FALSE(outcome.form->tree.IsZero());
  EXPECT_GT(outcome.screen_ms, 0);
  EXPECT_GT(outcome.compile_ms, 0);
  EXPECT_GT(outcome.link_ms, 0);
  EXPECT_EQ(Compile(Priority("return double(object.now);")).module->hash(), outcome.module->hash());
}

TEST_F(CompilerProcess, StopsBeforeCodeWhenNobodyWantsTheModule) {
  const std::string source = Priority("return double(object.count);");
  const auto outcome = Shared().Compile(Request(source), [](const NormalForm&) { return false; });
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->stopped);
  EXPECT_FALSE(outcome->failure);
  EXPECT_EQ(outcome->module, nullptr);
  EXPECT_EQ(outcome->form->tree, Compile(source).form->tree);
}

TEST_F(CompilerProcess, NeverAsksForAModuleThatCannotBe) {
  for (const char* body : {"return object.none;", "static int n = 0; return ++n;"}) {
    bool asked = false;
    const auto outcome =
        Shared().Compile(Request(Priority(body)), [&](const NormalForm&) { return asked = true; });
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->failure);
    EXPECT_FALSE(asked) << body;
  }
}

TEST_F(CompilerProcess, PrefersTheFindingThatExplainsAnError) {
  const CompileOutcome outcome = Compile("#include <fstream>\n" + Priority("std::ifstream f; return 1;"));
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->kind, VerdictKind::kScreenRejected);
  EXPECT_EQ(outcome.failure->detail.at("rule"), "include");
  EXPECT_EQ(outcome.failure->detail.at("line"), 1);
}

TEST_F(CompilerProcess, SharesOneModuleAmongUnitsThatDifferInLiterals) {
  CompileRequest one = Request(Priority("return 2.5 * double(object.now);"));
  CompileRequest other = Request(Priority("return 7.5 * double(object.now);"));
  one.lift_literals = other.lift_literals = true;
  const auto first = Shared().Compile(one, kAlways);
  const auto second = Shared().Compile(other, kAlways);
  ASSERT_TRUE(first && second && first->form && second->form);
  EXPECT_EQ(first->form->shape, second->form->shape);
  EXPECT_NE(first->form->tree, second->form->tree);
  EXPECT_EQ(first->form->parameters.size(), 1u);
  EXPECT_FALSE(first->failure) << first->failure->reason;
  EXPECT_NE(first->module, nullptr);
}

TEST_F(CompilerProcess, RefusesWhatTheLinkedFileWouldCallOutside) {
  const CompileOutcome outcome = Compile(
      Priority("return other(\"/etc/passwd\");", "namespace mine { }\nextern int other(const char*);\n"));
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->kind, VerdictKind::kLinkError);
  EXPECT_THAT(outcome.failure->reason, HasSubstr("other(char const*)"));
  EXPECT_EQ(outcome.failure->detail.at("line"), 4);
}

TEST_F(CompilerProcess, LocatesAnInstruction) {
  const CompileRequest request = Request(Priority("\n  double x = double(object.now);\n  return x *\n x;\n"));
  uint32_t found = 0;
  for (uint64_t offset = 0x1000; offset < 0x2000 && found == 0; offset += 64) {
    const auto line = Shared().Locate(request, offset);
    ASSERT_TRUE(line);
    if (*line >= 4 && *line <= 6) found = *line;
  }
  EXPECT_NE(found, 0u);
}

struct Bomb {
  friend void PrintTo(const Bomb& bomb, std::ostream* out) { *out << bomb.name; }
  std::string name;
  std::string source;
  std::vector<VerdictKind> verdicts;  // any of these
};

std::string Laughs(int levels) {
  std::string source = "#define A0 1 +\n";
  for (int i = 1; i <= levels; ++i)
    source += fmt::format("#define A{0} A{1} A{1} A{1} A{1} A{1} A{1} A{1} A{1}\n", i, i - 1);
  return source + fmt::format("int x = A{} 1;\n", levels);
}

std::string Sum(int terms) {
  std::string text = "1";
  for (int i = 0; i < terms; ++i) text += "+int(object.count)";
  return text;
}

std::string Blocks(int depth) {
  return std::string(static_cast<size_t>(depth), '{') + std::string(static_cast<size_t>(depth), '}');
}

std::vector<Bomb> Bombs() {
  constexpr auto kResource = VerdictKind::kCompileResource;
  constexpr auto kTimeout = VerdictKind::kCompileTimeout;
  constexpr auto kError = VerdictKind::kCompileError;
  return {
      {"macros that double", Laughs(12), {kTimeout, kResource}},
      {"types that double",
       "template <int N, int M> struct T { T<N - 1, 2 * M> a; T<N - 1, 2 * M + 1> b; };\n"
       "template <int M> struct T<0, M> { int a; };\nT<28, 1> t;\n",
       {kTimeout, kResource}},
      {"endless template",
       "template <class T> struct W {}; template <class T> void f(T) { f(W<T>()); }\nvoid g() { f(1); }\n",
       {kResource}},
      {"endless constant",
       "constexpr int f(unsigned n) { return n == 0 ? 0 : f(n + 1); }\nconstexpr int x = f(1);\n",
       {kResource}},
      {"slow constant",
       "constexpr int f(int n) { return n < 2 ? n : f(n - 1) + f(n - 2); }\ntemplate <int N> constexpr int v "
       "= f(25) + v<N - 1>;\n"
       "template <> constexpr int v<0> = 0;\nint x = v<200>;\n",
       {kTimeout, kResource}},
      {"huge table",
       Priority("return k[object.count];", "const char k[3000000000] = {1};\n"),
       {kTimeout, kResource, kError, VerdictKind::kLinkError}},
      {"long sum", Priority("return " + Sum(60000) + ";"), {kTimeout, kResource}},
      {"deep blocks", Priority(Blocks(5000) + " return 1;"), {kResource}},
      {"crash on demand", "#pragma clang __debug crash\n", {VerdictKind::kScreenRejected}},
      {"many errors", "int a = " + std::string(200000, '@') + ";\n", {kError, kResource}},
  };
}

class Survives : public CompilerProcess, public testing::WithParamInterface<Bomb> {};

TEST_P(Survives, ABombAndCompilesTheNextUnit) {
  const CompileOutcome outcome = Compile(GetParam().source);
  ASSERT_TRUE(outcome.failure);
  EXPECT_THAT(GetParam().verdicts, testing::Contains(outcome.failure->kind))
      << ToString(outcome.failure->kind) << ": " << outcome.failure->reason;
  EXPECT_FALSE(outcome.failure->reason.empty());
  ExpectHonestUnitsStillCompile();
}

INSTANTIATE_TEST_SUITE_P(EachKind, Survives, testing::ValuesIn(Bombs()));

TEST_F(CompilerProcess, ReplacesAProcessThatDiedBetweenUnits) {
  ExpectHonestUnitsStillCompile();
  const std::vector<pid_t> children = Children();
  ASSERT_EQ(children.size(), 1u);
  ::kill(children[0], SIGKILL);
  ExpectHonestUnitsStillCompile();
}

// Reading the standard headers takes several times what a unit may take here; the unit itself a fraction of it.
TEST(CompilerLimitsOfAUnit, LeaveOutWhatTheFirstUnitOfAKindWaitsFor) {
  CompilerLimits limits;
  limits.cpu_ms = 250;
  const auto compiler = Compiler::Start(limits);
  ASSERT_TRUE(compiler) << compiler.error().message;
  const auto first =
      (*compiler)->Compile(Request("#include <list>\n" + Priority("return double(object.now);")), kAlways);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_FALSE(first->failure) << first->failure->reason;
}

// Clang's own ways to die, past the screen, which would not let them through.
TEST(CompilerCrash, CostsTheCandidateItsVerdictAndTheNextOneNothing) {
  ::setenv("GAUNTLET_CRASH_ON_DEMAND", "1", 1);
  CompilerLimits limits;
  limits.cpu_ms = 5000;
  const auto compiler = Compiler::Start(limits);
  ASSERT_TRUE(compiler) << compiler.error().message;
  for (const char* way : {"crash", "llvm_fatal_error"}) {
    SCOPED_TRACE(way);
    const std::vector<pid_t> before = Children();
    const auto crashed = (*compiler)->Compile(
        Request(fmt::format("#pragma clang __debug {}\n", way) + Priority("return 1;")), kAlways);
    ASSERT_TRUE(crashed) << crashed.error().message;
    ASSERT_TRUE(crashed->failure);
    EXPECT_EQ(crashed->failure->kind, VerdictKind::kCompilerCrash) << crashed->failure->reason;
    EXPECT_EQ(crashed->failure->stage, Stage::kCompile);
    EXPECT_FALSE(crashed->failure->detail.value("compiler", "").empty());
    const auto next = (*compiler)->Compile(Request(Priority("return double(object.now);")), kAlways);
    ASSERT_TRUE(next) << next.error().message;
    EXPECT_FALSE(next->failure) << next->failure->reason;
    EXPECT_NE(next->module, nullptr);
    EXPECT_NE(Children(), before) << "a crashed process does not go on";
  }
  ::unsetenv("GAUNTLET_CRASH_ON_DEMAND");
}

TEST(CompilerRecycling, ReplacesAProcessThatHoldsTooMuchBetweenTwoUnits) {
  CompilerLimits small, large;
  small.recycle_rss_bytes = 1 << 20;  // less than any process with Clang in it holds
  for (const CompilerLimits& limits : {small, large}) {
    const auto compiler = Compiler::Start(limits);
    ASSERT_TRUE(compiler) << compiler.error().message;
    const std::vector<pid_t> first = Children();
    ASSERT_GE(first.size(), 1u);
    std::optional<Hash128> module;
    for (int i = 0; i < 3; ++i) {
      const auto outcome = (*compiler)->Compile(Request(Priority("return double(object.now);")), kAlways);
      ASSERT_TRUE(outcome && outcome->module);
      if (!module) module = outcome->module->hash();
      EXPECT_EQ(outcome->module->hash(), *module);
      if (limits.recycle_rss_bytes == small.recycle_rss_bytes)
        EXPECT_LT(Children().size(), first.size()) << "the process is gone before it is asked again";
      else
        EXPECT_EQ(Children(), first);
    }
  }
}

TEST_F(CompilerProcess, StartsNoOtherProcess) {
  ExpectHonestUnitsStillCompile();
  EXPECT_EQ(Children().size(), 1u);
}

TEST_F(CompilerProcess, HasGivenUpFilesAndPrivileges) {
  ExpectHonestUnitsStillCompile();
  std::ifstream status(fmt::format("/proc/{}/status", Children().at(0)));
  const std::string text((std::istreambuf_iterator<char>(status)), {});
  EXPECT_THAT(text, HasSubstr("Seccomp:\t2"));
  EXPECT_THAT(text, HasSubstr("NoNewPrivs:\t1"));
  EXPECT_THAT(text, testing::Not(HasSubstr("Uid:\t0\t")));
}

TEST(Wire, CarriesAnOutcomeBothWays) {
  CompileOutcome outcome;
  outcome.failure = Failure{VerdictKind::kLinkError, Stage::kLink, "why", {{"line", 3}}};
  outcome.form = NormalForm{HashText("a"), HashText("b"), {1, ~0ull}, {{"nodes", 4}}};
  outcome.diagnostics = {{"error", "include", 1, 2, "text"}};
  outcome.screen_ms = 1.5;
  const Json json = CompileOutcomeToJson(outcome);
  EXPECT_EQ(CompileOutcomeToJson(CompileOutcomeFromJson(json)), json);
}

// Whatever a compiler process sends that some source got hold of.
TEST(Wire, AMalformedOutcomeIsAnErrorAndNothingWorse) {
  const Json whole =
      CompileOutcomeToJson({.form = NormalForm{HashText("a"), HashText("b"), {1}, {{"nodes", 4}}}});
  const auto read = [](const Json& json) {
    return ReadMessage([&] { return CompileOutcomeFromJson(json); }).has_value();
  };
  EXPECT_TRUE(read(whole));
  for (const auto& [key, value] : whole.items()) {
    SCOPED_TRACE(key);
    Json without = whole, strange = whole;
    without.erase(key);
    strange[key] = Json{{"what", Json::array({nullptr})}};
    EXPECT_FALSE(read(without));
    EXPECT_FALSE(read(strange));
  }
  EXPECT_FALSE(read(Json()));
  EXPECT_FALSE(read(Json::array({1, 2})));
}

TEST(Wire, CarriesAMutationBothWays) {
  MutateRequest request{"cache", "parent", "other", ~0ull, "literal"};
  EXPECT_EQ(MutateRequestToJson(MutateRequestFromJson(MutateRequestToJson(request))),
            MutateRequestToJson(request));
  MutateOutcome outcome;
  outcome.source = "x";
  outcome.edits = {{"literal", 3, "1", "2"}};
  outcome.operator_name = "literal";
  EXPECT_EQ(MutateOutcomeToJson(MutateOutcomeFromJson(MutateOutcomeToJson(outcome))),
            MutateOutcomeToJson(outcome));
}

TEST(Wire, CarriesLiteralsBothWays) {
  const TreeRequest request{"source", "cache"};
  EXPECT_EQ(TreeRequestToJson(TreeRequestFromJson(TreeRequestToJson(request))), TreeRequestToJson(request));
  LiteralsOutcome outcome;
  outcome.literals.push_back({7, 9, 3, "0x1fu", "a < 0x1fu", "f", 2, "unsigned int", true, ~0ull, "bits",
                              true, true, true, true, 64});
  outcome.literals.emplace_back();
  const Json json = LiteralsOutcomeToJson(outcome);
  EXPECT_EQ(LiteralsOutcomeToJson(LiteralsOutcomeFromJson(json)), json);
  EXPECT_EQ(LiteralsOutcomeFromJson(json).literals[0].bits, ~0ull);
}

TEST_F(CompilerProcess, ListsLiteralsAndSaysWhyASourceHasNone) {
  const auto listed = Shared().Literals({Priority("return 0.25 * double(object.now);"), "cache"});
  ASSERT_TRUE(listed.has_value() && listed->literals.size() == 1);
  EXPECT_EQ(listed->literals[0].text, "0.25");
  const auto broken = Shared().Literals({"int x = ;", "cache"});
  ASSERT_TRUE(broken.has_value());
  EXPECT_TRUE(broken->failure.has_value());
}

}  // namespace
}  // namespace gauntlet
