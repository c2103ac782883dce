#include "host/llm/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <deque>

#include "host/base/clock.h"
#include "host/base/rng.h"
#include "host/llm/circuit_breaker.h"
#include "host/llm/rate_limit.h"
#include "host/llm/text.h"

namespace gauntlet::llm {
namespace {

constexpr double kFirstBackoffMs = 500, kLongestBackoffMs = 60000;
constexpr double kLongestRetryAfterMs = 300000;  // an endpoint that wants more is of no use now

struct Question {
  ChatRequest request;
  Model::Done done;
  uint32_t tries = 0;
};
using QuestionPtr = std::shared_ptr<Question>;

class HttpModel : public Model {
 public:
  HttpModel(const ModelSpec& spec, const Protocol& protocol, std::string key)
      : spec_(spec),
        protocol_(protocol),
        key_(std::move(key)),
        rng_(std::bit_cast<uint64_t>(NowMs())),
        requests_(spec.requests_per_minute, NowMs()),
        tokens_(spec.tokens_per_minute, NowMs()) {}

  void Ask(ChatRequest request, Done done) override {
    auto question = std::make_shared<Question>(std::move(request), std::move(done));
    loop_.Post([this, question] {
      queue_.push_back(question);
      Pump();
    });
  }
  const ModelSpec& spec() const override { return spec_; }

 private:
  void Pump();
  void WakeAt(double at_ms);
  double WaitMs(const Question& question, double now_ms);
  void Send(const QuestionPtr& question);
  void Take(const QuestionPtr& question, Result<HttpReply> http);
  void TakeFailure(const QuestionPtr& question, Error error, double retry_after_ms, bool is_circuit_bad);
  void GiveUpQueue(const Error& error);
  void Finish(const Question& question, Answer answer);
  double BackoffMs(uint32_t tries);
  double Cost(const Question& question) const {
    return static_cast<double>(EstimateTokens(question.request)) + spec_.max_tokens;
  }

  const ModelSpec spec_;
  const Protocol& protocol_;
  const std::string key_;
  Rng rng_;
  RateLimit requests_, tokens_;
  CircuitBreaker breaker_;
  std::deque<QuestionPtr> queue_;
  uint32_t open_ = 0;
  double hold_until_ms_ = 0;  // as a Retry-After said
  double wake_ms_ = 1e18;     // of the timer that is set
  HttpLoop loop_;             // ends first: all above is touched on its thread
};

double HttpModel::WaitMs(const Question& question, double now_ms) {
  return std::max({breaker_.WaitMs(now_ms), requests_.WaitMs(1, now_ms),
                   tokens_.WaitMs(Cost(question), now_ms), hold_until_ms_ - now_ms});
}

void HttpModel::WakeAt(double at_ms) {
  if (at_ms >= wake_ms_) return;
  wake_ms_ = at_ms;
  loop_.At(at_ms, [this, at_ms] {
    if (wake_ms_ == at_ms) wake_ms_ = 1e18;
    Pump();
  });
}

void HttpModel::Pump() {
  while (!queue_.empty() && open_ < spec_.in_flight) {
    const double now_ms = NowMs(), wait_ms = WaitMs(*queue_.front(), now_ms);
    if (wait_ms >= 1e17) return;  // the end of the probe pumps
    if (wait_ms > 0) return WakeAt(now_ms + wait_ms);
    const QuestionPtr question = queue_.front();
    queue_.pop_front();
    breaker_.Sent();
    requests_.Take(1, now_ms);
    tokens_.Take(Cost(*question), now_ms);
    Send(question);
  }
}

void HttpModel::Send(const QuestionPtr& question) {
  ++open_;
  ++question->tries;
  HttpRequest http = protocol_.Write(spec_, question->request, key_);
  http.connect_timeout_s = spec_.connect_timeout_s;
  http.first_byte_timeout_s = spec_.first_byte_timeout_s;
  http.total_timeout_s = spec_.total_timeout_s;
  http.body_limit_bytes = spec_.reply_limit_bytes;
  loop_.Start(std::move(http), [this, question](Result<HttpReply> reply) {
    --open_;
    Take(question, std::move(reply));
    Pump();
  });
}

void HttpModel::Take(const QuestionPtr& question, Result<HttpReply> http) {
  if (!http) {
    const bool is_down = http.error().kind == ErrorKind::kLlmTransient;
    return TakeFailure(question, std::move(http.error()), 0, is_down);
  }
  // Some endpoints repeat the key in their complaints. It goes before anything is cut, since half a key is no match,
  // and again from what was escaped.
  http->body = WithoutKey(std::move(http->body), key_);
  for (auto& [name, value] : http->headers) value = WithoutKey(std::move(value), key_);
  WireAnswer read = protocol_.Read(*http);
  if (!read.reply && read.reply.error().kind == ErrorKind::kLlmTransient)
    return TakeFailure(question, std::move(read.reply.error()), RetryAfterMs(*http), http->status >= 500);
  breaker_.Succeeded();
  Answer answer;
  if (read.reply) {
    ChatReply reply{.text = std::move(read.reply->text), .finish = std::move(read.reply->finish)};
    reply.tokens = read.usage.value_or(TokenUse{
        .input = EstimateTokens(question->request), .cached_input = 0, .output = EstimateTokens(reply.text)});
    reply.usd = spec_.price.Usd(reply.tokens);
    reply.latency_ms = http->ms;
    reply.tries = question->tries;
    reply.text = WithoutKey(std::move(reply.text), key_);
    answer.billed = reply.tokens;
    answer.reply = std::move(reply);
  } else {
    answer.billed = read.usage.value_or(TokenUse{});
    answer.reply = std::unexpected(std::move(read.reply.error()));
  }
  Finish(*question, std::move(answer));
}

void HttpModel::TakeFailure(const QuestionPtr& question, Error error, double retry_after_ms,
                            bool is_circuit_bad) {
  const double now_ms = NowMs();
  const bool was_probe = is_circuit_bad && breaker_.Failed(now_ms);
  if (!is_circuit_bad) breaker_.Ended();
  const bool may_pass = error.kind == ErrorKind::kLlmTransient;
  if (may_pass && was_probe) {
    error.message =
        fmt::format("{} (the endpoint failed {} times in a row)", error.message, breaker_.failures());
    GiveUpQueue(error);
  }
  const bool is_hopeless =
      was_probe || question->tries >= spec_.tries || retry_after_ms > kLongestRetryAfterMs;
  if (may_pass && !is_hopeless) {
    hold_until_ms_ = std::max(hold_until_ms_, now_ms + retry_after_ms);
    loop_.At(now_ms + std::max(retry_after_ms, BackoffMs(question->tries)), [this, question] {
      queue_.push_front(question);
      Pump();
    });
    return;
  }
  if (retry_after_ms > kLongestRetryAfterMs)
    error.message += fmt::format("; it wants us to wait {:g} s", retry_after_ms / 1000);
  if (question->tries > 1) error.message += fmt::format("; {} tries were made", question->tries);
  Finish(*question, {.reply = std::unexpected(std::move(error)), .billed = {}, .usd = 0});
}

void HttpModel::GiveUpQueue(const Error& error) {
  std::deque<QuestionPtr> waiting;
  waiting.swap(queue_);
  for (const QuestionPtr& question : waiting)
    Finish(*question, {.reply = std::unexpected(error), .billed = {}, .usd = 0});
}

void HttpModel::Finish(const Question& question, Answer answer) {
  answer.usd = spec_.price.Usd(answer.billed);
  if (!answer.reply) {
    Error& error = answer.reply.error();
    error.message = fmt::format("model {}: {}", spec_.name, WithoutKey(std::move(error.message), key_));
  }
  question.done(std::move(answer));
}

double HttpModel::BackoffMs(uint32_t tries) {
  const double full_ms =
      std::min(kFirstBackoffMs * static_cast<double>(1u << std::min(tries - 1, 16u)), kLongestBackoffMs);
  return full_ms * (0.5 + 0.5 * rng_.Unit());
}

}  // namespace

double RetryAfterMs(const HttpReply& reply) {
  const auto number = [](std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && value > 0 && value < 1e9 ? value : 0.0;
  };
  if (const double ms = number(reply.Header("retry-after-ms")); ms > 0) return ms;
  const std::string_view after = reply.Header("retry-after");
  if (const double s = number(after); s > 0) return s * 1000;
  return std::max(0.0, SecondsBetweenHttpDates(std::string(reply.Header("date")), std::string(after))) * 1000;
}

std::unique_ptr<Model> MakeHttpModel(const ModelSpec& spec, const Protocol& protocol, std::string key) {
  return std::make_unique<HttpModel>(spec, protocol, std::move(key));
}

}  // namespace gauntlet::llm
