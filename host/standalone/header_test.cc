#include "host/standalone/header.h"

#include <gmock/gmock.h>

#include "host/standalone/code_text.h"

namespace gauntlet {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(CodeText, CommentsLiteralsAndDirectivesAreNoCode) {
  const std::string text = "a /* b { */ \"c\\\"}\" '}' 1'000 R\"(d})\" // e\n#define f {\\\n}\ng";
  std::string code;
  const auto mask = CodeMask(text);
  for (size_t i = 0; i < text.size(); ++i)
    if (mask[i]) code += text[i];
  EXPECT_EQ(code, "a    1'000  \n\ng");
}

TEST(CodeText, LinkageGoesWithTheBracesOfItsBlock) {
  EXPECT_EQ(WithoutLinkage("extern \"C\" { void f() { g(); } }\nextern \"C\" int h();  // extern \"C\" {"),
            " void f() { g(); } \nint h();  // extern \"C\" {");
}

TEST(CodeText, FunctionsOfNamespacesBecomeInlineAndNothingElseDoes) {
  EXPECT_EQ(
      AsHeaderCode("// f(x) {\nnamespace a {\nnamespace {\nint f(int x) { return [&] { return x; }(); }\n}\n"
                   "struct S { void g() {} };\nS::S(int) {}\ninline int h() { return 0; }\n"
                   "constexpr int k[] = {f(1)};\ntemplate <class T> T i() { return T(); }\n"
                   "[[noreturn]] void j() { throw 1; }\nnamespace b::c { void l() {} }\n}",
                   "of_x"),
      "// f(x) {\nnamespace a {\ninline namespace of_x {\ninline int f(int x) { return [&] { return x; }(); "
      "}\n}\n"
      "struct S { void g() {} };\ninline S::S(int) {}\ninline int h() { return 0; }\n"
      "constexpr int k[] = {f(1)};\ntemplate <class T> T i() { return T(); }\n"
      "[[noreturn]] inline void j() { throw 1; }\nnamespace b::c { inline void l() {} }\n}");
}

constexpr const char* kPolicy =
    "#include <gauntlet/sdk/cache_priority.hpp>\n#include <vector>\n\n"
    "double priority(const gauntlet::cache::Object& o, const gauntlet::cache::Pressure&) {\n"
    "  return o.now;  // of all\n}\nGAUNTLET_CACHE_PRIORITY(priority)\n";

Result<StandaloneHeader> Make(const std::string& source,
                              const std::string& interface_name = "gauntlet.cache.priority/1",
                              const std::string& name = "lru") {
  return MakeStandaloneHeader(GAUNTLET_SOURCE_DIR "/plugin_api",
                              {source, interface_name, name, {"Found \\", "Best"}});
}

TEST(Header, HoldsThePolicyAndIncludesTheStandardLibraryOnly) {
  const auto header = Make(kPolicy);
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_THAT(header->text, HasSubstr("  return o.now;  // of all\n}\nGAUNTLET_CACHE_PRIORITY(priority)\n"));
  EXPECT_THAT(header->text, HasSubstr("// Found /\n// Best\n"));
  EXPECT_THAT(header->text, HasSubstr("#include <vector>\n"));
  EXPECT_THAT(header->text, Not(HasSubstr("#include \"")));
  EXPECT_THAT(header->text, Not(HasSubstr("#include <gauntlet")));
  EXPECT_THAT(header->text, Not(HasSubstr("extern \"C\"")));
  EXPECT_THAT(header->text, Not(HasSubstr("gauntlet_module")));
  EXPECT_THAT(header->text, HasSubstr("#undef GAUNTLET_CACHE_PRIORITY\n"));
}

TEST(Header, BringsMathematicsForThoseWhoUseItOnly) {
  std::string with = kPolicy;
  with.replace(with.find("o.now"), 5, "std::expf(1.0f)");
  EXPECT_THAT(Make(with)->text, HasSubstr("---- runtime/exp_log.cc"));
  EXPECT_THAT(Make(kPolicy)->text, Not(HasSubstr("---- runtime/exp_log.cc")));
}

TEST(Header, SaysWhatItCannotBeMadeOf) {
  EXPECT_THAT(
      Make(kPolicy, "own.thing/1").error().message,
      HasSubstr(
          "no header can be made of a policy for own.thing/1: there are shells for gauntlet.cache.policy/1"));
  EXPECT_THAT(Make(kPolicy, "gauntlet.cache.priority/1", "a-b").error().message,
              HasSubstr("'a-b' cannot name"));
  EXPECT_THAT(Make("#include \"mine.h\"\n").error().message, HasSubstr("the policy includes \"mine.h\""));
  EXPECT_EQ(NamespaceFrom("run-7.db:412"), "run_7_db_412");
  EXPECT_EQ(NamespaceFrom("7"), "policy_7");
}

}  // namespace
}  // namespace gauntlet
