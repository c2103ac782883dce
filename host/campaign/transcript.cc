#include "host/campaign/transcript.h"

#include <fmt/format.h>

#include <fstream>

#include "host/base/foreign_json.h"
#include "host/store/row.h"

namespace gauntlet {
namespace {

constexpr int kRepliesVersion = 1;

Json ToJson(const Recorded& r) {
  const Exchange& e = r.exchange;
  Json out = {{"candidate", e.candidate}, {"attempt", e.attempt},   {"model", e.model},
              {"prompt", r.prompt.Hex()}, {"settings", e.settings}, {"outcome", e.outcome},
              {"reply", e.reply},         {"usd", e.usd},           {"tokens", TokenUseToJson(e.tokens)}};
  if (e.purpose != Purpose::kProposal) out["purpose"] = ToString(e.purpose);
  return out;
}

Recorded FromJson(const Json& json) {
  Recorded out;
  out.prompt = Hash128::FromHex(json.at("prompt").get<std::string>());
  out.exchange = {.purpose = PurposeFromString(json.value("purpose", ToString(Purpose::kProposal))),
                  .candidate = WholeFrom<int64_t>(json.at("candidate")),
                  .attempt = WholeFrom<uint32_t>(json.at("attempt")),
                  .model = json.at("model"),
                  .prompt = {},
                  .settings = json.at("settings"),
                  .outcome = json.at("outcome"),
                  .reply = json.at("reply"),
                  .tokens = TokenUseFromJson(json.at("tokens")),
                  .usd = json.at("usd")};
  return out;
}

}  // namespace

Hash128 HashOfPrompt(const std::vector<PromptPart>& prompt) {
  Json parts = Json::array();
  for (const PromptPart& part : prompt) parts.push_back({part.role, part.text});
  return HashText(DumpJson(parts));
}

void Transcript::Add(Exchange exchange) {
  usd_ += exchange.usd;
  const Hash128 prompt = HashOfPrompt(exchange.prompt);
  const Key key = KeyOf(exchange);
  exchanges_[key] = {std::move(exchange), prompt};
}

const Recorded* Transcript::Find(Purpose purpose, int64_t candidate, uint32_t attempt) const {
  const auto found = exchanges_.find({candidate, purpose, attempt});
  return found == exchanges_.end() ? nullptr : &found->second;
}

Result<Transcript> Transcript::Of(const CampaignFile& file) {
  Transcript out;
  GAUNTLET_CHECK_OK(file.ForEachExchange([&](Exchange exchange) { out.Add(std::move(exchange)); }));
  GAUNTLET_TRY(const auto config, file.GetFact("config"));
  if (config) out.config_ = *config;
  GAUNTLET_TRY(const auto log, file.ReadLog());
  for (const LogEntry& entry : log)
    if (entry.event == "hint") out.hints_.push_back({entry.detail.at("from"), entry.detail.at("text")});
  return out;
}

Result<Transcript> Transcript::Read(const std::filesystem::path& path) {
  if (path.extension() == ".jsonl") return ReadReplies(path);
  GAUNTLET_TRY(const auto file, CampaignFile::Open(path, CampaignFile::Mode::kRead));
  GAUNTLET_TRY(Transcript out, Of(*file));
  if (out.exchanges_.empty())
    return Fail(ErrorKind::kInput,
                path.string() + ": no model was asked in this campaign: there is nothing to replay");
  return out;
}

Result<Transcript> Transcript::ReadReplies(const std::filesystem::path& path) {
  std::ifstream in(path);
  if (!in) return Fail(ErrorKind::kInput, path.string() + ": cannot be read");
  Transcript out;
  std::string text;
  for (int line = 1; std::getline(in, text); ++line) {
    try {
      CheckJsonDepth(text);
      const Json json = Json::parse(text);
      if (line > 1) {
        Recorded one = FromJson(json);
        out.usd_ += one.exchange.usd;
        const Key key = KeyOf(one.exchange);
        if (!out.exchanges_.emplace(key, std::move(one)).second)
          throw std::runtime_error("it is there twice");
        continue;
      }
      if (json.at("gauntlet_replies") != kRepliesVersion) throw std::runtime_error("another version");
      out.config_ = json.at("config");
      for (const Json& hint : json.at("hints")) out.hints_.push_back({hint.at("from"), hint.at("text")});
    } catch (const std::exception& e) {
      return Fail(ErrorKind::kInput, fmt::format("{}:{}: no {} of a file of replies: {}", path.string(), line,
                                                 line == 1 ? "head" : "exchange", e.what()));
    }
  }
  if (out.exchanges_.empty()) return Fail(ErrorKind::kInput, path.string() + ": holds no replies");
  return out;
}

Result<> Transcript::Write(const std::filesystem::path& path) const {
  std::ofstream out(path);
  Json head = {{"gauntlet_replies", kRepliesVersion}, {"config", config_}, {"hints", Json::array()}};
  if (head["config"].is_object())
    head["config"].erase("replay");  // of a replay, where its own replies came from
  for (const Hint& hint : hints_) head["hints"].push_back({{"from", hint.from}, {"text", hint.text}});
  out << DumpJson(head) << '\n';
  for (const auto& [key, recorded] : exchanges_) out << DumpJson(ToJson(recorded)) << '\n';
  out.flush();
  if (!out) return Fail(ErrorKind::kStorageError, path.string() + ": cannot be written");
  return {};
}

}  // namespace gauntlet
