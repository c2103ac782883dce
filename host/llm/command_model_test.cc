#include "host/llm/command_model.h"

#include <filesystem>

#include "host/llm/test_endpoint.h"

namespace gauntlet::llm {
namespace {

ModelSpec Program(const std::string& script) {
  ModelSpec spec;
  spec.name = "program";
  spec.api = "command";
  spec.command = {"sh", "-c", script};
  spec.price = {.input = 1, .cached_input = 1, .output = 2};
  return spec;
}

std::string WhyBad(const ModelSpec& spec) {
  const Model::Answer answer = AskOnce(spec);
  if (answer.reply) return "it answered: " + answer.reply->text;
  EXPECT_EQ(answer.reply.error().kind, ErrorKind::kLlmBadReply);
  return answer.reply.error().message;
}

TEST(CommandModel, ReadsThePromptAndPrintsTheReply) {
  const ModelSpec spec = Program("cat");
  ChatRequest request = Prompt("one");
  request.messages.push_back({"assistant", "two\n"});
  request.messages.push_back({"user", "three"});
  const std::string text =
      "===== system =====\nYou write policies.\n===== user =====\none\n===== assistant =====\ntwo\n"
      "===== user =====\nthree\n";
  EXPECT_EQ(PromptText(request), text);
  Desk desk;
  const auto model = Make(spec);
  model->Ask(request, desk.Take());
  const Model::Answer answer = desk.WaitFor(1)[0];
  ASSERT_TRUE(answer.reply) << answer.reply.error().message;
  EXPECT_EQ(answer.reply->text, text);
  EXPECT_EQ(answer.billed,
            (TokenUse{.input = EstimateTokens(request), .cached_input = 0, .output = EstimateTokens(text)}));
  EXPECT_DOUBLE_EQ(answer.usd, spec.price.Usd(answer.billed));
}

TEST(CommandModel, SaysWhyThereIsNoReply) {
  EXPECT_EQ(WhyBad(Program("echo half; echo 'no key' >&2; exit 3")),
            "model program: sh ended with exit code 3; it says: no key");
  EXPECT_EQ(WhyBad(Program("echo")), "model program: sh says nothing");
  EXPECT_EQ(WhyBad(Program("kill -9 $$")), "model program: sh died of signal 9");
  ModelSpec endless = Program("yes");
  endless.reply_limit_bytes = 1000;
  EXPECT_EQ(WhyBad(endless), "model program: sh says more than reply_limit_bytes (1000 bytes)");
  ModelSpec slow = Program("sleep 1000 & wait");
  slow.total_timeout_s = 0.3;
  EXPECT_EQ(WhyBad(slow), "model program: sh had not ended after total_timeout_s (0.3 s) and was killed");
}

TEST(CommandModel, IsRefusedWhereThereIsNoSuchProgram) {
  for (const char* name : {"gauntlet-no-such-program", "./gauntlet-no-such-program"}) {
    ModelSpec spec = Program("");
    spec.command = {name};
    const auto model = MakeModel(spec);
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().kind, ErrorKind::kLlmPermanent);
    EXPECT_NE(model.error().message.find(name), std::string::npos);
  }
}

TEST(CommandModel, GetsNoKeys) {
  ::setenv("LLM_TEST_OTHER_MODEL", "sk-of-another", 1);  // nothing in its name says what it is
  ::setenv("Llm_Test_Api_Key", "sk-by-its-name", 1);
  ::setenv("LLM_TEST_HARMLESS", "harmless", 1);
  LlmServer server(Saying(""));
  ModelSpec other = SpecOf(server);
  other.api_key_env = "LLM_TEST_OTHER_MODEL";
  const auto model = Make(other);
  const Model::Answer answer = AskOnce(Program("env"));
  ASSERT_TRUE(answer.reply) << answer.reply.error().message;
  EXPECT_EQ(answer.reply->text.find("sk-"), std::string::npos) << answer.reply->text;
  EXPECT_NE(answer.reply->text.find("harmless"), std::string::npos);
}

TEST(CommandModel, AnswersSeveralAtOnceAndAllOfThem) {
  const std::string folder = testing::TempDir() + "llm_command_" + std::to_string(::getpid());
  // Each waits until the other is there.
  ModelSpec spec = Program("mkdir -p " + folder + "; touch " + folder + "/$$; until [ $(ls " + folder +
                           " | wc -l) -ge 2 ]; do sleep 0.01; done; echo $$");
  spec.in_flight = 2;
  Desk desk;
  const auto model = Make(spec);
  for (int i = 0; i < 6; ++i) model->Ask(Prompt("go"), desk.Take());
  for (const Model::Answer& answer : desk.WaitFor(6))
    EXPECT_TRUE(answer.reply) << answer.reply.error().message;
  std::filesystem::remove_all(folder);
}

TEST(CommandModel, IsGoneWithoutAWordWhileProgramsRun) {
  Desk desk;
  {
    ModelSpec spec = Program("sleep 1000");
    spec.in_flight = 2;
    const auto model = Make(spec);
    for (int i = 0; i < 4; ++i) model->Ask(Prompt("go"), desk.Take());
  }
  EXPECT_EQ(desk.count(), 0u);
}

TEST(CommandModel, CleansWhatItPrints) {
  const Model::Answer answer = AskOnce(Program("printf '\\033[1mbold\\033[0m \\377 end\\r\\n\\001'"));
  ASSERT_TRUE(answer.reply);
  EXPECT_EQ(answer.reply->text, "bold \xef\xbf\xbd end\n");
}

}  // namespace
}  // namespace gauntlet::llm
