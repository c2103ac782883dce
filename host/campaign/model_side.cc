#include "host/campaign/model_side.h"

#include <fmt/format.h>

#include <filesystem>

#include "host/base/file.h"
#include "host/campaign/generator.h"
#include "host/campaign/problem_facts.h"
#include "host/harness/language.h"

namespace gauntlet {
namespace {

constexpr char kExample[] =
    "`llm: {models: [{model: NAME, url: https://HOST/v1, api_key_env: VARIABLE}]}` in a file for --config";

// Measured once a campaign, and kept with it: prompts must not depend on when they are made.
Result<Json> BaselineScores(CampaignFile& file, const Problem& problem, Workbench& workbench) {
  constexpr char kFact[] = "baseline_scores";
  GAUNTLET_TRY(const auto kept, file.GetFact(kFact));
  if (kept) return *kept;
  Json scores = Json::object();
  for (const Baseline& baseline : problem.baselines) {
    GAUNTLET_TRY(const std::string source, ReadTextFile(baseline.source.string()));
    GAUNTLET_TRY(const Candidate measured, workbench.Run(source, false));
    if (measured.score) scores[baseline.name] = *measured.score;
  }
  GAUNTLET_CHECK_OK(file.PutFact(kFact, scores));
  return scores;
}

std::vector<std::string> NamesOf(const std::vector<Workload>& workloads) {
  std::vector<std::string> names;
  for (const Workload& w : workloads) names.push_back(w.name);
  return names;
}

Result<> UseModels(const CampaignFile& file, ModelSide& side) {
  if (side.config.models.empty())
    return Fail(ErrorKind::kInput, fmt::format("the configuration names no model to ask: {}", kExample));
  for (const ModelSpec& spec : side.config.models) {
    GAUNTLET_TRY(auto model, MakeModel(spec));
    side.models.push_back(std::move(model));
  }
  GAUNTLET_TRY(side.past, Transcript::Of(file));
  return {};
}

Result<> UseRecording(const CampaignFile& file, const std::filesystem::path& from, ModelSide& side) {
  GAUNTLET_TRY(side.past, Transcript::Read(from));
  side.options.replay = true;
  for (const Hint& hint : side.past.hints()) side.questioner->AddHint(hint);
  return file.ForEachExchange(
      [&](const Exchange& e) { side.options.stored.insert({e.purpose, e.candidate, e.attempt}); });
}

}  // namespace

Result<std::optional<ModelSide>> MakeModelSide(Campaign& campaign, const Problem& problem,
                                               Workbench& workbench) {
  const CampaignConfig& config = campaign.config();
  if (!AsksModels(config.generator)) return std::nullopt;
  ModelSide side;
  GAUNTLET_TRY(side.config, LlmConfig::From(config.llm));
  GAUNTLET_TRY(const Json baselines, BaselineScores(campaign.file(), problem, workbench));
  GAUNTLET_TRY(Json facts,
               ProblemFacts(problem, workbench.references(), NamesOf(workbench.workloads()), baselines));
  GAUNTLET_TRY(side.questioner, Questioner::Make(side.config, problem, workbench.references(),
                                                 std::move(facts), config.window));
  side.options.source_bytes = problem.limits.source_kb << 10;
  side.options.any_language = LanguageOf(problem).is_text;
  side.options.usd_limit = config.cost_usd;
  GAUNTLET_CHECK_OK(campaign.file().ForEachExchange([&](const Exchange& e) {
    if (e.purpose != Purpose::kProposal) side.questioner->Reflected(e.purpose, e.candidate, ReplyOf(e));
  }));
  if (config.generator == "replay") {
    GAUNTLET_CHECK_OK(UseRecording(campaign.file(), config.replay, side));
  } else {
    GAUNTLET_CHECK_OK(UseModels(campaign.file(), side));
  }
  return side;
}

Result<CampaignConfig> ReplayConfig(const Problem& problem, const std::filesystem::path& from) {
  const std::filesystem::path path = from.empty() ? problem.folder / "replies.jsonl" : from;
  if (!std::filesystem::exists(path))
    return Fail(ErrorKind::kInput,
                fmt::format("{}: there is no such recording; name a campaign or a file of replies "
                            "with --from",
                            path.string()));
  GAUNTLET_TRY(const Transcript recording, Transcript::Read(path));
  GAUNTLET_TRY(CampaignConfig config, ConfigFromJson(recording.config()));
  config.generator = "replay";
  config.replay = std::filesystem::absolute(path).string();
  return config;
}

}  // namespace gauntlet
