// `debug`: one evaluation again, where people and sanitizers can look at it.
#include "host/base/under_sanitizers.h"
#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

using ::testing::ContainsRegex;
using ::testing::Not;

class Debug : public Cli {
 protected:
  // Lines 1 and 2 are includes; `text` begins on line 3.
  void Policy(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << "#include <gauntlet/sdk/cache_priority.hpp>\n#include <array>\n"
                                  << text << "\nGAUNTLET_CACHE_PRIORITY(P)\n";
  }
  // A class P whose function begins with a line that prints its head; the body begins on line 5.
  void Function(const std::string& name, const std::string& body, const std::string& members = "") const {
    Policy(name,
           "struct P {\n double priority(const gauntlet::cache::Object& object, const "
           "gauntlet::cache::Pressure&) {\n" +
               body + "\n }\n" + members + "\n};");
  }
};

bool HaveGdb() {
  return std::system(
             "gdb -nx -batch -ex 'set startup-with-shell off' -ex run --args /bin/true 2>/dev/null | "
             "grep -q 'exited normally'") == 0;
}
bool HaveSanitizers() { return fs::exists(fs::path(GAUNTLET_BUILD_DIR) / "bin" / "gauntlet-player-asan"); }

class UnderGdb : public Debug {
 protected:
  void SetUp() override {
    if (!HaveGdb()) GTEST_SKIP() << "no gdb that may trace a process here";
    Debug::SetUp();
  }
};

class UnderSanitizers : public Debug {
 protected:
  void SetUp() override {
    if (!HaveSanitizers())
      GTEST_SKIP() << "no runtime of AddressSanitizer here: gauntlet-player-asan is not built";
    Debug::SetUp();
  }
};

TEST_F(UnderGdb, ACrashShowsItsLineTheCallersAndTheirLocals) {
  GAUNTLET_SKIP_UNDER_SANITIZERS("the player's own sanitizer adds its report, with every caller, to gdb's");
  Function(
      "crash.cc", "  int doubled = int(object.now) * 2;\n  return Deeper(doubled);",
      " double Deeper(int given) {\n  volatile int* nowhere = nullptr;\n  if (given > 200) return *nowhere;\n"
      "  return 1;\n }");
  const Output o = Run("debug toy crash.cc --gdb");
  EXPECT_EQ(o.code, 1) << o.err;
  EXPECT_THAT(o.out, HasSubstr("SIGSEGV"));
  EXPECT_THAT(o.out, ContainsRegex("#0 .*P::Deeper .*given=202.* at policy.cc:10"));
  EXPECT_THAT(o.out, ContainsRegex("nowhere = 0x0"));
  EXPECT_THAT(o.out, ContainsRegex("#1 .*P::priority .* at policy.cc:6"));
  EXPECT_THAT(o.out, HasSubstr("doubled = 202"));
  EXPECT_THAT(o.out, HasSubstr(">   10    if (given > 200) return *nowhere;"));
  EXPECT_THAT(o.out, Not(HasSubstr("cache_simulator::")));
}

TEST_F(UnderGdb, AnExceptionShowsTheThrowAndNotTheBarrier) {
  Function("throws.cc", "  return Deeper(object.now);",
           " static double Deeper(unsigned long now) {\n  if (now > 100) throw 17;\n  return 1;\n }");
  const Output o = Run("debug toy throws.cc --gdb");
  EXPECT_EQ(o.code, 1) << o.err;
  EXPECT_THAT(o.out, ContainsRegex("__cxa_throw"));
  EXPECT_THAT(o.out, ContainsRegex("Deeper .*now=101.* at policy.cc:8"));
}

TEST_F(UnderGdb, AnIllegalAnswerShowsTheHookThatGaveIt) {
  Function("nan.cc",
           "  double zero = double(object.now - object.now);\n  return object.now > 100 ? zero / zero : 1;");
  const Output o = Run("debug toy nan.cc --gdb");
  EXPECT_EQ(o.code, 1) << o.err;
  EXPECT_THAT(o.out, HasSubstr("without optimisation: invalid_decision"));
  EXPECT_THAT(o.out, ContainsRegex("P::priority .*now = 101"));
  EXPECT_THAT(o.out, ContainsRegex("Value returned is .* = -?nan"));
}

TEST_F(UnderGdb, AnEndlessLoopShowsWhereItGoesRound) {
  std::ofstream(folder_ / "toy" / "problem.yaml", std::ios::app) << "limits: {cpu_s: 1}\n";
  Function("endless.cc",
           "  volatile int on = 1;\n  if (object.now > 100)\n   while (on) {\n   }\n  return 1;");
  const Output o = Run("debug toy endless.cc --gdb");
  EXPECT_EQ(o.code, 1) << o.err;
  EXPECT_THAT(o.out, ContainsRegex("#0 .*P::priority .* at policy.cc:7"));
  EXPECT_THAT(o.out, HasSubstr("on = 1"));
}

TEST_F(UnderGdb, AnHonestPolicyEndsWellInBothBuilds) {
  Function("ok.cc", "  return double(object.now);");
  const Output plain = Run("debug toy ok.cc --gdb --json");
  EXPECT_EQ(plain.code, 0) << plain.err;
  EXPECT_EQ(plain.json()["gdb"]["outcome"], "without optimisation: ok");
  const Output scored = Run("debug toy ok.cc --gdb --optimised --json");
  EXPECT_EQ(scored.json()["gdb"]["outcome"], "as scored: ok");
}

// Only the optimiser finds out that a number behind a pointer never changes.
TEST_F(UnderGdb, WhatOnlyTheScoredCodeDoesIsShownInTheScoredCode) {
  Function("hides.cc",
           "  int fixed = 7;\n  int* p = &fixed;\n  volatile int* nowhere = nullptr;\n"
           "  if (object.now > 100 && __builtin_constant_p(*p + 1)) return *nowhere;\n  return 1;");
  const Output o = Run("debug toy hides.cc --gdb --json");
  EXPECT_EQ(o.code, 1) << o.err;
  EXPECT_EQ(o.json()["fork"]["verdict"]["kind"], "crash") << o.out;
  EXPECT_EQ(o.json()["gdb"]["outcome"], "as scored: stopped by a signal, line 8 of the policy");
}

TEST_F(UnderGdb, ACandidateOfACampaignIsTakenFromItsFile) {
  ASSERT_EQ(Run("run toy --candidates 2 --campaign c.db -q").code, 0);
  const Output o = Run("debug c.db:0 --gdb --json");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.json()["gdb"]["verdict"]["kind"], "ok") << o.out;
}

TEST_F(UnderGdb, OnATerminalTheUserHasIt) {
  if (std::system("script --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no script(1) to make a terminal";
  Function("crash.cc",
           "  volatile int* nowhere = nullptr;\n  if (object.now > 100) return *nowhere;\n  return 1;");
  std::ofstream(folder_ / "typed") << "continue\nprint 40 + 2\ninfo locals\nquit\n";
  const std::string inner =
      "script -qec \"" + kProgram + " -q debug toy crash.cc --gdb\" /dev/null <typed >seen";
  const int status = std::system(
      fmt::format("cd '{0}' && GAUNTLET_CACHE='{0}/cache' TERM=dumb {1}", folder_.string(), inner).c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
  const std::string seen = ReadAll(folder_ / "seen");
  EXPECT_THAT(seen, HasSubstr("The next request, 101, ends the run as crash"));
  EXPECT_THAT(seen, HasSubstr("= 42"));
  EXPECT_THAT(seen, HasSubstr("SIGSEGV"));
  EXPECT_THAT(seen, HasSubstr("nowhere = 0x0"));
}

TEST_F(Debug, SaysWhatIsMissingWithoutGdb) {
  fs::create_directories(folder_ / "empty");
  Source("ok.cc", "double(object.now)");
  const fs::path err = folder_ / "err";
  const int status =
      std::system(fmt::format("cd '{0}' && PATH='{0}/empty' '{1}' debug toy ok.cc --gdb 2>'{2}'",
                              folder_.string(), kProgram, err.string())
                      .c_str());
  EXPECT_EQ(WEXITSTATUS(status), 2);
  EXPECT_THAT(ReadAll(err), HasSubstr("gdb is not installed"));
}

TEST_F(UnderSanitizers, AnIndexBeyondAnArrayIsToldWithItsLineAlthoughItScores) {
  Function("beyond.cc", "  unsigned index = object.now > 100 ? 8 : 3;\n  return table_[index];",
           " std::array<int, 8> table_{};\n int next_ = 0;");
  const Output o = Run("debug toy beyond.cc --asan --json");
  EXPECT_EQ(o.code, 1) << o.err;
  EXPECT_EQ(o.json()["fork"]["verdict"]["kind"], "ok") << "no check in the cage sees it";
  EXPECT_EQ(o.json()["asan"]["line"], 6) << o.out;
  EXPECT_THAT(o.json()["asan"]["outcome"].get<std::string>(), HasSubstr("out of range"));
}

TEST_F(UnderSanitizers, MemoryUsedAfterItWasFreedIsToldWithItsLine) {
  Function("freed.cc",
           "  int* p = new int[4]{1, 2, 3, 4};\n  delete[] p;\n  volatile int* q = p;\n  return q[2];");
  const Output o = Run("debug toy freed.cc --asan");
  EXPECT_EQ(o.code, 1) << o.err;
  EXPECT_THAT(o.out, ContainsRegex("asan: +AddressSanitizer: heap-use-after-free policy.cc:8"));
  EXPECT_THAT(o.out, HasSubstr(">    8    return q[2];"));
}

TEST_F(UnderSanitizers, AnOverflowThatTheStandardLeavesUndefinedIsToldWithItsLine) {
  Function("overflow.cc", "  int n = 2147483000;\n  n += int(object.now);\n  return n;");
  const Output o = Run("debug toy overflow.cc --asan --json");
  EXPECT_EQ(o.code, 1) << o.err;
  EXPECT_EQ(o.json()["asan"]["line"], 6) << o.out;
  EXPECT_THAT(o.json()["asan"]["output"].get<std::string>(), HasSubstr("signed integer overflow"));
}

TEST_F(UnderSanitizers, FindNothingInAnHonestPolicy) {
  const Output o = Run("debug toy toy/lfu.cc --asan");
  EXPECT_EQ(o.code, 0) << o.out << o.err;
  EXPECT_THAT(o.out, HasSubstr("nothing found; ok"));
}

TEST_F(Debug, ACandidateThatNeverRanIsShownWithItsErrors) {
  Source("wrong.cc", "double(first)");
  const Output o = Run("debug toy wrong.cc");
  EXPECT_EQ(o.code, 1);
  EXPECT_THAT(o.out, HasSubstr("compile_error"));
  EXPECT_THAT(o.out, HasSubstr(">    5    return double(first);"));
}

}  // namespace
}  // namespace gauntlet
