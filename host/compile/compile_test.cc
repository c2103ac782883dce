#include "host/compile/compile.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <gauntlet/cache.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "host/candidate/module.h"
#include "host/compile/locate.h"
#include "host/toolchain/candidate_ast_text.h"
#include "host/toolchain/toolchain.h"

extern "C" void LLVMInitializeX86AsmParser();

namespace gauntlet {
namespace {

struct Bench {
  std::unique_ptr<Toolchain> toolchain;
  Linker linker;

  static Bench& Shared() {
    static Bench bench = [] {
      auto toolchain = Toolchain::Create({});
      auto linker = Linker::Create(GAUNTLET_BUILD_DIR "/lib/gauntlet/libgauntlet_rt.a");
      GAUNTLET_ASSERT(toolchain.has_value() && linker.has_value());
      return Bench{std::move(*toolchain), std::move(*linker)};
    }();
    return bench;
  }

  std::vector<char> Build(const std::string& source, bool line_tables = false,
                          DebugBuild debug = DebugBuild::kNone) {
    ObjectOutcome object;
    const auto parsed =
        toolchain->Parse({source, "cache", "", line_tables, debug}, [&](ParsedCandidate& candidate) {
          if (!HasErrors(candidate)) object = GenerateObject(candidate, debug);
        });
    GAUNTLET_ASSERT(parsed.has_value());
    EXPECT_FALSE(parsed->failure) << parsed->failure->reason;
    EXPECT_FALSE(object.failure) << object.failure->reason;
    const auto linked = linker.Link(object.object, line_tables || debug != DebugBuild::kNone);
    GAUNTLET_ASSERT(linked.has_value());
    EXPECT_FALSE(linked->failure) << linked->failure->reason;
    return linked->module;
  }

  // Whether the literals could be lifted on the tree.
  bool LiftsInPlace(const std::string& source, ObjectOutcome* object = nullptr) {
    bool lifted = false;
    const auto parsed = toolchain->Parse({source, "cache", "", false}, [&](ParsedCandidate& candidate) {
      EXPECT_FALSE(HasErrors(candidate)) << source;
      lifted = LiftInPlace(candidate);
      if (object) *object = GenerateObject(candidate);
    });
    GAUNTLET_ASSERT(parsed.has_value());
    return lifted;
  }

  std::vector<char> BuildLiftedInPlace(const std::string& source) {
    ObjectOutcome object;
    EXPECT_TRUE(LiftsInPlace(source, &object)) << source;
    EXPECT_FALSE(object.failure) << object.failure->reason;
    const auto linked = linker.Link(object.object, false);
    GAUNTLET_ASSERT(linked.has_value() && !linked->failure);
    return linked->module;
  }

  std::string Lift(const std::string& source) {
    std::string lifted;
    const auto parsed = toolchain->Parse(
        {source, "cache", "", false}, [&](ParsedCandidate& candidate) { lifted = LiftedSource(candidate); });
    GAUNTLET_ASSERT(parsed.has_value());
    return lifted;
  }
};

// A priority policy in this process: what its function says of an object.
class Loaded {
 public:
  explicit Loaded(const std::vector<char>& bytes)
      : file_(*Module::FromBytes(std::as_bytes(std::span(bytes)))),
        handle_(::dlopen(fmt::format("/proc/self/fd/{}", file_->fd()).c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (!handle_) {
      ADD_FAILURE() << ::dlerror();
      return;
    }
    const auto entry = reinterpret_cast<gauntlet_entry_fn>(::dlsym(handle_, GAUNTLET_ENTRY_NAME));
    module_ = entry();
    table_ = static_cast<const gauntlet_cache_priority*>(module_->query(GAUNTLET_CACHE_PRIORITY_INTERFACE));
  }
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;
  ~Loaded() {
    if (handle_) ::dlclose(handle_);
  }

  const gauntlet_module* module() const { return module_; }
  gauntlet_parameters* parameters() const {
    return static_cast<gauntlet_parameters*>(
        const_cast<void*>(module_->query(GAUNTLET_PARAMETERS_INTERFACE)));
  }
  double Priority(uint64_t now, uint32_t count, uint32_t size) const {
    gauntlet_cache_config config = {};
    gauntlet_host host = {};
    void* self = table_->create(&config, &host);
    gauntlet_cache_object object = {};
    object.now = now;
    object.count = count;
    object.size = size;
    const gauntlet_cache_pressure cache = {};
    const double priority = table_->priority(self, &object, &cache);
    table_->destroy(self);
    return priority;
  }

 private:
  std::shared_ptr<const Module> file_;
  void* handle_;
  const gauntlet_module* module_ = nullptr;
  const gauntlet_cache_priority* table_ = nullptr;
};

std::string Priority(const std::string& body, const std::string& before = "") {
  return fmt::format(
      "#include <gauntlet/sdk/cache_priority.hpp>\n{}// EVOLVE-BLOCK-START\n"
      "double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {{ {} }}\n"
      "// EVOLVE-BLOCK-END\nGAUNTLET_CACHE_PRIORITY(priority)\n",
      before, body);
}

bool Contains(const std::vector<char>& bytes, std::string_view text) {
  return std::string_view(bytes.data(), bytes.size()).find(text) != std::string_view::npos;
}

TEST(Compile, MakesAModuleThatLoadsAndAnswers) {
  const Loaded policy(Bench::Shared().Build(Priority("return double(object.now) + 0.5 * object.count;")));
  ASSERT_NE(policy.module(), nullptr);
  EXPECT_EQ(policy.module()->struct_size, sizeof(gauntlet_module));
  EXPECT_STREQ(policy.module()->domain, "cache");
  EXPECT_EQ(policy.Priority(100, 3, 1), 101.5);
}

TEST(Compile, MakesTheSameBytesOfTheSameSource) {
  const std::string source = Priority("return double(object.now);");
  EXPECT_EQ(Bench::Shared().Build(source), Bench::Shared().Build(source));
}

TEST(Compile, TakesStandardContainers) {
  const Loaded policy(Bench::Shared().Build(
      Priority("std::vector<int> v(object.count, 2); int s = 0; for (int x : v) s += x; "
               "return s;",
               "#include <vector>\n")));
  EXPECT_EQ(policy.Priority(0, 21, 1), 42);
}

// The back end is kept from unit to unit.
TEST(Compile, MakesTheSameBytesWhateverCameBefore) {
  const std::string source =
      Priority("double s = 0; for (unsigned i = 0; i < object.count; ++i) s += i * 0.5; return s;");
  const std::vector<char> first = Bench::Shared().Build(source);
  Bench::Shared().Build(
      Priority("std::vector<int> v(object.count, 2); return v.size();", "#include <vector>\n"));
  Bench::Shared().Build(Priority("return 1;"), true);
  EXPECT_EQ(Bench::Shared().Build(source), first);
}

// No source with assembly passes the screen; one that did would leave its labels behind, and LLVM ends the process
// when the next unit has the same.
TEST(Compile, LeavesNoLabelsOfAssemblyToTheUnitsThatFollow) {
  LLVMInitializeX86AsmParser();
  const std::string honest = Priority("return double(object.now) * 3;");
  const std::vector<char> first = Bench::Shared().Build(honest);
  for (const char* assembly : {"jmp 1f; 1: nop", ".Llabel: nop; jmp .Llabel", "named: nop"})
    for (int i = 0; i < 3; ++i) {
      Bench::Shared().Build(Priority(fmt::format("asm volatile(\"{}\"); return 1;", assembly)));
      Bench::Shared().Build(Priority("return 2;", fmt::format("asm(\"{}\");\n", assembly)));
      EXPECT_EQ(Bench::Shared().Build(honest), first) << assembly;
    }
}

// Both kinds for a debugger answer as the scored module does.
TEST(Compile, BuildsForADebuggerWithAndWithoutOptimisation) {
  const std::string source =
      Priority("double weight = 0.5 * object.count; double sum = double(object.now) + weight; return sum;");
  for (const DebugBuild build : {DebugBuild::kOptimised, DebugBuild::kPlain}) {
    const std::vector<char> module = Bench::Shared().Build(source, false, build);
    EXPECT_TRUE(Contains(module, ".debug_info"));
    EXPECT_TRUE(Contains(module, "weight"));  // a local's name
    EXPECT_EQ(Loaded(module).Priority(100, 3, 1), 101.5);
  }
  EXPECT_EQ(Loaded(Bench::Shared().Build(source)).Priority(100, 3, 1), 101.5);
}

// Into a process without their runtime such a module cannot be loaded.
TEST(Compile, WritesChecksOfTheSanitizersIntoADebugBuildAlone) {
  const std::string source = Priority("int table[4] = {1, 2, 3, 4}; return table[object.count & 7];");
  const std::vector<char> module = Bench::Shared().Build(source, false, DebugBuild::kSanitized);
  EXPECT_TRUE(Contains(module, "__asan_report_load4"));
  EXPECT_TRUE(Contains(module, "__ubsan_handle_out_of_bounds_abort"));
  const std::vector<char> scored = Bench::Shared().Build(source);
  EXPECT_FALSE(Contains(scored, "__asan"));
  EXPECT_FALSE(Contains(scored, "__ubsan"));
}

// Generating their code reads further declarations out of the header state, which have to reach the
// generator.
TEST(Compile, TakesContainersThatTheHeaderStateHoldsInstantiated) {
  const Loaded policy(
      Bench::Shared().Build(Priority("std::list<unsigned> l; std::unordered_map<unsigned, "
                                     "std::list<unsigned>::iterator> m; l.push_front(7); "
                                     "m[object.count] = l.begin(); return *m.find(object.count)->second;",
                                     "#include <list>\n#include <unordered_map>\n")));
  EXPECT_EQ(policy.Priority(0, 3, 1), 7);
}

TEST(Compile, LiftedLiteralsBehaveAsTheyWere) {
  const char* bodies[] = {
      "return 2.5 * double(object.now) - 7;",
      "float f = 0.1f * object.count; return f + 1e300 * 1e-300;",
      "unsigned u = 3000000000u + object.count; return u;",
      "long n = object.count; n -= 5000000000; return double(n);",
      "int n = object.count; n = n * -2147483647 - 1; return n % 17 + (n >> 3) + n / 4;",
      "unsigned char c = 250; c += 10; return c;",
      "double s = 0; for (int i = 0; i < 10; ++i) s += i * 0.5; return s;",
      "int t[4] = {1, 2, 3, 4}; return t[(object.count & 3) % 4];",
      "switch (object.count) { case 3: return 1.25; default: return 9; }",
      "auto f = [](double x, int n = 3) { return x * n; }; return f(1.5);",
      "struct S { double weight = 0.75; int n = 4; } s; return s.weight * s.n;",
      "return object.size ? 1 : 2.5;",
      "bool b = 1; return b + (object.count > 2);",
  };
  for (const char* body : bodies) {
    const std::string source = Priority(body);
    const std::string lifted = Bench::Shared().Lift(source);
    ASSERT_FALSE(lifted.empty()) << body;
    const Loaded plain(Bench::Shared().Build(source));
    const Loaded table(Bench::Shared().Build(lifted));
    const Loaded in_place(Bench::Shared().BuildLiftedInPlace(source));
    ASSERT_NE(table.parameters(), nullptr) << body;
    ASSERT_NE(in_place.parameters(), nullptr) << body;
    ASSERT_EQ(in_place.parameters()->count, table.parameters()->count) << body;
    EXPECT_EQ(std::memcmp(in_place.parameters()->values, table.parameters()->values,
                          table.parameters()->count * sizeof(uint64_t)),
              0)
        << body;
    for (uint32_t count : {0u, 1u, 3u, 100u}) {
      const double expected = plain.Priority(1000, count, 64);
      for (const Loaded* lifted_one : {&table, &in_place}) {
        const double got = lifted_one->Priority(1000, count, 64);
        EXPECT_EQ(std::memcmp(&expected, &got, sizeof(got)), 0)
            << body << ": " << expected << " against " << got;
      }
      // Every literal is read where it stands: other values change both alike.
      if (std::strstr(body, "2147483647")) continue;  // there they overflow
      for (uint64_t i = 0; i < table.parameters()->count; ++i) {
        table.parameters()->values[i] += 1;
        in_place.parameters()->values[i] += 1;
        const double one = table.Priority(1000, count, 64), other = in_place.Priority(1000, count, 64);
        EXPECT_EQ(std::memcmp(&one, &other, sizeof(one)), 0) << body << ", literal " << i;
        table.parameters()->values[i] -= 1;
        in_place.parameters()->values[i] -= 1;
      }
    }
  }
}

TEST(Compile, LiteralsThatAConstantMayDependOnAreNotLiftedOnTheTree) {
  for (const char* body : {
           "struct S { int n = 4; }; const int k = S{}.n; return k;",
           "struct S { int n = 4; }; int t[S{}.n] = {}; return sizeof(t);",
           "struct S { int n = 4; }; switch (object.count) { case S{}.n: return 1; default: return 9; }",
           "auto f = [] { return 4; }; const int k = f(); return k + object.count;",
           "struct S { int n = 4; }; static_assert(S{}.n == 4); return S{}.n;",
           "struct S { int n = 4; }; constexpr S s{}; return s.n;",
       }) {
    EXPECT_FALSE(Bench::Shared().LiftsInPlace(Priority(body))) << body;
  }
  for (const char* body : {
           "struct S { int n = 4; }; S s; return s.n;",
           "const int k = 4; int t[k + 2] = {}; return t[1] + 0.5;",
           "auto f = [] { return 4; }; return f();",
           "return object.count;",
       }) {
    EXPECT_TRUE(Bench::Shared().LiftsInPlace(Priority(body))) << body;
  }
}

TEST(Compile, AnotherValueInTheTableIsAnotherPolicy) {
  const std::string source = Priority("return 2.5 * object.count;");
  for (const auto& module :
       {Bench::Shared().Build(Bench::Shared().Lift(source)), Bench::Shared().BuildLiftedInPlace(source)}) {
    const Loaded policy(module);
    ASSERT_EQ(policy.parameters()->count, 1u);
    const double value = 4.0;
    std::memcpy(policy.parameters()->values, &value, sizeof(value));
    EXPECT_EQ(policy.Priority(0, 3, 1), 12.0);
  }
}

TEST(Compile, NeverFoldsMathematicsThatDiffersBetweenMachines) {
  // Folded, the call would be gone and the constant in the file.
  for (const char* call :
       {"std::exp(1.5)", "std::pow(1.5, 2.5)", "__builtin_log(1.5)", "std::tanh(0.5f)", "std::log2(3.0L)"}) {
    ObjectOutcome object;
    const auto parsed = Bench::Shared().toolchain->Parse(
        {Priority(fmt::format("return double({});", call), "#include <cmath>\n"), "cache", "", false},
        [&](ParsedCandidate& candidate) { object = GenerateObject(candidate); });
    ASSERT_TRUE(parsed && !parsed->failure) << call;
    const std::string_view name = std::string_view(call).substr(call[0] == '_' ? 10 : 5);
    EXPECT_TRUE(Contains(object.object, name.substr(0, name.find('(')))) << call;
  }
}

TEST(Compile, LinkErrorsNameWhatIsMissing) {
  ObjectOutcome object;
  const auto parsed = Bench::Shared().toolchain->Parse(
      {"int f() { return 1; }\n", "cache", "", false},
      [&](ParsedCandidate& candidate) { object = GenerateObject(candidate); });
  ASSERT_TRUE(parsed && !parsed->failure);
  const auto linked = Bench::Shared().linker.Link(object.object, false);
  ASSERT_TRUE(linked);
  ASSERT_TRUE(linked->failure);
  EXPECT_EQ(linked->failure->kind, VerdictKind::kLinkError);
  EXPECT_THAT(linked->failure->reason, testing::HasSubstr("gauntlet_entry"));
}

TEST(Compile, LinksAgainAfterAFailedLink) {
  const std::vector<char> nonsense(100, 'x');
  const auto linked = Bench::Shared().linker.Link(nonsense, false);
  ASSERT_TRUE(linked);
  EXPECT_TRUE(linked->failure);
  EXPECT_FALSE(Bench::Shared().Build(Priority("return 1;")).empty());
}

TEST(Compile, LeavesStandardOutputAsItWas) {
  testing::internal::CaptureStdout();
  Bench::Shared().Build(Priority("return 1;"));
  std::printf("still here");
  std::fflush(stdout);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "still here");
}

TEST(Locate, FindsTheLineOfAnAddress) {
  const std::string source = Priority("\n  double x = double(object.now);\n  return x *\n  x;\n");
  const std::vector<char> module = Bench::Shared().Build(source, true);
  std::vector<uint32_t> lines;
  for (uint64_t offset = 0; offset < module.size() + 8192; ++offset) {
    const uint32_t line = LineOfOffset(module, offset);
    if (line != 0) lines.push_back(line);
  }
  EXPECT_THAT(lines, testing::Contains(testing::AllOf(testing::Ge(4u), testing::Le(6u))));
  EXPECT_EQ(LineOfOffset(module, 1u << 30), 0u);
  EXPECT_EQ(LineOfOffset({}, 0), 0u);
}

TEST(Locate, NamesTheFirstLineThatUsesAForbiddenSymbol) {
  Failure failure{VerdictKind::kLinkError, Stage::kLink, "x"};
  failure.detail["symbols"] = {"_ZN5other4openEPKc"};
  AddUseLines("int reopen;\nint x = openx;\nreturn open(1);\n", failure);
  EXPECT_EQ(failure.detail.at("line"), 3);
}

}  // namespace
}  // namespace gauntlet
