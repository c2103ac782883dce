// Bits that flip in a campaign file: what is read is what was written, or an error that says the way out.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>

#include "host/base/rng.h"
#include "host/store/backup.h"
#include "host/store/campaign_file.h"
#include "host/store/row_digest.h"
#include "tests/faults/world.h"

namespace gauntlet::faults {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

std::string ReadBytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void WriteBytes(const fs::path& path, const std::string& bytes) {
  for (const char* suffix : {"-wal", "-shm"}) fs::remove(path.string() + suffix);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// A campaign that was cut off: the file, its log, its mark.
struct Cut {
  std::string file, log, mark;
  void Write(const fs::path& path) const {
    WriteBytes(path, file);
    std::ofstream(path.string() + "-wal", std::ios::binary) << log;
    std::ofstream(MarkPath(path), std::ios::binary) << mark;
  }
};

// All that a campaign file says, as text.
Result<std::string> AllOf(const fs::path& path, CampaignFile::Mode mode) {
  GAUNTLET_TRY(const auto file, CampaignFile::Open(path, mode));
  std::string all;
  GAUNTLET_CHECK_OK(file->ForEach(true, [&](const Candidate& c) {
    all += fmt::format("{} {} {} {} {}\n", c.number, RowDigest(c).Hex(), c.in_archive, c.source,
                       c.timing_ms.dump());
  }));
  for (const char* key : {"config", "problem", "seed_source", "environment", "toolchain"}) {
    GAUNTLET_TRY(const auto fact, file->GetFact(key));
    all += fmt::format("{} {}\n", key, fact ? fact->dump() : "none");
  }
  GAUNTLET_TRY(const auto log, file->ReadLog());
  for (const LogEntry& entry : log) all += entry.at + entry.event + entry.detail.dump() + "\n";
  GAUNTLET_TRY(const int64_t openings, file->TestOpenings());
  GAUNTLET_TRY(const auto best, file->Best(5));
  for (const int64_t number : best) all += fmt::format("best {}\n", number);
  GAUNTLET_TRY(const Candidate third, file->Get(3));
  return all + fmt::format("{} {}", openings, RowDigest(third).Hex());
}

// What SQLite itself has to say.
bool SqliteIsContent(const fs::path& path) {
  try {
    SQLite::Database db(path.string(), SQLite::OPEN_READONLY);
    return db.execAndGet("PRAGMA integrity_check").getString() == "ok";
  } catch (const std::exception&) {
    return false;
  }
}

std::string Damage(std::string bytes, Rng& rng) {
  const size_t at = rng.Below(bytes.size());
  switch (rng.Below(8)) {
    case 0:  // a sector that is not what it was
      for (size_t i = at & ~size_t{511}; i < std::min(bytes.size(), (at & ~size_t{511}) + 512); ++i)
        bytes[i] = 0;
      break;
    case 1:
      bytes.resize(at);
      break;
    case 2:  // two sectors in each other's place
      for (size_t i = 0, other = rng.Below(bytes.size() / 512); i < 512; ++i)
        std::swap(bytes[(at & ~size_t{511}) + i], bytes[other * 512 + i]);
      break;
    default:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << rng.Below(8)));
  }
  return bytes;
}

class BitFlips : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(quiet_.error, "");
    fs::copy_file(BackupPath(quiet_.campaign), BackupPath(path_));
    fs::copy_file(quiet_.campaign, path_);
  }
  // Resumes with --restore, after which every row is there.
  void RestoreAll() {
    std::vector<std::string> words = ResumeWords(path_);
    words.emplace_back("--restore");
    const Ended ended = world_.Run(words);
    EXPECT_EQ(ended.code, 0) << ended.err;
    const auto rows = World::Rows(path_);
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(*rows, quiet_.rows);
  }
  World world_;
  const Quiet& quiet_ = TheQuietCampaign();
  const fs::path path_ = world_.At("flipped.db");
};

TEST_F(BitFlips, InACampaignFileNeverChangeWhatItSays) {
  const std::string bytes = ReadBytes(path_);
  const auto want = AllOf(path_, CampaignFile::Mode::kRead);
  ASSERT_TRUE(want) << want.error().message;
  Budget budget(600, 20000);
  Rng rng(MixSeed({FaultSeed(), 3}));
  int detected = 0, harmless = 0, past_sqlite = 0;
  for (; budget.More() && !HasFailure(); budget.Spend()) {
    const std::string damaged = Damage(bytes, rng);
    WriteBytes(path_, damaged);
    const auto mode = budget.done() % 4 == 0 ? CampaignFile::Mode::kWrite : CampaignFile::Mode::kRead;
    const auto got = AllOf(path_, mode);
    if (got) {
      ++harmless;
      EXPECT_EQ(*got, *want) << "fault " << budget.done();
      continue;
    }
    ++detected;
    EXPECT_THAT(got.error().message, HasSubstr("--restore")) << "fault " << budget.done();
    WriteBytes(path_, damaged);
    past_sqlite += SqliteIsContent(path_);
  }
  EXPECT_GT(past_sqlite, 0) << "flips that SQLite's own check does not see are the point";
  fmt::print("{} faults: {} detected ({} of them are fine to SQLite), {} without effect\n", budget.done(),
             detected, past_sqlite, harmless);
}

TEST_F(BitFlips, AreSaidByEveryCommandAndMendedByRestore) {
  const std::string bytes = ReadBytes(path_);
  const size_t score = bytes.find("\"misses\"", bytes.size() / 2);
  ASSERT_NE(score, std::string::npos);
  std::string damaged = bytes;
  damaged[score + 10] ^= 1;
  for (const char* command : {"best", "list", "stats", "export", "resume"}) {
    WriteBytes(path_, damaged);
    std::vector<std::string> words = {"gauntlet", command, path_, "--problem-path", "."};
    if (command == std::string("export")) words.insert(words.end(), {"-o", world_.At("out")});
    const Ended ended = world_.Run(words);
    EXPECT_THAT(ended.code, AnyOf(2, 3)) << command << ended.out << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("--restore")) << command;
  }
  RestoreAll();
  EXPECT_EQ(ReadBytes(path_.string() + ".damaged"), damaged);
}

TEST_F(BitFlips, CostNoMoreThanTheRowsSinceTheBackup) {
  fs::remove(path_);
  fs::remove(BackupPath(path_));
  std::vector<std::string> words = RunWords(path_);
  words[8] = "25";
  ASSERT_EQ(world_.Run(words).code, 0);
  const std::string earlier = ReadBytes(BackupPath(path_));
  ASSERT_EQ(world_.Run(ResumeWords(path_)).code, 0);
  WriteBytes(BackupPath(path_), earlier);
  WriteBytes(path_, ReadBytes(path_).substr(0, 50000));
  RestoreAll();
}

TEST_F(BitFlips, AreNotCopiedOverTheBackup) {
  const std::string backup = ReadBytes(BackupPath(path_));
  std::string damaged = ReadBytes(path_);
  damaged[damaged.find("EVOLVE-BLOCK-START")] = 'X';  // of a source, which going on reads only now and then
  WriteBytes(path_, damaged);
  std::vector<std::string> words = ResumeWords(path_);
  words[8] = "90";
  const Ended ended = world_.Run(words);
  EXPECT_EQ(ended.code, 3) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("--restore"));
  EXPECT_EQ(ReadBytes(BackupPath(path_)), backup);
}

// SQLite ends reading a log at its first bad frame: what was committed behind it would be gone without a word.
class FlipsInALog : public BitFlips {
 protected:
  // A host that dies between a commit and its mark has not reported that commit as done: nobody need miss it. Such a
  // cut is no ground for what is asked here, and another one is made.
  void SetUp() override {
    BitFlips::SetUp();
    constexpr int kTries = 20;
    for (int i = 0; i < kTries && !IsMarkedToItsEnd() && !HasFailure(); ++i) CutARun();
    ASSERT_TRUE(IsMarkedToItsEnd());
    cut_ = {ReadBytes(path_), ReadBytes(path_.string() + "-wal"), ReadBytes(MarkPath(path_))};
    ASSERT_GT(cut_.log.size(), 0u);
  }
  bool IsMarkedToItsEnd() const {
    const auto mark = ReadMark(path_);
    const auto file = CampaignFile::Open(path_, CampaignFile::Mode::kRead);
    return mark && file && (*file)->Reached()->commits == mark->commits;
  }
  void CutARun() {
    for (const fs::path& left : {path_, BackupPath(path_), MarkPath(path_), fs::path(path_.string() + "-wal"),
                                 fs::path(path_.string() + "-shm")})
      fs::remove(left);
    const pid_t host = world_.Start(RunWords(path_));
    const auto stored = [&] {
      const auto file = CampaignFile::Open(path_, CampaignFile::Mode::kRead);
      return file ? (*file)->Count().value_or(0) : 0;
    };
    while (stored() < 20 && !world_.HasEnded(host)) ::usleep(2000);
    ::kill(host, SIGKILL);
    ASSERT_TRUE(world_.Finish(host).signalled) << "it was done before it could be killed";
    ASSERT_EQ(World::Orphans(), "");
  }
  Cut cut_;
};

TEST_F(FlipsInALog, DropNoCommitWithoutAWord) {
  const auto want = AllOf(path_, CampaignFile::Mode::kRead);
  ASSERT_TRUE(want) << want.error().message;
  Budget budget(200, 5000);
  Rng rng(MixSeed({FaultSeed(), 8}));
  int detected = 0;
  for (; budget.More() && !HasFailure(); budget.Spend()) {
    Cut damaged = cut_;
    damaged.log = Damage(cut_.log, rng);
    damaged.Write(path_);
    const auto got =
        AllOf(path_, budget.done() % 4 == 0 ? CampaignFile::Mode::kWrite : CampaignFile::Mode::kRead);
    if (got) {
      EXPECT_EQ(*got, *want) << "fault " << budget.done();
      continue;
    }
    ++detected;
    EXPECT_THAT(got.error().message, HasSubstr("--restore")) << "fault " << budget.done();
  }
  EXPECT_GT(detected, 0);
  fmt::print("{} faults: {} detected\n", budget.done(), detected);
}

TEST_F(FlipsInALog, AreSaidAndMendedByRestoreWithoutABackupToo) {
  Cut damaged = cut_;
  damaged.log[damaged.log.size() / 2] ^= 1;
  damaged.Write(path_);
  fs::remove(BackupPath(path_));
  const Ended refused = world_.Run(ResumeWords(path_));
  EXPECT_EQ(refused.code, 3) << refused.err;
  EXPECT_THAT(refused.err, ::testing::AllOf(HasSubstr("commits are lost"), HasSubstr("--restore")));
  EXPECT_EQ(ReadBytes(path_.string() + "-wal"), damaged.log) << "what is there stays";
  RestoreAll();
  EXPECT_FALSE(fs::exists(MarkPath(path_)));
}

TEST_F(BitFlips, OfAMissingOrDamagedBackupAreSaidToo) {
  std::vector<std::string> words = ResumeWords(path_);
  words.emplace_back("--restore");
  const std::string before = ReadBytes(path_);
  WriteBytes(BackupPath(path_), ReadBytes(BackupPath(path_)).substr(0, 8192));
  EXPECT_THAT(world_.Run(words).code, AnyOf(2, 3));
  fs::remove(BackupPath(path_));
  const Ended ended = world_.Run(words);
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("flipped.db.backup"));
  EXPECT_EQ(ReadBytes(path_), before) << "what is there stays";
}

}  // namespace
}  // namespace gauntlet::faults
