// A problem: a domain with workloads, objective, limits, baselines and prompt; one folder with a
// problem.yaml.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/base/hash.h"
#include "host/base/json.h"
#include "host/base/result.h"
#include "host/candidate/formula.h"
#include "host/candidate/objective.h"
#include "host/problem/yaml_reader.h"
#include "host/toolchain/header_file.h"
#include "sandbox/verdict.h"

namespace gauntlet {

struct Limits {
  double cpu_s = 20;         // of one candidate over the train split
  uint64_t memory_mb = 256;  // of the policy
  double compile_s = 10;
  uint64_t source_kb = 256;
};

struct Baseline {
  std::string name;
  std::filesystem::path source;
  uint64_t memory_mb = 0;  // 0: the problem's limit
};

// A policy that means no good, and the verdicts that it may get: what `gauntlet check` tries a problem with.
struct StandIn {
  std::string name;
  std::filesystem::path source;
  std::vector<VerdictKind> expected;
};

// A number that results are given by beside the score: a formula over the aggregate's metrics and the resources.
struct Figure {
  std::string name;
  std::string text;
  Formula formula;
};

// One axis of the archive.
struct FeatureSpec {
  std::string name;  // a metric of the aggregate, or a feature of the syntax (nodes, branches, ...)
  double low = 0, high = 1;
  uint32_t bins = 8;
  bool log_scale = false;
};

// An entry of `workloads:`, not yet expanded: its keys belong to the domain (see host/workload).
struct WorkloadEntry {
  std::string name;  // empty: named after the trace
  Split split = Split::kTrain;
  YamlReader settings;
  double sample_rate = 1;  // of a stage of the cascade: times the entry's own, capacities scaled
};

// One stage before the full train split: the same entries, spatially sampled with the capacity scaled.
struct CascadeStage {
  double sample_rate = 0.1;
  double keep_share = 0.5;  // of candidates that go on
};

// A domain that a folder brings along: `simulator: simulator.cc`. Its headers lie beside that file:
//
//   DOMAIN_abi.h          hooks, C11             <gauntlet/DOMAIN_abi.h>
//   DOMAIN_INTERFACE.hpp  what policies include  <gauntlet/sdk/DOMAIN_INTERFACE.hpp>
//   other headers         for the simulator alone: candidates shall not read how workloads are made
struct OwnDomain {
  std::filesystem::path source;
  DomainHeaders headers;  // the first two
  std::vector<HeaderFile> private_headers;
};

// A program that plays policies in place of a simulator: `simulator: {command: [...]}`. Nobody can recompute what it
// says: its scores are unconfirmed, and labelled so.
struct Harness {
  std::vector<std::string> argv;             // argv[0] is a path, files of the folder are absolute
  std::vector<std::filesystem::path> reads;  // files and folders that it may read, beside the system's
  bool takes_module = false;                 // a policy is compiled for it; else it is given the source
  bool network = false;
  bool references = false;  // it can be asked for metrics that need no policy
  bool repeatable = true;   // the same policy gives the same metrics: would-be elites are run twice
  double wall_s = 0;        // of one call
  uint32_t processes = 256;
  DomainHeaders headers;  // of takes_module, where the domain is none of the built-in ones
};

struct Problem {
  std::string name;
  std::string title;
  std::filesystem::path folder;
  std::string domain;          // cache
  std::string interface_name;  // gauntlet.cache.policy/1
  // The simulator's module. Of a domain that the folder brings along: once it is built (host/author).
  std::filesystem::path simulator;
  std::optional<OwnDomain> own;
  std::optional<Harness> harness;  // set: there is no simulator
  std::filesystem::path seed;
  std::filesystem::path prompt;  // empty: none
  Objective objective;
  std::vector<Constraint> constraints;
  std::vector<Figure> figures;
  Limits limits;
  std::vector<Baseline> baselines;
  std::vector<StandIn> stand_ins;
  std::vector<FeatureSpec> features;
  Json search = Json::object();           // defaults of a campaign: selector, window, candidates, ...
  std::optional<YamlReader> search_yaml;  // the same, where it stands in its file
  std::vector<WorkloadEntry> workloads;
  std::vector<CascadeStage> cascade;
  Hash128 content_hash;  // of problem.yaml, seed, baselines and the simulator: what a campaign was run on
};

// `path` is the folder or its problem.yaml. Errors give file, line, key and what was expected.
Result<Problem> LoadProblem(const std::filesystem::path& path);

// A workload file of --workload: one entry, or a list under `workloads:`.
Result<std::vector<WorkloadEntry>> LoadWorkloadFile(const std::filesystem::path& path);

// Where problems are looked for: `paths` first, then GAUNTLET_PATH, then the built-in ones.
std::vector<std::filesystem::path> ProblemPath(const std::vector<std::string>& paths);
// A name on the path, or a folder. kInput names what there is.
Result<std::filesystem::path> FindProblem(const std::string& name,
                                          const std::vector<std::filesystem::path>& path);
std::vector<std::filesystem::path> ListProblems(const std::vector<std::filesystem::path>& path);

}  // namespace gauntlet
