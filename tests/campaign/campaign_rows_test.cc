// Campaigns with real compilers and evaluators: what their rows may depend on, and what not.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "host/campaign/campaign.h"
#include "host/campaign/cascade.h"
#include "host/campaign/lane_worker.h"
#include "host/store/row_digest.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

constexpr char kProblem[] = R"yaml(
name: toy
domain: cache
interface: priority
seed: seed.cc
objective: {metric: misses, reference: fifo_misses, form: bounded_reduction}
limits: {cpu_s: 5, memory_mb: 64}
features:
  - {name: nodes, low: 5, high: 400, bins: 10, scale: log}
  - {name: miss_ratio, low: 0.1, high: 0.9, bins: 10}
workloads:
  - name: zipf
    split: train
    object_size: unit
    capacity: {objects: [100]}
    generate: {kind: zipf, objects: 2000, requests: 5000}
)yaml";

// The niche of a candidate is known before it is evaluated, and the oracle is one.
constexpr char kRaceProblem[] = R"yaml(
name: toy
domain: cache
interface: priority
seed: seed.cc
objective: {metric: misses, reference: fifo_misses, form: bounded_reduction,
            bound: belady_misses, bound_holds: belady_is_bound}
limits: {cpu_s: 5, memory_mb: 64}
features:
  - {name: nodes, low: 20, high: 200, bins: 3, scale: log}
workloads:
  - name: zipf
    split: train
    object_size: unit
    capacity: {objects: [50, 100, 200, 400]}
    generate: {kind: zipf, objects: 2000, requests: 5000}
)yaml";

class Rows : public ::testing::Test {
 protected:
  Rows() {
    std::string name = (fs::temp_directory_path() / "gauntlet-rows-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    fs::copy_file(fs::path(GAUNTLET_SOURCE_DIR) / "problems/cache_priority/seed.cc", folder_ / "seed.cc");
    std::ofstream(folder_ / "problem.yaml") << kProblem;
  }
  ~Rows() override { fs::remove_all(folder_); }

  // The rows of a campaign of `steps.back()` candidates that was stopped and resumed at the other steps.
  Result<std::vector<std::string>> Campaigned(unsigned lanes, bool lift, const std::vector<int64_t>& steps,
                                              const Json& cascade = Json::array(),
                                              const Json& novelty = Json::object(),
                                              const Json& tune = {{"vectors", 0}}) {
    GAUNTLET_TRY(const Problem problem, LoadProblem(folder_));
    GAUNTLET_TRY(const CampaignConfig config, ConfigFor(problem, {{"lift_literals", lift},
                                                                  {"window", 6},
                                                                  {"cascade", cascade},
                                                                  {"novelty", novelty},
                                                                  {"tune", tune}}));
    std::ifstream in(problem.seed);
    const std::string seed(std::istreambuf_iterator<char>(in), {});
    const fs::path path = folder_ / (std::to_string(count_++) + ".db");
    {
      GAUNTLET_TRY(const auto created, Campaign::Create(path, config, seed, Json::object()));
      EXPECT_EQ(created->file().Count(), 0);
    }
    for (const int64_t candidates : steps) {
      GAUNTLET_TRY(const auto campaign, Campaign::Open(path));
      GAUNTLET_TRY(const auto bench, Workbench::Open(problem, {.entries = problem.workloads,
                                                               .cascade = campaign->config().cascade,
                                                               .lanes = lanes}));
      GAUNTLET_TRY(Race race, Race::Make(campaign->config(), problem.objective, bench->workloads(),
                                         bench->references()));
      ModuleCache modules(8);
      Novelty near(config.novelty);
      GAUNTLET_CHECK_OK(near.Restore(campaign->file(), bench->lanes(), problem.domain));
      GAUNTLET_TRY(const auto workers, MakeLaneWorkers(*bench, modules, campaign->config(),
                                                       config.novelty.distance > 0 ? &near : nullptr));
      GAUNTLET_TRY(const RunOutcome outcome,
                   campaign->Run(workers, {.candidates = candidates, .race = &race}));
      EXPECT_EQ(outcome.why, StopReason::kCandidates);
    }
    GAUNTLET_TRY(const auto file, CampaignFile::Open(path, CampaignFile::Mode::kRead));
    std::vector<std::string> rows;
    bred_.clear();
    tuned_.clear();
    GAUNTLET_CHECK_OK(file->ForEach(true, [&](const Candidate& c) {
      const std::string score = c.confirmed ? std::to_string(*c.score) : "";
      if (c.generator == "tune") tuned_.push_back(c);
      bred_.push_back(c.source_hash.Hex() + (c.in_archive ? " in " : " out ") + score);
      rows.push_back(RowDigest(c).Hex() + (c.in_archive ? " in " : " out ") +
                     std::string(ToString(c.verdict.kind())) + (StoppedEarly(c) ? ", stopped" : "") +
                     (IsNear(c.verdict) ? ", near" : ""));
    }));
    return rows;
  }

  fs::path folder_;
  int count_ = 0;
  std::vector<Candidate> tuned_;   // of the last campaign
  std::vector<std::string> bred_;  // of the last campaign: what selection knows of each row
};

TEST_F(Rows, DependOnNeitherLanesNorStopsNorSharedModules) {
  const auto want = Campaigned(1, true, {60});
  ASSERT_TRUE(want) << want.error().message;
  ASSERT_EQ(want->size(), 60u);
  EXPECT_GT(std::ranges::count_if(*want, [](const std::string& row) { return row.ends_with(" ok"); }), 10);

  const auto three_lanes = Campaigned(3, true, {60});
  ASSERT_TRUE(three_lanes) << three_lanes.error().message;
  EXPECT_EQ(*three_lanes, *want);

  const auto resumed = Campaigned(2, true, {1, 17, 60});
  ASSERT_TRUE(resumed) << resumed.error().message;
  EXPECT_EQ(*resumed, *want);

  const auto compiled_alone = Campaigned(2, false, {60});
  ASSERT_TRUE(compiled_alone) << compiled_alone.error().message;
  EXPECT_EQ(*compiled_alone, *want);
}

TEST_F(Rows, DependOnNeitherLanesNorStopsWhenPromisingCandidatesAreTuned) {
  const Json tune = {{"vectors", 30}, {"share", 0.5}};
  const auto want = Campaigned(1, true, {40}, Json::array(), Json::object(), tune);
  ASSERT_TRUE(want) << want.error().message;
  ASSERT_GE(tuned_.size(), 4u);
  std::set<int64_t> parents;
  int better = 0;
  for (const Candidate& c : tuned_) {
    ASSERT_EQ(c.parents.size(), 1u);
    EXPECT_TRUE(parents.insert(c.parents.front()).second)
        << "candidate " << c.parents.front() << " is tuned twice";
    for (const Candidate& other : tuned_)
      EXPECT_NE(c.parents.front(), other.number) << "what was tuned is tuned again";
    if (!c.verdict.ok()) continue;
    ++better;
    ASSERT_FALSE(c.edits.empty());
    EXPECT_EQ(c.edits.front().operation, "tune");
    EXPECT_NE(c.edits.front().before, c.edits.front().after);
  }
  EXPECT_GE(better, 1);

  const auto three_lanes = Campaigned(3, true, {40}, Json::array(), Json::object(), tune);
  ASSERT_TRUE(three_lanes) << three_lanes.error().message;
  EXPECT_EQ(*three_lanes, *want);

  const auto resumed = Campaigned(2, true, {1, 9, 10, 11, 23, 40}, Json::array(), Json::object(), tune);
  ASSERT_TRUE(resumed) << resumed.error().message;
  EXPECT_EQ(*resumed, *want);
}

TEST_F(Rows, DependOnNeitherLanesNorStopsNorSharedModulesInACascade) {
  const Json cascade = {{{"sample_rate", 0.1}, {"keep_share", 0.75}},
                        {{"sample_rate", 0.4}, {"keep_share", 0.5}}};
  const auto want = Campaigned(1, true, {80}, cascade);
  ASSERT_TRUE(want) << want.error().message;
  ASSERT_EQ(want->size(), 80u);
  const auto count = [&](const char* end) {
    return std::ranges::count_if(*want, [&](const std::string& row) { return row.ends_with(end); });
  };
  EXPECT_GT(count(" out ok, stopped"), 5);
  EXPECT_EQ(count(" in ok, stopped"), 0) << "nobody enters the archive without a score";
  EXPECT_GT(count(" ok"), 10);

  const auto three_lanes = Campaigned(3, true, {80}, cascade);
  ASSERT_TRUE(three_lanes) << three_lanes.error().message;
  EXPECT_EQ(*three_lanes, *want);

  const auto resumed = Campaigned(2, false, {1, 23, 40, 80}, cascade);
  ASSERT_TRUE(resumed) << resumed.error().message;
  EXPECT_EQ(*resumed, *want);
}

TEST_F(Rows, DependOnNeitherLanesNorStopsWhereNearOnesAreDuplicates) {
  for (const char* against : {"all", "elites"}) {
    const Json novelty = {{"distance", 0.1}, {"against", against}, {"of", "all"}};
    const auto want = Campaigned(1, true, {100}, Json::array(), novelty);
    ASSERT_TRUE(want) << want.error().message;
    EXPECT_GT(std::ranges::count_if(*want,
                                    [](const std::string& row) { return row.ends_with(" duplicate, near"); }),
              5);
    EXPECT_GT(std::ranges::count_if(*want, [](const std::string& row) { return row.ends_with(" ok"); }), 10);

    const auto three_lanes = Campaigned(3, true, {100}, Json::array(), novelty);
    ASSERT_TRUE(three_lanes) << three_lanes.error().message;
    EXPECT_EQ(*three_lanes, *want) << against;

    const auto resumed = Campaigned(2, false, {1, 19, 60, 100}, Json::array(), novelty);
    ASSERT_TRUE(resumed) << resumed.error().message;
    EXPECT_EQ(*resumed, *want) << against;
  }
}

TEST_F(Rows, DependOnNeitherLanesNorStopsInARaceAndASoundOneBreedsTheSame) {
  std::ofstream(folder_ / "problem.yaml") << kRaceProblem;
  const auto without = Campaigned(2, true, {150});
  ASSERT_TRUE(without) << without.error().message;
  const std::vector<std::string> bred_without = bred_;
  for (const char* mode : {"sound", "likely"}) {
    const Json race = {{"race", mode}};
    const auto want = Campaigned(1, true, {150}, race);
    ASSERT_TRUE(want) << want.error().message;
    const auto stopped = std::ranges::count_if(
        *want, [](const std::string& row) { return row.ends_with(" out ok, stopped"); });
    EXPECT_GT(stopped, 10) << mode;
    if (race["race"] == "sound") EXPECT_EQ(bred_, bred_without) << "the same proposals, elites and scores";

    const auto three_lanes = Campaigned(3, true, {150}, race);
    ASSERT_TRUE(three_lanes) << three_lanes.error().message;
    EXPECT_EQ(*three_lanes, *want) << mode;

    const auto resumed = Campaigned(2, false, {1, 29, 77, 150}, race);
    ASSERT_TRUE(resumed) << resumed.error().message;
    EXPECT_EQ(*resumed, *want) << mode;
  }
}

}  // namespace
}  // namespace gauntlet
