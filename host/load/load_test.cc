#include "host/load/load.h"

#include <gauntlet/cache.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace gauntlet {
namespace {

using testing::HasSubstr;

std::filesystem::path TestModule(const std::string& name) {
  return std::filesystem::path(GAUNTLET_BUILD_DIR) / "tests/load" / (name + ".so");
}

ExpectedModule CachePolicy() {
  return {GAUNTLET_MODULE_POLICY, GAUNTLET_CACHE_DOMAIN, GAUNTLET_CACHE_FINGERPRINT,
          GAUNTLET_CACHE_POLICY_INTERFACE};
}

std::expected<LoadedModule, Failure> Load(const std::string& name,
                                          const ExpectedModule& expected = CachePolicy()) {
  static std::vector<OpenModule> open;  // what a test looks at must stay mapped
  auto module = OpenModule::Open(TestModule(name));
  if (!module) return std::unexpected(module.error());
  open.push_back(std::move(*module));
  return ClimbLadder(open.back(), expected);
}

void ExpectMissed(const std::string& name, VerdictKind kind, const std::string& rung,
                  const std::string& words) {
  const auto loaded = Load(name);
  ASSERT_FALSE(loaded) << name;
  EXPECT_EQ(loaded.error().kind, kind) << name;
  EXPECT_EQ(loaded.error().stage, Stage::kLoad);
  EXPECT_EQ(loaded.error().detail["rung"], rung) << name;
  EXPECT_THAT(loaded.error().reason, HasSubstr(words)) << name;
}

TEST(Load, TakesAGoodModuleToTheTop) {
  const auto loaded = Load("good");
  ASSERT_TRUE(loaded) << loaded.error().reason;
  EXPECT_NE(static_cast<const gauntlet_cache_policy*>(loaded->table)->choose_victim, nullptr);
  EXPECT_EQ(loaded->parameters, nullptr);
}

TEST(Load, RejectsAFileThatIsNoSharedObject) {
  std::ofstream(TestModule("text")) << "this is no module";
  ExpectMissed("text", VerdictKind::kLoadError, "open", "file too short");
  ExpectMissed("not_there_at_all", VerdictKind::kLoadError, "open", "No such file");
}

TEST(Load, RejectsAModuleThatAsksForAnUnknownSymbol) {
  ExpectMissed("undefined_symbol", VerdictKind::kLoadError, "open", "no_such_function_anywhere");
}

TEST(Load, RejectsAModuleWithoutAnEntry) {
  ExpectMissed("no_entry", VerdictKind::kLoadError, "entry", "gauntlet_entry");
}

TEST(Load, RejectsAModuleWithoutADescriptor) {
  ExpectMissed("null_descriptor", VerdictKind::kAbiMismatch, "size", "no descriptor");
}

TEST(Load, RejectsAModuleWithAShortDescriptor) {
  ExpectMissed("short_descriptor", VerdictKind::kAbiMismatch, "size", "16 bytes");
}

TEST(Load, RejectsAModuleOfAnotherVersion) {
  ExpectMissed("wrong_version", VerdictKind::kAbiMismatch, "version", "version 99");
}

TEST(Load, RejectsAModuleOfAnotherKind) {
  ExpectMissed("simulator_kind", VerdictKind::kAbiMismatch, "kind", "a simulator, not a policy");
}

TEST(Load, RejectsAModuleOfAnotherDomain) {
  ExpectMissed("other_domain", VerdictKind::kAbiMismatch, "domain", "\"spot\", not \"cache\"");
  ExpectMissed("null_domain", VerdictKind::kAbiMismatch, "domain", "lacks");
}

TEST(Load, RejectsAModuleWithAnotherLayout) {
  ExpectMissed("other_fingerprint", VerdictKind::kAbiMismatch, "fingerprint", "another layout");
}

TEST(Load, RejectsAModuleWithoutTheInterface) {
  ExpectMissed("no_interface", VerdictKind::kAbiMismatch, "hooks", "gauntlet.cache.policy/1");
}

TEST(Load, RejectsAModuleWithAShortTable) {
  ExpectMissed("short_table", VerdictKind::kAbiMismatch, "hooks", "16 bytes");
}

TEST(Load, RejectsAModuleWithoutARequiredHook) {
  ExpectMissed("missing_hook", VerdictKind::kAbiMismatch, "hooks", "choose_victim");
}

TEST(Load, KnowsWhereAModuleLies) {
  const auto module = OpenModule::Open(TestModule("large_data"));
  ASSERT_TRUE(module);
  const auto entry = reinterpret_cast<uint64_t>(module->entry());
  EXPECT_GE(entry, module->extent().base);
  EXPECT_LT(entry, module->extent().base + module->extent().bytes);
  EXPECT_GE(module->extent().writable_bytes, 1u << 20);
}

TEST(Load, TakesAnyDomainWhenNoneIsExpected) {
  ExpectedModule any = CachePolicy();
  any.domain.clear();
  EXPECT_TRUE(Load("other_domain", any));
}

}  // namespace
}  // namespace gauntlet
