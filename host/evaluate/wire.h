// The words that a host and its evaluation workers exchange over a Channel. One question, one answer:
//
//   {"do": "setup", ...}            -> {}        which simulator, interface, tier, limits; the worker then locks
//                                                itself down
//   {"do": "workload", ...} + data  -> facts     once for each workload, in the order of their numbers
//   {"do": "evaluate", ...} + module -> evaluation (+ log)     roles mapped and block_fed
//   {"do": "replay", ...} + log     -> replayed                role verifier
//   {"do": "locate", ...} + log     -> place                   role verifier
//   {"do": "reference", ...}        -> {"metrics": ...}        role verifier
//   {"do": "make", ...} + output, files -> facts                role verifier: data for a workload, then opened
//
// Any answer may be {"error": {"kind", "message"}} instead: the platform failed, the worker stands.
#pragma once

#include "host/evaluate/evaluator.h"
#include "sandbox/channel.h"

namespace gauntlet {

enum class WorkerRole {
  kMapped,    // has the workloads mapped; plays them to candidates in one piece
  kBlockFed,  // knows of a workload only how to begin a run; feeds candidates block by block
  kVerifier,  // has the workloads mapped; never sees a module of a candidate
};

struct WorkerSetup {
  WorkerRole role = WorkerRole::kMapped;
  std::string simulator_path;
  std::string domain;
  std::string interface_name;
  Isolation isolation = Isolation::kFork;
  EvaluationLimits limits;
  uint64_t seed = 1;
  bool altered_memory = false;
};

// What a mapped worker knows of an opened workload, and all that a block-fed one ever learns of it.
struct WorkloadFacts {
  uint64_t records_offset = 0;  // in the data
  uint32_t record_bytes = 0;
  uint64_t record_count = 0;
  uint64_t log_bound_bytes = 0;
  std::vector<uint8_t> run_config;
  uint64_t block_records = 0;  // the most that a block may show; 0: as many as there is room for
};

// A block-fed worker is told neither name nor params: children that are forked from it shall not find them.
struct WorkloadMessage {
  std::string name;
  std::vector<std::pair<std::string, std::string>> params;
  uint64_t data_bytes = 0;
  std::optional<WorkloadFacts> facts;  // for role block_fed
  uint64_t seed = 0;                   // of its runs
};

struct EvaluateMessage {
  std::vector<uint64_t> parameters;
  std::vector<uint32_t> workloads;
  bool keep_log = false;                        // always on in role block_fed
  uint64_t cut_seed = 0;                        // of the block sizes, role block_fed
  std::optional<StopRule> stop = std::nullopt;  // role mapped
};

struct EvaluationAnswer {
  Evaluation evaluation;
  std::vector<LogPart> logs;  // one a simulation, if a log was kept
  bool recycled = false;      // this candidate cost tier hot its process
};

struct ReplayMessage {
  uint32_t workload = 0;
  LogPart log;
};

struct LocateMessage {
  ReplayMessage replay;
  uint64_t offset = 0;  // in the simulation's log
};

// Either a simulation or the reason why the log is none of an honest run.
struct ReplayAnswer {
  Simulation simulation;
  std::string bad_log;
  bool held_back = false;  // bad_log: answers came later than the records that they are to
};

// Of a simulator that makes its own workloads (GAUNTLET_WORKLOADS_INTERFACE). The descriptors: where the data go, then
// one a file.
struct MakeMessage {
  struct File {
    std::string name;  // the key that it stands under
    std::string path;  // for messages
    uint64_t bytes = 0;
  };
  std::vector<std::pair<std::string, std::string>> params;
  std::vector<File> files;
};

Json ToJson(const WorkerSetup& setup);
Json ToJson(const MakeMessage& message);
Json ToJson(const WorkloadMessage& message);
Json ToJson(const WorkloadFacts& facts);
Json ToJson(const EvaluateMessage& message);
Json ToJson(const EvaluationAnswer& answer);
Json ToJson(const ReplayMessage& message);
Json ToJson(const LocateMessage& message);
Json ToJson(const AnswerPlace& place);
Json ToJson(const ReplayAnswer& answer);
Json ErrorToJson(const Error& error);

// Fail with kWorkerLost when a message is not what it should be, or with the error that it carries.
template <class T>
Result<T> FromJson(const Json& json);

// Wall time that a worker allows a candidate: a busy machine stretches CPU time.
inline double WallMs(const EvaluationLimits& limits) { return 4 * limits.cpu_ms + 2000; }

// The seed of a workload's runs: that of its name, so that it is the same in whatever company it is played.
uint64_t SeedOfWorkload(uint64_t setup_seed, std::string_view workload_name);

}  // namespace gauntlet
