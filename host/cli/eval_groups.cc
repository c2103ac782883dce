#include "host/cli/eval_groups.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "host/base/optional_json.h"
#include "host/cli/output.h"

namespace gauntlet {
namespace {

const std::string* SettingOf(const Workload& workload, const std::string& key) {
  if (key == "dataset") return &workload.dataset;
  const auto found = std::ranges::find(workload.params, key, &std::pair<std::string, std::string>::first);
  return found == workload.params.end() ? nullptr : &found->second;
}

// Keys with more than one value are what people look for.
std::string KnownKeys(const std::vector<Workload>& workloads) {
  std::vector<std::string> known = {"dataset"};
  for (const auto& [key, value] : workloads.front().params)
    if (std::ranges::all_of(workloads, [&](const Workload& w) { return SettingOf(w, key) != nullptr; }))
      known.push_back(key);
  return fmt::format("{}", fmt::join(known, ", "));
}

// What one policy did in one group.
struct Row {
  size_t workloads = 0;
  std::optional<double> score, metric;
  std::optional<Distribution> over_bound;
};

Row RowOf(const Problem& problem, const References& references, const std::vector<std::string>& names,
          const Candidate& candidate) {
  std::vector<WorkloadResult> mine;
  double sum = 0;
  for (const WorkloadResult& w : candidate.workloads) {
    if (std::ranges::find(names, w.name) == names.end()) continue;
    mine.push_back(w);
    const Metric* metric = FindMetric(w.metrics, problem.objective.metric);
    sum += metric == nullptr ? 0 : metric->Value();
  }
  Row row{.workloads = mine.size()};
  if (mine.empty()) return row;
  if (const auto score = Score(problem.objective, mine, references)) row.score = *score;
  row.metric = sum / static_cast<double>(mine.size());
  row.over_bound = OverBound(problem.objective, mine, references);
  return row;
}

}  // namespace

Result<EvalGroups> EvalGroups::By(const std::vector<std::string>& keys,
                                  const std::vector<Workload>& workloads) {
  EvalGroups out;
  out.keys_ = keys;
  for (const Workload& w : workloads) {
    std::vector<std::string> values;
    for (const std::string& key : keys) {
      const std::string* value = SettingOf(w, key);
      if (value == nullptr)
        return Fail(ErrorKind::kInput, fmt::format("--by {}: workload {} has no such setting; all have: {}",
                                                   key, w.name, KnownKeys(workloads)));
      values.push_back(*value);
    }
    auto group = std::ranges::find(out.groups_, values, &Group::values);
    if (group == out.groups_.end()) group = out.groups_.insert(group, Group{values, {}});
    group->workloads.push_back(w.name);
  }
  return out;
}

std::string EvalGroups::Text(const Problem& problem, const References& references,
                             const std::vector<Evaluated>& results) const {
  const Objective& objective = problem.objective;
  std::vector<std::string> head = keys_;
  head.insert(head.end(), {"source", "workloads", "mean score", objective.metric});
  if (!objective.bound.empty()) head.insert(head.end(), {"over " + objective.bound, "p10", "median", "p90"});
  Table table(head);
  for (const Group& group : groups_) {
    for (const auto& [source, candidate] : results) {
      const Row row = RowOf(problem, references, group.workloads, candidate);
      std::vector<std::string> cells = group.values;
      cells.insert(cells.end(), {source, std::to_string(row.workloads),
                                 row.score ? fmt::format("{:+.5f}", *row.score) : "-",
                                 row.metric ? fmt::format("{:.6g}", *row.metric) : "-"});
      const auto number = [&](double Distribution::* field) {
        return row.over_bound ? fmt::format("{:.4f}", *row.over_bound.*field) : "-";
      };
      if (!objective.bound.empty())
        cells.insert(cells.end(), {number(&Distribution::mean), number(&Distribution::p10),
                                   number(&Distribution::p50), number(&Distribution::p90)});
      table.Row(cells);
    }
  }
  return table.Text();
}

Json EvalGroups::ToJson(const Problem& problem, const References& references,
                        const Candidate& candidate) const {
  Json out = Json::array();
  for (const Group& group : groups_) {
    const Row row = RowOf(problem, references, group.workloads, candidate);
    Json by = Json::object();
    for (size_t i = 0; i < keys_.size(); ++i) by[keys_[i]] = group.values[i];
    Json over_bound;
    if (const auto& d = row.over_bound)
      over_bound = {
          {"workloads", d->workloads}, {"mean", d->mean}, {"p10", d->p10}, {"p50", d->p50}, {"p90", d->p90}};
    out.push_back({{"by", by},
                   {"workloads", row.workloads},
                   {"score", OrNull(row.score)},
                   {problem.objective.metric, OrNull(row.metric)},
                   {"over_bound", over_bound}});
  }
  return out;
}

}  // namespace gauntlet
