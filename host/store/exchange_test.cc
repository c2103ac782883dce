// What models were asked, in a campaign's file.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "host/store/campaign_file.h"
#include "host/store/test_candidates.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;

Exchange TestExchange(int64_t candidate, uint32_t attempt) {
  return {.candidate = candidate,
          .attempt = attempt,
          .model = "m",
          .prompt = {{"system", "the same for all"}, {"user", "question " + std::to_string(candidate)}},
          .settings = {{"temperature", 0.1}},
          .outcome = attempt == 0 ? "llm_bad_reply" : "ok",
          .reply = "reply\n\xe2\x82\xac",
          .tokens = {100, 10, 7},
          .usd = 1.0 / 3.0,
          .measured = {{"latency_ms", 1.5}}};
}

class Exchanges : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::temp_directory_path() / ("gauntlet-exchange-" + std::to_string(::getpid()) + ".db");
    TearDown();
  }
  void TearDown() override {
    for (const char* end : {"", "-wal", "-shm", "-mark", ".lock", "-lock"}) fs::remove(path_.string() + end);
  }
  std::unique_ptr<CampaignFile> File(CampaignFile::Mode mode) {
    return std::move(*CampaignFile::Open(path_, mode));
  }
  static Result<std::vector<Exchange>> All(const CampaignFile& file) {
    std::vector<Exchange> out;
    GAUNTLET_CHECK_OK(file.ForEachExchange([&](Exchange e) { out.push_back(std::move(e)); }));
    return out;
  }
  void Damage(const std::string& sql) { SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec(sql); }

  fs::path path_;
};

TEST_F(Exchanges, ComeBackAsTheyWereInOrder) {
  {
    const auto file = File(CampaignFile::Mode::kCreate);
    for (const auto& [candidate, attempt] : {std::pair(2, 1u), {2, 0u}, {1, 0u}})
      ASSERT_TRUE(file->AppendExchange(TestExchange(candidate, attempt)));
  }
  const auto all = All(*File(CampaignFile::Mode::kRead));
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), 3u);
  EXPECT_EQ((*all)[0].candidate, 1);
  for (const Exchange& e : *all) {
    const Exchange want = TestExchange(e.candidate, e.attempt);
    EXPECT_EQ(e.prompt, want.prompt);
    EXPECT_EQ(e.reply, want.reply);
    EXPECT_EQ(e.outcome, want.outcome);
    EXPECT_EQ(e.settings, want.settings);
    EXPECT_EQ(e.tokens, want.tokens);
    EXPECT_EQ(e.usd, want.usd);
    EXPECT_EQ(e.measured, want.measured);
  }
}

TEST_F(Exchanges, AnAttemptIsStoredOnce) {
  const auto file = File(CampaignFile::Mode::kCreate);
  ASSERT_TRUE(file->AppendExchange(TestExchange(1, 0)));
  EXPECT_FALSE(file->AppendExchange(TestExchange(1, 0)));
}

TEST_F(Exchanges, PurposesAreKeptApart) {
  {
    const auto file = File(CampaignFile::Mode::kCreate);
    for (const Purpose purpose : {Purpose::kSummary, Purpose::kProposal, Purpose::kInstruction}) {
      Exchange e = TestExchange(1, 0);
      e.purpose = purpose;
      ASSERT_TRUE(file->AppendExchange(e));
    }
  }
  const auto all = All(*File(CampaignFile::Mode::kRead));
  ASSERT_TRUE(all) << all.error().message;
  std::vector<Purpose> purposes;
  for (const Exchange& e : *all) purposes.push_back(e.purpose);
  EXPECT_EQ(purposes, std::vector({Purpose::kInstruction, Purpose::kProposal, Purpose::kSummary}));
}

TEST_F(Exchanges, DamageIsNoticed) {
  for (const char* sql :
       {"UPDATE exchanges SET outcome = 'ok'", "UPDATE exchanges SET purpose = 'summary'",
        "UPDATE exchanges SET billed = '{}'", "UPDATE texts SET text = 'another'", "DELETE FROM texts"}) {
    TearDown();
    ASSERT_TRUE(File(CampaignFile::Mode::kCreate)->AppendExchange(TestExchange(1, 0)));
    Damage(sql);
    const auto all = All(*File(CampaignFile::Mode::kRead));
    ASSERT_FALSE(all) << sql;
    EXPECT_EQ(all.error().kind, ErrorKind::kCorruptArtifact) << sql;
  }
  TearDown();
  ASSERT_TRUE(File(CampaignFile::Mode::kCreate)->AppendExchange(TestExchange(1, 0)));
  Damage("DELETE FROM exchanges");
  EXPECT_FALSE(CampaignFile::Open(path_, CampaignFile::Mode::kRead));
}

}  // namespace
}  // namespace gauntlet
