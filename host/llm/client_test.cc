#include "host/llm/client.h"

#include <latch>

#include "host/llm/test_endpoint.h"

namespace gauntlet::llm {
namespace {

class BothApis : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Client, BothApis, testing::Values("openai", "anthropic"));

TEST_P(BothApis, AnswersWithTheTextAndTheBill) {
  LlmServer server(Saying("here it is"));
  const ModelSpec spec = SpecOf(server, GetParam());
  const Model::Answer answer = AskOnce(spec);
  ASSERT_TRUE(answer.reply) << answer.reply.error().message;
  EXPECT_EQ(answer.reply->text, "here it is");
  EXPECT_EQ(answer.reply->tries, 1u);
  EXPECT_EQ(answer.reply->tokens, server.counts().billed);
  EXPECT_EQ(answer.billed, server.counts().billed);
  EXPECT_DOUBLE_EQ(answer.usd, spec.price.Usd(server.counts().billed));
  EXPECT_GT(answer.usd, 0);
}

TEST_P(BothApis, CountsCachedTokensOfTheSecondQuestion) {
  LlmServer server(Saying("here it is"));
  Desk desk;
  const auto model = Make(SpecOf(server, GetParam()));
  model->Ask(Prompt("one"), desk.Take());
  desk.WaitFor(1);
  model->Ask(Prompt("two"), desk.Take());
  const auto answers = desk.WaitFor(2);
  EXPECT_EQ(answers[0].billed.cached_input, 0u);
  EXPECT_GT(answers[1].billed.cached_input, 0u);
  EXPECT_GT(answers[1].billed.input, answers[1].billed.cached_input);
  EXPECT_EQ(answers[0].billed.input, answers[1].billed.input);
  EXPECT_LT(answers[1].usd, answers[0].usd);
}

TEST_P(BothApis, TriesAgainAfterFaultsThatMayPass) {
  for (const Fault fault :
       {Fault::kRateLimit, Fault::kError500, Fault::kError503, Fault::kReset, Fault::kClose, Fault::kCut}) {
    LlmServer server(Saying("at last", {.at = {{1, fault}, {2, fault}}}));
    const Model::Answer answer = AskOnce(SpecOf(server, GetParam()));
    ASSERT_TRUE(answer.reply) << NameOf(fault) << ": " << answer.reply.error().message;
    EXPECT_EQ(answer.reply->text, "at last");
    EXPECT_EQ(answer.reply->tries, 3u) << NameOf(fault);
    EXPECT_EQ(server.counts().requests, 3u) << NameOf(fault);
    EXPECT_EQ(answer.billed, server.counts().billed);
  }
}

TEST_P(BothApis, NeverRepeatsWhatIsRefused) {
  for (const Fault fault :
       {Fault::kBadRequest, Fault::kUnauthorized, Fault::kNotFound, Fault::kNoQuota, Fault::kRedirect}) {
    LlmServer server(Saying("never", {.shares = {{fault, 1}}}));
    const Model::Answer answer = AskOnce(SpecOf(server, GetParam()));
    ASSERT_FALSE(answer.reply) << NameOf(fault);
    EXPECT_EQ(answer.reply.error().kind, ErrorKind::kLlmPermanent) << answer.reply.error().message;
    EXPECT_EQ(server.counts().requests, 1u) << NameOf(fault);
    EXPECT_EQ(answer.billed, TokenUse{});
  }
}

TEST_P(BothApis, CallsARepliesThatCannotBeUsedBadAndBillsIt) {
  for (const Fault fault : {Fault::kToolCall, Fault::kEmpty, Fault::kRefusal}) {
    LlmServer server(Saying("never", {.shares = {{fault, 1}}}));
    const Model::Answer answer = AskOnce(SpecOf(server, GetParam()));
    ASSERT_FALSE(answer.reply) << NameOf(fault);
    EXPECT_EQ(answer.reply.error().kind, ErrorKind::kLlmBadReply) << answer.reply.error().message;
    EXPECT_EQ(server.counts().requests, 1u) << NameOf(fault);
    EXPECT_EQ(answer.billed, server.counts().billed);
    EXPECT_GT(answer.usd, 0);
  }
}

TEST_P(BothApis, CallsABodyThatIsNoReplyBad) {
  for (const Fault fault : {Fault::kHalfJson, Fault::kHtml, Fault::kEndless, Fault::kHeaders}) {
    LlmServer server(Saying(std::string(1000, 'x'), {.shares = {{fault, 1}}}));
    const Model::Answer answer = AskOnce(SpecOf(server, GetParam()));
    ASSERT_FALSE(answer.reply) << NameOf(fault);
    EXPECT_EQ(answer.reply.error().kind, ErrorKind::kLlmBadReply) << answer.reply.error().message;
    EXPECT_LT(answer.reply.error().message.size(), 1000u);
    EXPECT_EQ(server.counts().requests, 1u) << NameOf(fault);
  }
}

TEST_P(BothApis, TakesWhatIsOddButWhole) {
  for (const Fault fault : {Fault::kWrongType, Fault::kAnsi, Fault::kInvalidUtf8}) {
    LlmServer server(Saying("fine\ttext", {.shares = {{fault, 1}}}));
    const Model::Answer answer = AskOnce(SpecOf(server, GetParam()));
    ASSERT_TRUE(answer.reply) << NameOf(fault) << ": " << answer.reply.error().message;
    const std::string& text = answer.reply->text;
    EXPECT_TRUE(text.starts_with("fine\ttext")) << text;
    for (const char c : text) EXPECT_TRUE(c == '\t' || c == '\n' || static_cast<unsigned char>(c) >= 0x20);
    EXPECT_EQ(text.find("title"), std::string::npos);
    EXPECT_EQ(answer.billed, server.counts().billed);
  }
}

TEST_P(BothApis, EstimatesWhatAnEndpointDoesNotCount) {
  LlmServer server(Saying("twelve bytes", {.shares = {{Fault::kNoUsage, 1}}}));
  const Model::Answer answer = AskOnce(SpecOf(server, GetParam()), "ask");
  ASSERT_TRUE(answer.reply);
  EXPECT_EQ(answer.billed.input, EstimateTokens(Prompt("ask")));
  EXPECT_EQ(answer.billed.output, 3u);
}

TEST_P(BothApis, SendsTheKeyAndKeepsItOutOfWords) {
  ::setenv("LLM_TEST_SECRET", " sk-very-secret-0123456789\n", 1);
  ServerOptions options = Saying("sk-very-secret-0123456789 is what you sent");
  options.key = "sk-very-secret-0123456789";
  LlmServer server(std::move(options));
  ModelSpec spec = SpecOf(server, GetParam());
  spec.api_key_env = "LLM_TEST_SECRET";
  const Model::Answer answer = AskOnce(spec);
  ASSERT_TRUE(answer.reply) << answer.reply.error().message;
  EXPECT_EQ(answer.reply->text, "[key] is what you sent");
  server.SetFaults({.shares = {{Fault::kUnauthorized, 1}}});  // which repeats the key
  const Model::Answer refused = AskOnce(spec);
  ASSERT_FALSE(refused.reply);
  EXPECT_EQ(refused.reply.error().message.find("very-secret"), std::string::npos)
      << refused.reply.error().message;
  EXPECT_NE(refused.reply.error().message.find("[key]"), std::string::npos) << refused.reply.error().message;
  EXPECT_NE(refused.reply.error().message.find("api_key_env"), std::string::npos);
}

TEST(Client, KeepsOutAlsoHalfAKeyThatACutLeaves) {
  ::setenv("LLM_TEST_LONG_SECRET", std::string(400, 'k').c_str(), 1);
  ServerOptions options = Saying("never");
  options.key = "another";
  LlmServer server(std::move(options));
  ModelSpec spec = SpecOf(server);
  spec.api_key_env = "LLM_TEST_LONG_SECRET";
  const Model::Answer refused = AskOnce(spec);
  ASSERT_FALSE(refused.reply);
  EXPECT_EQ(refused.reply.error().message.find("kkk"), std::string::npos) << refused.reply.error().message;
}

TEST(Client, GivesUpAfterAllTries) {
  LlmServer server(Saying("never", {.shares = {{Fault::kError503, 1}}}));
  ModelSpec spec = SpecOf(server);
  spec.tries = 3;
  const Model::Answer answer = AskOnce(spec);
  ASSERT_FALSE(answer.reply);
  EXPECT_EQ(answer.reply.error().kind, ErrorKind::kLlmTransient);
  EXPECT_EQ(answer.reply.error().message, "model tested: HTTP status 503: overloaded; 3 tries were made");
  EXPECT_EQ(server.counts().requests, 3u);
}

TEST(Client, LosesNothingAndCountsNothingTwiceUnderFaults) {
  for (const char* api : {"openai", "anthropic"}) {
    FaultScript faults{.shares = {}, .seed = 7};
    for (const Fault fault : {Fault::kRateLimit, Fault::kError500, Fault::kReset, Fault::kClose, Fault::kCut,
                              Fault::kHalfJson, Fault::kHtml, Fault::kToolCall, Fault::kEmpty, Fault::kAnsi})
      faults.shares.emplace_back(fault, 0.02);
    ServerOptions options = Saying("a policy", faults);
    options.latency_ms = 5;
    LlmServer server(std::move(options));
    ModelSpec spec = SpecOf(server, api);
    spec.in_flight = 16;
    spec.tries = 20;  // none fails so often
    Desk desk;
    const auto model = Make(spec);
    for (int i = 0; i < 64; ++i) model->Ask(Prompt("question " + std::to_string(i)), desk.Take());
    const auto answers = desk.WaitFor(64);
    TokenUse billed;
    double usd = 0;
    uint64_t good = 0;
    for (const Model::Answer& answer : answers) {
      billed += answer.billed;
      usd += answer.usd;
      good += answer.reply ? 1 : 0;
      if (!answer.reply)
        EXPECT_EQ(answer.reply.error().kind, ErrorKind::kLlmBadReply) << answer.reply.error().message;
    }
    const llm_server::ServerCounts counts = server.counts();
    EXPECT_EQ(desk.count(), 64u);
    EXPECT_EQ(good, counts.answered);
    EXPECT_EQ(billed, counts.billed);
    EXPECT_NEAR(usd, spec.price.Usd(counts.billed), 1e-12);
    EXPECT_GT(counts.requests, 64u);
    EXPECT_LE(counts.most_open, 16u);
  }
}

TEST(Client, KeepsAsManyOpenAsItMay) {
  constexpr int kOpen = 4;
  std::latch all_are_here(kOpen);
  ServerOptions options;
  options.handler = [&](const Json&) {
    all_are_here.arrive_and_wait();  // for ever, if fewer were open
    return std::string("together");
  };
  LlmServer server(std::move(options));
  ModelSpec spec = SpecOf(server);
  spec.in_flight = kOpen;
  Desk desk;
  const auto model = Make(spec);
  for (int i = 0; i < kOpen; ++i) model->Ask(Prompt("together"), desk.Take());
  for (const Model::Answer& answer : desk.WaitFor(kOpen)) EXPECT_TRUE(answer.reply);
  EXPECT_EQ(server.counts().most_open, 4u);
}

TEST(Client, IsGoneWithoutAWordWhileQuestionsAreOpen) {
  LlmServer server(Saying("never", {.at = {{1, Fault::kError500}}, .shares = {{Fault::kSilence, 1}}}));
  Desk desk;
  {
    ModelSpec spec = SpecOf(server);
    spec.in_flight = 2;
    const auto model = Make(spec);
    for (int i = 0; i < 5; ++i) model->Ask(Prompt("into silence"), desk.Take());
    while (server.counts().requests < 3) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(desk.count(), 0u);
}

}  // namespace
}  // namespace gauntlet::llm
