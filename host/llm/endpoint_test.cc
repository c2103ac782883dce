// How the client bears an endpoint that is slow, away or strict.
#include <netinet/in.h>
#include <sys/socket.h>

#include <future>

#include "host/base/clock.h"
#include "host/llm/circuit_breaker.h"
#include "host/llm/client.h"
#include "host/llm/http.h"
#include "host/llm/test_endpoint.h"

namespace gauntlet::llm {
namespace {

// A port on which somebody listens who never accepts: once its queue is full, connecting takes for ever.
struct FullPort {
  FullPort() {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    GAUNTLET_ASSERT(::bind(listener.get(), any, size) == 0 && ::listen(listener.get(), 0) == 0);
    GAUNTLET_ASSERT(::getsockname(listener.get(), any, &size) == 0);
    port = ntohs(address.sin_port);
    for (UniqueFd& waiting : queue) {
      waiting.Reset(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
      ::connect(waiting.get(), any, size);
    }
  }
  UniqueFd listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  UniqueFd queue[4];
  uint16_t port = 0;
};

Error ErrorOf(const Model::Answer& answer) {
  return answer.reply ? Error{ErrorKind::kInternalError, "it answered: " + answer.reply->text}
                      : answer.reply.error();
}

TEST(Endpoint, ThatDoesNotTakeTheConnectionMayComeBack) {
  const FullPort full;
  ModelSpec spec{.name = "tested", .api = "openai", .model = "small"};
  spec.url = "http://127.0.0.1:" + std::to_string(full.port) + "/v1";
  spec.connect_timeout_s = 0.2;
  spec.first_byte_timeout_s = 20;
  spec.tries = 2;
  const Error error = ErrorOf(AskOnce(spec));
  EXPECT_EQ(error.kind, ErrorKind::kLlmTransient) << error.message;
  EXPECT_TRUE(error.message.ends_with("; 2 tries were made")) << error.message;
}

TEST(Endpoint, ThatIsNotThereMayComeBack) {
  ModelSpec spec{.name = "tested", .api = "openai", .model = "small"};
  {
    LlmServer server(Saying(""));
    spec.url = server.url();
  }
  spec.tries = 2;
  const Error error = ErrorOf(AskOnce(spec));
  EXPECT_EQ(error.kind, ErrorKind::kLlmTransient) << error.message;
}

TEST(Endpoint, ThatStaysSilentIsAskedAgain) {
  LlmServer server(Saying("at last", {.at = {{1, Fault::kSilence}}, .shares = {}}));
  ModelSpec spec = SpecOf(server);
  spec.first_byte_timeout_s = 2;
  const Model::Answer answer = AskOnce(spec);
  ASSERT_TRUE(answer.reply) << answer.reply.error().message;
  EXPECT_GE(answer.reply->tries, 2u);
  server.SetFaults({.shares = {{Fault::kSilence, 1}}});
  spec.first_byte_timeout_s = 0.2;
  spec.tries = 2;
  const Error error = ErrorOf(AskOnce(spec));
  EXPECT_EQ(error.kind, ErrorKind::kLlmTransient);
  EXPECT_NE(error.message.find("first_byte_timeout_s (0.2 s)"), std::string::npos) << error.message;
}

TEST(Endpoint, ThatDripsGivesABadReply) {
  ServerOptions options = Saying(std::string(500, 'x'), {.at = {}, .shares = {{Fault::kDrip, 1}}});
  options.drip_ms = 1000;
  LlmServer server(std::move(options));
  ModelSpec spec = SpecOf(server);
  spec.total_timeout_s = 5;
  const Error error = ErrorOf(AskOnce(spec));
  EXPECT_EQ(error.kind, ErrorKind::kLlmBadReply);
  EXPECT_NE(error.message.find("total_timeout_s (5 s)"), std::string::npos) << error.message;
  EXPECT_EQ(server.counts().requests, 1u);
}

TEST(Endpoint, MaySayAsMuchAsTheLimitAndNotAByteMore) {
  LlmServer server(Saying(std::string(5000, 'x')));
  const auto post = [&](uint64_t limit) {
    HttpLoop loop;
    std::promise<Result<HttpReply>> done;
    loop.Post([&] {
      HttpRequest request;
      request.url = server.url() + "/chat/completions";
      request.body = R"({"messages":[]})";
      request.body_limit_bytes = limit;
      loop.Start(std::move(request), [&](Result<HttpReply> reply) { done.set_value(std::move(reply)); });
    });
    return done.get_future().get();
  };
  const auto whole = post(1 << 20);
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_TRUE(post(whole->body.size()));
  const auto cut = post(whole->body.size() - 1);
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().kind, ErrorKind::kLlmBadReply);
}

TEST(Endpoint, ThatWantsUsToWaitTooLongIsLeft) {
  ServerOptions options = Saying("never", {.at = {}, .shares = {{Fault::kRateLimit, 1}}});
  options.retry_after = "100000";
  LlmServer server(std::move(options));
  const Error error = ErrorOf(AskOnce(SpecOf(server)));
  EXPECT_EQ(error.kind, ErrorKind::kLlmTransient);
  EXPECT_NE(error.message.find("it wants us to wait 100000 s"), std::string::npos) << error.message;
  EXPECT_EQ(server.counts().requests, 1u);
}

TEST(Endpoint, OfOnlyHttpAndHttpsIsAsked) {
  for (const char* url : {"file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/"}) {
    HttpLoop loop;
    std::promise<Result<HttpReply>> done;
    loop.Post([&] {
      HttpRequest request;
      request.url = url;
      loop.Start(std::move(request), [&](Result<HttpReply> reply) { done.set_value(std::move(reply)); });
    });
    const auto reply = done.get_future().get();
    ASSERT_FALSE(reply) << url;
    EXPECT_EQ(reply.error().kind, ErrorKind::kLlmPermanent) << reply.error().message;
  }
}

TEST(Endpoint, ThatIsDownIsLeftInPeaceAndFoundAgain) {
  LlmServer server(Saying("back again", {.at = {}, .shares = {{Fault::kError503, 1}}}));
  ModelSpec spec = SpecOf(server);
  spec.in_flight = 4;
  spec.tries = 1000;  // it is the circuit that ends this
  Desk desk;
  const auto model = Make(spec);
  constexpr size_t kQuestions = 12;
  for (size_t i = 0; i < kQuestions; ++i) model->Ask(Prompt("anybody"), desk.Take());
  for (const Model::Answer& answer : desk.WaitFor(kQuestions)) {
    EXPECT_EQ(ErrorOf(answer).kind, ErrorKind::kLlmTransient);
    EXPECT_NE(ErrorOf(answer).message.find("times in a row"), std::string::npos) << ErrorOf(answer).message;
  }
  // What opened the circuit, what was under way then, and some probes.
  EXPECT_GE(server.counts().requests, CircuitBreaker::kFailures + 1);
  EXPECT_LE(server.counts().requests, CircuitBreaker::kFailures + 4 + kQuestions);
  server.SetFaults({});
  for (int i = 0; i < 8; ++i) model->Ask(Prompt("anybody"), desk.Take());
  const auto answers = desk.WaitFor(kQuestions + 8);
  for (size_t i = kQuestions; i < answers.size(); ++i)
    EXPECT_TRUE(answers[i].reply) << ErrorOf(answers[i]).message;
}

TEST(Endpoint, IsReachedThroughTheProxyOfTheEnvironment) {
  LlmServer server(Saying("by proxy"));
  ModelSpec spec = SpecOf(server);
  spec.url = "http://model.invalid/v1";
  ::setenv("http_proxy", server.url().c_str(), 1);
  const Model::Answer answer = AskOnce(spec);
  ::unsetenv("http_proxy");
  ASSERT_TRUE(answer.reply) << ErrorOf(answer).message;
  EXPECT_EQ(answer.reply->text, "by proxy");
}

// The server's count at any moment against what the limit allows for the time that had passed by then.
void ExpectsNeverMore(const ModelSpec& spec, const LlmServer& server, double per_minute, double each) {
  const double start_ms = NowMs();
  Desk desk;
  const auto model = Make(spec);
  for (int i = 0; i < 40; ++i) model->Ask(Prompt("again"), desk.Take());
  desk.WaitFor(1);
  for (int look = 0; look < 40; ++look) {
    const double sent = static_cast<double>(server.counts().requests) * each;
    EXPECT_LE(sent, per_minute / 10 + each + (NowMs() - start_ms) / 60000 * per_minute);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

TEST(Endpoint, GetsNoMoreRequestsAMinuteThanItAllows) {
  LlmServer server(Saying("yes"));
  ModelSpec spec = SpecOf(server);
  spec.requests_per_minute = 60;
  ExpectsNeverMore(spec, server, 60, 1);
}

TEST(Endpoint, GetsNoMoreTokensAMinuteThanItAllows) {
  LlmServer server(Saying("yes"));
  ModelSpec spec = SpecOf(server);
  spec.max_tokens = 1000;
  spec.tokens_per_minute = 50000;
  ExpectsNeverMore(spec, server, 50000, 1000);
}

}  // namespace
}  // namespace gauntlet::llm
