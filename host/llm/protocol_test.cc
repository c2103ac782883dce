#include "host/llm/protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/llm/client.h"
#include "host/llm/key.h"

namespace gauntlet::llm {
namespace {

using testing::Contains;
using testing::HasSubstr;

ModelSpec Spec() {
  ModelSpec spec;
  spec.name = "m";
  spec.url = "http://localhost:8000/v1";
  spec.model = "small";
  spec.max_tokens = 100;
  return spec;
}

ChatRequest Request() {
  return {.system = "be brief",
          .messages = {{"user", "stable|new"}},
          .stable_bytes = 7,
          .temperature = 0.5,
          .seed = 9};
}

HttpReply Reply(int status, const std::string& body) {
  return {.status = status, .headers = {}, .body = body};
}

std::string OpenAiBody(const std::string& message, const std::string& finish = "stop") {
  return R"({"choices":[{"message":)" + message + R"(,"finish_reason":")" + finish +
         R"("}],"usage":{"prompt_tokens":10,)"
         R"("completion_tokens":3,"prompt_tokens_details":{"cached_tokens":4}}})";
}

TEST(OpenAi, AsksInItsForm) {
  const HttpRequest http = OpenAiProtocol().Write(Spec(), Request(), "sk");
  EXPECT_EQ(http.url, "http://localhost:8000/v1/chat/completions");
  EXPECT_THAT(http.headers, Contains("Authorization: Bearer sk"));
  EXPECT_EQ(http.body,
            R"({"model":"small","messages":[{"role":"system","content":"be brief"},)"
            R"({"role":"user","content":"stable|new"}],"max_tokens":100,"temperature":0.5,"seed":9})");
}

TEST(OpenAi, NamesTheLimitAsTheEndpointReadsIt) {
  ModelSpec spec = Spec();
  spec.reasoning_effort = "low";
  Json body = Json::parse(OpenAiProtocol().Write(spec, Request(), "").body);
  EXPECT_EQ(body["max_completion_tokens"], 100);
  EXPECT_EQ(body["reasoning_effort"], "low");
  EXPECT_FALSE(body.contains("max_tokens"));
  spec = Spec();
  spec.url = "https://api.openai.com/v1/";
  const HttpRequest http = OpenAiProtocol().Write(spec, Request(), "");
  EXPECT_EQ(http.url, "https://api.openai.com/v1/chat/completions");
  EXPECT_TRUE(Json::parse(http.body).contains("max_completion_tokens"));
}

TEST(OpenAi, SendsNoSeedAndNoTemperatureThatNobodyAskedFor) {
  const HttpRequest http = OpenAiProtocol().Write(Spec(), {.messages = {{"user", "hi"}}}, "");
  EXPECT_EQ(http.body, R"({"model":"small","messages":[{"role":"user","content":"hi"}],"max_tokens":100})");
  for (const std::string& header : http.headers) EXPECT_FALSE(header.starts_with("Authorization"));
}

TEST(OpenAi, ReadsStringsAndParts) {
  for (const char* message : {R"({"content":"an answer"})",
                              R"({"content":[{"type":"reasoning","text":"hm"},{"type":"text","text":"an "},)"
                              R"({"type":"text","text":"answer"}]})"}) {
    const WireAnswer answer = OpenAiProtocol().Read(Reply(200, OpenAiBody(message)));
    ASSERT_TRUE(answer.reply) << answer.reply.error().message;
    EXPECT_EQ(answer.reply->text, "an answer");
    EXPECT_EQ(answer.reply->finish, "stop");
    EXPECT_EQ(answer.usage, (TokenUse{.input = 10, .cached_input = 4, .output = 3}));
  }
}

TEST(OpenAi, KeepsTextThatWasCutAndSaysSo) {
  const WireAnswer cut = OpenAiProtocol().Read(Reply(200, OpenAiBody(R"({"content":"half an"})", "length")));
  ASSERT_TRUE(cut.reply);
  EXPECT_EQ(cut.reply->finish, "length");
  const WireAnswer empty = OpenAiProtocol().Read(Reply(200, OpenAiBody(R"({"content":""})", "length")));
  ASSERT_FALSE(empty.reply);
  EXPECT_EQ(empty.reply.error().kind, ErrorKind::kLlmBadReply);
  EXPECT_THAT(empty.reply.error().message, HasSubstr("raise max_tokens"));
  EXPECT_EQ(empty.usage->output, 3u);
}

TEST(OpenAi, LeavesThoughtsInFrontOfTheAnswerOut) {
  const auto read = [](const std::string& content, const std::string& finish) {
    return OpenAiProtocol().Read(Reply(200, OpenAiBody(Json{{"content", content}}.dump(), finish))).reply;
  };
  EXPECT_EQ(read("\n<think>a\nb</think>answer", "stop")->text, "answer");
  EXPECT_EQ(read("answer with <think>x</think>", "stop")->text, "answer with <think>x</think>");
  const auto endless = read("<think>a and b", "length");
  ASSERT_FALSE(endless);
  EXPECT_THAT(endless.error().message, HasSubstr("went into reasoning"));
}

TEST(OpenAi, BelievesNoCountThatCannotBe) {
  for (const char* usage :
       {R"({"prompt_tokens":-1})", R"({"prompt_tokens":1e30})", R"({"prompt_tokens":"many"})",
        R"({"prompt_tokens":18446744073709551615})", "[]", "7"}) {
    const std::string body =
        R"({"choices":[{"message":{"content":"x"}}],"usage":)" + std::string(usage) + "}";
    const WireAnswer answer = OpenAiProtocol().Read(Reply(200, body));
    ASSERT_TRUE(answer.reply) << usage;
    EXPECT_EQ(answer.usage, std::nullopt) << usage;
  }
}

TEST(OpenAi, NeverCachesMoreThanItReads) {
  const std::string body = R"({"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":5,)"
                           R"("completion_tokens":1,"prompt_tokens_details":{"cached_tokens":9}}})";
  EXPECT_EQ(OpenAiProtocol().Read(Reply(200, body)).usage->cached_input, 5u);
}

TEST(Anthropic, AsksInItsFormAndMarksWhatMayBeCached) {
  ModelSpec spec = Spec();
  spec.reasoning_effort = "medium";
  for (const char* root : {"http://h/v1", "http://h/v1/", "http://h", "http://h/"}) {
    spec.url = root;
    EXPECT_EQ(AnthropicProtocol().Write(spec, Request(), "sk").url, "http://h/v1/messages");
  }
  const HttpRequest http = AnthropicProtocol().Write(spec, Request(), "sk");
  EXPECT_THAT(http.headers, Contains("x-api-key: sk"));
  EXPECT_THAT(http.headers, Contains("anthropic-version: 2023-06-01"));
  EXPECT_EQ(
      http.body,
      R"({"model":"small","max_tokens":100,)"
      R"("system":[{"type":"text","text":"be brief","cache_control":{"type":"ephemeral"}}],)"
      R"("messages":[{"role":"user","content":[)"
      R"({"type":"text","text":"stable|","cache_control":{"type":"ephemeral"}},{"type":"text","text":"new"}]}],)"
      R"("temperature":0.5,"output_config":{"effort":"medium"}})");
}

TEST(Anthropic, CutsThePrefixAtACharacterAndSendsNoEmptyBlock) {
  ChatRequest request = {.messages = {{"user", "\xc3\xa4z"}}};
  const auto blocks = [&](size_t stable_bytes) {
    request.stable_bytes = stable_bytes;
    const Json body = Json::parse(AnthropicProtocol().Write(Spec(), request, "").body);
    return body["messages"][0]["content"];
  };
  EXPECT_EQ(blocks(0).size(), 1u);
  EXPECT_EQ(blocks(1).size(), 1u);
  EXPECT_EQ(blocks(2).size(), 2u);
  EXPECT_EQ(blocks(3).size(), 1u);
  EXPECT_EQ(blocks(99).size(), 1u);
  EXPECT_TRUE(blocks(99)[0].contains("cache_control"));
  EXPECT_FALSE(blocks(0)[0].contains("cache_control"));
}

TEST(Anthropic, CountsAllOfThePrompt) {
  const std::string body =
      R"({"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"done"}],)"
      R"("stop_reason":"end_turn","usage":{"input_tokens":5,"cache_read_input_tokens":20,)"
      R"("cache_creation_input_tokens":100,"output_tokens":7}})";
  const WireAnswer answer = AnthropicProtocol().Read(Reply(200, body));
  ASSERT_TRUE(answer.reply);
  EXPECT_EQ(answer.reply->text, "done");
  EXPECT_EQ(answer.usage, (TokenUse{.input = 125, .cached_input = 20, .output = 7, .written_input = 100}));
}

ErrorKind KindOf(int status, const std::string& body) {
  const WireAnswer answer = OpenAiProtocol().Read(Reply(status, body));
  EXPECT_FALSE(answer.reply);
  return answer.reply ? ErrorKind::kInternalError : answer.reply.error().kind;
}

TEST(Protocols, KnowWhatMayPass) {
  for (const int status : {408, 409, 425, 429, 500, 502, 503, 504, 529}) {
    EXPECT_EQ(KindOf(status, "<html>"), ErrorKind::kLlmTransient) << status;
  }
  for (const int status : {301, 307, 400, 401, 402, 403, 404, 405, 413, 422, 501}) {
    EXPECT_EQ(KindOf(status, R"({"error":{"message":"no"}})"), ErrorKind::kLlmPermanent) << status;
  }
  EXPECT_EQ(KindOf(429, R"({"error":{"message":"pay","code":"insufficient_quota"}})"),
            ErrorKind::kLlmPermanent);
  EXPECT_EQ(KindOf(200, R"({"error":{"message":"upstream","code":502}})"), ErrorKind::kLlmTransient);
  EXPECT_EQ(KindOf(200, R"({"error":{"message":"who are you","code":401}})"), ErrorKind::kLlmPermanent);
  EXPECT_EQ(KindOf(200, R"({"error":"what"})"), ErrorKind::kLlmBadReply);
}

TEST(Protocols, RepeatTheEndpointsWordsAndSayWhereToLook) {
  for (const char* body :
       {R"({"error":{"message":"no such model"}})", R"({"error":"no such model"})",
        R"({"detail":"no such model"})", R"({"message":"no such model"})", "no such model"}) {
    const WireAnswer answer = AnthropicProtocol().Read(Reply(404, body));
    ASSERT_FALSE(answer.reply);
    EXPECT_EQ(answer.reply.error().message, "HTTP status 404: no such model; see url and model") << body;
  }
}

TEST(Protocols, CallBadWhatIsNoReply) {
  for (const std::string& body :
       {std::string(), std::string("[]"), std::string("{}"), std::string("7"), std::string("data: {}\n"),
        std::string(100000, '['), std::string(R"({"choices":[]})"), std::string(R"({"choices":[7]})"),
        std::string(R"({"content":7})"), std::string(R"({"choices":[{"message":{"content":7}}]})")})
    for (const Protocol* protocol : Protocols()) {
      const WireAnswer answer = protocol->Read(Reply(200, body));
      ASSERT_FALSE(answer.reply) << body.substr(0, 80);
      EXPECT_EQ(answer.reply.error().kind, ErrorKind::kLlmBadReply);
      EXPECT_LT(answer.reply.error().message.size(), 600u);
    }
}

TEST(RetryAfter, IsReadInSecondsAndAsADateByTheSendersClock) {
  const auto wait = [](std::vector<std::pair<std::string, std::string>> headers) {
    return RetryAfterMs({.status = 429, .headers = std::move(headers), .body = ""});
  };
  EXPECT_EQ(wait({}), 0);
  EXPECT_EQ(wait({{"retry-after", "2"}}), 2000);
  EXPECT_EQ(wait({{"retry-after", "0.5"}}), 500);
  EXPECT_EQ(wait({{"retry-after-ms", "30"}, {"retry-after", "2"}}), 30);
  EXPECT_EQ(wait({{"retry-after", "-2"}}), 0);
  EXPECT_EQ(wait({{"retry-after", "soon"}}), 0);
  EXPECT_EQ(wait({{"retry-after", "nan"}}), 0);
  EXPECT_EQ(
      wait({{"date", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"}}),
      30000);
  EXPECT_EQ(
      wait({{"date", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"retry-after", "Sun, 06 Nov 1994 08:49:07 GMT"}}), 0);
  EXPECT_EQ(wait({{"retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"}}), 0);
}

TEST(Key, IsTakenFromTheEnvironmentOrRefusedWithTheReason) {
  ::setenv("LLM_TEST_PADDED", "\n sk-1 \n", 1);
  EXPECT_EQ(ReadKey("LLM_TEST_PADDED").value(), "sk-1");
  EXPECT_EQ(ReadKey("").value(), "");
  EXPECT_TRUE(HoldsKey("LLM_TEST_PADDED"));
  EXPECT_TRUE(HoldsKey("My_Api_Key"));
  EXPECT_FALSE(HoldsKey("HOME"));
  ::setenv("LLM_TEST_BROKEN", "sk-1\r\nHost: evil", 1);
  for (const char* name : {"LLM_TEST_BROKEN", "LLM_TEST_NOT_SET"}) {
    const auto key = ReadKey(name);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().kind, ErrorKind::kLlmPermanent);
    EXPECT_EQ(key.error().message.find("sk-1"), std::string::npos);
  }
  EXPECT_EQ(ReadKey("GAUNTLET_KEY").error().kind, ErrorKind::kInput);  // workers would get it
}

TEST(MakeModel, RefusesWhatCanNeverWork) {
  const auto kind = [](auto change) {
    ModelSpec spec = Spec();
    spec.api = "openai";
    change(spec);
    const auto model = MakeModel(spec);
    return model ? ErrorKind::kInternalError : model.error().kind;
  };
  EXPECT_EQ(kind([](ModelSpec& spec) { spec.api = "telepathy"; }), ErrorKind::kInput);
  EXPECT_EQ(kind([](ModelSpec& spec) { spec.url = "ftp://host"; }), ErrorKind::kInput);
  EXPECT_EQ(kind([](ModelSpec& spec) { spec.url = "http://host/\r\nx"; }), ErrorKind::kInput);
  EXPECT_EQ(kind([](ModelSpec& spec) { spec.model = ""; }), ErrorKind::kInput);
  EXPECT_EQ(kind([](ModelSpec& spec) { spec.in_flight = 0; }), ErrorKind::kInput);
  EXPECT_EQ(kind([](ModelSpec& spec) { spec.tries = 0; }), ErrorKind::kInput);
  EXPECT_EQ(kind([](ModelSpec& spec) { spec.api_key_env = "LLM_TEST_NOT_SET"; }), ErrorKind::kLlmPermanent);
  EXPECT_EQ(kind([](ModelSpec&) {}), ErrorKind::kInternalError);  // it is made
  EXPECT_EQ(ModelApis(), (std::vector<std::string>{"openai", "anthropic", "command"}));
}

TEST(Price, CountsCachedInputApart) {
  const Price price = {.input = 3, .cached_input = 0.3, .output = 15};
  EXPECT_DOUBLE_EQ(price.Usd({.input = 1000000, .cached_input = 0, .output = 0}), 3);
  EXPECT_DOUBLE_EQ(price.Usd({.input = 1000000, .cached_input = 1000000, .output = 0}), 0.3);
  EXPECT_DOUBLE_EQ(price.Usd({.input = 2000000, .cached_input = 1000000, .output = 100000}), 4.8);
  const TokenUse writes = {.input = 2000000, .cached_input = 0, .output = 0, .written_input = 1000000};
  EXPECT_DOUBLE_EQ(price.Usd(writes), 6);
  Price dearer = price;
  dearer.written_input = 3.75;
  EXPECT_DOUBLE_EQ(dearer.Usd(writes), 6.75);
}

TEST(EstimateTokens, RoundsUp) {
  EXPECT_EQ(EstimateTokens(""), 0u);
  EXPECT_EQ(EstimateTokens("12345"), 2u);
  EXPECT_EQ(EstimateTokens(ChatRequest{.system = "123", .messages = {{"user", "45"}}}), 2u);
}

}  // namespace
}  // namespace gauntlet::llm
