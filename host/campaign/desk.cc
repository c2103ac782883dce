#include "host/campaign/desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "host/base/brief.h"
#include "host/base/clock.h"
#include "host/campaign/novelty.h"
#include "host/reply/reply.h"

namespace gauntlet {
namespace {

constexpr char kBadReply[] = "llm_bad_reply", kCutOff[] = "cut_off", kOk[] = "ok";

// Where an endpoint's limit ended a reply it may look whole. The protocols' words for that.
const char* OutcomeOf(const Result<ChatReply>& reply) {
  if (!reply) return kBadReply;
  return reply->finish == "length" || reply->finish == "max_tokens" ? kCutOff : kOk;
}

// What goes back to the model beside the reason: diagnostics, the line, what the policy noted.
Json DetailLines(const Json& detail) {
  constexpr size_t kMost = 12;
  Json out = Json::array();
  const auto add = [&](const std::string& text) {
    if (out.size() < kMost && !text.empty()) out.push_back({{"text", fmt::format("{:.300}", OneLine(text))}});
  };
  for (const auto& [name, value] : detail.items()) {
    if (name.ends_with("_ms") || name == "nearest") continue;
    if (value.is_string()) {
      add(name + ": " + value.get<std::string>());
    } else if (value.is_array()) {
      for (const Json& item : value) add(item.is_string() ? item.get<std::string>() : item.dump());
    } else {
      add(name + ": " + value.dump());
    }
  }
  return out;
}

// Failures that another attempt may mend. A duplicate is what it is, one that is nearly so may become another.
bool CanBeRepaired(const Verdict& verdict) {
  return !verdict.ok() && (verdict.kind() != VerdictKind::kDuplicate || IsNear(verdict));
}

}  // namespace

Desk::Desk(const LlmConfig& config, const PromptTemplates& templates, const DeskOptions& options,
           CampaignFile& file, Transcript past, std::vector<std::unique_ptr<Model>> models,
           std::function<void()> wake)
    : config_(config),
      templates_(templates),
      options_(options),
      file_(file),
      past_(std::move(past)),
      wake_(std::move(wake)),
      down_until_ms_(models.size(), 0),
      models_(std::move(models)) {
  if (!options_.replay) tally_.usd = past_.usd();
}

Desk::~Desk() { models_.clear(); }

void Desk::Ask(const Job& job) {
  const Question& q = *job.question;
  const Key key(Purpose::kProposal, job.number);
  Talk& talk = talks_[key];
  talk = {.key = key,
          .job = &job,
          .model = q.model,
          .prompt = {{"system", q.prompt.system}, {"user", q.prompt.stable}, {"user", q.prompt.question}},
          .stable_bytes = q.prompt.stable.size(),
          .temperature = q.temperature,
          .seed = q.seed};
  talk.proposal = {.model = NameOf(q.model), .edit = q.edit, .variant = q.variant};
  Send(talk);
}

void Desk::Ask(Reflection r) {
  const Key key(r.purpose, r.from);
  Talk& talk = talks_[key];
  talk = {.key = key,
          .model = config_.ReflectWith(),
          .prompt = {{"system", r.prompt.system}, {"user", r.prompt.stable}, {"user", r.prompt.question}},
          .stable_bytes = r.prompt.stable.size(),
          .temperature = std::nullopt,
          .seed = r.seed};
  talk.proposal = {.model = NameOf(talk.model)};
  Send(talk);
}

// A replay of a recording without a configuration has answers, but nobody's names.
std::string Desk::NameOf(size_t model) const {
  return config_.models.empty() ? "" : config_.models[model].name;
}

ChatRequest Desk::RequestOf(const Talk& talk) {
  ChatRequest out{.system = "",
                  .messages = {},
                  .stable_bytes = talk.stable_bytes,
                  .temperature = talk.temperature,
                  .seed = talk.seed};
  for (const PromptPart& part : talk.prompt) {
    if (part.role == "system") {
      out.system += part.text;
    } else if (!out.messages.empty() && out.messages.back().role == part.role) {
      out.messages.back().text += part.text;
    } else {
      out.messages.push_back({part.role, part.text});
    }
  }
  return out;
}

// To the model that was chosen, unless it is down; then to the next one in the order of the configuration.
bool Desk::Redirect(Talk& talk) {
  for (size_t i = 0; i < models_.size(); ++i) {
    const size_t other = (talk.model + i) % models_.size();
    if (NowMs() < down_until_ms_[other]) continue;
    if (other != talk.model) {
      const std::vector<double>& temperatures = config_.models[other].temperatures;
      talk.model = other;
      talk.temperature = temperatures.empty() ? std::nullopt : std::optional(temperatures.front());
      talk.proposal.model = NameOf(other);
      ++tally_.elsewhere;
    }
    return true;
  }
  return false;
}

// What can never work is not tried again in this run; what may work again, after a while.
Result<> Desk::TakeDown(const Talk& talk, const Error& error) {
  constexpr double kRestMs = 60'000;
  const bool for_good = error.kind != ErrorKind::kLlmTransient;
  double& until = down_until_ms_[talk.model];
  const bool was_down = NowMs() < until;
  until = for_good ? std::numeric_limits<double>::infinity() : std::max(until, NowMs() + kRestMs);
  if (was_down) return {};
  return file_.AppendLog("model_down", {{"model", NameOf(talk.model)}, {"error", error.message}});
}

void Desk::Send(Talk& talk) {
  if (past_.Find(talk.key.first, talk.key.second, talk.attempt)) {
    from_past_.push_back(talk.key);
    wake_();
    return;
  }
  if (options_.replay) {
    recording_ended_ = true;
    return;
  }
  if (closed_ || !Redirect(talk)) return;
  Model& model = *models_[talk.model];
  ChatRequest request = RequestOf(talk);
  const uint64_t asked = EstimateTokens(request);
  const TokenUse most = {
      .input = asked, .cached_input = 0, .output = model.spec().max_tokens, .written_input = asked};
  talk.reserved_usd = model.spec().price.Usd(most);
  if (options_.usd_limit > 0 && tally_.usd + reserved_usd_ + talk.reserved_usd > options_.usd_limit) {
    talk.reserved_usd = 0;
    out_of_money_ = true;
    return;
  }
  reserved_usd_ += talk.reserved_usd;
  ++open_;
  model.Ask(std::move(request), [this, key = talk.key](Model::Answer answer) {
    {
      const std::scoped_lock lock(mutex_);
      letters_.push_back({key, std::move(answer)});
    }
    wake_();
  });
}

size_t Desk::waiting_for() const { return open_ + from_past_.size(); }

Result<> Desk::Store(const Talk& talk, const Model::Answer& answer, bool bad) {
  Exchange e{.purpose = talk.key.first,
             .candidate = talk.key.second,
             .attempt = talk.attempt,
             .model = talk.proposal.model,
             .prompt = talk.prompt,
             .settings = {{"seed", talk.seed}},
             .outcome = OutcomeOf(answer.reply),
             .reply = bad ? answer.reply.error().message : answer.reply->text,
             .tokens = answer.billed,
             .usd = answer.usd};
  if (talk.job)
    e.settings = {{"edit", talk.proposal.edit}, {"variant", talk.proposal.variant}, {"seed", talk.seed}};
  if (talk.job && talk.job->question->prompt.dropped > 0)
    e.settings["dropped"] = talk.job->question->prompt.dropped;
  if (talk.temperature) e.settings["temperature"] = *talk.temperature;
  if (!bad)
    e.measured = {{"latency_ms", answer.reply->latency_ms},
                  {"tries", answer.reply->tries},
                  {"finish", answer.reply->finish}};
  return file_.AppendExchange(e);
}

Result<std::vector<Desk::Proposed>> Desk::Collect() {
  std::vector<Letter> letters;
  {
    const std::scoped_lock lock(mutex_);
    letters.swap(letters_);
  }
  std::vector<Proposed> out;
  for (Letter& letter : letters) {
    --open_;
    Talk& talk = talks_.at(letter.key);
    reserved_usd_ -= std::exchange(talk.reserved_usd, 0.0);
    Model::Answer& answer = letter.answer;
    const bool bad = !answer.reply && answer.reply.error().kind == ErrorKind::kLlmBadReply;
    if (!answer.reply && !bad) {
      GAUNTLET_CHECK_OK(TakeDown(talk, answer.reply.error()));
      if (Redirect(talk)) {
        Send(talk);
      } else if (!failed_) {
        failed_ = answer.reply.error();
      }
      continue;
    }
    GAUNTLET_CHECK_OK(Store(talk, answer, bad));
    Account(talk, answer.billed, answer.usd);
    tally_.usd += answer.usd;
    Open(talk, OutcomeOf(answer.reply), bad ? answer.reply.error().message : answer.reply->text, out);
  }
  for (const Key& key : std::exchange(from_past_, {})) {
    Talk& talk = talks_.at(key);
    const Recorded& recorded = *past_.Find(key.first, key.second, talk.attempt);
    if (options_.replay) {
      tally_.usd += recorded.exchange.usd;
      if (recorded.prompt != HashOfPrompt(talk.prompt)) ++tally_.other_prompts;
      Exchange again = recorded.exchange;
      again.prompt = talk.prompt;
      if (!options_.stored.contains({key.first, key.second, talk.attempt}))
        GAUNTLET_CHECK_OK(file_.AppendExchange(again));
    }
    talk.proposal.model = recorded.exchange.model;
    Account(talk, recorded.exchange.tokens, recorded.exchange.usd);
    Open(talk, recorded.exchange.outcome, recorded.exchange.reply, out);
  }
  for (const Proposed& proposed : out)
    if (proposed.failure) talks_.erase({Purpose::kProposal, proposed.number});
  for (const Reflected& reflected : reflected_) talks_.erase({reflected.purpose, reflected.from});
  return out;
}

void Desk::Account(Talk& talk, const TokenUse& tokens, double usd) {
  ++tally_.asked;
  if (!talk.job) ++tally_.reflections;
  tally_.tokens += tokens;
  talk.proposal.tokens += tokens;
  talk.proposal.usd += usd;
  ++talk.proposal.attempts;
}

Desk::Proposed Desk::Failed(const Talk& talk, VerdictKind kind, const std::string& reason,
                            const Json& detail) const {
  return {.number = talk.job->number,
          .source = *talk.job->main_source,
          .edits = {},
          .failure = Failure{kind, Stage::kGenerate, reason, detail},
          .proposal = talk.proposal};
}

// An answer becomes a source, a question once more, or a verdict.
void Desk::Open(Talk& talk, const std::string& outcome, const std::string& reply,
                std::vector<Proposed>& out) {
  talk.reply = reply;
  if (!talk.job) {
    if (outcome == kBadReply) ++tally_.bad_replies;
    reflected_.push_back({talk.key.first, talk.key.second, outcome == kOk ? reply : ""});
    return;
  }
  if (outcome == kBadReply) {
    ++tally_.bad_replies;
    if (talk.attempt < config_.repair_attempts) {
      ++talk.attempt;
      Send(talk);
    } else {
      out.push_back(Failed(talk, VerdictKind::kNoResult, "no usable reply: " + reply, {{"llm", outcome}}));
    }
    return;
  }
  auto made =
      outcome == kOk
          ? SourceFromReply(reply, *talk.job->main_source,
                            {.source_bytes = options_.source_bytes, .any_language = options_.any_language})
          : std::unexpected(
                Unusable{"The reply was cut off at the limit of its length: say less around the code.",
                         {{"kind", kCutOff}}});
  if (made) {
    out.push_back({.number = talk.job->number,
                   .source = std::move(made->source),
                   .edits = std::move(made->edits),
                   .failure = std::nullopt,
                   .proposal = talk.proposal});
    return;
  }
  ++tally_.unusable;
  const Unusable& unusable = made.error();
  if (!Again(talk, "it gives no source", "generate", unusable.reason, Json::object()))
    out.push_back(Failed(talk, VerdictKind::kScreenRejected, unusable.reason, unusable.detail));
}

bool Desk::Again(Talk& talk, const std::string& kind, const std::string& stage, const std::string& reason,
                 const Json& details) {
  if (talk.attempt >= config_.repair_attempts) return false;
  const Json lines = DetailLines(details);
  std::string all = reason;
  for (const Json& line : lines) all += line["text"].get<std::string>();
  const Json facts = {
      {"kind", kind}, {"stage", stage}, {"reason", reason}, {"details", lines}, {"fence", FenceFor(all)}};
  talk.prompt.push_back({"assistant", talk.reply});
  talk.prompt.push_back({"user", RenderTemplate(templates_.repair, facts)});
  ++talk.attempt;
  Send(talk);
  return true;
}

bool Desk::Judge(Candidate& candidate) {
  Talk& talk = talks_.at({Purpose::kProposal, candidate.number});
  if (CanBeRepaired(candidate.verdict)) {
    const Failure& f = *candidate.verdict.failure();
    if (Again(talk, std::string(ToString(f.kind)), std::string(ToString(f.stage)), f.reason, f.detail))
      return true;
  } else if (talk.attempt > 0) {
    ++tally_.repaired;
  }
  candidate.proposal = talk.proposal;
  talks_.erase({Purpose::kProposal, candidate.number});
  return false;
}

}  // namespace gauntlet
