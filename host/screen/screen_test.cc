#include "host/screen/screen.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "host/screen/rules.h"
#include "host/toolchain/candidate_ast_text.h"
#include "host/toolchain/include_rules.h"
#include "host/toolchain/test_support.h"

namespace gauntlet {
namespace {

struct Screened {
  std::vector<Diagnostic> findings;
  bool parsed = false;
  std::string error;
};

Screened ScreenOf(const std::string& source) {
  Screened screened;
  screened.findings = ScreenText(source);
  if (!screened.findings.empty()) return screened;
  const auto outcome = SharedToolchain().Parse({source, "cache", "", false}, [&](ParsedCandidate& candidate) {
    screened.findings = Screen(candidate);
    screened.parsed = !HasErrors(candidate);
  });
  GAUNTLET_ASSERT(outcome.has_value());
  if (outcome->failure) screened.error = outcome->failure->reason;
  return screened;
}

constexpr const char* kHead = "#include <gauntlet/sdk/cache_priority.hpp>\n";
constexpr const char* kTail =
    "\ndouble priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {\n"
    "  return double(object.now);\n}\nGAUNTLET_CACHE_PRIORITY(priority)\n";

// A policy with `text` at its second line.
std::string With(const std::string& text) { return kHead + text + kTail; }

struct Rejected {
  friend void PrintTo(const Rejected& rejected, std::ostream* out) {
    *out << rejected.rule << ": " << rejected.text;
  }
  std::string rule;
  std::string text;
  uint32_t line;
  uint32_t column;
};

class Rejects : public testing::TestWithParam<Rejected> {};

TEST_P(Rejects, WhatTheRuleNamesAndSaysWhere) {
  const Rejected& wanted = GetParam();
  const Screened screened = ScreenOf(With(wanted.text));
  ASSERT_FALSE(screened.findings.empty()) << wanted.text << "\n" << screened.error;
  const Diagnostic& finding = screened.findings.front();
  EXPECT_EQ(finding.rule, wanted.rule) << finding.message;
  EXPECT_EQ(finding.line, wanted.line) << wanted.text;
  EXPECT_EQ(finding.column, wanted.column) << wanted.text;
  EXPECT_THAT(finding.message, testing::HasSubstr(": "));
}

const Rejected kRejected[] = {
    {"text_encoding", std::string("int a = 1;\0", 11), 2, 11},
    {"text_encoding", "// caf\xe9 au lait", 2, 7},
    {"text_encoding", "int a\x01;", 2, 6},
    {"text_direction", "int a; /* \xe2\x80\xae hidden */", 2, 11},
    {"text_direction",
     "const int \xe2\x80\x8b"
     "a = 1;",
     2, 11},
    {"text_encoding", "// to the eye a comment\rint a = 1;", 2, 24},
    {"text_direction", "// ad\xc2\xadmit", 2, 6},
    {"text_direction", "// plain\xef\xb8\x8f text", 2, 9},
    {"text_direction", "// to the eye a comment\xe2\x80\xa8int a = 1;", 2, 24},
    {"text_direction", "// \xf3\xa0\x81\x89\xf3\xa0\x81\xa7", 2, 4},
    {"file", "const char secret[] = {\n#embed \"/etc/passwd\"\n};", 3, 1},
    {"file", "  #  if __has_embed(\"/etc/passwd\")\n#endif", 2, 9},
    {"include", "#include <iostream>", 2, 1},
    {"include", "#include <stdio.h>", 2, 1},
    {"include", "#include \"/etc/passwd\"", 2, 1},
    {"include", "  #include <bits/stl_algo.h>", 2, 3},
    {"include", "#include <gauntlet/../../secret.h>", 2, 1},
    {"include", "#include_next <thread>", 2, 1},
    {"include_probe", "#if __has_include(<sys/socket.h>)\n#endif", 2, 19},
    {"pragma", "#pragma GCC poison int", 2, 1},
    {"pragma", "#pragma clang __debug crash", 2, 1},
    {"pragma", "_Pragma(\"GCC target(\\\"avx2\\\")\")", 2, 1},
    {"pragma", "#pragma STDC FP_CONTRACT ON", 2, 1},
    {"macro", "#define private public", 2, 9},
    {"macro", "#define GAUNTLET_CACHE_PRIORITY(x)", 2, 9},
    {"macro", "#undef __cplusplus", 2, 8},
    {"build_time", "const char* when() { return __TIME__; }", 2, 29},
    {"inline_assembly", "void f() { asm(\"nop\"); }", 2, 12},
    {"inline_assembly", "asm(\"nop\");", 2, 1},
    {"inline_assembly", "int other(int) asm(\"open\");", 2, 20},
    {"attribute", "__attribute__((constructor)) void f() {}", 2, 16},
    {"attribute", "[[gnu::destructor]] void f() {}", 2, 3},
    {"attribute", "__attribute__((section(\".init_array\"), unused)) static const int x = 1;", 2, 16},
    {"attribute", "extern \"C++\" { __attribute__((weak)) void f() {} }", 2, 31},
    {"attribute", "__attribute__((visibility(\"default\"))) int f() { return 1; }", 2, 16},
    {"attribute", "__attribute__((target(\"fma\"))) double f(double x) { return x * x + x; }", 2, 16},
    {"attribute", "__attribute__((naked)) void f() {}", 2, 16},
    {"attribute", "__attribute__((used)) static int f() { return 1; }", 2, 16},
    {"attribute", "__attribute__((no_sanitize(\"all\"))) int f() { return 1; }", 2, 16},
    {"attribute", "void g(); __attribute__((alias(\"g\"))) void f();", 2, 26},
    {"attribute", "[[clang::optnone]] int f() { return 1; }", 2, 3},
    {"thread_local", "thread_local int x = 0;", 2, 18},
    {"thread_local", "int f() { static thread_local int x = 0; return ++x; }", 2, 35},
    {"mutable_static", "int counter = 0;", 2, 5},
    {"mutable_static", "int f() { static int n = 0; return ++n; }", 2, 22},
    {"mutable_static", "struct S { static int n; };", 2, 23},
    {"mutable_static", "struct S { inline static double n = 1; };", 2, 33},
    {"mutable_static", "struct S { mutable int n = 0; }; const S s;", 2, 42},
    {"mutable_static", "namespace { long table[4]; }", 2, 18},
    {"mutable_static", "template <class T> T kept{};", 2, 22},
    {"dynamic_initialisation", "int one(); const int x = one();", 2, 22},
    {"dynamic_initialisation", "struct S { ~S() {} }; const S s;", 2, 31},
    {"extern_c", "extern \"C\" int open(const char*, int, ...);", 2, 1},
    {"extern_c", "extern \"C\" { int f() { return 1; } }", 2, 1},
    {"reserved_namespace", "namespace std { struct mine {}; }", 2, 11},
    {"reserved_namespace", "namespace gauntlet { int f() { return 1; } }", 2, 11},
    {"reserved_namespace", "namespace gauntlet::sdk { int f() { return 1; } }", 2, 11},
    {"reserved_name", "int gauntlet_mine() { return 1; }", 2, 5},
    {"operator_new", "void* operator new(decltype(sizeof(0))) { return nullptr; }", 2, 7},
    {"raw_memory", "const int* f(const double& x) { return reinterpret_cast<const int*>(&x); }", 2, 40},
    {"raw_memory", "int f(const double& x) { return *(const int*)&x; }", 2, 34},
    {"raw_memory", "int f(double x) { return reinterpret_cast<int&>(x); }", 2, 26},
    {"raw_memory", "int f(const void* x) { return *static_cast<const int*>(x); }", 2, 32},
    {"raw_memory", "auto f(const int* x) { return (unsigned long)x; }", 2, 31},
    {"raw_memory", "auto f() { return (const int*)0x7fff0000; }", 2, 19},
    {"raw_memory", "template <class T> auto f(T* x) { return reinterpret_cast<const char*>(x); }", 2, 42},
    {"raw_memory", "int f(const int& x) { return (&x)[1]; }", 2, 31},
    {"raw_memory", "int f(const int& x) { return *(&x + 1); }", 2, 32},
    {"raw_memory", "int f(const int& x) { return *(1 + &x); }", 2, 36},
    {"machine_builtin", "auto f() { return __builtin_ia32_rdtsc(); }", 2, 19},
    {"machine_builtin", "auto f() { return __builtin_readcyclecounter(); }", 2, 19},
    {"machine_builtin", "void* f() { return __builtin_frame_address(0); }", 2, 20},
    {"machine_builtin", "void* f() { return __builtin_return_address(0); }", 2, 20},
    {"machine_builtin", "double f(double x) { return __builtin_elementwise_exp(x); }", 2, 29},
    {"machine_builtin", "bool f() { return __builtin_cpu_supports(\"avx2\"); }", 2, 19},
    {"process", "#include <cstdlib>\nvoid f() { std::exit(1); }", 3, 17},
    {"process", "#include <cstdlib>\nvoid f() { system(\"ls\"); }", 3, 12},
    {"process", "#include <cstdlib>\nusing std::quick_exit;", 3, 12},
    {"random_device", "#include <cstdlib>\nint f() { return rand(); }", 3, 18},
    {"random_device", "#include <random>\nint f() { std::random_device d; return int(d()); }", 3, 16},
    {"environment", "#include <cstdlib>\nconst char* f() { return std::getenv(\"HOME\"); }", 3, 31},
    {"c_memory", "#include <cstdlib>\nvoid* f() { return std::malloc(8); }", 3, 25},
    {"c_memory", "#include <cstdlib>\nvoid f(void* p) { auto g = &free; g(p); }", 3, 29},
};
INSTANTIATE_TEST_SUITE_P(EveryRule, Rejects, testing::ValuesIn(kRejected));

class Accepts : public testing::TestWithParam<const char*> {};

TEST_P(Accepts, WhatPoliciesNeed) {
  const Screened screened = ScreenOf(With(GetParam()));
  EXPECT_TRUE(screened.parsed) << screened.error;
  for (const Diagnostic& finding : screened.findings)
    ADD_FAILURE() << finding.rule << " at " << finding.line << ":" << finding.column << ": "
                  << finding.message;
}

INSTANTIATE_TEST_SUITE_P(
    PlainCode, Accepts,
    testing::Values(
        "", "#include <vector>\n#include <algorithm>\n#include <unordered_map>\n#include <cmath>",
        "#include <gauntlet/sdk/slot_list.hpp>", "constexpr double kTable[] = {1.0, 2.5};",
        "static const int kLimit = 5;", "struct S { static constexpr int n = 3; };",
        "int f() { static const int n = 3; static constexpr char text[] = \"abc\"; return n + text[0]; }",
        "int f(int n) {\n#pragma unroll\n  for (int i = 0; i < 4; ++i) n += i;\n  return n;\n}",
        "#pragma clang diagnostic ignored \"-Wunused\"",
        "#define SQUARE(x) ((x) * (x))\nint f(int x) { return SQUARE(x); }",
        "#include <bit>\n#include <cstdint>\nuint64_t f(double x) { return std::bit_cast<uint64_t>(x); }",
        "struct B { virtual ~B() = default; };\nstruct D : B {};\nD* f(B* b) { return static_cast<D*>(b); }",
        "int f(int* a, int n) { int s = 0; for (int* p = a; p != a + n; ++p) s += *p; return s + *(&a[0] + "
        "1) + a[2]; }",
        "#include <new>\nint* f() { return static_cast<int*>(::operator new(4)); }",
        "bool f(int* a) { return bool(a) && (void*)a != nullptr; }",
        "[[nodiscard, gnu::always_inline]] inline int f() { return 1; }\n"
        "__attribute__((noinline, hot)) int g(int x) { if (x) [[likely]] return 1; return 2; }",
        "struct Base { virtual ~Base() = default; virtual int f() = 0; };\nstruct D final : Base { int f() "
        "override { "
        "return 1; } };",
        "namespace mine { struct clock { int time = 0; int rand() const { return time; } }; }\n"
        "int f() { mine::clock c; return c.time + c.rand(); }",
        "struct Thread { int open = 1; int exit() { return open; } };\nint f() { return Thread().exit(); }",
        "int f(int x) { switch (x) { case 1: [[fallthrough]]; case 2: return 2; default: return 3; } }",
        "int f(int x) { auto g = [&](auto y) { return x + y; }; return g(2); }",
        "void* f(void* p) { return __builtin_assume_aligned(p, 16); }\nint g(unsigned x) { return "
        "__builtin_popcount(x) + "
        "__builtin_clz(x | 1); }",
        "#include <cstdlib>\nint f(int x) { return std::abs(x); }",
        "#include <random>\ndouble f(unsigned seed) { std::mt19937_64 g(seed); return "
        "std::uniform_real_distribution<double>()(g); }",
        "#if __has_include(<vector>)\n#include <vector>\n#endif",
        "// caf\xc3\xa9, \xe2\x80\x9cquoted\xe2\x80\x9d",
        "struct Key { int a; };\nstruct KeyHash { unsigned long operator()(const Key& k) const { return k.a; "
        "} };"));

TEST(Screen, ExplainsAForbiddenIncludeWithWhatIsAllowed) {
  const Screened screened = ScreenOf(With("#include <fstream>"));
  ASSERT_EQ(screened.findings.size(), 1u);
  EXPECT_THAT(screened.findings[0].message, testing::HasSubstr("<fstream> is not available"));
  EXPECT_THAT(screened.findings[0].message, testing::HasSubstr("<vector>"));
}

TEST(Screen, FindsEveryOffenceOfAUnitInOrder) {
  const Screened screened = ScreenOf(With("int a = 0;\nthread_local int b = 0;\nvoid f() { asm(\"nop\"); }"));
  ASSERT_EQ(screened.findings.size(), 3u);
  EXPECT_EQ(screened.findings[0].rule, "mutable_static");
  EXPECT_EQ(screened.findings[1].rule, "thread_local");
  EXPECT_EQ(screened.findings[2].rule, "inline_assembly");
  const auto failure = ScreenFailure(screened.findings);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, VerdictKind::kScreenRejected);
  EXPECT_EQ(failure->detail.at("rule"), "mutable_static");
  EXPECT_EQ(failure->detail.at("line"), 2);
  EXPECT_THAT(failure->reason, testing::HasSubstr("(and 2 more)"));
}

TEST(Screen, SeesWhatAMacroOfTheCandidateWrites) {
  const Screened screened = ScreenOf(With("#define HIDE asm(\"nop\")\nvoid f() { HIDE; }"));
  ASSERT_EQ(screened.findings.size(), 1u);
  EXPECT_EQ(screened.findings[0].rule, "inline_assembly");
  EXPECT_EQ(screened.findings[0].line, 3u);
}

TEST(Screen, SeesWhatStandsInTheArgumentOfOurOwnMacro) {
  const std::string source =
      std::string(kHead) +
      "double priority(const gauntlet::cache::Object&, const gauntlet::cache::Pressure&) { return 1; }\n"
      "GAUNTLET_CACHE_PRIORITY(([]{ asm(\"nop\"); return &priority; }()))\n";
  const Screened screened = ScreenOf(source);
  ASSERT_FALSE(screened.findings.empty() && screened.parsed) << "an assembly statement went through";
}

TEST(Screen, RejectsASpecialisationInStdWithoutTheNamespaceAroundIt) {
  const Screened screened =
      ScreenOf(With("#include <functional>\nstruct K { int a; };\ntemplate <> struct std::hash<K> { unsigned "
                    "long operator()(K) const { "
                    "return 1; } };"));
  ASSERT_FALSE(screened.findings.empty()) << screened.error;
  EXPECT_EQ(screened.findings[0].rule, "reserved_namespace");
}

TEST(Screen, IsNotMisledByLineDirectives) {
  const Screened screened = ScreenOf(With("# 1 \"gauntlet.hpp\" 1 3\nint counter = 0;\n# 4 \"policy.cc\" 2"));
  ASSERT_FALSE(screened.findings.empty()) << screened.error;
  EXPECT_EQ(screened.findings[0].rule, "mutable_static");
  EXPECT_EQ(screened.findings[0].line, 3u);
}

TEST(Screen, RejectsCoroutines) {
  const Screened screened = ScreenOf(With("#include <coroutine>"));
  ASSERT_FALSE(screened.findings.empty());
  EXPECT_EQ(screened.findings[0].rule, "include");
}

TEST(Screen, EveryRuleHasAnIdOfItsOwnAndAdvice) {
  std::set<std::string_view> ids;
  for (const ScreenRule& rule : ScreenRules()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    EXPECT_FALSE(rule.advice.empty()) << rule.id;
  }
}

}  // namespace
}  // namespace gauntlet
