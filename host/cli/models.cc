// gauntlet hint, prompt: steering a campaign that asks models, and looking at what it asks.
#include <fmt/format.h>

#include <filesystem>

#include "host/campaign/hint_box.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/output.h"

namespace gauntlet {
namespace {

Result<int> PutHint(const std::string& campaign, const std::string& text, const Globals& globals) {
  GAUNTLET_TRY(const auto file, OpenToRead({campaign, ""}));
  GAUNTLET_TRY(const auto baselines, file->GetFact("baseline_scores"));
  if (!baselines) return Fail(ErrorKind::kInput, campaign + ": asks no model: nobody would read the hint");
  GAUNTLET_CHECK_OK(HintBox::Put(campaign, text));
  if (!globals.quiet && !globals.json)
    Print("The questions of this campaign have it from the next one on.\n");
  if (globals.json) PrintJson({{"campaign", campaign}, {"hint", text}});
  return kExitFine;
}

Json ExchangeJson(const Exchange& e) {
  Json prompt = Json::array();
  for (const PromptPart& part : e.prompt) prompt.push_back({{"role", part.role}, {"text", part.text}});
  return {{"purpose", ToString(e.purpose)},
          {"candidate", e.candidate},
          {"attempt", e.attempt},
          {"model", e.model},
          {"prompt", prompt},
          {"settings", e.settings},
          {"outcome", e.outcome},
          {"reply", e.reply},
          {"tokens", TokenUseToJson(e.tokens)},
          {"usd", e.usd},
          {"measured", e.measured}};
}

std::string ExchangeText(const Exchange& e, bool with_reply) {
  std::string out, role;
  for (const PromptPart& part : e.prompt) {
    if (part.role != role) out += fmt::format("===== {} =====\n", part.role);
    role = part.role;
    out += part.text;
    if (!out.ends_with('\n')) out += '\n';
  }
  if (with_reply)
    out += fmt::format("===== reply of {} ({}; {} tokens in, {} out, {:.6f} USD) =====\n{}\n", e.model,
                       e.outcome, e.tokens.input, e.tokens.output, e.usd, e.reply);
  return out;
}

// The candidate that is named, else the last one that was asked for.
Result<int> ShowPrompt(const std::string& what, bool with_reply, const Globals& globals) {
  const CampaignRef ref = ParseCampaignRef(what);
  GAUNTLET_TRY(const auto file, OpenToRead(ref));
  std::vector<Exchange> all;
  GAUNTLET_CHECK_OK(file->ForEachExchange([&](Exchange e) { all.push_back(std::move(e)); }));
  if (all.empty()) return Fail(ErrorKind::kInput, ref.path + ": no model was asked in this campaign");
  int64_t number = all.back().candidate;
  if (!ref.id.empty()) {
    GAUNTLET_TRY(const Candidate candidate, FindCandidate(*file, ref));
    number = candidate.number;
  }
  std::erase_if(all, [&](const Exchange& e) { return e.candidate != number; });
  if (all.empty())
    return Fail(ErrorKind::kInput, fmt::format("{}: no model was asked for candidate {}", ref.path, number));
  if (globals.json) {
    Json out = Json::array();
    for (const Exchange& e : all) out.push_back(ExchangeJson(e));
    PrintJson({{"candidate", number}, {"exchanges", out}});
    return kExitFine;
  }
  // Every later attempt holds the ones before it.
  Print(ExchangeText(all.back(), with_reply));
  return kExitFine;
}

}  // namespace

void AddHint(CLI::App& app, const Globals& globals, Action& action) {
  auto campaign = std::make_shared<std::string>(), text = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("hint", "Add a hint to the coming questions of a campaign, running or not");
  command->add_option("campaign", *campaign, "Campaign file")->required();
  command->add_option("text", *text, "What its models should know")->required();
  command->callback([campaign, text, &globals, &action] {
    action = [campaign, text, &globals] { return PutHint(*campaign, *text, globals); };
  });
}

void AddPrompt(CLI::App& app, const Globals& globals, Action& action) {
  auto what = std::make_shared<std::string>();
  auto with_reply = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("prompt", "What a model was asked for a candidate, to the letter");
  command->add_option("campaign", *what, "CAMPAIGN[:ID]; without ID the last question")->required();
  command->add_flag("--reply", *with_reply, "And what it answered");
  command->callback([what, with_reply, &globals, &action] {
    action = [what, with_reply, &globals] { return ShowPrompt(*what, *with_reply, globals); };
  });
}

}  // namespace gauntlet
