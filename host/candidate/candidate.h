// The travelling record: one policy source with its parents, and all that happened to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/base/hash.h"
#include "host/base/json.h"
#include "host/candidate/proposal.h"
#include "sandbox/verdict.h"

namespace gauntlet {

// One named number that a simulator reports. Counts are exact; reals carry the unit in their name.
struct Metric {
  std::string name;
  bool is_count = false;
  uint64_t count = 0;
  double real = 0;

  double Value() const { return is_count ? static_cast<double>(count) : real; }
  friend bool operator==(const Metric&, const Metric&) = default;
};
using Metrics = std::vector<Metric>;

const Metric* FindMetric(const Metrics& metrics, std::string_view name);  // nullptr: none
Json MetricsToJson(const Metrics& metrics);                               // {"requests": 113872, ...}

// What one workload measured.
struct WorkloadResult {
  std::string name;
  std::string split;    // train, validation, test
  std::string dataset;  // the trace or family it came from: the unit of uncertainty
  Metrics metrics;
};

// One change of the syntax tree that led from a parent to this candidate.
struct Edit {
  std::string operation;  // the mutation operator, "crossover", ...
  uint32_t line = 0;      // in the parent, from 1
  std::string before;     // text that went
  std::string after;      // text that came
};

// A constraint of the problem that it does not keep to.
struct Violation {
  std::string metric;
  double value = 0;
  double limit = 0;
  bool is_most = true;  // the limit is the most that is allowed, else the least
};

struct Candidate {
  int64_t number = 0;  // order of proposal in its campaign, from 0
  std::string source;
  Hash128 source_hash;           // HashText(source): the hex id that people see
  Hash128 tree_hash;             // of the normalised syntax tree; zero: never parsed
  std::vector<int64_t> parents;  // the first one is the main one
  uint32_t island = 0;
  std::string generator;  // seed, baseline, mutate, add, llm, ...
  std::vector<Edit> edits;
  std::optional<Proposal> proposal;  // of a model
  Verdict verdict = Failure{VerdictKind::kNoResult, Stage::kEvaluate, "not evaluated yet"};
  std::vector<double> stage_scores;  // of the cascade's stages that it was measured at; no such stages: empty
  // Train split; set when, and only when, the verdict is ok and all of the split was measured: a candidate
  // that a stage of the cascade has stopped is ok without a score.
  std::optional<double> score;
  Metrics metrics;  // aggregate over the workloads
  std::vector<WorkloadResult> workloads;
  std::vector<Violation> infeasible;  // not empty: it is no elite, although its verdict is ok
  std::vector<double> features;       // of the archive's dimensions, in their order
  bool confirmed = false;             // recomputed by the verifier from the answers
  // Of a problem whose simulator is a program: nobody can recompute its score. It has passed what can be asked there,
  // a second run, and is unconfirmed for good.
  bool unconfirmed = false;
  bool in_archive = false;
  Json timing_ms = Json::object();  // screen, compile, link, load, evaluate, total
  Json resources =
      Json::object();  // of the last evaluation, never part of a score: cpu_ns_per_request, peak_memory_bytes

  // May be an elite, a champion, a best.
  bool admitted() const { return confirmed || unconfirmed; }
  // "yes", "no" or "unconfirmed", for the column `confirmed` of lists.
  const char* ConfirmedText() const { return confirmed ? "yes" : unconfirmed ? "unconfirmed" : "no"; }
};

Json ViolationToJson(const Violation& violation);
Violation ViolationFromJson(const Json& json);
Json EditToJson(const Edit& edit);
Edit EditFromJson(const Json& json);
// The result object of `eval --json`, plus number, parents, generator, edits where they are known.
Json CandidateToJson(const Candidate& candidate);
Json WorkloadResultToJson(const WorkloadResult& result);
WorkloadResult WorkloadResultFromJson(const Json& json);
Metrics MetricsFromJson(const Json& json);  // integers become counts

}  // namespace gauntlet
