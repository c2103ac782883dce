#include "host/campaign/campaign.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <set>

#include "host/campaign/test_worker.h"
#include "host/store/row_digest.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

CampaignConfig TestConfig(const std::string& selector = "map_elites", int64_t window = 8) {
  CampaignConfig config;
  config.seed = 3;
  config.window = window;
  config.selector.kind = selector;
  config.selector.dimensions = {{.name = "x", .low = -20, .high = 60, .bins = 8},
                                {.name = "y", .low = -60, .high = 20, .bins = 8}};
  return config;
}

class CampaignTest : public ::testing::Test {
 protected:
  CampaignTest() {
    std::string name = (fs::temp_directory_path() / "gauntlet-campaign-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~CampaignTest() override { fs::remove_all(directory_); }

  fs::path Path(const std::string& name) const { return directory_ / (name + ".db"); }

  std::unique_ptr<Campaign> Create(const std::string& name, const CampaignConfig& config) {
    auto campaign = Campaign::Create(Path(name), config, kTestSeedSource, Json::object());
    EXPECT_TRUE(campaign) << campaign.error().message;
    return std::move(*campaign);
  }

  RunOutcome Run(Campaign& campaign, int64_t candidates, size_t lanes, unsigned longest_us = 0) {
    auto outcome = campaign.Run(TestWorkers(lanes, longest_us), {.candidates = candidates});
    EXPECT_TRUE(outcome) << outcome.error().message;
    return *outcome;
  }

  // Every row, and who is in the archive.
  static std::vector<std::string> Rows(CampaignFile& file) {
    std::vector<std::string> rows;
    auto read = file.ForEach(true, [&](const Candidate& c) {
      rows.push_back(RowDigest(c).Hex() + (c.in_archive ? " in" : " out"));
    });
    EXPECT_TRUE(read) << read.error().message;
    return rows;
  }

  fs::path directory_;
};

class Lanes : public CampaignTest, public ::testing::WithParamInterface<std::string> {};
INSTANTIATE_TEST_SUITE_P(Campaign, Lanes, ::testing::ValuesIn(SelectorKinds()),
                         [](const auto& info) { return info.param; });

TEST_P(Lanes, GiveTheSameRowsWhateverTheirNumber) {
  auto one = Create("one", TestConfig(GetParam()));
  Run(*one, 400, 1);
  const auto want = Rows(one->file());
  ASSERT_EQ(want.size(), 400u);
  for (const size_t lanes : {2u, 3u, 4u, 9u}) {
    auto several = Create(fmt::format("{}", lanes), TestConfig(GetParam()));
    Run(*several, 400, lanes, 300);
    EXPECT_EQ(Rows(several->file()), want) << lanes << " lanes";
  }
}

TEST_F(CampaignTest, HasOtherRowsWithAnotherSeedAndAnotherWindow) {
  auto base = Create("base", TestConfig());
  Run(*base, 100, 2);
  CampaignConfig config = TestConfig();
  config.seed = 4;
  auto seed = Create("seed", config);
  Run(*seed, 100, 2);
  auto window = Create("window", TestConfig("map_elites", 9));
  Run(*window, 100, 2);
  EXPECT_NE(Rows(base->file()), Rows(seed->file()));
  EXPECT_NE(Rows(base->file()), Rows(window->file()));
}

TEST_F(CampaignTest, ClimbsTheHill) {
  auto campaign = Create("a", TestConfig());
  const RunOutcome outcome = Run(*campaign, 2000, 3);
  const auto best_number = campaign->file().Best(1);
  ASSERT_TRUE(best_number) << best_number.error().message;
  EXPECT_EQ(outcome.why, StopReason::kCandidates);
  EXPECT_EQ(outcome.progress.done, 2000);
  EXPECT_GT(outcome.progress.best_score, -1.0);  // the seed lies 4.7 away
  const Candidate best = *campaign->file().Get(best_number->front());
  EXPECT_EQ(best.score, outcome.progress.best_score);
  EXPECT_EQ(best.number, outcome.progress.best);
}

TEST_F(CampaignTest, NamesTheFirstOfDuplicatesAndGivesThemNoScore) {
  auto campaign = Create("a", TestConfig());
  const RunOutcome outcome = Run(*campaign, 600, 4, 200);
  std::map<Hash128, int64_t> first;
  int64_t duplicates = 0;
  ASSERT_TRUE(campaign->file().ForEach(false, [&](const Candidate& c) {
    if (c.tree_hash.IsZero()) return;
    const auto [at, is_new] = first.try_emplace(c.tree_hash, c.number);
    EXPECT_EQ(c.verdict.kind() == VerdictKind::kDuplicate, !is_new);
    if (is_new) return;
    ++duplicates;
    EXPECT_EQ(c.verdict.failure()->detail["of"], at->second);
    EXPECT_FALSE(c.score || c.confirmed || c.in_archive || !c.metrics.empty());
  }));
  EXPECT_GT(duplicates, 20);
  EXPECT_EQ(outcome.progress.duplicates, duplicates);
}

TEST_F(CampaignTest, BreedsFromTheConfirmedOnlyAndFromNobodyYounger) {
  auto campaign = Create("a", TestConfig("tournament", 5));
  Run(*campaign, 300, 2);
  std::vector<bool> confirmed;
  ASSERT_TRUE(campaign->file().ForEach(false, [&](const Candidate& c) {
    for (const int64_t parent : c.parents) {
      EXPECT_LE(parent, std::max<int64_t>(0, c.number - 5));
      EXPECT_TRUE(confirmed[static_cast<size_t>(parent)]);
    }
    EXPECT_TRUE(c.confirmed || !c.in_archive);
    confirmed.push_back(c.confirmed);
  }));
}

TEST_F(CampaignTest, GoesOnToALargerBudgetAsIfItHadNotStopped) {
  auto whole = Create("whole", TestConfig());
  Run(*whole, 300, 2);
  auto parts = Create("parts", TestConfig());
  for (const int64_t budget : {1, 2, 9, 40, 41, 200, 300}) {
    EXPECT_EQ(Run(*parts, budget, 3, 100).progress.done, budget);
    parts.reset();
    parts = *Campaign::Open(Path("parts"));
  }
  EXPECT_EQ(Rows(parts->file()), Rows(whole->file()));
}

TEST_F(CampaignTest, StopsOnRequestWithEverythingSavedAndGoesOn) {
  auto whole = Create("whole", TestConfig());
  Run(*whole, 300, 2);
  auto campaign = Create("a", TestConfig());
  std::atomic<bool> stop = false;
  int64_t reported = 0;
  RunOptions options{.candidates = 300, .stop = &stop, .progress = [&](const Progress& p) {
                       reported = p.done;
                       if (p.done >= 50) stop = true;
                     }};
  auto outcome = campaign->Run(TestWorkers(2, 8000), options);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->why, StopReason::kInterrupted);
  EXPECT_LT(reported, 300);
  EXPECT_EQ(*campaign->file().Count(), reported);
  Run(*campaign, 300, 3);
  EXPECT_EQ(Rows(campaign->file()), Rows(whole->file()));
}

TEST_F(CampaignTest, StopsWhenItsTimeIsOver) {
  auto campaign = Create("a", TestConfig());
  auto outcome = campaign->Run(TestWorkers(1, 4000), {.candidates = 1000000, .time_s = 0.2});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->why, StopReason::kTime);
  EXPECT_GT(outcome->progress.done, 0);
}

TEST_F(CampaignTest, TriesOnceMoreWhenThePlatformFails) {
  auto campaign = Create("a", TestConfig());
  auto workers = TestWorkers(1);
  auto* worker = static_cast<TestWorker*>(workers[0].get());
  worker->fail_at = 30, worker->fail_times = 1;
  ASSERT_TRUE(campaign->Run(workers, {.candidates = 60}));
  auto honest = Create("honest", TestConfig());
  Run(*honest, 60, 1);
  EXPECT_EQ(Rows(campaign->file()), Rows(honest->file()));
}

TEST_F(CampaignTest, EndsWithTheErrorOfThePlatformAndEverythingBeforeItStored) {
  auto campaign = Create("a", TestConfig());
  auto workers = TestWorkers(1);
  auto* worker = static_cast<TestWorker*>(workers[0].get());
  worker->fail_at = 30, worker->fail_times = 3;
  auto outcome = campaign->Run(workers, {.candidates = 60});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::kWorkerLost);
  EXPECT_THAT(outcome.error().message,
              HasSubstr("the compiler died; 30 candidates are stored, `gauntlet resume`"));
  EXPECT_EQ(campaign->file().Count(), 30);
  auto honest = Create("honest", TestConfig());
  Run(*honest, 60, 1);
  Run(*campaign, 60, 2);
  EXPECT_EQ(Rows(campaign->file()), Rows(honest->file()));
}

TEST_F(CampaignTest, SaysWhenTheSeedItselfFails) {
  auto campaign = Campaign::Create(Path("a"), TestConfig(), "point 5 1", Json::object());
  for (int x = 0; HashText(fmt::format("point {} 1", x)).low % 100 >= 10; ++x)
    campaign = Campaign::Create(Path(fmt::format("a{}", x)), TestConfig(), fmt::format("point {} 1", x + 1),
                                Json::object());
  auto outcome = (*campaign)->Run(TestWorkers(2), {.candidates = 60});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::kInput);
  EXPECT_THAT(outcome.error().message, HasSubstr("the seed fails: compile_error: it does not parse"));
}

TEST_F(CampaignTest, TakesACandidateFromOutside) {
  auto campaign = Create("a", TestConfig());
  Run(*campaign, 50, 2);
  TestWorker worker;
  auto added = campaign->Add(worker, "point 40 -24", {7});
  ASSERT_TRUE(added);
  EXPECT_EQ(added->number, 50);
  EXPECT_EQ(added->parents, std::vector<int64_t>{7});
  ASSERT_TRUE(added->verdict.ok());
  EXPECT_TRUE(added->in_archive);
  EXPECT_EQ(campaign->file().Best(1)->front(), 50);
  const auto again = campaign->Add(worker, "point 40 -24", {});
  EXPECT_EQ(again->verdict.kind(), VerdictKind::kDuplicate);
  EXPECT_EQ(campaign->Add(worker, "point 1 1", {99}).error().kind, ErrorKind::kInput);
  Run(*campaign, 200, 2);
  bool bred = false;
  ASSERT_TRUE(campaign->file().ForEach(
      false, [&](const Candidate& c) { bred |= c.parents == std::vector<int64_t>{50}; }));
  EXPECT_TRUE(bred);
}

TEST_F(CampaignTest, TakesTheDescendantsOfAFailedParentOutOfTheArchive) {
  auto campaign = Create("a", TestConfig());
  Run(*campaign, 400, 2);
  const Candidate best = *campaign->file().Get(campaign->file().Best(1)->front());
  const int64_t parent = best.parents.front();
  ASSERT_GT(parent, 0);
  const Failure failure{VerdictKind::kLookahead, Stage::kConfirm, "it knew the future"};
  auto concerned = campaign->Revoke(parent, failure);
  ASSERT_TRUE(concerned);
  EXPECT_THAT(*concerned, ::testing::Contains(best.number));
  EXPECT_EQ(campaign->file().Get(parent)->verdict.kind(), VerdictKind::kLookahead);
  for (const int64_t number : *concerned) EXPECT_FALSE(campaign->file().Get(number)->confirmed);
  EXPECT_THAT(*campaign->file().Best(1000), ::testing::Not(::testing::Contains(best.number)));

  const auto marked = [&] {
    std::set<int64_t> numbers;
    EXPECT_TRUE(campaign->file().ForEach(false, [&](const Candidate& c) {
      if (c.in_archive) numbers.insert(c.number);
    }));
    return numbers;
  };
  const auto at_once = marked();
  EXPECT_GT(at_once.size(), 5u);
  Run(*campaign, 400, 2);  // nothing to do but to restore
  EXPECT_EQ(marked(), at_once);
  Run(*campaign, 600, 2);
  ASSERT_TRUE(campaign->file().ForEach(false, [&](const Candidate& c) {
    if (c.number < 400) return;
    for (const int64_t each : c.parents) EXPECT_THAT(*concerned, ::testing::Not(::testing::Contains(each)));
  }));
}

TEST_F(CampaignTest, BringsBackWhomAFailedCandidateHadDisplaced) {
  auto campaign = Create("a", TestConfig("greedy"));
  Run(*campaign, 300, 2);
  const auto archive = [&] {
    std::vector<int64_t> numbers;
    EXPECT_TRUE(campaign->file().ForEach(false, [&](const Candidate& c) {
      if (c.in_archive) numbers.push_back(c.number);
    }));
    return numbers;
  };
  const auto before = archive();
  ASSERT_EQ(before.size(), 10u);
  auto concerned =
      campaign->Revoke(before.back(), {VerdictKind::kNondeterministic, Stage::kConfirm, "two scores"});
  ASSERT_TRUE(concerned);
  const auto after = archive();
  EXPECT_EQ(after.size(), 10u);
  EXPECT_THAT(after, ::testing::Not(::testing::Contains(before.back())));
}

TEST_F(CampaignTest, LogsWhatHappenedToIt) {
  auto campaign = Create("a", TestConfig());
  Run(*campaign, 20, 1);
  Run(*campaign, 30, 1);
  std::vector<std::string> events;
  for (const LogEntry& entry : *campaign->file().ReadLog()) events.push_back(entry.event);
  EXPECT_EQ(events, (std::vector<std::string>{"started", "stopped", "resumed", "stopped"}));
}

TEST_F(CampaignTest, IsOpenedByOneRunOnly) {
  auto campaign = Create("a", TestConfig());
  EXPECT_THAT(Campaign::Open(Path("a")).error().message, HasSubstr("in use by process"));
}

TEST_F(CampaignTest, IsTheSameAfterKillsAtAnyMoment) {
  auto whole = Create("whole", TestConfig());
  Run(*whole, 800, 2);
  Create("killed", TestConfig());
  Rng rng(11);
  int rounds = 0;
  for (bool finished = false; !finished; ++rounds) {
    ASSERT_LT(rounds, 500);
    int pipe_fds[2];
    ASSERT_EQ(::pipe(pipe_fds), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      auto campaign = Campaign::Open(Path("killed"));
      if (!campaign) ::_exit(2);
      const auto report = [&](const Progress& p) {
        if (::write(pipe_fds[1], &p.done, sizeof p.done) < 0) ::_exit(3);
      };
      ::_exit((*campaign)->Run(TestWorkers(3, 2000), {.candidates = 800, .progress = report}) ? 0 : 4);
    }
    ::close(pipe_fds[1]);
    int64_t done = 0, reported = 0;
    if (::read(pipe_fds[0], &done, sizeof done) == sizeof done) reported = done;
    ::usleep(static_cast<useconds_t>(rng.Below(20000)));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    while (::read(pipe_fds[0], &done, sizeof done) == sizeof done) reported = done;
    ::close(pipe_fds[0]);
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << WEXITSTATUS(status);
    auto file = CampaignFile::Open(Path("killed"), CampaignFile::Mode::kRead);
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_GE(*(*file)->Count(), reported);
    finished = *(*file)->Count() == 800;
  }
  EXPECT_GT(rounds, 5);
  auto file = CampaignFile::Open(Path("killed"), CampaignFile::Mode::kRead);
  EXPECT_EQ(Rows(**file), Rows(whole->file()));
}

TEST_F(CampaignTest, SurvivesAFullDisk) {
  auto whole = Create("whole", TestConfig());
  Run(*whole, 1500, 1);
  const fs::path disk = directory_ / "disk";
  fs::create_directory(disk);
  if (::mount("gauntlet-test", disk.c_str(), "tmpfs", 0, "size=512k") != 0)
    GTEST_SKIP() << "a small disk needs the right to mount a tmpfs (root)";
  {
    auto campaign = Campaign::Create(disk / "a.db", TestConfig(), kTestSeedSource, Json::object());
    ASSERT_TRUE(campaign) << campaign.error().message;
    auto outcome = (*campaign)->Run(TestWorkers(2), {.candidates = 1500});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::kStorageError);
    EXPECT_THAT(outcome.error().message, HasSubstr("the disk is full"));
    ASSERT_EQ(::mount("gauntlet-test", disk.c_str(), "tmpfs", MS_REMOUNT, "size=32m"), 0);
    EXPECT_EQ(Run(**campaign, 1500, 2).progress.done, 1500);
    EXPECT_EQ(Rows((*campaign)->file()), Rows(whole->file()));
  }
  ::umount(disk.c_str());
}

}  // namespace
}  // namespace gauntlet
