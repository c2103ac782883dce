#include "host/candidate/candidate.h"

#include "host/base/foreign_json.h"
#include "host/base/optional_json.h"

namespace gauntlet {

const Metric* FindMetric(const Metrics& metrics, std::string_view name) {
  for (const Metric& metric : metrics)
    if (metric.name == name) return &metric;
  return nullptr;
}

Json MetricsToJson(const Metrics& metrics) {
  Json json = Json::object();
  for (const Metric& m : metrics) {
    if (m.is_count) {
      json[m.name] = m.count;
    } else {
      json[m.name] = m.real;
    }
  }
  return json;
}

Metrics MetricsFromJson(const Json& json) {
  Metrics metrics;
  for (const auto& [name, value] : json.items()) {
    Metric m{.name = name};
    const bool is_negative =
        value.is_number_integer() && !value.is_number_unsigned() && value.get<int64_t>() < 0;
    if (value.is_number_integer() && !is_negative) {
      m.is_count = true;
      m.count = value.get<uint64_t>();
    } else if (value.is_number()) {
      m.real = value.get<double>();
    }
    metrics.push_back(std::move(m));
  }
  return metrics;
}

Json WorkloadResultToJson(const WorkloadResult& r) {
  return {
      {"name", r.name}, {"split", r.split}, {"dataset", r.dataset}, {"metrics", MetricsToJson(r.metrics)}};
}

WorkloadResult WorkloadResultFromJson(const Json& json) {
  return {.name = json.value("name", ""),
          .split = json.value("split", ""),
          .dataset = json.value("dataset", ""),
          .metrics = MetricsFromJson(json.value("metrics", Json::object()))};
}

Json ViolationToJson(const Violation& v) {
  return {{"metric", v.metric}, {"value", v.value}, {v.is_most ? "at_most" : "at_least", v.limit}};
}

Violation ViolationFromJson(const Json& json) {
  const bool is_most = json.contains("at_most");
  return {.metric = json.value("metric", ""),
          .value = json.value("value", 0.0),
          .limit = json.value(is_most ? "at_most" : "at_least", 0.0),
          .is_most = is_most};
}

Json EditToJson(const Edit& e) {
  return {{"operation", e.operation}, {"line", e.line}, {"before", e.before}, {"after", e.after}};
}

Edit EditFromJson(const Json& json) {
  return {.operation = json.value("operation", ""),
          .line = json.contains("line") ? WholeFrom<uint32_t>(json.at("line")) : 0,
          .before = json.value("before", ""),
          .after = json.value("after", "")};
}

Json CandidateToJson(const Candidate& c) {
  Json json = Json::object();
  json["number"] = c.number;
  json["candidate"] = c.source_hash.Hex();
  json["parents"] = c.parents;
  json["generator"] = c.generator;
  json["island"] = c.island;
  json["verdict"] = c.verdict.ToJson();
  json["score"] = OrNull(c.score);
  json["stage_scores"] = c.stage_scores;
  json["metrics"] = MetricsToJson(c.metrics);
  json["workloads"] = Json::array();
  for (const WorkloadResult& w : c.workloads) json["workloads"].push_back(WorkloadResultToJson(w));
  if (!c.infeasible.empty()) {
    json["infeasible"] = Json::array();
    for (const Violation& v : c.infeasible) json["infeasible"].push_back(ViolationToJson(v));
  }
  json["confirmed"] = c.confirmed;
  if (c.unconfirmed) json["unconfirmed"] = true;
  json["in_archive"] = c.in_archive;
  json["features"] = c.features;
  json["edits"] = Json::array();
  for (const Edit& e : c.edits) json["edits"].push_back(EditToJson(e));
  if (c.proposal) json["proposal"] = ProposalToJson(*c.proposal);
  json["timing_ms"] = c.timing_ms;
  return json;
}

}  // namespace gauntlet
