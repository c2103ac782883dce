#include "sandbox/verdict.h"

#include <array>
#include <utility>

namespace gauntlet {
namespace {

constexpr std::array<std::pair<VerdictKind, std::string_view>, 21> kKinds = {{
    {VerdictKind::kOk, "ok"},
    {VerdictKind::kDuplicate, "duplicate"},
    {VerdictKind::kScreenRejected, "screen_rejected"},
    {VerdictKind::kCompileError, "compile_error"},
    {VerdictKind::kCompileTimeout, "compile_timeout"},
    {VerdictKind::kCompileResource, "compile_resource"},
    {VerdictKind::kCompilerCrash, "compiler_crash"},
    {VerdictKind::kLinkError, "link_error"},
    {VerdictKind::kAbiMismatch, "abi_mismatch"},
    {VerdictKind::kLoadError, "load_error"},
    {VerdictKind::kCrash, "crash"},
    {VerdictKind::kException, "exception"},
    {VerdictKind::kTimeout, "timeout"},
    {VerdictKind::kMemoryLimit, "memory_limit"},
    {VerdictKind::kPolicyViolation, "policy_violation"},
    {VerdictKind::kNoResult, "no_result"},
    {VerdictKind::kInvalidDecision, "invalid_decision"},
    {VerdictKind::kLogOverflow, "log_overflow"},
    {VerdictKind::kNondeterministic, "nondeterministic"},
    {VerdictKind::kLookahead, "lookahead"},
    {VerdictKind::kScoreForged, "score_forged"},
}};

constexpr std::array<std::pair<Stage, std::string_view>, 7> kStages = {{
    {Stage::kGenerate, "generate"},
    {Stage::kScreen, "screen"},
    {Stage::kCompile, "compile"},
    {Stage::kLink, "link"},
    {Stage::kLoad, "load"},
    {Stage::kEvaluate, "evaluate"},
    {Stage::kConfirm, "confirm"},
}};

template <class Table, class Key>
std::string_view NameOf(const Table& table, Key key) {
  for (const auto& [value, name] : table)
    if (value == key) return name;
  return "?";
}

template <class Key, class Table>
std::optional<Key> KeyOf(const Table& table, std::string_view name) {
  for (const auto& [value, known] : table)
    if (known == name) return value;
  return std::nullopt;
}

}  // namespace

std::string_view ToString(VerdictKind kind) { return NameOf(kKinds, kind); }
std::string_view ToString(Stage stage) { return NameOf(kStages, stage); }
std::optional<VerdictKind> VerdictKindFromString(std::string_view name) {
  return KeyOf<VerdictKind>(kKinds, name);
}
std::optional<Stage> StageFromString(std::string_view name) { return KeyOf<Stage>(kStages, name); }

Json Verdict::ToJson() const {
  if (ok()) return {{"kind", "ok"}, {"stage", "evaluate"}, {"reason", ""}, {"detail", Json::object()}};
  const Failure& f = *failure();
  return {
      {"kind", ToString(f.kind)}, {"stage", ToString(f.stage)}, {"reason", f.reason}, {"detail", f.detail}};
}

std::optional<Verdict> Verdict::FromJson(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto kind = VerdictKindFromString(json.value("kind", ""));
  if (!kind) return std::nullopt;
  if (*kind == VerdictKind::kOk) return Ok();
  const auto stage = StageFromString(json.value("stage", ""));
  if (!stage) return std::nullopt;
  return Verdict(Failure{*kind, *stage, json.value("reason", ""), json.value("detail", Json::object())});
}

}  // namespace gauntlet
