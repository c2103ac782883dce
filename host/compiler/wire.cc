#include "host/compiler/wire.h"

#include <algorithm>
#include <stdexcept>

#include "host/base/foreign_json.h"

namespace gauntlet {

Json DiagnosticToJson(const Diagnostic& diagnostic) {
  Json json = {{"severity", diagnostic.severity}};
  if (!diagnostic.rule.empty()) json["rule"] = diagnostic.rule;
  json["line"] = diagnostic.line;
  json["column"] = diagnostic.column;
  json["message"] = diagnostic.message;
  return json;
}

namespace {

Diagnostic DiagnosticFromJson(const Json& json) {
  return {json.at("severity"), json.value("rule", ""), WholeFrom<uint32_t>(json.at("line")),
          WholeFrom<uint32_t>(json.at("column")), json.at("message")};
}

}  // namespace

Json FormToJson(const NormalForm& form) {
  Json features = Json::array();
  for (const auto& [name, value] : form.features) features.push_back({name, value});
  return {{"tree", form.tree.Hex()},
          {"shape", form.shape.Hex()},
          {"parameters", form.parameters},
          {"features", std::move(features)}};
}

NormalForm FormFromJson(const Json& json) {
  NormalForm form;
  form.tree = Hash128::FromHex(json.at("tree").get<std::string>());
  form.shape = Hash128::FromHex(json.at("shape").get<std::string>());
  form.parameters = WholesFrom<uint64_t>(json.at("parameters"));
  for (const Json& feature : json.at("features")) form.features.emplace_back(feature.at(0), feature.at(1));
  return form;
}

Json FailureToJson(const std::optional<Failure>& failure) {
  if (!failure) return nullptr;
  return {{"kind", ToString(failure->kind)},
          {"stage", ToString(failure->stage)},
          {"reason", failure->reason},
          {"detail", failure->detail}};
}

std::optional<Failure> FailureFromJson(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return Failure{
      VerdictKindFromString(json.at("kind").get<std::string>()).value_or(VerdictKind::kCompilerCrash),
      StageFromString(json.at("stage").get<std::string>()).value_or(Stage::kCompile), json.at("reason"),
      json.at("detail")};
}

Json CompileRequestToJson(const CompileRequest& request) {
  return {{"source", request.source},
          {"domain", request.domain},
          {"interface", request.interface_name},
          {"lift", request.lift_literals},
          {"lines", request.line_tables},
          {"debug", static_cast<int>(request.debug)}};
}

CompileRequest CompileRequestFromJson(const Json& json) {
  return {json.at("source"), json.at("domain"), json.at("interface"),
          json.at("lift"),   json.at("lines"),  static_cast<DebugBuild>(json.at("debug").get<int>())};
}

Json CompileOutcomeToJson(const CompileOutcome& outcome) {
  Json diagnostics = Json::array();
  for (const Diagnostic& diagnostic : outcome.diagnostics)
    diagnostics.push_back(DiagnosticToJson(diagnostic));
  return {{"failure", FailureToJson(outcome.failure)},
          {"stopped", outcome.stopped},
          {"form", outcome.form ? FormToJson(*outcome.form) : Json(nullptr)},
          {"diagnostics", std::move(diagnostics)},
          {"screen_ms", outcome.screen_ms},
          {"compile_ms", outcome.compile_ms},
          {"link_ms", outcome.link_ms}};
}

CompileOutcome CompileOutcomeFromJson(const Json& json) {
  CompileOutcome outcome;
  outcome.failure = FailureFromJson(json.at("failure"));
  outcome.stopped = json.at("stopped");
  if (!json.at("form").is_null()) outcome.form = FormFromJson(json.at("form"));
  for (const Json& diagnostic : json.at("diagnostics"))
    outcome.diagnostics.push_back(DiagnosticFromJson(diagnostic));
  outcome.screen_ms = MillisecondsFrom(json.at("screen_ms"));
  outcome.compile_ms = MillisecondsFrom(json.at("compile_ms"));
  outcome.link_ms = MillisecondsFrom(json.at("link_ms"));
  return outcome;
}

Json MutateRequestToJson(const MutateRequest& request) {
  return {{"domain", request.domain},
          {"parent", request.parent},
          {"other", request.other ? Json(*request.other) : Json(nullptr)},
          {"seed", request.seed},
          {"operator", request.operator_name}};
}

MutateRequest MutateRequestFromJson(const Json& json) {
  MutateRequest request{json.at("domain"), json.at("parent"), std::nullopt,
                        WholeFrom<uint64_t>(json.at("seed")), json.at("operator")};
  if (!json.at("other").is_null()) request.other = json.at("other").get<std::string>();
  return request;
}

Json MutateOutcomeToJson(const MutateOutcome& outcome) {
  Json edits = Json::array();
  for (const Edit& edit : outcome.edits) edits.push_back(EditToJson(edit));
  return {{"failure", FailureToJson(outcome.failure)},
          {"source", outcome.source},
          {"edits", std::move(edits)},
          {"operator", outcome.operator_name},
          {"form", outcome.form ? FormToJson(*outcome.form) : Json(nullptr)}};
}

MutateOutcome MutateOutcomeFromJson(const Json& json) {
  MutateOutcome outcome;
  outcome.failure = FailureFromJson(json.at("failure"));
  outcome.source = json.at("source");
  for (const Json& edit : json.at("edits")) outcome.edits.push_back(EditFromJson(edit));
  outcome.operator_name = json.at("operator");
  if (!json.at("form").is_null()) outcome.form = FormFromJson(json.at("form"));
  return outcome;
}

Json DiffRequestToJson(const DiffRequest& request) {
  return {{"a", request.a}, {"b", request.b}, {"domain", request.domain}};
}

DiffRequest DiffRequestFromJson(const Json& json) { return {json.at("a"), json.at("b"), json.at("domain")}; }

Json DiffOutcomeToJson(const std::vector<SourceDiff>& diffs) {
  Json all = Json::array();
  for (const SourceDiff& diff : diffs) {
    all.push_back(SourceDiffToJson(diff));
    all.back()["failure"] = FailureToJson(diff.failure);
    all.back()["failed"] = diff.failed;
  }
  return {{"diffs", std::move(all)}};
}

DiffOutcome DiffOutcomeFromJson(const Json& json) {
  DiffOutcome outcome;
  for (const Json& one : json.at("diffs")) {
    SourceDiff diff = SourceDiffFromJson(one);
    diff.failure = FailureFromJson(one.at("failure"));
    diff.failed = one.at("failed");
    outcome.diffs.push_back(std::move(diff));
  }
  return outcome;
}

Json TreeRequestToJson(const TreeRequest& request) {
  return {{"source", request.source}, {"domain", request.domain}};
}

TreeRequest TreeRequestFromJson(const Json& json) { return {json.at("source"), json.at("domain")}; }

Json AblationOutcomeToJson(const AblationOutcome& outcome) {
  Json all = Json::array();
  for (const Ablation& a : outcome.ablations)
    all.push_back({{"kind", static_cast<int>(a.kind)},
                   {"where", a.where},
                   {"says", a.says},
                   {"begin", a.range.begin},
                   {"end", a.range.end},
                   {"line", a.range.line},
                   {"instead", a.instead}});
  return {{"failure", FailureToJson(outcome.failure)}, {"ablations", std::move(all)}};
}

AblationOutcome AblationOutcomeFromJson(const Json& json) {
  AblationOutcome outcome;
  outcome.failure = FailureFromJson(json.at("failure"));
  for (const Json& one : json.at("ablations")) {
    const auto kind = WholeFrom<uint8_t>(one.at("kind"));
    if (kind > static_cast<uint8_t>(AblationKind::kDeclaration))
      throw std::out_of_range("there is no such kind of ablation");
    const TextRange range{WholeFrom<uint32_t>(one.at("begin")), WholeFrom<uint32_t>(one.at("end")),
                          WholeFrom<uint32_t>(one.at("line"))};
    outcome.ablations.push_back(
        {static_cast<AblationKind>(kind), one.at("where"), one.at("says"), range, one.at("instead")});
  }
  return outcome;
}

Json LiteralsOutcomeToJson(const LiteralsOutcome& outcome) {
  Json literals = Json::array();
  for (const LiteralSite& site : outcome.literals) literals.push_back(LiteralSiteToJson(site));
  return {{"failure", FailureToJson(outcome.failure)}, {"literals", std::move(literals)}};
}

LiteralsOutcome LiteralsOutcomeFromJson(const Json& json) {
  LiteralsOutcome outcome;
  outcome.failure = FailureFromJson(json.at("failure"));
  for (const Json& site : json.at("literals")) outcome.literals.push_back(LiteralSiteFromJson(site));
  return outcome;
}

Json GramsOutcomeToJson(const GramsOutcome& outcome) {
  return {{"failure", FailureToJson(outcome.failure)}, {"grams", outcome.grams}};
}

GramsOutcome GramsOutcomeFromJson(const Json& json) {
  GramsOutcome outcome{FailureFromJson(json.at("failure")), WholesFrom<uint32_t>(json.at("grams"))};
  if (outcome.grams.size() > kMostGrams || !std::ranges::is_sorted(outcome.grams))
    throw std::out_of_range("grams that no tree has");
  return outcome;
}

Json HeadersToJson(const DomainHeaders& headers) {
  Json files = Json::array();
  for (const HeaderFile& file : headers.files) files.push_back({{"name", file.name}, {"text", file.text}});
  return {{"domain", headers.domain}, {"interface", headers.interface_name}, {"files", std::move(files)}};
}

DomainHeaders HeadersFromJson(const Json& json) {
  DomainHeaders headers{json.at("domain"), json.at("interface"), {}};
  for (const Json& file : json.at("files")) headers.files.push_back({file.at("name"), file.at("text")});
  return headers;
}

Json LimitsToJson(const CompilerLimits& limits) {
  return {{"cpu_ms", limits.cpu_ms},
          {"memory_bytes", limits.memory_bytes},
          {"diagnostics_bytes", limits.diagnostics_bytes},
          {"source_bytes", limits.source_bytes},
          {"trusted", limits.trusted}};
}

CompilerLimits LimitsFromJson(const Json& json) {
  CompilerLimits limits;
  limits.cpu_ms = json.at("cpu_ms");
  limits.memory_bytes = json.at("memory_bytes");
  limits.diagnostics_bytes = json.at("diagnostics_bytes");
  limits.source_bytes = json.at("source_bytes");
  limits.trusted = json.at("trusted");
  return limits;
}

}  // namespace gauntlet
