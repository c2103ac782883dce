// The host's side of evaluation: modules in, verdicts and metrics out. The evaluator process
// (evaluator_main.cc) holds the simulator and the workloads warm and forks a locked child for each candidate;
// the verifier process (verifier_main.cc) replays decision logs and never opens a candidate's module.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/base/unique_fd.h"
#include "host/candidate/candidate.h"
#include "host/candidate/module.h"
#include "host/evaluate/stop_rule.h"
#include "sandbox/verdict.h"

namespace gauntlet {

enum class Isolation { kFork, kHot, kTrusted };

// One input of the simulator, its bytes in a sealed memory file that all evaluators map read-only.
struct EvaluatorWorkload {
  std::string name;
  std::vector<std::pair<std::string, std::string>> params;  // capacity_bytes: "202976972", ...
  std::shared_ptr<const UniqueFd> data;
  uint64_t data_bytes = 0;
  std::vector<std::pair<std::string, std::string>> files = {};  // key, path; for programs that read them
};

struct EvaluationLimits {
  double cpu_ms = 20000;  // of one candidate over all its workloads; wall time is bounded by a multiple
  uint64_t memory_bytes = 256ull << 20;  // of the policy
  uint64_t note_bytes = 4096;
};

struct EvaluatorSetup {
  std::string simulator_path;  // lib/gauntlet/simulators/cache.so
  std::string domain;          // "cache"
  std::string interface_name;  // "gauntlet.cache.policy/1"
  Isolation isolation = Isolation::kFork;
  EvaluationLimits limits;
  uint64_t seed = 1;  // of keys and of the policies' random numbers; each workload derives its own
  // Memory of candidates lies elsewhere and in another order, and holds old bytes instead of zeroes. Answers
  // of an honest policy are the same.
  bool altered_memory = false;
  std::vector<EvaluatorWorkload> workloads;
};

struct EvaluationRequest {
  std::shared_ptr<const Module> module;
  std::vector<uint64_t> parameters;  // values of the module's parameter table; empty: as compiled
  std::vector<uint32_t> workloads;   // indices into the setup, in the order in which they are played
  // Of Evaluate only. An evaluation that it stops is ok with fewer simulations; tier hot plays them all.
  std::optional<StopRule> stop = std::nullopt;
};

struct Simulation {
  uint32_t workload = 0;  // index into the setup
  Metrics metrics;
  uint64_t answer_count = 0;
  uint64_t answer_hash = 0;
};

// Of block-fed runs: from the hand-over of a child's first block to that of its last one, by its parent's watch.
// Starting up is no part of it.
struct Fed {
  uint64_t records = 0;  // served in that time
  double cpu_ms = 0;
  std::optional<uint64_t> instructions;  // in user space; none: this machine does not count them for us

  void Add(const Fed& more);  // of another child
};

struct Evaluation {
  Verdict verdict = Verdict::Ok();
  std::vector<Simulation>
      simulations;   // of all workloads when ok, unless a rule stopped it; else of those finished
  std::string note;  // what the policy left for its author, bounded
  // For a crash: offset of the faulting instruction in the module, 0 if it was elsewhere. See
  // Compiler::Locate.
  uint64_t fault_offset = 0;
  double load_ms = 0, evaluate_ms = 0, cpu_ms = 0;
  uint64_t peak_memory_bytes = 0;
  Fed fed;
};

// So many records in, the log had so many bytes, and its child had not seen more than two blocks beyond.
struct LogCut {
  uint64_t records = 0;
  uint64_t log_bytes = 0;
  friend bool operator==(const LogCut&, const LogCut&) = default;
};

// Where the answers of one simulation lie in the log that comes with them.
struct LogPart {
  uint64_t offset = 0;
  uint64_t bytes = 0;
  std::vector<LogCut> cuts;  // of a block-fed run, in order
};

// An evaluation with every answer that it gave.
struct LoggedEvaluation {
  Evaluation evaluation;
  std::vector<LogPart> logs;  // one a simulation
  std::shared_ptr<const UniqueFd> log;

  // REQUIRES: index < logs.size().
  Result<std::vector<uint8_t>> AnswersOf(size_t index) const;
};

// The record at which an answer was asked for, and where its answers begin and end in the simulation's log.
struct AnswerPlace {
  uint64_t record = 0;
  uint64_t begin = 0;
  uint64_t end = 0;
};

class Evaluator {
 public:
  // Starts the processes. REQUIRES: use from one thread at a time. A lost evaluator is replaced and the request
  // repeated once; a second loss is the candidate's verdict: it is quarantined.
  static Result<std::unique_ptr<Evaluator>> Start(const EvaluatorSetup& setup);
  virtual ~Evaluator() = default;

  // The child's own metrics: a hint.
  virtual Result<Evaluation> Evaluate(const EvaluationRequest& request) = 0;

  // Runs again in a child that never had the workload mapped, fed block by block, and lets the verifier
  // recompute the metrics from the answers. Ok: `simulations` hold the recomputed metrics, equal to those of
  // `hint`. Otherwise nondeterministic, lookahead, score_forged, or whatever the second run died of. (stage:
  // confirm)
  virtual Result<Evaluation> Confirm(const EvaluationRequest& request, const Evaluation& hint) = 0;

  // As Evaluate, in a child of its own whatever the tier, with the answers. The log of a workload's first
  // records is the beginning of its log, for an honest policy.
  virtual Result<LoggedEvaluation> EvaluateLogged(const EvaluationRequest& request) = 0;
  // Which record's answers hold this byte of the simulation's log, as the verifier reads it.
  virtual Result<AnswerPlace> Locate(const LoggedEvaluation& logged, size_t index, uint64_t offset) = 0;

  // Metrics that need no policy (FIFO, Belady), computed by the verifier. `only`: the one that is needed, where others
  // may cost much more; empty: all.
  virtual Result<Metrics> Reference(uint32_t workload, const std::string& only = "") = 0;
};

}  // namespace gauntlet
