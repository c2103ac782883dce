#include "host/store/backup.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "host/store/row_digest.h"
#include "host/store/test_candidates.h"

namespace gauntlet {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Mode = CampaignFile::Mode;
namespace fs = std::filesystem;

std::string ReadBytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void WriteBytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class Backup : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "gauntlet-backup-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    path_ = directory_ / "campaign.db";
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::unique_ptr<CampaignFile> Open(Mode mode) {
    auto file = CampaignFile::Open(path_, mode);
    EXPECT_TRUE(file) << file.error().message;
    return file ? std::move(*file) : nullptr;
  }
  static void Append(CampaignFile& file, int64_t candidates) {
    for (int64_t i = 0; i < candidates; ++i) ASSERT_TRUE(file.AppendBatch({TestCandidate(*file.Count())}));
  }
  // A file of 4 candidates, with a backup of the first 2.
  void FileAndBackup() {
    const auto file = Open(Mode::kCreate);
    ASSERT_TRUE(file->PutFact("config", {{"seed", 1}}));
    Append(*file, 2);
    ASSERT_TRUE(KeepBackup(*file, path_));
    Append(*file, 2);
  }
  // Writes as a process that dies without closing the file.
  void DieWriting(const std::function<void(CampaignFile&)>& write) {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto file = CampaignFile::Open(path_, Mode::kWrite);
      if (file) write(**file);
      ::_exit(file ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
    ASSERT_GT(fs::file_size(Log()), 0u);
  }
  void FlipInLog(double where) {
    std::string log = ReadBytes(Log());
    log[static_cast<size_t>(static_cast<double>(log.size()) * where)] ^= 1;
    WriteBytes(Log(), log);
  }
  // A flipped bit in a row: its checksum tells.
  std::string Damaged() {
    std::string bytes = ReadBytes(path_);
    bytes[bytes.rfind("int policy")] = 'X';
    return bytes;
  }
  int64_t CountOf(const fs::path& path) {
    const auto file = CampaignFile::Open(path, Mode::kRead);
    EXPECT_TRUE(file) << file.error().message;
    return file ? *(*file)->Count() : -1;
  }
  fs::path Log() const { return path_.string() + "-wal"; }

  fs::path directory_, path_;
};

TEST_F(Backup, IsAWholeCopyThatLeavesNothingElse) {
  FileAndBackup();
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory_)) names.push_back(entry.path().filename());
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("campaign.db", "campaign.db.backup"));
  EXPECT_EQ(CountOf(BackupPath(path_)), 2);
  EXPECT_EQ(CountOf(path_), 4);
}

TEST_F(Backup, IsReplacedByAWholeOneOnly) {
  FileAndBackup();
  const std::string before = ReadBytes(BackupPath(path_));
  WriteBytes(path_, Damaged());
  const auto file = Open(Mode::kWrite);
  const Result<> kept = KeepBackup(*file, path_);
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().kind, ErrorKind::kCorruptArtifact);
  EXPECT_THAT(kept.error().message, HasSubstr("--restore"));
  EXPECT_EQ(ReadBytes(BackupPath(path_)), before);
  EXPECT_FALSE(fs::exists(BackupPath(path_).string() + ".new"));
}

TEST_F(Backup, TakesThePlaceOfADamagedFileWhichIsKept) {
  FileAndBackup();
  for (const char* kept_as : {".damaged", ".damaged-1"}) {
    const std::string damaged = Damaged();
    WriteBytes(path_, damaged);
    const auto restored = RestoreBackup(path_);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(restored->candidates, 2);
    EXPECT_TRUE(restored->from_backup);
    EXPECT_EQ(ReadBytes(path_.string() + kept_as), damaged);
    const auto file = Open(Mode::kWrite);
    EXPECT_EQ(RowDigest(*file->Get(1)), RowDigest(TestCandidate(1)));
    EXPECT_TRUE(CheckWhole(*file));
  }
}

TEST_F(Backup, ThatIsMissingDamagedOrOfAFileInUseChangesNothing) {
  FileAndBackup();
  const std::string before = ReadBytes(path_);
  {
    const auto writer = Open(Mode::kWrite);
    EXPECT_THAT(RestoreBackup(path_).error().message, HasSubstr("in use by process"));
  }
  WriteBytes(BackupPath(path_), ReadBytes(BackupPath(path_)).substr(0, 4096));
  EXPECT_FALSE(RestoreBackup(path_));
  fs::remove(BackupPath(path_));
  EXPECT_THAT(RestoreBackup(path_).error().message, HasSubstr("there is no"));
  EXPECT_EQ(ReadBytes(path_), before);
}

TEST_F(Backup, IsRefreshedByEveryOpeningOfTheTestSplit) {
  FileAndBackup();
  ASSERT_EQ(Open(Mode::kWrite)->RecordTestOpening("verify --final"), 1);
  WriteBytes(path_, Damaged());
  ASSERT_TRUE(RestoreBackup(path_));
  EXPECT_EQ(Open(Mode::kRead)->TestOpenings(), 1);
}

TEST_F(Backup, IsMadeWhenDueAndItsFailureStopsNobody) {
  const auto file = Open(Mode::kCreate);
  Append(*file, 1);
  BackupKeeper keeper(*file, path_);
  ASSERT_TRUE(keeper.KeepIfDue());
  EXPECT_FALSE(fs::exists(BackupPath(path_))) << "a minute has not gone by";
  fs::create_directories(BackupPath(path_).string() + ".new/in the way");
  EXPECT_TRUE(keeper.Keep());
  EXPECT_FALSE(fs::exists(BackupPath(path_)));
  fs::remove_all(BackupPath(path_).string() + ".new");
  EXPECT_TRUE(keeper.Keep());
  EXPECT_EQ(CountOf(BackupPath(path_)), 1);
}

class LostEnd : public Backup {
 protected:
  void SetUp() override {
    Backup::SetUp();
    FileAndBackup();
  }
  void ExpectLost(const std::string& what) {
    for (const Mode mode : {Mode::kRead, Mode::kWrite}) {
      const auto file = CampaignFile::Open(path_, mode);
      ASSERT_FALSE(file) << "commits are gone without a word";
      EXPECT_EQ(file.error().kind, ErrorKind::kCorruptArtifact);
      EXPECT_THAT(file.error().message, AllOf(HasSubstr(what), HasSubstr("--restore")));
    }
  }
};

TEST_F(LostEnd, OfALogIsSaidAndWhatIsLeftGoesOn) {
  DieWriting([](CampaignFile& file) { Append(file, 6); });
  EXPECT_EQ(CountOf(path_), 10);
  FlipInLog(0.5);
  ExpectLost("of 10 candidates)");
  const auto restored = RestoreBackup(path_);
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_FALSE(restored->from_backup);
  EXPECT_GE(restored->candidates, 4);
  EXPECT_LT(restored->candidates, 10);
  Append(*Open(Mode::kWrite), 10 - restored->candidates);
  EXPECT_EQ(CountOf(path_), 10);
  EXPECT_TRUE(fs::exists(path_.string() + ".damaged-wal"));
}

TEST_F(LostEnd, OfALogGivesWayToABackupThatHasMore) {
  DieWriting([&](CampaignFile& file) {
    Append(file, 4);
    if (!KeepBackup(file, path_)) ::_exit(2);
    Append(file, 2);
  });
  FlipInLog(0.01);
  const auto restored = RestoreBackup(path_);
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_TRUE(restored->from_backup);
  EXPECT_EQ(restored->candidates, 8);
}

TEST_F(LostEnd, UncountsNoOpeningOfTheTestSplit) {
  fs::remove(BackupPath(path_));  // it would be refreshed
  DieWriting([](CampaignFile& file) {
    Append(file, 1);
    if (file.RecordTestOpening("verify --final") != 1 || file.RecordTestOpening("again") != 2) ::_exit(2);
  });
  FlipInLog(0.01);
  ExpectLost("2 of 2 openings of the test split");
  ASSERT_TRUE(RestoreBackup(path_));
  EXPECT_EQ(Open(Mode::kRead)->TestOpenings(), 2);
}

TEST_F(LostEnd, IncludesALogThatIsGoneAndChangesOfOldRows) {
  DieWriting([](CampaignFile& file) {
    Candidate revoked = *file.Get(1);
    revoked.confirmed = false;
    if (!file.Update(revoked)) ::_exit(2);
  });
  fs::remove(Log());
  ExpectLost("(0 of 4 candidates)");
}

TEST_F(LostEnd, MayBeAllThereIsAndIsNotTakenForAFileThatWasNeverBegun) {
  for (const fs::path& old : {path_, BackupPath(path_)}) fs::remove(old);
  std::string log;
  {
    const auto file = Open(Mode::kCreate);
    ASSERT_TRUE(KeepBackup(*file, path_));
    Append(*file, 2);
    log = ReadBytes(Log());
    for (const char* suffix : {"", "-mark"})  // as they are when the process dies now
      fs::copy_file(path_.string() + suffix, path_.string() + ".then" + suffix);
  }
  for (const char* suffix : {"", "-mark"})
    fs::rename(path_.string() + ".then" + suffix, path_.string() + suffix);
  log[100] ^= 1;
  WriteBytes(Log(), log);
  ExpectLost("all of its 2 commits are lost (2 candidates, 0 openings");
  const auto restored = RestoreBackup(path_);
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(restored->candidates, 0);
}

TEST_F(LostEnd, IsNotSeenWhereNothingIsLost) {
  DieWriting([](CampaignFile& file) { Append(file, 3); });
  EXPECT_TRUE(fs::exists(MarkPath(path_)));
  std::string mark = ReadBytes(MarkPath(path_));
  for (size_t slot : {size_t{0}, size_t{4096}}) {
    std::string cut = mark;
    cut[slot] ^= 1;
    WriteBytes(MarkPath(path_), cut);
    EXPECT_EQ(CountOf(path_), 7);
  }
  WriteBytes(MarkPath(path_), std::string(8192, 'x'));
  EXPECT_EQ(CountOf(path_), 7) << "no mark to be believed: said, and no reason to stop";
  WriteBytes(MarkPath(path_), mark);
  EXPECT_EQ(*Open(Mode::kWrite)->Count(), 7);
  EXPECT_FALSE(fs::exists(MarkPath(path_))) << "it goes with the log";
}

TEST_F(LostEnd, OfAnOlderFileOfTheSameNameIsNobodys) {
  DieWriting([](CampaignFile& file) { Append(file, 3); });
  for (const fs::path& gone : {path_, Log(), fs::path(path_.string() + "-shm")}) fs::remove(gone);
  EXPECT_EQ(*Open(Mode::kCreate)->Count(), 0);
  EXPECT_EQ(CountOf(path_), 0);
}

}  // namespace
}  // namespace gauntlet
