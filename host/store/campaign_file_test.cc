#include "host/store/campaign_file.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <cmath>
#include <fstream>

#include "host/store/place.h"
#include "host/store/row_digest.h"
#include "host/store/test_candidates.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;
using Mode = CampaignFile::Mode;
using ::testing::HasSubstr;

class Store : public ::testing::Test {
 protected:
  Store() {
    std::string name = (fs::temp_directory_path() / "gauntlet-store-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    path_ = directory_ / "campaign.db";
  }
  ~Store() override { fs::remove_all(directory_); }

  void WriteFile(int64_t rows) {
    auto file = CampaignFile::Open(path_, Mode::kCreate);
    ASSERT_TRUE(file) << file.error().message;
    std::vector<Candidate> batch;
    for (int64_t n = 0; n < rows; ++n) batch.push_back(TestCandidate(n));
    ASSERT_TRUE((*file)->AppendBatch(batch));
  }

  Error OpenError(Mode mode) {
    auto file = CampaignFile::Open(path_, mode);
    EXPECT_FALSE(file);
    return file ? Error{ErrorKind::kInternalError, "it opened"} : file.error();
  }

  fs::path directory_, path_;
};

TEST_F(Store, GivesBackEveryFieldOfACandidate) {
  WriteFile(10);
  auto file = CampaignFile::Open(path_, Mode::kRead);
  ASSERT_TRUE(file);
  EXPECT_EQ((*file)->Count(), 10);
  for (int64_t n = 0; n < 10; ++n) {
    auto got = (*file)->Get(n);
    ASSERT_TRUE(got) << got.error().message;
    const Candidate want = TestCandidate(n);
    EXPECT_EQ(got->source, want.source);
    EXPECT_EQ(CandidateToJson(*got), CandidateToJson(want));
    EXPECT_EQ(got->tree_hash, want.tree_hash);
    EXPECT_EQ(got->metrics, want.metrics);
    EXPECT_EQ(got->score, want.score);
    EXPECT_EQ(got->features, want.features);
  }
  EXPECT_EQ((*file)->Get(10).error().kind, ErrorKind::kInput);
}

TEST_F(Store, FindsACandidateByTheBeginningOfItsHash) {
  WriteFile(40);
  auto file = CampaignFile::Open(path_, Mode::kRead);
  ASSERT_TRUE(file);
  EXPECT_EQ(**(*file)->FindByHashPrefix(TestCandidate(17).source_hash.Hex().substr(0, 12)), 17);
  EXPECT_EQ(**(*file)->FindByHashPrefix(TestCandidate(17).source_hash.Hex()), 17);
  EXPECT_EQ(*(*file)->FindByHashPrefix("zz"), std::nullopt);
  EXPECT_EQ((*file)->FindByHashPrefix("").error().kind, ErrorKind::kInput);  // all of them
}

TEST_F(Store, ListsTheConfirmedBestFirstAndTheOlderOfEquals) {
  auto file = CampaignFile::Open(path_, Mode::kCreate);
  ASSERT_TRUE(file);
  std::vector<Candidate> batch;
  for (int64_t n = 0; n < 6; ++n) {
    Candidate c = TestCandidate(n);
    c.verdict = Verdict::Ok();
    c.score = std::vector<double>{0.1, 0.3, 0.3, 0.9, -1, 0.2}[n];
    c.confirmed = n != 3;
    batch.push_back(c);
  }
  ASSERT_TRUE((*file)->AppendBatch(batch));
  EXPECT_EQ((*file)->Best(4), (std::vector<int64_t>{1, 2, 5, 0}));
}

TEST_F(Store, RemembersWhoLeftTheArchiveAndLaterVerdicts) {
  auto file = CampaignFile::Open(path_, Mode::kCreate);
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->AppendBatch({TestCandidate(0), TestCandidate(1), TestCandidate(2)}));
  ASSERT_TRUE((*file)->Get(0)->in_archive);
  ASSERT_TRUE((*file)->AppendBatch({TestCandidate(3)}, {0, 2}));
  EXPECT_FALSE((*file)->Get(0)->in_archive);
  EXPECT_FALSE((*file)->Get(2)->in_archive);

  Candidate failed = *(*file)->Get(1);
  failed.verdict = Failure{VerdictKind::kLookahead, Stage::kConfirm, "it knew the future"};
  failed.score.reset();
  ASSERT_TRUE((*file)->Update(failed));
  EXPECT_EQ((*file)->Get(1)->verdict.kind(), VerdictKind::kLookahead);
  EXPECT_EQ((*file)->Count(), 4);
}

TEST_F(Store, KeepsFactsLogAndOpenings) {
  {
    auto file = CampaignFile::Open(path_, Mode::kCreate);
    ASSERT_TRUE(file);
    ASSERT_TRUE((*file)->PutFact("config", {{"seed", 1}}));
    ASSERT_TRUE((*file)->PutFact("config", {{"seed", 2}}));
    ASSERT_TRUE((*file)->AppendLog("started", {{"workers", 2}}));
    EXPECT_EQ((*file)->RecordTestOpening("verify --final"), 1);
    EXPECT_EQ((*file)->RecordTestOpening("report"), 2);
  }
  auto file = CampaignFile::Open(path_, Mode::kRead);
  ASSERT_TRUE(file);
  EXPECT_EQ((*file)->GetFact("config"), (Json{{"seed", 2}}));
  EXPECT_EQ(*(*file)->GetFact("nothing"), std::nullopt);
  EXPECT_EQ((*file)->TestOpenings(), 2);
  auto log = (*file)->ReadLog();
  ASSERT_TRUE(log);
  ASSERT_EQ(log->size(), 1u);
  EXPECT_EQ(log->front().event, "started");
  EXPECT_EQ(log->front().detail, (Json{{"workers", 2}}));
}

TEST_F(Store, KeepsBytesThatAreNoText) {
  auto file = CampaignFile::Open(path_, Mode::kCreate);
  ASSERT_TRUE(file);
  Candidate c = TestCandidate(0);
  c.source = std::string("int a;\0\xff\xfe int b;", 16);
  c.source_hash = HashText(c.source);
  c.verdict = Failure{VerdictKind::kCrash, Stage::kEvaluate, "note: \xff\xc3\x28"};
  ASSERT_TRUE((*file)->AppendBatch({c}));
  auto got = (*file)->Get(0);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->source, c.source);
  EXPECT_THAT(got->verdict.failure()->reason, HasSubstr("note: "));
}

TEST_F(Store, KeepsScoresThatSqliteHasNoPlaceFor) {
  auto file = CampaignFile::Open(path_, Mode::kCreate);
  ASSERT_TRUE(file);
  std::vector<Candidate> batch;
  for (const double score : {-0.0, std::nan(""), -HUGE_VAL, 5e-324, 3.0}) {
    batch.push_back(TestCandidate(static_cast<int64_t>(batch.size())));
    batch.back().verdict = Verdict::Ok();
    batch.back().score = score;
  }
  ASSERT_TRUE((*file)->AppendBatch(batch));
  EXPECT_EQ((*file)->Get(0)->score, 0.0);
  EXPECT_EQ((*file)->Get(1)->score, std::nullopt);
  EXPECT_EQ((*file)->Get(2)->score, -HUGE_VAL);
  EXPECT_EQ((*file)->Get(3)->score, 5e-324);
  EXPECT_EQ((*file)->Get(4)->score, 3.0);
}

TEST_F(Store, BacksUpToAnotherFileWhileItIsWritten) {
  const fs::path copy = directory_ / "copy.db";
  auto file = CampaignFile::Open(path_, Mode::kCreate);
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->AppendBatch({TestCandidate(0), TestCandidate(1)}));
  ASSERT_TRUE((*file)->BackupTo(copy));
  ASSERT_TRUE((*file)->AppendBatch({TestCandidate(2)}));
  auto backup = CampaignFile::Open(copy, Mode::kWrite);
  ASSERT_TRUE(backup) << backup.error().message;
  EXPECT_EQ((*backup)->Count(), 2);
  EXPECT_EQ(RowDigest(*(*backup)->Get(1)), RowDigest(TestCandidate(1)));
  EXPECT_EQ((*file)->BackupTo(copy).error().kind, ErrorKind::kInput);
}

TEST_F(Store, RefusesASecondWriterAndNamesTheFirst) {
  auto file = CampaignFile::Open(path_, Mode::kCreate);
  ASSERT_TRUE(file);
  const Error error = OpenError(Mode::kWrite);
  EXPECT_EQ(error.kind, ErrorKind::kInput);
  EXPECT_THAT(error.message, HasSubstr(fmt::format("in use by process {}", ::getpid())));
  auto reader = CampaignFile::Open(path_, Mode::kRead);
  EXPECT_TRUE(reader) << reader.error().message;
  file->reset();
  EXPECT_TRUE(CampaignFile::Open(path_, Mode::kWrite));
}

TEST_F(Store, RefusesToCreateOverAFile) {
  WriteFile(1);
  EXPECT_THAT(OpenError(Mode::kCreate).message, HasSubstr("exists already"));
  EXPECT_EQ(CampaignFile::Open(path_, Mode::kRead).value()->Count(), 1);
}

TEST_F(Store, RefusesWhatIsNoCampaignFile) {
  EXPECT_EQ(OpenError(Mode::kWrite).kind, ErrorKind::kInput);  // missing
  EXPECT_FALSE(fs::exists(path_));
  std::ofstream(path_) << "candidates: 12\n";
  EXPECT_THAT(OpenError(Mode::kWrite).message, HasSubstr("not a campaign file"));
  std::ofstream(path_) << std::string(8192, 'x');
  EXPECT_THAT(OpenError(Mode::kRead).message, HasSubstr("no SQLite database"));
  std::ofstream(path_).flush();
  EXPECT_THAT(OpenError(Mode::kWrite).message, HasSubstr("was never begun"));
  fs::remove(path_);
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t (x)");
  EXPECT_THAT(OpenError(Mode::kWrite).message, HasSubstr("application_id"));
  fs::remove(path_);
  fs::create_directory(path_);
  EXPECT_EQ(OpenError(Mode::kWrite).kind, ErrorKind::kInput);
}

TEST_F(Store, RefusesAnotherVersion) {
  WriteFile(1);
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version=1");
  const Error error = OpenError(Mode::kWrite);
  EXPECT_EQ(error.kind, ErrorKind::kInput);
  EXPECT_THAT(error.message, HasSubstr("version 1, this program reads version 6"));
}

TEST_F(Store, NoticesAFileCutShortAnywhere) {
  WriteFile(60);
  const auto size = fs::file_size(path_);
  for (const uintmax_t left :
       {size - 1, size - 4096, size / 2, uintmax_t{4096}, uintmax_t{5000}, uintmax_t{50}}) {
    const fs::path cut = directory_ / "cut.db";
    fs::copy_file(path_, cut, fs::copy_options::overwrite_existing);
    fs::resize_file(cut, left);
    auto file = CampaignFile::Open(cut, Mode::kRead);
    ASSERT_FALSE(file) << left << " of " << size;
    EXPECT_THAT(file.error().kind, ::testing::AnyOf(ErrorKind::kCorruptArtifact, ErrorKind::kInput));
  }
}

TEST_F(Store, RefusesADirectoryThatIsNotThere) {
  path_ = directory_ / "no" / "campaign.db";
  EXPECT_EQ(OpenError(Mode::kCreate).kind, ErrorKind::kInput);
}

TEST_F(Store, KnowsNetworkFilesystems) {
  EXPECT_EQ(NetworkFilesystem(0x6969), "NFS");
  EXPECT_EQ(NetworkFilesystem(0xFF534D42), "CIFS");
  EXPECT_EQ(NetworkFilesystem(0x65735546), "FUSE");
  EXPECT_EQ(NetworkFilesystem(0xEF53), std::nullopt);      // ext4
  EXPECT_EQ(NetworkFilesystem(0x01021994), std::nullopt);  // tmpfs
}

// Everything that can be read, or the first error.
Result<std::string> ReadAll(const fs::path& path) {
  GAUNTLET_TRY(auto file, CampaignFile::Open(path, Mode::kRead));
  std::string all;
  GAUNTLET_CHECK_OK(
      file->ForEach(true, [&](const Candidate& c) { all += CandidateToJson(c).dump() + c.source; }));
  GAUNTLET_TRY(const auto best, file->Best(10));
  GAUNTLET_TRY(const auto fact, file->GetFact("config"));
  GAUNTLET_TRY(const auto log, file->ReadLog());
  GAUNTLET_TRY(const auto openings, file->TestOpenings());
  all += Json(best).dump() + fact.value_or("no config").dump() + fmt::to_string(openings);
  for (const LogEntry& entry : log) all += entry.at + entry.event + entry.detail.dump();
  return all;
}

TEST_F(Store, NoticesEveryFlippedBitThatMatters) {
  WriteFile(30);
  {
    auto file = CampaignFile::Open(path_, Mode::kWrite);
    ASSERT_TRUE(file);
    ASSERT_TRUE((*file)->PutFact("config", {{"seed", 2}, {"problem", "cache_priority"}}));
    ASSERT_TRUE((*file)->AppendLog("started", {{"workers", 2}}));
    ASSERT_TRUE((*file)->RecordTestOpening("verify --final"));
  }
  const auto honest = ReadAll(path_);
  ASSERT_TRUE(honest) << honest.error().message;
  const auto size = fs::file_size(path_);
  const fs::path hurt = directory_ / "hurt.db";
  Rng rng(5);
  int noticed = 0;
  for (int round = 0; round < 600; ++round) {
    fs::copy_file(path_, hurt, fs::copy_options::overwrite_existing);
    const uint64_t at = rng.Below(size);
    std::fstream file(hurt, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(file.get() ^ (1 << rng.Below(8)));
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
    file.close();
    const auto read = ReadAll(hurt);
    if (!read) {
      ++noticed;
      EXPECT_THAT(read.error().kind, ::testing::AnyOf(ErrorKind::kCorruptArtifact, ErrorKind::kInput))
          << read.error().message;
    } else {
      EXPECT_TRUE(*read == *honest) << "bit of byte " << at;
    }
  }
  EXPECT_GT(noticed, 100);  // the rest hit free space
}

// A child that appends for ever and says the number of each row once AppendBatch has returned.
[[noreturn]] void AppendForEver(const fs::path& path, int report_fd) {
  auto file = CampaignFile::Open(path, Mode::kWrite);
  if (!file) ::_exit(1);
  Rng rng(static_cast<uint64_t>(::getpid()));
  while (true) {
    int64_t next = *(*file)->Count();
    std::vector<Candidate> batch;
    for (uint64_t i = rng.Below(4) + 1; i > 0; --i) batch.push_back(TestCandidate(next++));
    if (!(*file)->AppendBatch(batch)) ::_exit(1);
    const int64_t last = next - 1;
    if (::write(report_fd, &last, sizeof last) != sizeof last) ::_exit(1);
  }
}

TEST_F(Store, LosesNothingReportedAndDoublesNothingWhenKilledAtAnyMoment) {
  ASSERT_TRUE(CampaignFile::Open(path_, Mode::kCreate));
  Rng rng(9);
  int64_t reported = -1;
  for (int round = 0; round < 60; ++round) {
    int pipe_fds[2];
    ASSERT_EQ(::pipe(pipe_fds), 0);
    const pid_t child = ::fork();
    if (child == 0) AppendForEver(path_, pipe_fds[1]);
    ::close(pipe_fds[1]);
    int64_t last = -1;
    for (uint64_t n = rng.Below(3) + 1; n > 0; --n)
      if (::read(pipe_fds[0], &last, sizeof last) == sizeof last) reported = last;
    ::usleep(static_cast<useconds_t>(rng.Below(4000)));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child failed by itself";
    while (::read(pipe_fds[0], &last, sizeof last) == sizeof last) reported = last;
    ::close(pipe_fds[0]);

    auto file = CampaignFile::Open(path_, round % 2 == 0 ? Mode::kRead : Mode::kWrite);
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_GT(*(*file)->Count(), reported);
    int64_t next = 0;
    auto read = (*file)->ForEach(true, [&](const Candidate& c) {
      EXPECT_EQ(c.number, next);
      EXPECT_EQ(RowDigest(c), RowDigest(TestCandidate(next++)));
    });
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(next, *(*file)->Count());
  }
  EXPECT_GE(reported, 60);
}

class FullDisk : public Store {
 protected:
  void SetUp() override {
    disk_ = directory_ / "disk";
    fs::create_directory(disk_);
    mounted_ = ::mount("gauntlet-test", disk_.c_str(), "tmpfs", 0, "size=512k") == 0;
    if (!mounted_) GTEST_SKIP() << "a small disk needs the right to mount a tmpfs (root)";
    path_ = disk_ / "campaign.db";
  }
  void TearDown() override {
    if (mounted_) ::umount(disk_.c_str());
  }
  fs::path disk_;
  bool mounted_ = false;
};

TEST_F(FullDisk, IsAnErrorThatSaysSoAndLosesNothing) {
  int64_t next = 0;
  {
    auto file = CampaignFile::Open(path_, Mode::kCreate);
    ASSERT_TRUE(file) << file.error().message;
    Result<> appended;
    while ((appended = (*file)->AppendBatch({TestCandidate(next)}))) ASSERT_LT(++next, 10000);
    EXPECT_EQ(appended.error().kind, ErrorKind::kStorageError);
    EXPECT_THAT(appended.error().message, HasSubstr("disk is full"));
  }
  ASSERT_GT(next, 5);
  {
    auto file = CampaignFile::Open(path_, Mode::kRead);
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ((*file)->Count(), next);
  }
  ASSERT_EQ(::mount("gauntlet-test", disk_.c_str(), "tmpfs", MS_REMOUNT, "size=4m"), 0);
  auto file = CampaignFile::Open(path_, Mode::kWrite);
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_TRUE((*file)->AppendBatch({TestCandidate(next)}));
  EXPECT_EQ(RowDigest(*(*file)->Get(next)), RowDigest(TestCandidate(next)));
}

TEST_F(FullDisk, RefusesToBeginThere) {
  std::ofstream(disk_ / "ballast") << std::string(600000, 'x');
  const Error error = OpenError(Mode::kCreate);
  EXPECT_EQ(error.kind, ErrorKind::kStorageError);
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(FullDisk, ReadsAFileOnAReadOnlyDisk) {
  WriteFile(5);
  ASSERT_EQ(::mount("gauntlet-test", disk_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=512k"), 0);
  auto file = CampaignFile::Open(path_, Mode::kRead);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ((*file)->Count(), 5);
  EXPECT_EQ(OpenError(Mode::kWrite).kind, ErrorKind::kInput);
}

TEST(RowDigest, LeavesOutWhatAClockMeasured) {
  Candidate a = TestCandidate(4), b = a;
  b.timing_ms["compile"] = 99.0;
  b.verdict = Failure{VerdictKind::kCrash, Stage::kEvaluate, "null pointer", {{"line", 7}, {"cpu_ms", 9.0}}};
  b.in_archive = !b.in_archive;
  EXPECT_EQ(RowDigest(a), RowDigest(b));
  b.verdict = Failure{VerdictKind::kCrash, Stage::kEvaluate, "null pointer", {{"line", 8}}};
  EXPECT_NE(RowDigest(a), RowDigest(b));
}

TEST(RowDigest, SeesEveryOtherField) {
  const Candidate base = TestCandidate(6);
  const auto differs = [&](auto change) {
    Candidate changed = base;
    change(changed);
    return RowDigest(changed) != RowDigest(base);
  };
  EXPECT_TRUE(differs([](Candidate& c) { c.number = 7; }));
  EXPECT_TRUE(differs([](Candidate& c) { c.source_hash.low ^= 1; }));
  EXPECT_TRUE(differs([](Candidate& c) { c.tree_hash.high ^= 1; }));
  EXPECT_TRUE(differs([](Candidate& c) { c.parents[0] = 99; }));
  EXPECT_TRUE(differs([](Candidate& c) { c.island = 9; }));
  EXPECT_TRUE(differs([](Candidate& c) { c.generator = "llm"; }));
  EXPECT_TRUE(differs([](Candidate& c) { c.edits[0].after = "3"; }));
  EXPECT_TRUE(differs([](Candidate& c) { c.score = std::nextafter(*c.score, 1); }));
  EXPECT_TRUE(differs([](Candidate& c) { c.score.reset(); }));
  EXPECT_TRUE(differs([](Candidate& c) { c.metrics[0].count ^= 1; }));
  EXPECT_TRUE(differs([](Candidate& c) { c.workloads[0].metrics[1].real += 1e-9; }));
  EXPECT_TRUE(differs([](Candidate& c) { c.features[0] += 1e-9; }));
  EXPECT_TRUE(differs([](Candidate& c) { c.confirmed = !c.confirmed; }));
}

}  // namespace
}  // namespace gauntlet
