// The classified outcome of one candidate: a measurement or a kind of failure, never a number standing for
// failure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "host/base/json.h"

namespace gauntlet {

// Persisted by name (ToString), so the order may change; a name never does.
enum class VerdictKind {
  kOk,
  kDuplicate,       // its normalised syntax tree was seen before in this campaign
  kScreenRejected,  // a syntax-tree rule
  kCompileError,
  kCompileTimeout,
  kCompileResource,  // memory, template depth, constexpr steps, diagnostics
  kCompilerCrash,
  kLinkError,    // imports outside the allowlist
  kAbiMismatch,  // a rung of the loading ladder
  kLoadError,
  kCrash,
  kException,
  kTimeout,
  kMemoryLimit,
  kPolicyViolation,  // a system call that the filter forbids
  kNoResult,         // it ended without one
  kInvalidDecision,  // an answer that the simulator may not carry out
  kLogOverflow,
  kNondeterministic,
  kLookahead,
  kScoreForged,  // its metrics differ from those recomputed from its answers
};

// Where on the way it ended. generate: what was proposed gives no source.
enum class Stage { kGenerate, kScreen, kCompile, kLink, kLoad, kEvaluate, kConfirm };

std::string_view ToString(VerdictKind kind);
std::optional<VerdictKind> VerdictKindFromString(std::string_view name);
std::string_view ToString(Stage stage);
std::optional<Stage> StageFromString(std::string_view name);

struct Measured {};  // what was measured travels beside the verdict: WorkloadMetrics

struct Failure {
  VerdictKind kind;  // REQUIRES: != kOk
  Stage stage;
  std::string reason;            // a sentence that an author can act on
  Json detail = Json::object();  // line, column, request, note, rule, diagnostics, ...
};

class Verdict {
 public:
  static Verdict Ok() { return Verdict(Measured{}); }
  Verdict(Failure failure) : outcome_(std::move(failure)) {}

  bool ok() const { return std::holds_alternative<Measured>(outcome_); }
  const Failure* failure() const { return std::get_if<Failure>(&outcome_); }
  VerdictKind kind() const { return ok() ? VerdictKind::kOk : failure()->kind; }

  // {"kind", "stage", "reason", "detail"} as in `eval --json`.
  Json ToJson() const;
  static std::optional<Verdict> FromJson(const Json& json);

 private:
  explicit Verdict(Measured measured) : outcome_(measured) {}
  std::variant<Measured, Failure> outcome_;
};

}  // namespace gauntlet
