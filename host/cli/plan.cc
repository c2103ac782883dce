#include "host/cli/plan.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "host/campaign/forecast.h"
#include "host/campaign/lane_worker.h"
#include "host/campaign/model_side.h"
#include "host/campaign/run_loop.h"
#include "host/cli/output.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;

// A campaign that ends with its seed, in a folder that goes with it.
struct Trial {
  fs::path folder = fs::temp_directory_path() / fmt::format("gauntlet-plan-{}", ::getpid());
  ~Trial() {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
};

Result<Job> FirstJob(const Problem& problem, const CampaignConfig& config, const std::string& seed_source,
                     unsigned lanes, Isolation isolation) {
  const Trial trial;
  fs::create_directories(trial.folder);
  WorkbenchOptions bench{.entries = OfSplits(problem.workloads, {Split::kTrain}),
                         .isolation = isolation,
                         .cascade = config.cascade,
                         .lanes = lanes};
  GAUNTLET_TRY(const auto workbench, Workbench::Open(problem, bench));
  GAUNTLET_TRY(const auto campaign,
               Campaign::Create(trial.folder / "plan.db", config, seed_source, Json::object()));
  GAUNTLET_TRY(std::optional<ModelSide> side, MakeModelSide(*campaign, problem, *workbench));
  if (!side)
    return Fail(ErrorKind::kInput, "--plan is for campaigns that ask models: --generator llm or command");
  ModuleCache modules(1);
  GAUNTLET_TRY(const auto workers, MakeLaneWorkers(*workbench, modules, config));
  RunOptions only_the_seed;
  only_the_seed.candidates = 1;
  if (const auto ran = campaign->Run(workers, only_the_seed); !ran) return std::unexpected(ran.error());
  const auto nothing = [](const Candidate&) {};
  GAUNTLET_TRY(const auto search,
               RestoreSearch(campaign->file(), config, seed_source, nothing, side->questioner.get()));
  for (std::optional<Job> job = search->Next(INT64_MAX); job; job = search->Next(INT64_MAX))
    if (job->question) return std::move(*job);
  return Fail(ErrorKind::kInput, "no model would be asked: offline_share leaves them nothing");
}

Json ToJson(const Forecast& f) {
  return {{"questions", f.questions},
          {"input_tokens", f.input_tokens},
          {"output_tokens", f.output_tokens},
          {"usd", f.usd},
          {"hours", f.hours}};
}

std::string Line(const char* name, const Forecast& f) {
  return fmt::format(
      "{:<6}  {:>9.0f} questions  {:>12.0f} tokens in  {:>11.0f} out  {:>10.2f} USD  {:>8.2f} h\n", name,
      f.questions, f.input_tokens, f.output_tokens, f.usd, f.hours);
}

}  // namespace

Result<int> PlanRun(const Problem& problem, const CampaignConfig& config, const std::string& seed_source,
                    unsigned lanes, Isolation isolation, const Globals& globals) {
  GAUNTLET_TRY(const Job job, FirstJob(problem, config, seed_source, lanes, isolation));
  GAUNTLET_TRY(const LlmConfig llm, LlmConfig::From(config.llm));
  const ForecastRange range =
      ForecastOf(llm, *job.question, job.main_source->size(), config.candidates, config.window);
  if (globals.json) {
    PrintJson(
        {{"candidates", config.candidates}, {"least", ToJson(range.least)}, {"most", ToJson(range.most)}});
    return kExitFine;
  }
  Print(fmt::format("{} candidates, window {}\n", config.candidates, config.window) +
        Line("least", range.least) + Line("most", range.most) +
        "least: every reply works, in 10 s; most: every repair is needed and every limit reached, in 60 s. "
        "--cost bounds "
        "what is paid.\n");
  return kExitFine;
}

}  // namespace gauntlet
