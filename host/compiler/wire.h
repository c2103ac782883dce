// What the host and a compiler process say to each other, one JSON value a frame (sandbox/channel.h).
//
//   host                                              worker
//     {"do": "start", limits, headers}, stage page (memfd) -->  reads headers, builds header states, locks itself down
//                                                  <-- {"ready": true, "lockdown": [...], "toolchain": {...}}
//     {"do": "compile", source, ...}              -->  parses and screens
//                                                  <-- {"screened": form}            if nothing was wrong
//     {"go": true or false}                       -->  generates code, links, checks
//                                                  <-- {"done": outcome, "rss_bytes": n}
//     {"do": "simulator", "mutate", "diff", "ablate", "literals", "grams" or "locate", ...}   -->
//                                                  <-- {"done": ..., "rss_bytes": n}
//
// Instead of "done" a worker may answer {"error": message}: the platform failed, not the candidate. A worker
// that dies in the middle leaves what it was doing in the stage page (a CompilerStage), and why in its exit
// code.
#pragma once

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/compiler/compiler.h"

namespace gauntlet {

// What a worker was doing: first u32 of the stage page. Persisted nowhere.
enum class CompilerStage : uint32_t {
  kIdle = 0,
  kParse = 1,
  kCodegen = 2,
  kLink = 3,
  kMutate = 4,
  kLocate = 5,
  kDiff = 6,
  kHeaders = 7  // builds a header state on the way, before it parses
};

// Exit codes of a worker that gave up a unit; every other end is a crash.
inline constexpr int kExitCpuLimit = 70;
inline constexpr int kExitMemoryLimit = 71;
inline constexpr int kExitStackLimit = 72;

// Readers throw on a message that is not what it should be; ProcessCompiler and the worker catch at their edges.
Json FormToJson(const NormalForm& form);
NormalForm FormFromJson(const Json& json);
Json FailureToJson(const std::optional<Failure>& failure);  // null: none
std::optional<Failure> FailureFromJson(const Json& json);

Json CompileRequestToJson(const CompileRequest& request);
CompileRequest CompileRequestFromJson(const Json& json);
// `module` is not in the JSON of the outcome: it travels beside it as bytes.
Json CompileOutcomeToJson(const CompileOutcome& outcome);
CompileOutcome CompileOutcomeFromJson(const Json& json);
Json MutateRequestToJson(const MutateRequest& request);
MutateRequest MutateRequestFromJson(const Json& json);
Json MutateOutcomeToJson(const MutateOutcome& outcome);
MutateOutcome MutateOutcomeFromJson(const Json& json);
Json DiffRequestToJson(const DiffRequest& request);
DiffRequest DiffRequestFromJson(const Json& json);
Json DiffOutcomeToJson(const std::vector<SourceDiff>& diffs);
DiffOutcome DiffOutcomeFromJson(const Json& json);
Json TreeRequestToJson(const TreeRequest& request);
TreeRequest TreeRequestFromJson(const Json& json);
Json AblationOutcomeToJson(const AblationOutcome& outcome);
AblationOutcome AblationOutcomeFromJson(const Json& json);
Json LiteralsOutcomeToJson(const LiteralsOutcome& outcome);
LiteralsOutcome LiteralsOutcomeFromJson(const Json& json);
Json GramsOutcomeToJson(const GramsOutcome& outcome);
GramsOutcome GramsOutcomeFromJson(const Json& json);
Json HeadersToJson(const DomainHeaders& headers);
DomainHeaders HeadersFromJson(const Json& json);
Json LimitsToJson(const CompilerLimits& limits);  // what the worker holds itself to
CompilerLimits LimitsFromJson(const Json& json);

}  // namespace gauntlet
