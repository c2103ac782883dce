// Of what policies are run on, before any of them runs.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/check/field.h"
#include "host/trace/memory_file.h"

namespace gauntlet {
namespace {

Result<bool> SameBytes(const Workload& a, const Workload& b) {
  if (a.data_bytes != b.data_bytes || a.params != b.params) return false;
  GAUNTLET_TRY(const MappedFile first, MappedFile::Map(a.data->get()));
  GAUNTLET_TRY(const MappedFile second, MappedFile::Map(b.data->get()));
  return std::ranges::equal(first.bytes(), second.bytes());
}

}  // namespace

Result<> AskSplits(Field& field, ProblemFinding& finding) {
  const auto count = [&](Split split) { return OfSplits(field.problem.workloads, {split}).size(); };
  const size_t train = count(Split::kTrain), validation = count(Split::kValidation),
               test = count(Split::kTest);
  finding.says = fmt::format("{} entries of train, {} of validation, {} of test", train, validation, test);
  finding.detail = {{"train", train}, {"validation", validation}, {"test", test}};
  if (const auto apart = CheckSplits(field.problem); !apart) {
    if (apart.error().kind != ErrorKind::kInput) return apart;
    finding.Fail(apart.error().message,
                 "give each split data of its own: other seeds, other files, other times");
    finding.ends = true;
    return {};
  }
  for (const auto& [has, name, use] :
       {std::tuple{validation, "validation", "finalists are chosen by what search has not seen"},
        {test, "test", "only `verify --final` opens it, and that is the number to publish"}})
    if (has == 0) finding.Note(fmt::format("there is no {} split", name), fmt::format("add one: {}", use));
  return {};
}

Result<> AskWorkloads(Field& field, ProblemFinding& finding) {
  GAUNTLET_TRY(const auto first, LoadWorkloads(field.problem, field.problem.workloads));
  GAUNTLET_TRY(const auto second, LoadWorkloads(field.problem, field.problem.workloads));
  if (field.problem.harness) {
    finding.says = fmt::format("{} workloads: the problem's program makes them", first.size());
    return {};
  }
  uint64_t records = 0, bytes = 0;
  for (size_t i = 0; i < first.size(); ++i) {
    records += first[i].request_count;
    bytes += first[i].data_bytes;
    if (first[i].request_count == 0)
      finding.Fail(fmt::format("{} has no record", first[i].name),
                   "a workload without records measures nothing");
    GAUNTLET_TRY(const bool same, SameBytes(first[i], second[i]));
    if (!same)
      finding.Fail(
          fmt::format("{} is other bytes when it is made again", first[i].name),
          "make() may use nothing but its settings and files: no address, no memory that was not set");
  }
  finding.detail = {{"workloads", first.size()}, {"records", records}, {"bytes", bytes}};
  if (finding.grade == Grade::kPass)
    finding.says =
        fmt::format("{} workloads, {} records, {} bytes: the same twice", first.size(), records, bytes);
  return {};
}

Result<> AskReferences(Field& field, ProblemFinding& finding) {
  const Objective& objective = field.problem.objective;
  GAUNTLET_TRY(field.train, OpenBench(field.problem, OfSplits(field.problem.workloads, {Split::kTrain}),
                                      field.options.lanes));
  for (const auto& [workload, metrics] : field.train->references()) {
    if (const std::string odd = NotFinite({{workload, "", "", metrics}}); !odd.empty())
      finding.Fail(odd + " is no finite number", "reference() must say a number for every workload");
    for (const std::string& name : {objective.reference, objective.bound})
      if (!name.empty() && FindMetric(metrics, name) == nullptr)
        finding.Fail(fmt::format("{} of {} is missing", name, workload),
                     "the objective names it: reference() must report it under this name");
    const auto bound = ScoreOfBound(objective, workload, field.train->references());
    if (bound && *bound < 0)
      finding.Fail(fmt::format("on {} the bound is worse than the reference: {:+.6f}", workload, *bound),
                   "a bound is what no policy beats, the reference is one that anybody reaches");
  }
  finding.ends = finding.grade == Grade::kFail;
  finding.says = finding.grade != Grade::kPass
                     ? finding.says
                     : fmt::format("{} and {} of {} workloads", objective.reference, objective.bound,
                                   field.train->workloads().size());
  if (objective.bound.empty())
    finding.Note("the objective has no bound",
                 "say in reference() what no policy can beat, however loose: a score "
                 "beyond it unmasks the simulator, and people see how far there is to go");
  return {};
}

}  // namespace gauntlet
