#include "host/tune/tuning.h"

namespace gauntlet::tune {
namespace {

Json OrNull(const std::optional<Gain>& gain) { return gain ? gain->ToJson() : Json(nullptr); }

Json FinalistJson(const Space& space, const Finalist& finalist) {
  Json literals = Json::array();
  for (size_t i = 0; i < finalist.settings.size(); ++i) {
    if (finalist.settings[i] == space.Original()[i]) continue;
    const LiteralSite& site = space.dimensions()[i].site;
    literals.push_back({{"line", site.line},
                        {"expression", site.expression},
                        {"old", site.text},
                        {"new", finalist.settings[i].text}});
  }
  return {{"literals", literals},
          {"found_on", finalist.found_on},
          {"train", finalist.train.ToJson()},
          {"held_out", finalist.held_out ? Json(*finalist.held_out) : Json(nullptr)},
          {"validation", OrNull(finalist.validation)},
          {"train_and_validation", OrNull(finalist.both)},
          {"rejected", finalist.rejected}};
}

}  // namespace

double Tuning::HeldOut() const {
  double sum = 0;
  size_t workloads = 0;
  for (const FoldGain& fold : folds) {
    sum += fold.held_out * static_cast<double>(fold.workloads);
    workloads += fold.workloads;
  }
  return workloads == 0 ? 0 : sum / static_cast<double>(workloads);
}

Json Tuning::ToJson(const Space& space) const {
  Json fold_json = Json::array(), finalist_json = Json::array();
  for (const FoldGain& fold : folds)
    fold_json.push_back({{"datasets", fold.datasets},
                         {"workloads", fold.workloads},
                         {"tuned_on", fold.tuned_on},
                         {"held_out", fold.held_out}});
  for (const Finalist& finalist : finalists) finalist_json.push_back(FinalistJson(space, finalist));
  return {
      {"strategy", strategy},
      {"vectors", vectors},
      {"failures", failures},
      {"seconds", seconds},
      {"workers", lanes},
      {"vector_limit_cpu_ms", limit_ms},
      {"interrupted", interrupted},
      {"workloads", {{"train", train_workloads}, {"validation", validation_workloads}}},
      {"original",
       {{"train", train_score}, {"validation", validation_score ? Json(*validation_score) : Json(nullptr)}}},
      {"folds", fold_json},
      {"held_out", folds.empty() ? Json(nullptr) : Json(HeldOut())},
      {"finalists", finalist_json},
      {"chosen", chosen ? Json(*chosen) : Json(nullptr)},
      {"says", says},
      {"source_text", source},
      {"bit_equal", bit_equal},
      {"confirmed", confirmed},
      {"speed",
       {{"vectors", speed.vectors},
        {"table_per_s", speed.table_per_s},
        {"compile_per_s", speed.compile_per_s},
        {"compile_ms", speed.compile_ms},
        {"equal", speed.equal}}}};
}

}  // namespace gauntlet::tune
