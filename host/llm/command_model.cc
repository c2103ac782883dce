#include "host/llm/command_model.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <thread>

#include "host/base/tool.h"
#include "host/base/unique_fd.h"
#include "host/llm/key.h"
#include "host/llm/rate_limit.h"
#include "host/llm/text.h"

namespace gauntlet::llm {
namespace {

struct Question {
  ChatRequest request;
  Model::Done done;
};

// One thread for each question that is open: it sleeps in a poll while its program works.
class CommandModel : public Model {
 public:
  explicit CommandModel(const ModelSpec& spec)
      : spec_(spec),
        cancel_(::eventfd(0, EFD_CLOEXEC)),
        requests_(spec.requests_per_minute, NowMs()),
        tokens_(spec.tokens_per_minute, NowMs()) {
    GAUNTLET_ASSERT(cancel_.get() >= 0);
  }
  ~CommandModel() override;

  void Ask(ChatRequest request, Done done) override;
  const ModelSpec& spec() const override { return spec_; }

 private:
  void Serve();
  std::optional<Question> Next();
  // The time that the limits want before `question` starts; 0: it was taken from them. REQUIRES: mutex_.
  double TakeFromLimits(const Question& question);
  Result<FilterEnd> Run(const ChatRequest& request) const;
  Answer AnswerOf(const ChatRequest& request, Result<FilterEnd> end, double ms) const;

  const ModelSpec spec_;
  UniqueFd cancel_;
  std::mutex mutex_;
  std::condition_variable changed_;
  RateLimit requests_, tokens_;
  std::deque<Question> queue_;
  uint32_t idle_ = 0;
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

CommandModel::~CommandModel() {
  {
    const std::scoped_lock lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  const uint64_t one = 1;
  GAUNTLET_ASSERT(::write(cancel_.get(), &one, sizeof one) == sizeof one);
  for (std::thread& thread : threads_) thread.join();
}

void CommandModel::Ask(ChatRequest request, Done done) {
  const std::scoped_lock lock(mutex_);
  queue_.push_back({std::move(request), std::move(done)});
  if (queue_.size() > idle_ && threads_.size() < spec_.in_flight) threads_.emplace_back([this] { Serve(); });
  changed_.notify_one();
}

double CommandModel::TakeFromLimits(const Question& question) {
  const double now_ms = NowMs();
  const double cost = static_cast<double>(EstimateTokens(question.request)) + spec_.max_tokens;
  const double wait_ms = std::max(requests_.WaitMs(1, now_ms), tokens_.WaitMs(cost, now_ms));
  if (wait_ms > 0) return wait_ms;
  requests_.Take(1, now_ms);
  tokens_.Take(cost, now_ms);
  return 0;
}

// Nothing when the model ends.
std::optional<Question> CommandModel::Next() {
  std::unique_lock lock(mutex_);
  ++idle_;
  while (!ends_) {
    if (queue_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const double wait_ms = TakeFromLimits(queue_.front());
    if (wait_ms > 0) {
      changed_.wait_for(lock, std::chrono::duration<double, std::milli>(wait_ms));
      continue;
    }
    Question question = std::move(queue_.front());
    queue_.pop_front();
    --idle_;
    return question;
  }
  return std::nullopt;
}

void CommandModel::Serve() {
  sigset_t all;  // signals are the other threads' business
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
  while (auto question = Next()) {
    const double start_ms = NowMs();
    Result<FilterEnd> end = Run(question->request);
    if (end && end->stop == FilterEnd::Stop::kCancelled) return;
    question->done(AnswerOf(question->request, std::move(end), NowMs() - start_ms));
  }
}

Result<FilterEnd> CommandModel::Run(const ChatRequest& request) const {
  const ToolRun run = {.argv = spec_.command, .environment = {}, .hides = HoldsKey};
  return RunFilter(run, PromptText(request), spec_.reply_limit_bytes,
                   Deadline::After(spec_.total_timeout_s * 1000), cancel_.get());
}

// Why a program that ended gave no reply; empty: it gave one.
std::string Fault(const ModelSpec& spec, const FilterEnd& end, const std::string& text) {
  if (end.stop == FilterEnd::Stop::kDeadline)
    return fmt::format("had not ended after total_timeout_s ({:g} s) and was killed", spec.total_timeout_s);
  if (end.stop == FilterEnd::Stop::kTooLong)
    return fmt::format("says more than reply_limit_bytes ({} bytes)", spec.reply_limit_bytes);
  if (end.status > 128) return fmt::format("died of signal {}", end.status - 128);
  if (end.status != 0) return fmt::format("ended with exit code {}", end.status);
  return text.find_first_not_of(" \t\n") == std::string::npos ? "says nothing" : "";
}

Model::Answer CommandModel::AnswerOf(const ChatRequest& request, Result<FilterEnd> end, double ms) const {
  const std::string who = fmt::format("model {}: {}", spec_.name, spec_.command[0]);
  if (!end) {
    const bool is_gone = end.error().kind == ErrorKind::kInput;
    return {
        Fail(is_gone ? ErrorKind::kLlmPermanent : ErrorKind::kLlmTransient, who + ": " + end.error().message),
        {},
        0};
  }
  ChatReply reply{.text = CleanText(end->output)};
  if (const std::string fault = Fault(spec_, *end, reply.text); !fault.empty()) {
    const std::string words = end->complaint.empty() ? "" : "; it says: " + StartOf(end->complaint);
    return {Fail(ErrorKind::kLlmBadReply, who + " " + fault + words), {}, 0};
  }
  reply.tokens = {.input = EstimateTokens(request), .cached_input = 0, .output = EstimateTokens(reply.text)};
  reply.usd = spec_.price.Usd(reply.tokens);
  reply.latency_ms = ms;
  const TokenUse tokens = reply.tokens;
  const double usd = reply.usd;
  return {std::move(reply), tokens, usd};
}

}  // namespace

std::string PromptText(const ChatRequest& request) {
  std::string text;
  const auto add = [&text](const std::string& role, const std::string& words) {
    text += "===== " + role + " =====\n" + words;
    if (!words.ends_with('\n')) text += '\n';
  };
  if (!request.system.empty()) add("system", request.system);
  for (const ChatMessage& message : request.messages) add(message.role, message.text);
  return text;
}

Result<std::unique_ptr<Model>> MakeCommandModel(const ModelSpec& spec) {
  if (spec.command.empty())
    return Fail(ErrorKind::kInput,
                "model " + spec.name + ": command is missing: the program and its arguments");
  if (FindProgram(spec.command[0]).empty())
    return Fail(ErrorKind::kLlmPermanent,
                fmt::format("model {}: there is no program {}{}", spec.name, spec.command[0],
                            spec.command[0].contains('/') ? "" : " in PATH"));
  return std::make_unique<CommandModel>(spec);
}

}  // namespace gauntlet::llm
