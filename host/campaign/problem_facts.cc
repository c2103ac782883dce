#include "host/campaign/problem_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "host/base/file.h"
#include "host/base/layout.h"
#include "host/harness/language.h"
#include "host/prompt/interface_text.h"
#include "host/verify/ground.h"

namespace gauntlet {
namespace {

// Of the reference metrics: what the score is made of, and the size of things.
bool IsTold(const Objective& objective, const std::string& name) {
  constexpr std::array<std::string_view, 6> kSizes = {
      "requests", "footprint_objects", "capacity", "simulations", "layers", "experts"};
  return name == objective.reference || name == objective.bound || std::ranges::count(kSizes, name) > 0;
}

}  // namespace

Result<Json> ProblemFacts(const Problem& problem, const References& references,
                          const std::vector<std::string>& workloads, const Json& baseline_scores) {
  GAUNTLET_TRY(const std::string seed, ReadTextFile(problem.seed.string()));
  GAUNTLET_TRY(Json out, InterfaceText(Layout::Current().PluginApi(), seed, problem.domain,
                                       LanguageOf(problem).headers.files));
  std::string statement;
  if (!problem.prompt.empty()) {
    GAUNTLET_TRY(statement, ReadTextFile(problem.prompt.string()));
  }
  out["title"] = problem.title;
  out["statement"] = statement;
  out["cpu_s"] = fmt::format("{:g}", problem.limits.cpu_s);
  out["memory_mb"] = problem.limits.memory_mb;
  out["source_kb"] = problem.limits.source_kb;
  out["constraints"] = Json::array();
  for (const Constraint& c : problem.constraints)
    out["constraints"].push_back(
        {{"text", fmt::format("{} is at {} {:g}", c.metric, c.is_most ? "most" : "least", c.limit)}});
  const Objective& o = problem.objective;
  out["score_rule"] = o.form == Objective::Form::kValue
                          ? fmt::format("The score is the mean of {}{} over the workloads.",
                                        o.minimize ? "minus " : "", o.metric)
                          : fmt::format(
                                "The score is the mean over the workloads of ({1} - {0}) / {1} where {0} is "
                                "the smaller, and of "
                                "-({0} - {1}) / {0} where it is not.",
                                o.metric, o.reference);
  out["workloads"] = Json::array();
  for (const std::string& name : workloads) {
    const auto reference = references.find(name);
    std::string facts;
    for (const Metric& m : reference == references.end() ? Metrics{} : reference->second)
      if (IsTold(problem.objective, m.name))
        facts += fmt::format("{}{} {:g}", facts.empty() ? "" : ", ", m.name, m.Value());
    out["workloads"].push_back({{"name", name}, {"facts", facts}});
  }
  out["baselines"] = Json::array();
  for (const Baseline& baseline : problem.baselines)
    if (baseline_scores.contains(baseline.name) && baseline_scores[baseline.name].is_number())
      out["baselines"].push_back(
          {{"name", baseline.name},
           {"score", fmt::format("{:+.5f}", baseline_scores[baseline.name].get<double>())}});
  return out;
}

}  // namespace gauntlet
