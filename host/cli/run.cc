// gauntlet run, resume, add: campaigns.
#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "host/author/simulator_build.h"
#include "host/base/file.h"
#include "host/base/layout.h"
#include "host/base/optional_json.h"
#include "host/campaign/campaign.h"
#include "host/campaign/final_report.h"
#include "host/campaign/hint_box.h"
#include "host/campaign/lane_worker.h"
#include "host/campaign/model_side.h"
#include "host/campaign/toolchain_fact.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/final_text.h"
#include "host/cli/interrupt.h"
#include "host/cli/output.h"
#include "host/cli/plan.h"
#include "host/cli/problem_options.h"
#include "host/report/tallies.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;

constexpr size_t kSharedModules = 256;  // of 10 to 30 KB each

struct RunSettings {
  std::string problem;
  std::string campaign;
  std::string config;
  std::string generator;
  std::vector<std::string> workload_files;
  std::optional<int64_t> candidates;
  std::string time;
  std::optional<uint64_t> seed;
  unsigned seeds = 1;
  unsigned workers = 0;
  std::string seed_from;
  std::string replay_from;
  std::optional<double> cost_usd;
  std::string isolation = "fork";
  bool final = false;
  bool plan = false;
  bool other_toolchain = false;
  bool restore = false;
  // Read from the text above, once: wrong usage shows before there is a campaign file.
  double time_s = 0;
  Isolation tier = Isolation::kFork;

  Result<> Read();
  unsigned Lanes() const {
    WorkloadChoice choice;
    choice.workers = workers;
    return choice.Lanes();
  }
};

// What is said over the problem's `search:`, and where.
struct Overrides {
  Json keys = Json::object();
  std::optional<YamlReader> yaml;  // of --config
};

Result<Overrides> ReadOverrides(const RunSettings& settings) {
  Overrides overrides;
  Json& out = overrides.keys;
  if (!settings.config.empty()) {
    GAUNTLET_TRY(overrides.yaml, YamlReader::Load(settings.config));
    for (const std::string& key : overrides.yaml->Keys()) {
      GAUNTLET_TRY(out[key], overrides.yaml->Value(key));
    }
  }
  if (settings.candidates) out["candidates"] = *settings.candidates;
  if (!settings.generator.empty()) out["generator"] = settings.generator;
  if (settings.seed) out["seed"] = *settings.seed;
  if (settings.cost_usd) out["cost_usd"] = *settings.cost_usd;
  return overrides;
}

Result<> RunSettings::Read() {
  GAUNTLET_TRY(time_s, ParseTime(time));
  GAUNTLET_TRY(tier, IsolationFromString(isolation));
  return {};
}

Result<std::string> SeedSource(const Problem& problem, const std::string& seed_from) {
  if (seed_from.empty()) return ReadTextFile(problem.seed.string());
  const CampaignRef ref = ParseCampaignRef(seed_from);
  GAUNTLET_TRY(const auto file, OpenToRead(ref));
  GAUNTLET_TRY(const Candidate c, FindCandidate(*file, ref));
  return c.source;
}

std::string ProgressText(const Progress& p) {
  const double valid = p.done ? 100.0 * static_cast<double>(p.ok) / static_cast<double>(p.done) : 0;
  const std::string best = p.best_score ? fmt::format("{:+.5f} (#{})", *p.best_score, p.best) : "-";
  const std::string models =
      p.models.asked > 0 ? fmt::format("  {} replies, {:.4f} USD", p.models.asked, p.models.usd) : "";
  return fmt::format("{}/{}  {:.3g}/s  valid {:.0f} %  best {}{}  {} left", p.done, p.total, p.per_second,
                     valid, best, models, std::isfinite(p.left_s) ? Duration(p.left_s) : "?");
}

// What models were asked and what came of it; empty: none was.
std::string ModelsText(const DeskTally& t) {
  if (t.asked == 0) return "";
  std::string out = fmt::format(
      "{} replies of models: {} tokens in ({} from the cache), {} out, {:.4f} USD; {} of no use, {} gave no "
      "source, {} "
      "candidates repaired\n",
      t.asked, t.tokens.input, t.tokens.cached_input, t.tokens.output, t.usd, t.bad_replies, t.unusable,
      t.repaired);
  if (t.reflections > 0) out += fmt::format("{} of the replies are about the search itself\n", t.reflections);
  if (t.elsewhere > 0)
    out += fmt::format("{} questions went to another model, because theirs was down\n", t.elsewhere);
  if (t.other_prompts > 0)
    out +=
        fmt::format("{} questions differ from those that were recorded: the replies are answers to others\n",
                    t.other_prompts);
  return out;
}

// Runs or goes on, to the end of the budget or to Ctrl-C.
Result<RunOutcome> Drive(Campaign& campaign, const Problem& problem, const RunSettings& settings,
                         const Globals& globals) {
  WorkbenchOptions bench;
  bench.isolation = settings.tier;
  bench.entries = OfSplits(problem.workloads, {Split::kTrain});
  bench.cascade = campaign.config().cascade;
  bench.lanes = settings.Lanes();
  GAUNTLET_TRY(const auto workbench, Workbench::Open(problem, bench));
  GAUNTLET_CHECK_OK(HoldToToolchain(campaign.file(), workbench->lanes().front().compiler->Toolchain(),
                                    settings.other_toolchain));
  ModuleCache modules(kSharedModules);
  Novelty novelty(campaign.config().novelty);
  const bool asks_novelty = novelty.config().distance > 0;
  if (asks_novelty) GAUNTLET_CHECK_OK(novelty.Restore(campaign.file(), workbench->lanes(), problem.domain));
  GAUNTLET_TRY(const auto workers,
               MakeLaneWorkers(*workbench, modules, campaign.config(), asks_novelty ? &novelty : nullptr));
  GAUNTLET_TRY(std::optional<ModelSide> models, MakeModelSide(campaign, problem, *workbench));
  GAUNTLET_TRY(Race race, Race::Make(campaign.config(), problem.objective, workbench->workloads(),
                                     workbench->references()));
  ProgressLine line(globals.quiet);
  RunOptions options;
  options.race = &race;
  options.target_score = campaign.config().target_score;
  options.patience = campaign.config().patience;
  if (models) {
    if (settings.cost_usd) models->options.usd_limit = *settings.cost_usd;
    if (!models->options.replay) options.hints = HintBox::PathOf(settings.campaign);
    options.models = &*models;
  }
  options.candidates = settings.candidates.value_or(campaign.config().candidates);
  options.time_s = settings.time_s > 0 ? settings.time_s : campaign.config().time_s;
  options.stop = &Interrupted();
  options.progress = [&](const Progress& p) { line.Show(ProgressText(p)); };
  GAUNTLET_TRY(const RunOutcome outcome, campaign.Run(workers, options));
  line.Show(ProgressText(outcome.progress), true);
  return outcome;
}

Result<std::optional<FinalReport>> Finish(Campaign& campaign, const Problem& problem,
                                          const RunSettings& settings, const Globals& globals) {
  GAUNTLET_TRY(const auto best, campaign.file().Best(1));
  if (best.empty()) return std::nullopt;
  FinalOptions options;
  options.isolation = settings.tier;
  options.lanes = settings.Lanes();
  options.open_test = settings.final;
  options.revoke = [&](int64_t number, const Failure& failure) { return campaign.Revoke(number, failure); };
  ProgressLine line(globals.quiet);
  options.say = [&](const std::string& what) { line.Show("report: " + what); };
  return MakeFinalReport(problem, campaign.file(), options);
}

Json ModelsJson(const DeskTally& t) {
  if (t.asked == 0) return nullptr;
  return {{"replies", t.asked},
          {"bad_replies", t.bad_replies},
          {"unusable", t.unusable},
          {"repaired", t.repaired},
          {"reflections", t.reflections},
          {"elsewhere", t.elsewhere},
          {"other_prompts", t.other_prompts},
          {"tokens", TokenUseToJson(t.tokens)},
          {"usd", t.usd}};
}

// Of a campaign that races, from all its rows.
Result<std::optional<RaceTally>> ReadRace(Campaign& campaign) {
  GAUNTLET_TRY(Tallies tallies, Tallies::Begin(campaign.file()));
  if (tallies.race)
    GAUNTLET_CHECK_OK(campaign.file().ForEach(false, [&](const Candidate& c) { tallies.race->Add(c); }));
  return std::move(tallies.race);
}

Json OutcomeJson(const std::string& path, const RunOutcome& outcome, const std::optional<RaceTally>& race,
                 const std::optional<FinalReport>& report) {
  return {{"campaign", path},
          {"candidates", outcome.progress.done},
          {"ok", outcome.progress.ok},
          {"near_duplicates", outcome.progress.near},
          {"best", outcome.progress.best},
          {"best_score", OrNull(outcome.progress.best_score)},
          {"candidates_per_second", outcome.progress.per_second},
          {"elapsed_s", outcome.progress.elapsed_s},
          {"host_ms", outcome.host_ms},
          {"why", ToString(outcome.why)},
          {"models", ModelsJson(outcome.progress.models)},
          {"race", race ? ToJson(*race) : Json()},
          {"report", report ? report->ToJson() : Json(nullptr)}};
}

// `answers` takes what --json prints.
Result<int> DriveAndReport(Campaign& campaign, const Problem& problem, const RunSettings& settings,
                           const Globals& globals, Json& answers) {
  GAUNTLET_TRY(const RunOutcome outcome, Drive(campaign, problem, settings, globals));
  GAUNTLET_TRY(const auto race, ReadRace(campaign));
  if (outcome.why == StopReason::kInterrupted) {
    answers.push_back(OutcomeJson(settings.campaign, outcome, race, std::nullopt));
    if (!globals.quiet)
      std::fprintf(stderr, "Stopped and saved: %lld candidates. Go on with: gauntlet resume %s\n",
                   static_cast<long long>(outcome.progress.done), settings.campaign.c_str());
    return kExitInterrupted;
  }
  GAUNTLET_TRY(const auto report, Finish(campaign, problem, settings, globals));
  answers.push_back(OutcomeJson(settings.campaign, outcome, race, report));
  const int code = report && !report->stood_up() ? kExitVerdict : kExitFine;
  if (globals.json) return code;
  Print(fmt::format(
            "{} candidates in {}, {:.0f} a second; {} ok, {} duplicates{}. Campaign: {}\n",
            outcome.progress.done, Duration(outcome.progress.elapsed_s), outcome.progress.per_second,
            outcome.progress.ok, outcome.progress.duplicates,
            outcome.progress.near > 0 ? fmt::format(" ({} but for trifles)", outcome.progress.near) : "",
            settings.campaign) +
        ModelsText(outcome.progress.models) + (race ? RaceText(*race) : ""));
  if (outcome.why != StopReason::kCandidates && outcome.why != StopReason::kTime)
    Print(fmt::format("Stopped early: {}. `gauntlet resume {}` goes on.\n", ToString(outcome.why),
                      settings.campaign));
  if (!report) {
    Print("No candidate was confirmed: there is no champion. See: gauntlet stats " + settings.campaign);
    return kExitFine;
  }
  GAUNTLET_TRY(const std::string text, FinalText(problem, campaign.file(), *report, settings.campaign));
  Print(text);
  return code;
}

std::string DefaultCampaign(const std::string& problem, uint64_t seed) {
  for (int i = 0;; ++i) {
    const std::string name =
        i == 0 ? fmt::format("{}-{}.db", problem, seed) : fmt::format("{}-{}-{}.db", problem, seed, i);
    if (!fs::exists(name)) return name;
  }
}

Result<int> RunOne(const Problem& problem, RunSettings settings, const Overrides& overrides,
                   const Globals& globals, Json& answers) {
  GAUNTLET_TRY(const CampaignConfig config,
               settings.generator == "replay"
                   ? ReplayConfig(problem, settings.replay_from)
                   : ConfigFor(problem, overrides.keys, overrides.yaml ? &*overrides.yaml : nullptr));
  if (settings.plan) {
    GAUNTLET_TRY(const std::string source, SeedSource(problem, settings.seed_from));
    return PlanRun(problem, config, source, settings.Lanes(), settings.tier, globals);
  }
  if (settings.campaign.empty()) settings.campaign = DefaultCampaign(problem.name, config.seed);
  GAUNTLET_TRY(const std::string seed, SeedSource(problem, settings.seed_from));
  const Json facts = {{"problem", ProblemFact(problem, settings.workload_files)},
                      {"environment", {{"version", GAUNTLET_VERSION}, {"isolation", settings.isolation}}}};
  GAUNTLET_TRY(auto campaign, Campaign::Create(settings.campaign, config, seed, facts));
  auto code = DriveAndReport(*campaign, problem, settings, globals, answers);
  if (!code && code.error().kind == ErrorKind::kInput) {
    const auto count = campaign->file().Count();
    campaign.reset();
    if (count && *count == 0) RemoveCampaignFile(settings.campaign);
  }
  return code;
}

// NAME-SEED.EXT beside `base`.
std::string CampaignOfSeed(const fs::path& base, uint64_t seed) {
  return (base.parent_path() / fmt::format("{}-{}{}", base.stem().string(), seed, base.extension().string()))
      .string();
}

// One campaign a seed; all that is finished or stopped is in `answers`.
Result<int> RunSeeds(const Problem& problem, const RunSettings& settings, Overrides overrides,
                     const Globals& globals, Json& answers) {
  const uint64_t first = settings.seed.value_or(1);
  const fs::path base =
      settings.campaign.empty() ? fs::path(problem.name + ".db") : fs::path(settings.campaign);
  for (uint64_t seed = first; seed < first + settings.seeds; ++seed)
    if (const std::string path = CampaignOfSeed(base, seed); fs::exists(path))
      return Fail(ErrorKind::kInput, path + ": exists already; name another --campaign, or resume it");
  int worst = kExitFine;
  for (uint64_t seed = first; seed < first + settings.seeds; ++seed) {
    RunSettings one = settings;
    one.campaign = CampaignOfSeed(base, seed);
    overrides.keys["seed"] = seed;
    GAUNTLET_TRY(const int code, RunOne(problem, one, overrides, globals, answers));
    if (code == kExitInterrupted) return code;
    worst = std::max(worst, code);
  }
  return worst;
}

Result<int> Run(RunSettings settings, const Globals& globals) {
  GAUNTLET_CHECK_OK(settings.Read());
  GAUNTLET_TRY(const auto folder, FindProblem(settings.problem, ProblemPath(globals.problem_path)));
  GAUNTLET_TRY(Problem problem, OpenProblem(folder));
  GAUNTLET_CHECK_OK(UseWorkloads(problem, settings.workload_files));
  GAUNTLET_TRY(Overrides overrides, ReadOverrides(settings));
  CatchInterrupts();
  Json answers = Json::array();
  if (settings.seeds == 1) {
    GAUNTLET_TRY(const int code, RunOne(problem, settings, overrides, globals, answers));
    if (globals.json && !answers.empty()) PrintJson(answers.front());
    return code;
  }
  GAUNTLET_TRY(const int code, RunSeeds(problem, settings, std::move(overrides), globals, answers));
  if (globals.json) PrintJson({{"campaigns", answers}});
  return code;
}

Result<int> Resume(RunSettings settings, const Globals& globals) {
  GAUNTLET_CHECK_OK(settings.Read());
  if (settings.restore) {
    GAUNTLET_TRY(const Restored restored, RestoreBackup(settings.campaign));
    if (!globals.quiet)
      std::fprintf(stderr, "Restored %lld candidates from %s; the file that was there is kept as .damaged\n",
                   static_cast<long long>(restored.candidates),
                   restored.from_backup ? "the backup" : "what is left of the file");
  }
  GAUNTLET_TRY(const auto campaign, Campaign::Open(settings.campaign));
  GAUNTLET_TRY(const Problem problem, ProblemOfCampaign(campaign->file(), globals.problem_path));
  CatchInterrupts();
  Json answers = Json::array();
  GAUNTLET_TRY(const int code, DriveAndReport(*campaign, problem, settings, globals, answers));
  if (globals.json) PrintJson(answers.front());
  return code;
}

Result<int> Add(RunSettings settings, const std::string& source_path, int64_t parent,
                const Globals& globals) {
  GAUNTLET_CHECK_OK(settings.Read());
  GAUNTLET_TRY(const std::string source, ReadTextFile(source_path));
  GAUNTLET_TRY(const auto campaign, Campaign::Open(settings.campaign));
  GAUNTLET_TRY(const Problem problem, ProblemOfCampaign(campaign->file(), globals.problem_path));
  WorkbenchOptions bench;
  bench.isolation = settings.tier;
  bench.entries = OfSplits(problem.workloads, {Split::kTrain});
  bench.cascade = campaign->config().cascade;
  GAUNTLET_TRY(const auto workbench, Workbench::Open(problem, bench));
  GAUNTLET_CHECK_OK(HoldToToolchain(campaign->file(), workbench->lanes().front().compiler->Toolchain(),
                                    settings.other_toolchain));
  ModuleCache modules(1);
  GAUNTLET_TRY(const auto workers, MakeLaneWorkers(*workbench, modules, campaign->config()));
  std::vector<int64_t> parents;
  if (parent >= 0) parents.push_back(parent);
  GAUNTLET_TRY(const Candidate added, campaign->Add(*workers.front(), source, parents));
  if (globals.json) {
    PrintJson(CandidateToJson(added));
  } else {
    const Failure* f = added.verdict.failure();
    Print(fmt::format("candidate {}: {}{}", added.number,
                      f             ? fmt::format("{}: {}", ToString(f->kind), f->reason)
                      : added.score ? fmt::format("score {:+.6f}", *added.score)
                                    : std::string("no score"),
                      added.in_archive ? ", in the archive" : ""));
  }
  return added.verdict.ok() ? kExitFine : kExitVerdict;
}

void AddDrivingOptions(CLI::App& command, RunSettings& settings) {
  command.add_option("--candidates", settings.candidates, "Stop at this many candidates")
      ->check(CLI::Range(int64_t{1}, int64_t{1} << 53));
  command.add_option("--cost", settings.cost_usd, "Stop before models have billed more US dollars than this")
      ->check(CLI::Range(0.0, 1e9));
  command.add_option("--time", settings.time, "Stop after this time: 45s, 30m, 8h");
  command.add_option("--workers", settings.workers,
                     "Compilers and evaluators side by side (default: one a core)");
  command.add_option("--isolation", settings.isolation, "fork, hot or trusted")->capture_default_str();
  command.add_flag("--final", settings.final,
                   "Open the test split in the final report; every opening is counted");
}

void AddToolchainOption(CLI::App& command, RunSettings& settings) {
  command.add_flag("--other-toolchain", settings.other_toolchain,
                   "Go on although clang, its flags or the SDK are no longer those of the campaign");
}

}  // namespace

void AddRun(CLI::App& app, const Globals& globals, Action& action) {
  auto settings = std::make_shared<RunSettings>();
  CLI::App* command = app.add_subcommand("run", "A campaign: breed, evaluate, keep, report");
  command->add_option("problem", settings->problem, "Name of a problem, or a folder with a problem.yaml")
      ->required();
  command->add_option("--campaign", settings->campaign, "File to create (default: PROBLEM-SEED.db)");
  command->add_option("--config", settings->config, "YAML over the problem's `search:`");
  command->add_option("--workload", settings->workload_files, "Workload files instead of the problem's own");
  command->add_option("--generator", settings->generator,
                      "What proposes candidates: mutate, llm, command, replay");
  command->add_option("--from", settings->replay_from,
                      "With --generator replay: the campaign or file of replies (default: the problem's)");
  command->add_option("--seed", settings->seed, "Of all random choices");
  command->add_option("--seeds", settings->seeds, "So many campaigns, one a seed")
      ->check(CLI::Range(1, 1000));
  command->add_option("--seed-from", settings->seed_from, "CAMPAIGN:ID whose source is the seed");
  command->add_flag("--plan", settings->plan, "Say what models would be asked and paid, and ask nobody");
  AddDrivingOptions(*command, *settings);
  command->callback(
      [settings, &globals, &action] { action = [settings, &globals] { return Run(*settings, globals); }; });
}

void AddResume(CLI::App& app, const Globals& globals, Action& action) {
  auto settings = std::make_shared<RunSettings>();
  CLI::App* command = app.add_subcommand("resume", "Go on where a campaign stopped, however it stopped");
  command->add_option("campaign", settings->campaign, "Campaign file")->required();
  AddDrivingOptions(*command, *settings);
  AddToolchainOption(*command, *settings);
  command->add_flag("--restore", settings->restore,
                    "First put the backup (CAMPAIGN.backup) in the place of a damaged campaign file");
  command->callback([settings, &globals, &action] {
    action = [settings, &globals] { return Resume(*settings, globals); };
  });
}

void AddAdd(CLI::App& app, const Globals& globals, Action& action) {
  auto settings = std::make_shared<RunSettings>();
  auto source = std::make_shared<std::string>();
  auto parent = std::make_shared<int64_t>(-1);
  CLI::App* command = app.add_subcommand("add", "A hand-written candidate enters a campaign");
  command->add_option("campaign", settings->campaign, "Campaign file")->required();
  command->add_option("source", *source, "Policy file")->required();
  command->add_option("--parent", *parent, "Number of the candidate that it came from");
  AddToolchainOption(*command, *settings);
  command->add_option("--isolation", settings->isolation, "fork, hot or trusted")->capture_default_str();
  command->callback([=, &globals, &action] {
    action = [=, &globals] { return Add(*settings, *source, *parent, globals); };
  });
}

}  // namespace gauntlet
