#include "host/problem/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace gauntlet {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kGood = R"(name: toy
domain: cache
interface: policy
seed: seed.cc
objective: {metric: misses, reference: fifo_misses, form: bounded_reduction}
limits: {cpu_s: 2.5, memory_mb: 64}
baselines:
  - {name: fifo, source: fifo.cc}
features:
  - {name: nodes, low: 10, high: 1000, bins: 4, scale: log}
workloads:
  - {name: a, trace: a.bin, capacity: {fraction: 0.1}}
  - {name: b, split: test, trace: b.bin, capacity: {bytes: 4096}}
)";

class ProblemFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("gauntlet-problem-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "seed.cc") << "// seed\n";
    std::ofstream(folder_ / "fifo.cc") << "// fifo\n";
  }
  void TearDown() override { fs::remove_all(folder_); }

  Result<Problem> Load(const std::string& yaml) {
    std::ofstream(folder_ / "problem.yaml") << yaml;
    return LoadProblem(folder_);
  }
  std::string ErrorOf(const std::string& yaml) {
    const auto problem = Load(yaml);
    if (problem) return "no error";
    EXPECT_EQ(problem.error().kind, ErrorKind::kInput);
    return problem.error().message;
  }
  static std::string With(const std::string& from, const std::string& to) {
    std::string text = kGood;
    text.replace(text.find(from), from.size(), to);
    return text;
  }

  fs::path folder_;
};

TEST_F(ProblemFiles, ReadsEveryPart) {
  const auto problem = Load(kGood);
  ASSERT_TRUE(problem) << problem.error().message;
  EXPECT_EQ(problem->interface_name, "gauntlet.cache.policy/1");
  EXPECT_EQ(problem->limits.cpu_s, 2.5);
  EXPECT_EQ(problem->baselines.at(0).source, folder_ / "fifo.cc");
  EXPECT_TRUE(problem->features.at(0).log_scale);
  ASSERT_EQ(problem->workloads.size(), 2u);
  EXPECT_EQ(problem->workloads[1].split, Split::kTest);
  EXPECT_EQ(problem->objective.form, Objective::Form::kBoundedReduction);
}

TEST_F(ProblemFiles, ReadsConstraintsAndAsksThatAClockBeMeant) {
  const std::string good = kGood;
  const auto problem = Load(good +
                            "constraints:\n  - {metric: byte_miss_ratio, at_most: 0.5}\n"
                            "  - {metric: cpu_ns_per_request, at_most: 90, measured: true}\n"
                            "  - {metric: requests, at_least: 7}\n");
  ASSERT_TRUE(problem) << problem.error().message;
  ASSERT_EQ(problem->constraints.size(), 3u);
  EXPECT_EQ(problem->constraints[0].limit, 0.5);
  EXPECT_TRUE(problem->constraints[0].is_most);
  EXPECT_TRUE(problem->constraints[1].measured);
  EXPECT_FALSE(problem->constraints[2].is_most);
  EXPECT_THAT(ErrorOf(good + "constraints: [{metric: cpu_ns_per_request, at_most: 90}]\n"),
              HasSubstr("measured: true"));
  EXPECT_THAT(ErrorOf(good + "constraints: [{metric: misses}]\n"), HasSubstr("at_most"));
  EXPECT_THAT(ErrorOf(good + "constraints: [{metric: misses, at_most: 1, at_least: 0}]\n"),
              HasSubstr("one of at_most and at_least"));
  EXPECT_THAT(ErrorOf(good + "constraints: [{metric: misses, at_mots: 1}]\n"), HasSubstr("at_most"));
}

TEST_F(ProblemFiles, NamesFileLineAndKeyOfAnUnknownKey) {
  const std::string error = ErrorOf(With("memory_mb: 64", "memory_megs: 64"));
  EXPECT_THAT(error, HasSubstr("problem.yaml:6"));
  EXPECT_THAT(
      error,
      HasSubstr("limits.memory_megs: unknown key; known here: compile_s, cpu_s, memory_mb, source_kb"));
}

TEST_F(ProblemFiles, SaysWhatWasExpectedOfAWrongType) {
  EXPECT_THAT(ErrorOf(With("cpu_s: 2.5", "cpu_s: fast")),
              HasSubstr("limits.cpu_s: expected a number, got 'fast'"));
  EXPECT_THAT(ErrorOf(With("memory_mb: 64", "memory_mb: -1")),
              HasSubstr("expected a whole number, 0 or more, got -1"));
  EXPECT_THAT(ErrorOf(std::string(kGood) + "x: ["), HasSubstr("problem.yaml:"));
}

TEST_F(ProblemFiles, RefusesNumbersThatNothingCanHold) {
  EXPECT_THAT(ErrorOf(With("cpu_s: 2.5", "cpu_s: .inf")),
              HasSubstr("limits.cpu_s: expected more than 0 seconds"));
  EXPECT_THAT(ErrorOf(With("cpu_s: 2.5", "compile_s: 1e300")), HasSubstr("limits.compile_s: expected"));
  EXPECT_THAT(ErrorOf(With("memory_mb: 64", "memory_mb: 1048577")), HasSubstr("expected 1 to 1048576"));
  EXPECT_TRUE(Load(With("memory_mb: 64", "memory_mb: 1048576")));
  EXPECT_THAT(ErrorOf(With("low: 10, high: 1000, bins: 4, scale: log", "low: -.inf, high: 1")),
              HasSubstr("low: expected a finite number"));
}

TEST_F(ProblemFiles, NamesTheLineOfMalformedYaml) {
  EXPECT_THAT(ErrorOf("name: toy\ndomain: [cache\n"), HasSubstr("problem.yaml:3"));
}

TEST_F(ProblemFiles, RefusesMissingFilesAndMissingKeys) {
  EXPECT_THAT(ErrorOf(With("seed: seed.cc", "seed: nowhere.cc")),
              HasSubstr("problem.yaml:4: seed: no such file"));
  EXPECT_THAT(ErrorOf(With("domain: cache\n", "")), HasSubstr("domain: missing; expected text"));
}

TEST_F(ProblemFiles, RefusesAProblemWithNothingToTrainOn) {
  std::string text = With("name: a,", "name: a, split: validation,");
  EXPECT_THAT(ErrorOf(text), HasSubstr("none is of the train split"));
}

TEST_F(ProblemFiles, HaveStagesOfRisingSampleRates) {
  const std::string good(kGood);
  const auto problem = Load(good + "cascade: [{sample_rate: 0.05}, {sample_rate: 0.2, keep_share: 0.25}]\n");
  ASSERT_TRUE(problem) << problem.error().message;
  ASSERT_EQ(problem->cascade.size(), 2u);
  EXPECT_EQ(problem->cascade[0].keep_share, 0.5);
  EXPECT_EQ(problem->cascade[1].sample_rate, 0.2);
  EXPECT_EQ(problem->cascade[1].keep_share, 0.25);
  EXPECT_THAT(ErrorOf(good + "cascade: [{sample_rate: 1}]\n"), HasSubstr("expected between 0 and 1"));
  EXPECT_THAT(ErrorOf(good + "cascade: [{sample_rate: 0.1, keep_share: 0}]\n"),
              HasSubstr("expected above 0"));
  EXPECT_THAT(ErrorOf(good + "cascade: [{sample_rate: 0.2}, {sample_rate: 0.1}]\n"),
              HasSubstr("expected more than that of the stage before"));
}

TEST_F(ProblemFiles, ValuesMergeAnchors) {
  const auto problem = Load(std::string(kGood) + "search: {<<: &base {window: 4, seed: 1}, seed: 2}\n");
  ASSERT_TRUE(problem) << problem.error().message;
  EXPECT_EQ(problem->search, (Json{{"window", 4}, {"seed", 2}}));
}

TEST_F(ProblemFiles, AreFoundByNameAlongThePath) {
  ASSERT_TRUE(Load(kGood));
  const std::vector<fs::path> path = {folder_.parent_path()};
  EXPECT_EQ(FindProblem(folder_.filename().string(), path).value(), folder_);
  const auto missing = FindProblem("no_such_problem", path);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr(folder_.filename().string()));
}

TEST_F(ProblemFiles, ContentHashFollowsTheSeed) {
  const Hash128 before = Load(kGood)->content_hash;
  EXPECT_EQ(before, Load(kGood)->content_hash);
  std::ofstream(folder_ / "seed.cc") << "// another seed\n";
  EXPECT_NE(before, Load(kGood)->content_hash);
}

TEST(YamlReader, SortingMapsOfAListLeavesTheirDocumentAlone) {
  const auto in = YamlReader::Parse("list:\n  - {name: a, size: 2}\n  - {name: b, size: 1}\n", "x.yaml");
  ASSERT_TRUE(in);
  auto maps = in->Maps("list");
  ASSERT_TRUE(maps);
  std::ranges::reverse(*maps);
  EXPECT_EQ((*maps)[0].Get<std::string>("name").value(), "b");
  EXPECT_EQ((*maps)[1].Get<std::string>("name").value(), "a");
  const auto again = in->Maps("list");
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)[0].Get<std::string>("name").value(), "a");
  EXPECT_EQ((*again)[1].Get<std::string>("name").value(), "b");
}

}  // namespace
}  // namespace gauntlet
