#include "tests/llm_server/desk.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "host/base/file.h"

namespace gauntlet::llm_server {
namespace {
namespace fs = std::filesystem;

class Folder : public testing::Test {
 protected:
  void SetUp() override {
    path = fs::path(testing::TempDir()) / ("llm_desk_" + std::to_string(::getpid()));
    fs::create_directories(path);
  }
  void TearDown() override { fs::remove_all(path); }
  fs::path path;
};

Json Question(const std::string& text) {
  return {{"messages", Json::array({{{"role", "system"}, {"content", "be brief"}},
                                    {{"role", "user"}, {"content", Json::array({{{"text", text}}})}}})}};
}

TEST_F(Folder, IsADeskAtWhichSomebodyAnswers) {
  ASSERT_TRUE(WriteFile(path / "6.prompt", "of an earlier day"));
  const auto desk = Desk(path, 0);
  ASSERT_TRUE(desk);
  std::thread somebody([&] {
    while (!fs::exists(path / "7.prompt")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_EQ(ReadTextFile(path / "7.prompt").value(),
              "===== system =====\nbe brief\n===== user =====\nhow?\n");
    EXPECT_TRUE(WriteFile(path / "7.reply", "so"));
  });
  const auto reply = (*desk)(Question("how?"));
  somebody.join();
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(*reply, "so");
}

TEST_F(Folder, IsADeskThatNobodyNeedSitAt) {
  const auto reply = (*Desk(path, 0.2))(Question("how?"));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::kLlmTransient);
}

TEST_F(Folder, GivesItsRepliesInTurn) {
  EXPECT_FALSE(FolderReplies(path));
  for (const char* name : {"b", "a"}) ASSERT_TRUE(WriteFile(path / name, name));
  const auto replies = FolderReplies(path);
  ASSERT_TRUE(replies);
  for (const char* name : {"a", "b", "a"}) EXPECT_EQ((*replies)(Question("")).value(), name);
}

TEST(FaultScript, SaysTheSameWithTheSameSeedAndComesNearItsShares) {
  FaultScript script{.at = {{3, Fault::kReset}}, .shares = {{Fault::kHtml, 0.25}}, .seed = 5};
  int pages = 0;
  for (uint64_t request = 1; request <= 4000; ++request) {
    const Fault fault = script.Of(request);
    EXPECT_EQ(fault, script.Of(request));
    pages += fault == Fault::kHtml ? 1 : 0;
  }
  EXPECT_EQ(script.Of(3), Fault::kReset);
  EXPECT_NEAR(pages, 1000, 150);
}

TEST(FaultScript, KnowsItsNames) {
  for (const std::string& name : FaultNames()) EXPECT_EQ(NameOf(FaultFromName(name).value()), name);
  EXPECT_FALSE(FaultFromName("telepathy"));
}

}  // namespace
}  // namespace gauntlet::llm_server
