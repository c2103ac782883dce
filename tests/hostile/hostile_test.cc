// Every program of tests/hostile/programs on every way that it names, shuffled among honest candidates. For each:
// its verdict, then an honest candidate that comes out as it always does, then nothing left over.
//
// GAUNTLET_HOSTILE_ROUNDS: rounds over all programs (1); GAUNTLET_HOSTILE_SEED: of the shuffling (1);
// GAUNTLET_HOSTILE_ONLY: part of a program's name.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "host/base/rng.h"
#include "tests/hostile/families.h"
#include "tests/hostile/world.h"

namespace gauntlet::hostile {
namespace {

std::string FromEnvironment(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value ? value : otherwise;
}

int Rounds() { return std::stoi(FromEnvironment("GAUNTLET_HOSTILE_ROUNDS", "1")); }

std::vector<Program> Selected() {
  std::vector<Program> programs = AllPrograms();
  const std::string only = FromEnvironment("GAUNTLET_HOSTILE_ONLY", "");
  std::erase_if(programs, [&](const Program& p) { return p.name.find(only) == std::string::npos; });
  return programs;
}

bool IsKnownGap(const Program& program, const std::string& way) {
  static const std::vector<KnownGap> gaps = KnownGaps();
  return std::ranges::any_of(gaps,
                             [&](const KnownGap& g) { return g.program == program.name && g.way == way; });
}

bool IsOneOf(const std::string& kind, const std::string& kinds) {
  return ("|" + kinds + "|").find("|" + kind + "|") != std::string::npos;
}

// Under a sanitizer neither the address space nor the speed of a compiler is what its limits are made for, so that
// another of them, or none, ends a source that is too large.
bool HoldsInThisBuild([[maybe_unused]] const Program& program, [[maybe_unused]] const std::string& way) {
#if __has_feature(address_sanitizer)
  return way != "source" || !IsOneOf("compile_resource", program.Of(way)->kind);
#else
  return true;
#endif
}

// Empty: the outcome is what the program's head says.
std::string WhatIsWrong(const Program& program, const std::string& way, const Outcome& outcome) {
  const Expected& expected = *program.Of(way);
  if (!IsOneOf(outcome.kind, expected.kind) || (!expected.rule.empty() && outcome.rule != expected.rule))
    return fmt::format("{} by way of {}: {}{}{}, not {}{}{}; {} {}", program.name, way, outcome.kind,
                       outcome.rule.empty() ? "" : ":", outcome.rule, expected.kind,
                       expected.rule.empty() ? "" : ":", expected.rule, outcome.text, outcome.note);
  const auto shown = program.shows.find(way);
  if (shown != program.shows.end() && outcome.note.find(shown->second) == std::string::npos)
    return fmt::format("{} by way of {} was to note \"{}\": \"{}\"", program.name, way, shown->second,
                       outcome.note);
  for (const std::string& never : program.never)
    if (way != "trusted" && outcome.note.find(never) != std::string::npos)
      return fmt::format("{} by way of {} noted \"{}\"", program.name, way, outcome.note);
  return "";
}

// After each hostile run.
int HonestRuns() { return Rounds() > 1 ? 8 : 1; }

struct Tally {
  int programs = 0, wrong = 0, honest = 0, misjudged = 0, leftovers = 0;
};

// Programs that go `way`, in an order of their own each round, with honest candidates in between.
Tally RunAll(World& world, const std::string& way, uint64_t seed) {
  std::vector<Program> programs = Selected();
  std::erase_if(programs, [&](const Program& p) { return p.Of(way) == nullptr; });
  if (const auto left_out =
          std::erase_if(programs, [&](const Program& p) { return !HoldsInThisBuild(p, way); }))
    fmt::print("{}: {} programs are left to builds without sanitizers\n", way, left_out);
  Rng rng(seed);
  Tally tally;
  const auto try_one = [&](const Honest& honest, const std::string& after) {
    const std::string wrong = way == "source" ? world.TryHonestSource(honest) : world.TryHonest(honest, way);
    ++tally.honest;
    if (!wrong.empty()) {
      ++tally.misjudged;
      ADD_FAILURE() << honest.name << " after " << after << " by way of " << way << ": " << wrong;
    }
    if (after.empty() || way == "trusted") return;  // nothing is promised of what runs in the open
    if (const std::string left = world.LeftOver(); !left.empty()) {
      ++tally.leftovers;
      ADD_FAILURE() << "left over after " << after << " by way of " << way << ": " << left;
    }
  };
  for (const Honest& honest : world.honest()) try_one(honest, "");
  EXPECT_EQ(world.LeftOver(), "");  // remembers what there is with all processes up
  for (int round = 0; round < Rounds(); ++round) {
    for (size_t i = programs.size(); i > 1; --i) std::swap(programs[i - 1], programs[rng.Below(i)]);
    for (const Program& program : programs) {
      const Outcome outcome = way == "source" ? world.RunSource(program) : world.RunModule(program, way);
      const std::string wrong = WhatIsWrong(program, way, outcome);
      const bool gap = IsKnownGap(program, way);
      ++tally.programs;
      if (!gap && !wrong.empty()) {
        ++tally.wrong;
        ADD_FAILURE() << wrong;
      }
      if (gap && wrong.empty())
        ADD_FAILURE() << program.name << " by way of " << way
                      << " is no gap any more: remove it from the list";
      for (int more = 0; more < HonestRuns(); ++more)
        try_one(world.honest()[rng.Below(world.honest().size())], program.name);
    }
  }
  return tally;
}

void RunWay(const std::string& way) {
  World world;
  const uint64_t seed = std::stoull(FromEnvironment("GAUNTLET_HOSTILE_SEED", "1"));
  const Tally tally = RunAll(world, way, seed);
  fmt::print("{}: {} hostile runs, {} with another verdict; {} honest runs, {} misjudged\n", way,
             tally.programs, tally.wrong, tally.honest, tally.misjudged);
}

TEST(Hostile, SourcesEndInTheCompilerAsTheyShould) { RunWay("source"); }
TEST(Hostile, TierForkGivesEveryProgramItsVerdict) { RunWay("fork"); }
TEST(Hostile, TierHotGivesEveryProgramItsVerdict) { RunWay("hot"); }
TEST(Hostile, TheFilterAloneHoldsWhatTheArtifactCheckWouldRefuse) { RunWay("open"); }
TEST(Hostile, ConfirmationUnmasksWhatTheChildCouldNotSee) { RunWay("confirm"); }
TEST(Hostile, ProgramsDoWhatTheyAreHereForWhereNothingStopsThem) { RunWay("trusted"); }

TEST(Hostile, EveryFamilyHasItsPrograms) {
  const std::vector<Program> programs = AllPrograms();
  EXPECT_GE(programs.size(), 110u);
  std::set<std::string> names;
  for (const Program& program : programs) names.insert(program.name);
  for (const Family& family : kFamilies) {
    EXPECT_FALSE(family.programs.empty()) << family.words;
    for (const char* program : family.programs)
      EXPECT_TRUE(names.contains(program)) << family.words << ": there is no " << program;
  }
}

TEST(Hostile, KnownGapsNameProgramsAndWaysThatAre) {
  const std::vector<Program> programs = AllPrograms();
  for (const KnownGap& gap : KnownGaps()) {
    fmt::print("known gap: {} by way of {}: {}\n", gap.program, gap.way, gap.why);
    const auto found = std::ranges::find(programs, gap.program, &Program::name);
    ASSERT_NE(found, programs.end()) << gap.program;
    EXPECT_NE(found->Of(gap.way), nullptr) << gap.program;
    EXPECT_FALSE(gap.why.empty());
  }
}

}  // namespace
}  // namespace gauntlet::hostile
