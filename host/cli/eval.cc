// gauntlet eval: scores policy files. One result a source, in order, whatever happened to it.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "host/author/simulator_build.h"
#include "host/base/file.h"
#include "host/base/optional_json.h"
#include "host/campaign/workbench.h"
#include "host/cli/command.h"
#include "host/cli/eval_groups.h"
#include "host/cli/output.h"
#include "host/cli/problem_options.h"
#include "host/score/constraints.h"

namespace gauntlet {
namespace {

struct EvalOptions {
  std::string problem;
  std::vector<std::string> sources;
  WorkloadChoice choice;
  std::string isolation = "fork";
  std::vector<std::string> by;
  bool verify = false;
  unsigned repeat = 1;
};

// What follows from a workload's metrics and its reference metrics: its score, and the share of the distance
// from the objective's reference (FIFO) to its bound (Belady) that was closed.
struct Derived {
  std::optional<double> score, gap_closed;
};

Derived Derive(const Problem& problem, const WorkloadResult& workload, const References& references) {
  Derived out;
  if (const auto score = ScoreOne(problem.objective, workload, references)) out.score = *score;
  const auto reference = references.find(workload.name);
  if (reference == references.end()) return out;
  WorkloadResult from = workload;
  const Metric* base = FindMetric(reference->second, problem.objective.reference);
  for (Metric& m : from.metrics)
    if (base && m.name == problem.objective.metric) m.count = base->count, m.real = base->real;
  if (base) out.gap_closed = GapClosed(problem.objective, {workload}, {from}, references);
  return out;
}

// A workload's metrics, and those that need no policy (bounds, reference policies) behind them.
std::vector<WorkloadResult> WithReferences(std::vector<WorkloadResult> workloads,
                                           const References& references) {
  for (WorkloadResult& w : workloads) {
    const auto found = references.find(w.name);
    if (found == references.end()) continue;
    for (const Metric& m : found->second)
      if (!FindMetric(w.metrics, m.name)) w.metrics.push_back(m);
  }
  return workloads;
}

Json DatasetsJson(const Problem& problem, const Candidate& c, const References& references) {
  Json out = Json::array();
  const auto all = ByDataset(problem.objective, c.workloads, references);
  if (!all) return out;
  for (const auto& [dataset, d] : *all)
    out.push_back({{"dataset", dataset},
                   {"workloads", d.workloads},
                   {"mean", d.mean},
                   {"p10", d.p10},
                   {"p50", d.p50},
                   {"p90", d.p90}});
  return out;
}

Json ResultJson(const Problem& problem, const References& references, const EvalGroups& groups,
                const std::string& source, const Candidate& c) {
  const std::vector<WorkloadResult> known = WithReferences(c.workloads, references);
  Json workloads = Json::array();
  for (const WorkloadResult& w : known) {
    Json one = WorkloadResultToJson(w);
    const Derived derived = Derive(problem, w, references);
    one["score"] = OrNull(derived.score);
    one["gap_closed"] = OrNull(derived.gap_closed);
    workloads.push_back(std::move(one));
  }
  Json json = {{"source", source},
               {"candidate", c.source_hash.Hex()},
               {"verdict", c.verdict.ToJson()},
               {"score", OrNull(c.score)},
               {"metrics", MetricsToJson(c.metrics.empty() ? c.metrics : Aggregate(known))},
               {"workloads", workloads},
               {"datasets", DatasetsJson(problem, c, references)},
               {"groups", groups.ToJson(problem, references, c)},
               {"confirmed", c.confirmed},
               {"unconfirmed", c.unconfirmed},
               {"resources", c.resources},
               {"timing_ms", c.timing_ms}};
  // A measured time is no metric of a simulator, but people look for it there.
  for (const std::string& name : {RecordTimeName(problem.domain), RecordInstructionsName(problem.domain)})
    if (c.resources.contains(name)) json["metrics"][name] = c.resources[name];
  if (!c.infeasible.empty()) json["infeasible"] = CandidateToJson(c)["infeasible"];
  return json;
}

std::string Detail(const Failure& failure) {
  std::string out;
  if (failure.detail.contains("diagnostics"))
    for (const Json& d : failure.detail["diagnostics"])
      out += fmt::format("    line {}:{}: {}\n", d.value("line", 0), d.value("column", 0),
                         d.value("message", ""));
  if (failure.detail.contains("note")) out += fmt::format("    note: {}\n", failure.detail.value("note", ""));
  return out;
}

// The metrics that decide; a simulator may have many more.
std::vector<std::string> MetricsThatDecide(const Problem& problem) {
  std::vector<std::string> names = {problem.objective.metric, problem.objective.reference,
                                    problem.objective.bound};
  for (const Constraint& constraint : problem.constraints) names.push_back(constraint.metric);
  std::erase(names, "");
  return names;
}

void PrintWorkloads(const Problem& problem, const References& references, const Candidate& c) {
  std::vector<std::string> names = MetricsThatDecide(problem);
  const std::vector<WorkloadResult> known = WithReferences(c.workloads, references);
  std::erase_if(names, [&](const std::string& name) { return !FindMetric(known.front().metrics, name); });
  std::vector<std::string> head = {"workload", "split"};
  head.insert(head.end(), names.begin(), names.end());
  head.insert(head.end(), {"score", "gap closed"});
  Table workloads(head);
  for (const WorkloadResult& w : known) {
    std::vector<std::string> row = {w.name, w.split};
    for (const std::string& name : names) {
      const Metric* metric = FindMetric(w.metrics, name);
      row.push_back(metric ? MetricText(*metric) : "-");
    }
    const Derived derived = Derive(problem, w, references);
    row.push_back(derived.score ? fmt::format("{:+.5f}", *derived.score) : "-");
    row.push_back(derived.gap_closed ? Percent(*derived.gap_closed) : "-");
    workloads.Row(row);
  }
  Print("\n" + workloads.Text() + "All metrics: --json.");
  const auto datasets = ByDataset(problem.objective, c.workloads, references);
  if (!datasets || datasets->size() == c.workloads.size()) return;
  Table table({"dataset", "workloads", "mean score", "p10", "median", "p90"});
  const auto number = [](double v) { return fmt::format("{:+.5f}", v); };
  for (const auto& [dataset, d] : *datasets)
    table.Row(
        {dataset, std::to_string(d.workloads), number(d.mean), number(d.p10), number(d.p50), number(d.p90)});
  Print("\n" + table.Text());
}

// Other formulas that results of this problem are given by.
void PrintFigures(const Problem& problem, const std::vector<EvalGroups::Evaluated>& results) {
  std::vector<std::string> names = {RecordTimeName(problem.domain)};
  const std::string instructions = RecordInstructionsName(problem.domain);
  const auto counted = [&](const EvalGroups::Evaluated& one) {
    return one.second.resources.contains(instructions);
  };
  if (std::ranges::any_of(results, counted)) names.push_back(instructions);
  for (const Figure& figure : problem.figures) names.push_back(figure.name);
  std::erase(names, "");
  if (names.empty()) return;
  std::vector<std::string> head = {"measured, no score"};
  head.insert(head.end(), names.begin(), names.end());
  Table table(head);
  for (const auto& [source, c] : results) {
    std::vector<std::string> row = {source};
    for (const std::string& name : names)
      row.push_back(c.resources.contains(name) ? fmt::format("{:.4f}", c.resources[name].get<double>())
                                               : "-");
    table.Row(row);
  }
  Print("\n" + table.Text());
}

// Without the folder that all of them lie in.
std::vector<EvalGroups::Evaluated> WithShortNames(std::vector<EvalGroups::Evaluated> results) {
  const auto folder = [](const EvalGroups::Evaluated& one) {
    return std::filesystem::path(one.first).parent_path();
  };
  const std::filesystem::path shared = folder(results.front());
  if (!std::ranges::all_of(results, [&](const auto& one) { return folder(one) == shared; })) return results;
  for (auto& [name, candidate] : results) name = std::filesystem::path(name).filename();
  return results;
}

void PrintResults(const Problem& problem, const References& references, const EvalGroups& groups,
                  const std::vector<EvalGroups::Evaluated>& results) {
  Table table({"source", "verdict", "score", "confirmed", "compile ms", "evaluate ms", "total ms",
               "ns a request", "peak memory"});
  std::string details;
  const auto ms = [](const Candidate& c, const char* stage) {
    return c.timing_ms.contains(stage) ? fmt::format("{:.1f}", c.timing_ms.value(stage, 0.0)) : "-";
  };
  for (const auto& [source, c] : results) {
    const std::string verdict =
        std::string(ToString(c.verdict.kind())) + (c.infeasible.empty() ? "" : ", infeasible");
    for (const Violation& v : c.infeasible) details += fmt::format("{}: {}\n", source, ViolationText(v));
    table.Row({source, verdict, c.score ? fmt::format("{:+.6f}", *c.score) : "-",
               problem.harness && c.verdict.ok() ? "unconfirmed" : c.ConfirmedText(), ms(c, "compile"),
               ms(c, "evaluate"), ms(c, "total"),
               c.resources.contains("cpu_ns_per_request")
                   ? fmt::format("{:.1f}", c.resources.value("cpu_ns_per_request", 0.0))
                   : "-",
               c.resources.empty() ? "-" : Bytes(c.resources.value("peak_memory_bytes", uint64_t{0}))});
    if (const Failure* f = c.verdict.failure())
      details += fmt::format("{}: {} ({}): {}\n{}", source, ToString(f->kind), ToString(f->stage), f->reason,
                             Detail(*f));
  }
  Print(table.Text());
  PrintFigures(problem, results);
  Print("\n" + groups.Text(problem, references, results));
  if (results.size() == 1 && !results[0].second.workloads.empty())
    PrintWorkloads(problem, references, results[0].second);
  if (!details.empty()) Print("\n" + details);
}

Result<int> Evaluate(const EvalOptions& options, const Globals& globals) {
  GAUNTLET_TRY(const auto folder, FindProblem(options.problem, ProblemPath(globals.problem_path)));
  GAUNTLET_TRY(const Problem problem, OpenProblem(folder));
  WorkbenchOptions bench;
  GAUNTLET_TRY(bench.isolation, IsolationFromString(options.isolation));
  GAUNTLET_TRY(bench.entries, ChooseWorkloads(problem, options.choice));
  bench.lanes = options.choice.Lanes();
  bench.memory_mb = options.choice.memory_mb;
  std::vector<std::pair<std::string, std::string>> sources;  // all of them must be readable before any runs
  for (const std::string& path : options.sources) {
    GAUNTLET_TRY(std::string text, ReadTextFile(path));
    sources.emplace_back(path, std::move(text));
  }
  GAUNTLET_TRY(const auto workbench, Workbench::Open(problem, bench));
  GAUNTLET_TRY(const EvalGroups groups, EvalGroups::By(options.by, workbench->workloads()));
  std::vector<EvalGroups::Evaluated> results;
  bool all_ok = true;
  for (const auto& [path, text] : sources) {
    for (unsigned i = 0; i < options.repeat; ++i) {
      GAUNTLET_TRY(Candidate candidate, workbench->Run(text, options.verify));
      all_ok = all_ok && candidate.verdict.ok();
      results.emplace_back(path, std::move(candidate));
    }
  }
  if (globals.json) {
    Json json = {{"problem", problem.name}, {"results", Json::array()}};
    for (const auto& [path, candidate] : results)
      json["results"].push_back(ResultJson(problem, workbench->references(), groups, path, candidate));
    PrintJson(json);
  } else {
    PrintResults(problem, workbench->references(), groups, WithShortNames(std::move(results)));
  }
  return all_ok ? kExitFine : kExitVerdict;
}

}  // namespace

void AddEval(CLI::App& app, const Globals& globals, Action& action) {
  auto options = std::make_shared<EvalOptions>();
  CLI::App* command = app.add_subcommand("eval", "Score policy files");
  command->add_option("problem", options->problem, "Name of a problem, or a folder with a problem.yaml")
      ->required();
  command->add_option("sources", options->sources, "Policy sources")->required();
  options->choice.AddTo(*command);
  command->add_option("--isolation", options->isolation, "fork, hot or trusted")->capture_default_str();
  command
      ->add_option(
          "--by", options->by,
          "Settings of the workloads (deadline_s, capacity_objects, ...; or dataset): a row for each value")
      ->delimiter(',');
  command->add_flag("--verify", options->verify, "Confirm each score from the candidate's answers");
  command->add_option("--repeat", options->repeat, "Times to evaluate each source")
      ->check(CLI::Range(1, 100000));
  command->callback(
      [options, &globals, &action] { action = [options, &globals] { return Evaluate(*options, globals); }; });
}

}  // namespace gauntlet
