#include "host/ledger/lineage.h"

#include <algorithm>
#include <cmath>

#include "host/base/optional_json.h"
#include "host/ledger/edits.h"

namespace gauntlet {
namespace {

std::vector<WorkloadChange> WorkloadChanges(const Candidate& child, const Candidate& parent) {
  std::vector<WorkloadChange> changes;
  for (const WorkloadResult& now : child.workloads) {
    const auto before = std::ranges::find(parent.workloads, now.name, &WorkloadResult::name);
    if (before == parent.workloads.end() || before->split != now.split) continue;
    WorkloadChange change{now.name, {}};
    for (const Metric& metric : now.metrics) {
      const Metric* was = FindMetric(before->metrics, metric.name);
      if (was != nullptr) change.metrics.emplace_back(metric.name, metric.Value() - was->Value());
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

Json PlaceToJson(const TreeEdit& edit) {
  const auto& constructs = edit.brought.empty() ? edit.took : edit.brought;
  return {{"kind", ToString(edit.kind)},
          {"class", ToString(edit.edit_class)},
          {"place", constructs.empty() ? edit.where : constructs.front().place},
          {"line_before", edit.in_a.line},
          {"line_after", edit.in_b.line},
          {"before", edit.before},
          {"after", edit.after}};
}

Json NamedToJson(const SourceDiff& diff, const NamedEdit& named) {
  Json places = Json::array();
  for (const int place : named.places) places.push_back(PlaceToJson(diff.edits[static_cast<size_t>(place)]));
  Json json = {{"kind", ToString(named.kind)},
               {"class", ToString(named.edit_class)},
               {"where", named.where},
               {"says", named.says},
               {"places", std::move(places)}};
  if (named.brings_back >= 0) json["brings_back"] = named.brings_back;
  return json;
}

}  // namespace

Result<std::vector<Candidate>> LineageOf(const CampaignFile& file, int64_t number) {
  std::vector<Candidate> path;
  for (int64_t at = number; at >= 0;) {
    GAUNTLET_TRY(Candidate c, file.Get(at));
    at = c.parents.empty() ? -1 : c.parents.front();
    path.push_back(std::move(c));
  }
  std::ranges::reverse(path);
  return path;
}

std::optional<double> GainOf(const Candidate& child, const Candidate& parent) {
  if (!child.score || !parent.score) return std::nullopt;
  const double gain = *child.score - *parent.score;
  return std::isfinite(gain) ? std::optional(gain) : std::nullopt;
}

Result<std::vector<LineageStep>> ReadLineage(const CampaignFile& file, int64_t number) {
  GAUNTLET_TRY(auto path, LineageOf(file, number));
  std::vector<Step> steps;
  for (const Candidate& c : path) {
    for (const int64_t parent : c.parents) steps.push_back({parent, c.number});
  }
  GAUNTLET_TRY(auto diffs, ReadEdits(file, steps, LanesFor(steps.size())));
  std::vector<LineageStep> lineage;
  Cycles cycles;
  size_t next = 0;
  for (Candidate& c : path) {
    LineageStep step{std::move(c), {}};
    const Candidate& child = step.candidate;
    for (const int64_t parent : child.parents) {
      Descent descent{parent, std::move(diffs[next++]), std::nullopt, {}};
      GAUNTLET_TRY(const Candidate other, file.Get(parent));
      descent.gain = GainOf(child, other);
      descent.workloads = WorkloadChanges(child, other);
      const int64_t main_parent = child.parents.front();
      if (parent == main_parent) {
        cycles.Add(child.number, parent, descent.diff);
      } else {
        cycles.Mark(main_parent, descent.diff);
      }
      step.descents.push_back(std::move(descent));
    }
    lineage.push_back(std::move(step));
  }
  return lineage;
}

Result<> MarkCycles(const CampaignFile& file, int64_t from, SourceDiff& diff) {
  GAUNTLET_TRY(const auto path, LineageOf(file, from));
  std::vector<Step> steps;
  for (size_t i = 1; i < path.size(); ++i) steps.push_back({path[i - 1].number, path[i].number});
  GAUNTLET_TRY(auto diffs, ReadEdits(file, steps, LanesFor(steps.size())));
  Cycles cycles;
  for (size_t i = 0; i < steps.size(); ++i) cycles.Add(steps[i].to, steps[i].from, diffs[i]);
  cycles.Mark(from, diff);
  return {};
}

Json DescentToJson(const Descent& descent) {
  Json json = {{"parent", descent.parent}, {"gain", OrNull(descent.gain)}};
  if (descent.diff.failure) {
    json["failure"] = descent.diff.failure->reason;
    return json;
  }
  json["same_tree"] = descent.diff.same_tree;
  json["edits"] = Json::array();
  for (const NamedEdit& named : descent.diff.named) json["edits"].push_back(NamedToJson(descent.diff, named));
  json["workloads"] = Json::array();
  for (const WorkloadChange& change : descent.workloads) {
    Json metrics = Json::object();
    for (const auto& [name, value] : change.metrics) metrics[name] = value;
    json["workloads"].push_back({{"name", change.name}, {"change", std::move(metrics)}});
  }
  return json;
}

}  // namespace gauntlet
