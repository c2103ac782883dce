// What `eval` says of candidates that misbehave: what went wrong and where, and the next one scores as ever.
#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

struct Bad {
  const char* name;
  const char* before;  // between the include and the evolve block: lines 2 and 3
  const char* body;    // from line 6 on
  const char* kind;
  const char* reason;  // part of it
  int line;            // that the verdict names; 0: none
};

constexpr Bad kBad[] = {
    {"null", "", "  volatile int* p = nullptr;\n  if (object.now > 100) return *p;\n  return 1;", "crash",
     "access to memory", 7},
    {"division", "", "  volatile int zero = 0;\n  return int(object.now) / zero;", "crash",
     "division by zero", 7},
    {"trap", "", "  if (object.now > 100) __builtin_trap();\n  return 1;", "crash", "trap", 6},
    {"abort", "#include <cstdlib>", "  if (object.now > 100) std::abort();\n  return 1;", "crash", "abort()",
     6},
    {"recursion",
     "static double Deep(int n) { volatile char pad[1000]; pad[0] = 1; return n ? Deep(n - 1) + pad[0] : 0; "
     "}",
     "  return Deep(1000000000 + int(object.now));", "crash", "stack overflowed", 2},
    {"exception",
     "struct Sad : std::exception { const char* what() const noexcept override { return \"so sad\"; } };",
     "  if (object.now > 100) throw Sad();\n  return 1;", "exception", "so sad", 0},
    {"endless", "", "  volatile int on = 1;\n  while (on) {}\n  return 1;", "timeout", "CPU time", 0},
    {"hungry", "static volatile char* volatile const kNone = nullptr;",
     "  volatile char* p = kNone;\n  for (int i = 0; i < 4096; ++i) { p = new char[1 << 20]; p[0] = 1; }\n"
     "  return p[0];",
     "memory_limit", "budget", 0},
    {"opener", "extern \"C\" int open(const char*, int, ...);", "  return open(\"/etc/passwd\", 0);",
     "screen_rejected", "extern", 2},
    {"importer", "double somewhere(int);", "  return somewhere(1);", "link_error", "somewhere", 2},
    {"no_number", "", "  return (object.now - object.now) / 0.0;", "invalid_decision", "nan", 0},
};

class Verdicts : public Cli, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    Cli::SetUp();
    std::ofstream(folder_ / "toy" / "problem.yaml", std::ios::app) << "limits: {cpu_s: 1}\n";
  }

  std::string BadSource(const Bad& bad) const {
    const std::string name = std::string(bad.name) + ".cc";
    std::ofstream(folder_ / name) << "#include <gauntlet/sdk/cache_priority.hpp>\n"
                                  << bad.before << "\n"
                                  << "#include <exception>\n// EVOLVE-BLOCK-START\n"
                                  << "double priority(const gauntlet::cache::Object& object, const "
                                     "gauntlet::cache::Pressure&) {\n"
                                  << bad.body
                                  << "\n}\n// EVOLVE-BLOCK-END\nGAUNTLET_CACHE_PRIORITY(priority)\n";
    return name;
  }
};

TEST_P(Verdicts, NameWhatWentWrongAndWhereAndTheNextCandidateScoresAsEver) {
  const Json alone = Run("eval toy toy/lfu.cc --json").json()["results"][0];
  for (const Bad& bad : kBad) {
    SCOPED_TRACE(bad.name);
    const Output o =
        Run(fmt::format("eval toy {} toy/lfu.cc --json --isolation {}", BadSource(bad), GetParam()));
    EXPECT_EQ(o.code, 1) << o.err;
    const Json results = o.json().value("results", Json::array());
    ASSERT_EQ(results.size(), 2u) << o.out << o.err;
    const Json& verdict = results[0]["verdict"];
    EXPECT_EQ(verdict["kind"], std::string(bad.kind)) << verdict;
    EXPECT_THAT(verdict["reason"].get<std::string>(), HasSubstr(bad.reason));
    EXPECT_EQ(verdict["detail"].value("line", 0), bad.line) << verdict;
    EXPECT_TRUE(results[0]["score"].is_null());
    EXPECT_EQ(results[1]["score"], alone["score"]);
    EXPECT_EQ(results[1]["workloads"], alone["workloads"]);
  }
}

INSTANTIATE_TEST_SUITE_P(Tiers, Verdicts, ::testing::Values("fork", "hot"),
                         [](const auto& tier) { return std::string(tier.param); });

TEST_F(Cli, EveryErrorOfACompileIsToldWithLineAndColumn) {
  Source("wrong.cc", "double(first) + second");
  const Json verdict = Run("eval toy wrong.cc --json").json()["results"][0]["verdict"];
  EXPECT_EQ(verdict["kind"], "compile_error");
  const Json found = verdict["detail"].value("diagnostics", Json::array());
  ASSERT_EQ(found.size(), 2u) << verdict;
  EXPECT_EQ(found[0]["line"], 5);
  EXPECT_EQ(found[0]["column"], 17);
  EXPECT_THAT(found[1]["message"].get<std::string>(), HasSubstr("second"));
  EXPECT_THAT(Run("eval toy wrong.cc").out, HasSubstr("line 5:17"));
}

TEST_F(Cli, AMissingHookIsToldAtTheClassThatLacksIt) {
  std::ofstream(folder_ / "hookless.cc") << R"(#include <gauntlet/sdk/cache_policy.hpp>

struct Other {};
class Lru : public gauntlet::cache::Policy {
 public:
  void on_insert(Slot, const Request&) {}
};
GAUNTLET_CACHE_POLICY(Lru)
)";
  std::ofstream(folder_ / "plain.cc")
      << "#include <gauntlet/sdk/cache_priority.hpp>\nstruct P {\n  double weight = 1;\n"
         "};\nGAUNTLET_CACHE_PRIORITY(P)\n";
  const Json policy = Run("eval cache_miss_ratio hookless.cc --json").json()["results"][0]["verdict"];
  EXPECT_EQ(policy["kind"], "compile_error");
  EXPECT_EQ(policy["reason"],
            "Lru: a policy must have a public `Slot choose_victim(const Request& request)`");
  EXPECT_EQ(policy["detail"].value("line", 0), 4) << policy;
  const Json priority = Run("eval toy plain.cc --json").json()["results"][0]["verdict"];
  EXPECT_THAT(priority["reason"].get<std::string>(),
              HasSubstr("P: a priority class must have a public `double priority("));
  EXPECT_EQ(priority["detail"].value("line", 0), 2) << priority;
}

TEST_F(Cli, AnIllegalVictimIsToldWithItsRequestAndWhatThePolicyNoted) {
  std::ofstream(folder_ / "victim.cc") << R"(#include <gauntlet/sdk/cache_policy.hpp>
class P : public gauntlet::cache::Policy {
 public:
  explicit P(const gauntlet::cache::Config&) {}
  void on_insert(Slot, const Request&) {}
  void on_evict(Slot, EvictReason) {}
  Slot choose_victim(const Request&) {
    note("the first of two");
    note("the second");
    return Slot(4000000000u);
  }
};
GAUNTLET_CACHE_POLICY(P)
)";
  std::ofstream(folder_ / "w.yaml")
      << "name: w\ngenerate: {kind: zipf, requests: 5000, objects: 500, seed: 1}\n"
         "capacity: {objects: 1}\n";
  const Output o = Run("eval cache_miss_ratio victim.cc --workload w.yaml --json");
  EXPECT_EQ(o.code, 1) << o.err;
  const Json verdict = o.json()["results"][0]["verdict"];
  EXPECT_EQ(verdict["kind"], "invalid_decision");
  EXPECT_GT(verdict["detail"].value("request", 0), 0) << verdict;
  EXPECT_EQ(verdict["detail"].value("note", ""), "the first of two\nthe second");
}

}  // namespace
}  // namespace gauntlet
