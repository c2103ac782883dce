// The final report as it is stored and as --json has it.
#include "host/base/optional_json.h"
#include "host/campaign/final_report.h"

namespace gauntlet {
namespace {

Json StandingToJson(const Standing& standing) {
  Json workloads = Json::array();
  for (size_t i = 0; i < standing.workloads.size(); ++i) {
    workloads.push_back(WorkloadResultToJson(standing.workloads[i]));
    if (i < standing.scores.size()) workloads.back()["score"] = standing.scores[i];
  }
  Json figures = Json::object();
  for (const auto& [name, value] : standing.figures) figures[name] = value;
  return {{"verdict", standing.verdict},
          {"score", OrNull(standing.score)},
          {"gap_closed", OrNull(standing.gap_closed)},
          {"gain", standing.gain ? standing.gain->ToJson() : Json(nullptr)},
          {"confirmed", standing.confirmed},
          {"unconfirmed", standing.unconfirmed},
          {"figures", figures},
          {"workloads", workloads}};
}

Json ObjectiveToJson(const Objective& objective) {
  return {{"metric", objective.metric},
          {"form", objective.form == Objective::Form::kValue ? "value" : "bounded_reduction"},
          {"goal", objective.minimize ? "minimize" : "maximize"},
          {"reference", objective.reference},
          {"bound", objective.bound}};
}

}  // namespace

const Standing* ReportRow::On(Split split) const {
  for (const auto& [where, standing] : standings)
    if (where == split) return &standing;
  return nullptr;
}

std::optional<double> ReportRow::ValidationGap() const {
  const Standing *train = On(Split::kTrain), *validation = On(Split::kValidation);
  if (!train || !validation || !train->score || !validation->score) return std::nullopt;
  return *train->score - *validation->score;
}

Json FinalReport::ToJson() const {
  const auto number = [](int64_t n) { return n >= 0 ? Json(n) : Json(nullptr); };
  Json json = {{"champion", number(champion)},
               {"finalist", number(finalist)},
               {"promoted", promoted()},
               {"test_openings", test_openings},
               {"verification", stood_up() ? verification.ToJson() : Json(nullptr)}};
  json["objective"] = ObjectiveToJson(objective);
  json["bounds"] = Json::object();
  for (const auto& [split, scores] : bounds) {
    Json& of_split = json["bounds"][std::string(ToString(split))];
    for (const BoundScore& one : scores)
      of_split.push_back({{"name", one.workload}, {"score", OrNull(one.score)}});
  }
  for (const char* list : {"finalists", "turned_down", "promotions", "policies"}) json[list] = Json::array();
  for (const auto& [candidate, score] : finalists)
    json["finalists"].push_back({{"number", candidate}, {"validation_score", score}});
  for (const TurnedDown& one : turned_down)
    json["turned_down"].push_back(
        {{"number", one.number}, {"check", one.check}, {"says", one.says}, {"revoked", one.revoked}});
  for (const Promotion& one : promotions)
    json["promotions"].push_back({{"over", one.over},
                                  {"gain", one.gain.ToJson()},
                                  {"promoted", one.promoted},
                                  {"why_not", one.why_not}});
  for (const ReportRow& row : rows) {
    Json one = {{"name", row.name}, {"train_validation_gap", OrNull(row.ValidationGap())}};
    for (const auto& [split, standing] : row.standings)
      one[std::string(ToString(split))] = StandingToJson(standing);
    json["policies"].push_back(std::move(one));
  }
  return json;
}

}  // namespace gauntlet
