#include "host/problem/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>

#include "host/base/file.h"
#include "host/base/layout.h"
#include "host/problem/harness.h"
#include "host/problem/own_domain.h"

namespace gauntlet {
namespace fs = std::filesystem;
namespace {

Result<Objective> ReadObjective(const YamlReader& in) {
  Objective out;
  GAUNTLET_TRY(out.metric, in.Get<std::string>("metric"));
  GAUNTLET_TRY(out.reference, in.GetOr<std::string>("reference", ""));
  GAUNTLET_TRY(out.bound, in.GetOr<std::string>("bound", ""));
  GAUNTLET_TRY(out.bound_holds, in.GetOr<std::string>("bound_holds", ""));
  GAUNTLET_TRY(const std::string form, in.GetOr<std::string>("form", "value"));
  GAUNTLET_TRY(const std::string goal, in.GetOr<std::string>("goal", "minimize"));
  if (goal != "minimize" && goal != "maximize") return in.Wrong("goal", "expected minimize or maximize");
  out.minimize = goal == "minimize";
  if (form == "value") {
    out.form = Objective::Form::kValue;
  } else if (form == "bounded_reduction") {
    out.form = Objective::Form::kBoundedReduction;
    if (out.reference.empty())
      return in.Wrong("reference", "missing; bounded_reduction compares with a reference metric");
  } else {
    return in.Wrong("form", "expected value or bounded_reduction");
  }
  GAUNTLET_CHECK_OK(in.NoOtherKeys());
  return out;
}

Result<Limits> ReadLimits(const YamlReader& in) {
  Limits out;
  GAUNTLET_TRY(out.cpu_s, in.GetOr("cpu_s", out.cpu_s));
  GAUNTLET_TRY(out.memory_mb, in.GetOr("memory_mb", out.memory_mb));
  GAUNTLET_TRY(out.compile_s, in.GetOr("compile_s", out.compile_s));
  GAUNTLET_TRY(out.source_kb, in.GetOr("source_kb", out.source_kb));
  constexpr double kMostS = 1e6;
  constexpr uint64_t kMost = 1 << 20;  // a TiB of memory, a GiB of source
  if (!(out.cpu_s > 0 && out.cpu_s <= kMostS))
    return in.Wrong("cpu_s", "expected more than 0 seconds, at most 10^6");
  if (!(out.compile_s > 0 && out.compile_s <= kMostS))
    return in.Wrong("compile_s", "expected more than 0 seconds, at most 10^6");
  if (out.memory_mb == 0 || out.memory_mb > kMost) return in.Wrong("memory_mb", "expected 1 to 1048576");
  if (out.source_kb > kMost) return in.Wrong("source_kb", "expected at most 1048576");
  GAUNTLET_CHECK_OK(in.NoOtherKeys());
  return out;
}

// What a clock says is no part of a repeatable campaign, unless its author asks for it.
constexpr std::string_view kMeasured[] = {"cpu_ns_per_request", "rebalance_ms", "rebalance_instructions"};

Result<std::vector<Constraint>> ReadConstraints(const YamlReader& in) {
  GAUNTLET_TRY(const auto entries, in.Maps("constraints"));
  std::vector<Constraint> out;
  for (const YamlReader& entry : entries) {
    Constraint constraint;
    GAUNTLET_TRY(constraint.metric, entry.Get<std::string>("metric"));
    GAUNTLET_TRY(const auto most, entry.Find<double>("at_most"));
    GAUNTLET_TRY(const auto least, entry.Find<double>("at_least"));
    GAUNTLET_TRY(constraint.measured, entry.GetOr("measured", false));
    if (most.has_value() == least.has_value())
      return entry.Wrong(most ? "at_least" : "at_most", "expected one of at_most and at_least");
    constraint.is_most = most.has_value();
    constraint.limit = most ? *most : *least;
    if (std::ranges::find(kMeasured, constraint.metric) != std::end(kMeasured) && !constraint.measured)
      return entry.Wrong("metric",
                         constraint.metric +
                             " is measured by a clock, and rows will not repeat: say `measured: true` "
                             "if that is meant");
    GAUNTLET_CHECK_OK(entry.NoOtherKeys());
    out.push_back(std::move(constraint));
  }
  return out;
}

Result<std::vector<Figure>> ReadFigures(const YamlReader& in) {
  GAUNTLET_TRY(const auto entries, in.Maps("figures"));
  std::vector<Figure> out;
  for (const YamlReader& entry : entries) {
    Figure figure;
    GAUNTLET_TRY(figure.name, entry.Get<std::string>("name"));
    GAUNTLET_TRY(figure.text, entry.Get<std::string>("formula"));
    auto formula = Formula::Parse(figure.text);
    if (!formula) return entry.Wrong("formula", formula.error().message);
    figure.formula = std::move(*formula);
    GAUNTLET_CHECK_OK(entry.NoOtherKeys());
    out.push_back(std::move(figure));
  }
  return out;
}

Result<fs::path> ReadFile(const YamlReader& in, const std::string& key, const std::string& path) {
  const fs::path resolved = in.Resolve(path);
  std::error_code error;
  if (!fs::is_regular_file(resolved, error))
    return in.Wrong(key, fmt::format("no such file: {}", resolved.string()));
  return resolved;
}

Result<std::vector<Baseline>> ReadBaselines(const YamlReader& in) {
  GAUNTLET_TRY(const auto entries, in.Maps("baselines"));
  std::vector<Baseline> out;
  for (const YamlReader& entry : entries) {
    Baseline baseline;
    GAUNTLET_TRY(baseline.name, entry.Get<std::string>("name"));
    GAUNTLET_TRY(const std::string source, entry.Get<std::string>("source"));
    GAUNTLET_TRY(baseline.source, ReadFile(entry, "source", source));
    GAUNTLET_TRY(baseline.memory_mb, entry.GetOr<uint64_t>("memory_mb", 0));
    if (baseline.memory_mb > 1 << 20) return entry.Wrong("memory_mb", "expected at most 1048576");
    GAUNTLET_CHECK_OK(entry.NoOtherKeys());
    out.push_back(std::move(baseline));
  }
  return out;
}

Result<std::vector<StandIn>> ReadStandIns(const YamlReader& in) {
  GAUNTLET_TRY(const auto entries, in.Maps("stand_ins"));
  std::vector<StandIn> out;
  for (const YamlReader& entry : entries) {
    StandIn one;
    GAUNTLET_TRY(one.name, entry.Get<std::string>("name"));
    GAUNTLET_TRY(const std::string source, entry.Get<std::string>("source"));
    GAUNTLET_TRY(one.source, ReadFile(entry, "source", source));
    GAUNTLET_TRY(const auto kinds, entry.List<std::string>("expect"));
    for (const std::string& name : kinds) {
      const auto kind = VerdictKindFromString(name);
      if (!kind) return entry.Wrong("expect", fmt::format("'{}' is no verdict", name));
      one.expected.push_back(*kind);
    }
    if (one.expected.empty())
      return entry.Wrong("expect", "missing; expected a verdict, such as invalid_decision");
    GAUNTLET_CHECK_OK(entry.NoOtherKeys());
    out.push_back(std::move(one));
  }
  return out;
}

Result<std::vector<FeatureSpec>> ReadFeatures(const YamlReader& in) {
  GAUNTLET_TRY(const auto entries, in.Maps("features"));
  std::vector<FeatureSpec> out;
  for (const YamlReader& entry : entries) {
    FeatureSpec feature;
    GAUNTLET_TRY(feature.name, entry.Get<std::string>("name"));
    GAUNTLET_TRY(feature.low, entry.Get<double>("low"));
    GAUNTLET_TRY(feature.high, entry.Get<double>("high"));
    GAUNTLET_TRY(const uint64_t bins, entry.GetOr<uint64_t>("bins", feature.bins));
    GAUNTLET_TRY(const std::string scale, entry.GetOr<std::string>("scale", "linear"));
    if (!(feature.low < feature.high)) return entry.Wrong("high", "expected more than low");
    if (!std::isfinite(feature.low) || !std::isfinite(feature.high))
      return entry.Wrong("low", "expected a finite number, as high");
    if (bins < 1 || bins > 1024) return entry.Wrong("bins", "expected 1 to 1024");
    if (scale != "linear" && scale != "log") return entry.Wrong("scale", "expected linear or log");
    feature.bins = static_cast<uint32_t>(bins);
    feature.log_scale = scale == "log";
    if (feature.log_scale && !(feature.low > 0))
      return entry.Wrong("low", "expected more than 0 on a log scale");
    GAUNTLET_CHECK_OK(entry.NoOtherKeys());
    out.push_back(std::move(feature));
  }
  return out;
}

Result<std::vector<CascadeStage>> ReadCascade(const YamlReader& in) {
  GAUNTLET_TRY(const auto entries, in.Maps("cascade"));
  std::vector<CascadeStage> out;
  for (const YamlReader& entry : entries) {
    CascadeStage stage;
    GAUNTLET_TRY(stage.sample_rate, entry.Get<double>("sample_rate"));
    GAUNTLET_TRY(stage.keep_share, entry.GetOr("keep_share", stage.keep_share));
    if (!(stage.sample_rate > 0 && stage.sample_rate < 1))
      return entry.Wrong("sample_rate", "expected between 0 and 1");
    if (!(stage.keep_share > 0 && stage.keep_share <= 1))
      return entry.Wrong("keep_share", "expected above 0, at most 1");
    if (!out.empty() && stage.sample_rate <= out.back().sample_rate)
      return entry.Wrong("sample_rate", "expected more than that of the stage before");
    GAUNTLET_CHECK_OK(entry.NoOtherKeys());
    out.push_back(stage);
  }
  return out;
}

Result<WorkloadEntry> ReadWorkload(YamlReader in, Split otherwise) {
  GAUNTLET_TRY(std::string name, in.GetOr<std::string>("name", ""));
  GAUNTLET_TRY(const std::string split_name,
               in.GetOr<std::string>("split", std::string(ToString(otherwise))));
  const auto split = SplitFromString(split_name);
  if (!split) return in.Wrong("split", "expected train, validation or test");
  return WorkloadEntry{std::move(name), *split, std::move(in)};
}

Result<Hash128> HashOfProblem(const Problem& problem, const fs::path& yaml) {
  std::vector<fs::path> files = {yaml, problem.seed};
  for (const Baseline& baseline : problem.baselines) files.push_back(baseline.source);
  if (problem.own) files.push_back(problem.own->source);
  std::string all;
  for (const fs::path& file : files) {
    GAUNTLET_TRY(const std::string text, ReadTextFile(file));
    all += text + '\0';
  }
  all.pop_back();
  if (problem.own)
    for (const auto* headers : {&problem.own->headers.files, &problem.own->private_headers})
      for (const HeaderFile& header : *headers) all += '\0' + header.name + '\0' + header.text;
  if (problem.harness) {
    GAUNTLET_TRY(const std::string content, ContentOf(*problem.harness));
    all += '\0' + content;
  }
  return HashText(all);
}

// What plays the policies: a simulator that is built in, one that the folder brings along, or a program.
Result<> ReadDomain(const YamlReader& in, Problem* out) {
  GAUNTLET_TRY(const Json simulator, in.Value("simulator"));
  const bool harness = simulator.is_object();
  GAUNTLET_TRY(out->domain,
               harness ? in.GetOr<std::string>("domain", "program") : in.Get<std::string>("domain"));
  GAUNTLET_TRY(const std::string interface,
               harness ? in.GetOr<std::string>("interface", "policy") : in.Get<std::string>("interface"));
  out->interface_name = fmt::format("gauntlet.{}.{}/1", out->domain, interface);
  if (harness) {
    GAUNTLET_TRY(out->harness, ReadHarness(in, *out));
  } else if (!simulator.is_null()) {
    GAUNTLET_TRY(out->own, ReadOwnDomain(in, out->domain, out->interface_name));
  } else {
    out->simulator = Layout::Current().Simulator(out->domain);
  }
  return {};
}

// What a program cannot do as a simulator would.
Result<> CheckHarness(const YamlReader& in, const Problem& problem) {
  if (!problem.harness) return {};
  const Objective& o = problem.objective;
  if (!problem.harness->references && !(o.reference.empty() && o.bound.empty()))
    return in.Wrong(
        "objective",
        "reference and bound need no policy: the program must answer for them, `references: true`");
  if (!problem.cascade.empty())
    return in.Wrong("cascade", "needs samples, and nobody knows how to sample here");
  return {};
}

}  // namespace

Result<Problem> LoadProblem(const fs::path& path) {
  const fs::path yaml = fs::is_directory(path) ? path / "problem.yaml" : path;
  GAUNTLET_TRY(const YamlReader in, YamlReader::Load(yaml));
  Problem out;
  out.folder = yaml.parent_path();
  GAUNTLET_TRY(out.name, in.Get<std::string>("name"));
  GAUNTLET_TRY(out.title, in.GetOr<std::string>("title", out.name));
  GAUNTLET_TRY(const auto limits, in.FindMap("limits"));
  if (limits) {
    GAUNTLET_TRY(out.limits, ReadLimits(*limits));
  }
  GAUNTLET_CHECK_OK(ReadDomain(in, &out));
  GAUNTLET_TRY(const std::string seed, in.Get<std::string>("seed"));
  GAUNTLET_TRY(out.seed, ReadFile(in, "seed", seed));
  GAUNTLET_TRY(const std::string prompt, in.GetOr<std::string>("prompt", ""));
  if (!prompt.empty()) {
    GAUNTLET_TRY(out.prompt, ReadFile(in, "prompt", prompt));
  }
  GAUNTLET_TRY(const YamlReader objective, in.Map("objective"));
  GAUNTLET_TRY(out.objective, ReadObjective(objective));
  GAUNTLET_TRY(out.constraints, ReadConstraints(in));
  GAUNTLET_TRY(out.figures, ReadFigures(in));
  GAUNTLET_TRY(out.baselines, ReadBaselines(in));
  GAUNTLET_TRY(out.stand_ins, ReadStandIns(in));
  GAUNTLET_TRY(out.features, ReadFeatures(in));
  GAUNTLET_TRY(out.cascade, ReadCascade(in));
  GAUNTLET_CHECK_OK(CheckHarness(in, out));
  GAUNTLET_TRY(Json search, in.Value("search"));
  GAUNTLET_TRY(out.search_yaml, in.FindMap("search"));
  if (search.is_object()) out.search = std::move(search);
  GAUNTLET_TRY(auto workloads, in.Maps("workloads"));
  if (workloads.empty())
    return in.Wrong("workloads", "missing; expected at least one workload of the train split");
  for (YamlReader& entry : workloads) {
    GAUNTLET_TRY(WorkloadEntry workload, ReadWorkload(std::move(entry), Split::kTrain));
    out.workloads.push_back(std::move(workload));
  }
  if (std::ranges::none_of(out.workloads, [](const auto& w) { return w.split == Split::kTrain; }))
    return in.Wrong("workloads", "none is of the train split");
  GAUNTLET_CHECK_OK(in.NoOtherKeys());
  GAUNTLET_TRY(out.content_hash, HashOfProblem(out, yaml));
  return out;
}

Result<std::vector<WorkloadEntry>> LoadWorkloadFile(const fs::path& path) {
  GAUNTLET_TRY(YamlReader in, YamlReader::Load(path));
  std::vector<WorkloadEntry> out;
  if (!in.Has("workloads")) {
    GAUNTLET_TRY(WorkloadEntry one, ReadWorkload(std::move(in), Split::kTrain));
    out.push_back(std::move(one));
    return out;
  }
  GAUNTLET_TRY(auto entries, in.Maps("workloads"));
  if (entries.empty()) return in.Wrong("workloads", "expected at least one workload");
  for (YamlReader& entry : entries) {
    GAUNTLET_TRY(WorkloadEntry one, ReadWorkload(std::move(entry), Split::kTrain));
    out.push_back(std::move(one));
  }
  GAUNTLET_CHECK_OK(in.NoOtherKeys());
  return out;
}

std::vector<fs::path> ProblemPath(const std::vector<std::string>& paths) {
  std::vector<fs::path> out(paths.begin(), paths.end());
  if (const char* more = std::getenv("GAUNTLET_PATH")) {
    std::stringstream list(more);
    for (std::string item; std::getline(list, item, ':');)
      if (!item.empty()) out.emplace_back(item);
  }
  out.push_back(Layout::Current().Problems());
  return out;
}

std::vector<fs::path> ListProblems(const std::vector<fs::path>& path) {
  std::vector<fs::path> out;
  for (const fs::path& folder : path) {
    std::error_code error;
    std::vector<fs::path> here;
    for (const auto& item : fs::directory_iterator(folder, error))
      if (fs::is_regular_file(item.path() / "problem.yaml", error)) here.push_back(item.path());
    std::ranges::sort(here);
    out.insert(out.end(), here.begin(), here.end());
  }
  return out;
}

Result<fs::path> FindProblem(const std::string& name, const std::vector<fs::path>& path) {
  std::error_code error;
  if (fs::is_regular_file(fs::path(name) / "problem.yaml", error)) return fs::path(name);
  if (fs::is_regular_file(name, error)) return fs::path(name);
  for (const fs::path& folder : path)
    if (fs::is_regular_file(folder / name / "problem.yaml", error)) return folder / name;
  std::string known;
  for (const fs::path& p : ListProblems(path)) known += (known.empty() ? "" : ", ") + p.filename().string();
  return Fail(
      ErrorKind::kInput,
      fmt::format("no problem '{}': not a folder with a problem.yaml, and not one of: {}", name, known));
}

}  // namespace gauntlet
