#include "host/compiler/service.h"

#include <algorithm>
#include <filesystem>
#include <span>

#include "host/astdiff/diff.h"
#include "host/base/clock.h"
#include "host/base/file.h"
#include "host/base/layout.h"
#include "host/compile/compile.h"
#include "host/compile/locate.h"
#include "host/load/artifact.h"
#include "host/mutate/mutate.h"
#include "host/screen/abi_layout.h"
#include "host/screen/screen.h"
#include "host/toolchain/candidate_ast_text.h"
#include "host/toolchain/toolchain.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

// What the first parse of a unit left behind.
struct Judged {
  std::optional<NormalForm> form;
  std::string lifted;  // the source over a parameter table, if its literals could not be lifted on the tree
  std::vector<Diagnostic> findings;
  std::optional<ObjectOutcome> object;
  double compile_ms = 0;
  bool wanted = false;
};

class Service : public CompilerService {
 public:
  Service(std::unique_ptr<Toolchain> toolchain, Linker linker, Hash128 runtime, AllowedImports allowed,
          std::function<void(CompilerStage)> stage)
      : toolchain_(std::move(toolchain)),
        linker_(std::move(linker)),
        runtime_(runtime),
        allowed_(std::move(allowed)),
        mutator_(*toolchain_),
        stage_(std::move(stage)) {}

  Json Facts() const override {
    Json facts = toolchain_->Facts();
    facts["runtime"] = runtime_.Hex();
    return facts;
  }
  Result<> WarmUp(const std::string& domain, const std::string& interface_name) override {
    return toolchain_->WarmUp(domain, interface_name);
  }
  Result<ServiceOutcome> Compile(const CompileRequest& request, const Compiler::Wanted& wanted) override;
  Result<ServiceOutcome> CompileSimulator(const std::string& source, const std::string& domain) override;
  Result<MutateOutcome> Mutate(const MutateRequest& request) override {
    stage_(CompilerStage::kMutate);
    auto outcome = mutator_.Mutate(request);
    stage_(CompilerStage::kIdle);
    return outcome;
  }
  Result<std::vector<SourceDiff>> Diff(const DiffRequest& request) override {
    stage_(CompilerStage::kDiff);
    auto diffs = DiffSources(*toolchain_, request);
    stage_(CompilerStage::kIdle);
    return diffs;
  }
  Result<AblationOutcome> Ablations(const TreeRequest& request) override {
    stage_(CompilerStage::kMutate);
    auto outcome = FindAblations(*toolchain_, request);
    stage_(CompilerStage::kIdle);
    return outcome;
  }
  Result<LiteralsOutcome> Literals(const TreeRequest& request) override {
    stage_(CompilerStage::kParse);
    auto outcome = ListLiterals(*toolchain_, request);
    stage_(CompilerStage::kIdle);
    return outcome;
  }
  Result<GramsOutcome> Grams(const TreeRequest& request) override {
    stage_(CompilerStage::kParse);
    auto outcome = ReadGrams(*toolchain_, request.source, request.domain);
    stage_(CompilerStage::kIdle);
    return outcome;
  }
  Result<uint32_t> Locate(const CompileRequest& request, uint64_t module_offset) override;

 private:
  static ParseRequest ParseRequestOf(const CompileRequest& request, std::string_view source) {
    return {source, request.domain, request.interface_name, request.line_tables, request.debug};
  }
  Result<> Judge(const CompileRequest& request, const Compiler::Wanted& wanted, Judged& judged,
                 CompileOutcome& outcome);
  Result<> GenerateLifted(const CompileRequest& request, Judged& judged);
  void Generate(const CompileRequest& request, ParsedCandidate& candidate, Judged& judged);
  Result<> LinkAndCheck(const CompileRequest& request, const std::vector<char>& object, ServiceOutcome& out);

  std::unique_ptr<Toolchain> toolchain_;
  Linker linker_;
  Hash128 runtime_;
  AllowedImports allowed_;
  Mutator mutator_;
  std::function<void(CompilerStage)> stage_;
};

void Service::Generate(const CompileRequest& request, ParsedCandidate& candidate, Judged& judged) {
  stage_(CompilerStage::kCodegen);
  const double start_ms = NowMs();
  judged.object = GenerateObject(candidate, request.debug);
  judged.compile_ms += NowMs() - start_ms;
}

// One parse for everything that is asked of the tree.
Result<> Service::Judge(const CompileRequest& request, const Compiler::Wanted& wanted, Judged& judged,
                        CompileOutcome& outcome) {
  stage_(CompilerStage::kParse);
  auto parsed = toolchain_->Parse(ParseRequestOf(request, request.source), [&](ParsedCandidate& candidate) {
    judged.findings = Screen(candidate);
    if (!judged.findings.empty() || HasErrors(candidate)) return;
    judged.form = Normalise(candidate);
    judged.wanted = wanted(*judged.form);
    if (!judged.wanted) return;
    if (request.lift_literals && !LiftInPlace(candidate)) {
      judged.lifted = LiftedSource(candidate);
    } else {
      Generate(request, candidate, judged);
    }
  });
  if (!parsed) return std::unexpected(parsed.error());
  outcome.diagnostics = judged.findings;
  outcome.diagnostics.insert(outcome.diagnostics.end(), parsed->diagnostics.begin(),
                             parsed->diagnostics.end());
  // A finding explains an error that it causes (a header that does not exist), never the other way round.
  outcome.failure = ScreenFailure(judged.findings);
  if (!outcome.failure) outcome.failure = std::move(parsed->failure);
  outcome.form = judged.form;
  return {};
}

// The unit over its parameter table. Where that does not compile, the unit itself is compiled and its form
// says that it shares its module with nobody.
Result<> Service::GenerateLifted(const CompileRequest& request, Judged& judged) {
  stage_(CompilerStage::kParse);
  const double start_ms = NowMs();
  auto generate = [&](ParsedCandidate& candidate) {
    if (!HasErrors(candidate)) Generate(request, candidate, judged);
  };
  GAUNTLET_TRY(const ParseOutcome lifted,
               toolchain_->Parse(ParseRequestOf(request, judged.lifted), generate));
  if (lifted.failure || !judged.object || judged.object->failure) {
    judged.form->shape = judged.form->tree;
    judged.form->parameters.clear();
    judged.object.reset();
    GAUNTLET_TRY(const ParseOutcome plain,
                 toolchain_->Parse(ParseRequestOf(request, request.source), generate));
    if (plain.failure) judged.object = ObjectOutcome{plain.failure, {}};
  }
  judged.compile_ms = NowMs() - start_ms;
  return {};
}

// A module that lacks what the SDK's own headers asked for was linked with an archive of another build: that is the
// platform's failure and not the candidate's, unless its own text names the symbol (and the failure has a line).
Result<> CheckRuntimeArchive(const Failure& failure) {
  if (!failure.detail.contains("symbols") || failure.detail.contains("line")) return {};
  for (const auto& symbol : failure.detail["symbols"]) {
    const auto name = symbol.get<std::string>();
    if (name.starts_with("gauntlet_") || name.starts_with("gauntlet::") || name.starts_with("_ZN8gauntlet") ||
        name.starts_with("_ZNK8gauntlet") || name.find("gauntlet_sdk_") != name.npos)
      return Fail(ErrorKind::kInternalError,
                  "the SDK's headers need " + name +
                      ", which libgauntlet_rt.a does not have: the two are not of one build; build again");
  }
  return {};
}

Result<> Service::LinkAndCheck(const CompileRequest& request, const std::vector<char>& object,
                               ServiceOutcome& out) {
  stage_(CompilerStage::kLink);
  const double start_ms = NowMs();
  const bool is_debug = request.debug != DebugBuild::kNone;
  GAUNTLET_TRY(LinkOutcome linked, linker_.Link(object, request.line_tables || is_debug));
  out.outcome.failure = std::move(linked.failure);
  if (!out.outcome.failure && !is_debug)
    out.outcome.failure = CheckArtifact(std::as_bytes(std::span(linked.module)), allowed_);
  if (!out.outcome.failure) out.module = std::move(linked.module);
  if (out.outcome.failure) {
    AddUseLines(request.source, *out.outcome.failure);
    GAUNTLET_CHECK_OK(CheckRuntimeArchive(*out.outcome.failure));
  }
  out.outcome.link_ms = NowMs() - start_ms;
  return {};
}

// What an author, or a prompt, can act on: all that was found wrong, not the first of it alone.
void AddDiagnostics(CompileOutcome& outcome) {
  constexpr size_t kMost = 20;
  if (!outcome.failure || outcome.failure->detail.contains("diagnostics")) return;
  Json found = Json::array();
  for (const Diagnostic& d : outcome.diagnostics) {
    if (d.severity == "warning" || found.size() == kMost) continue;
    found.push_back(
        {{"severity", d.severity}, {"line", d.line}, {"column", d.column}, {"message", d.message}});
    if (!d.rule.empty()) found.back()["rule"] = d.rule;
  }
  if (!found.empty()) outcome.failure->detail["diagnostics"] = std::move(found);
}

Result<ServiceOutcome> Service::Compile(const CompileRequest& request, const Compiler::Wanted& wanted) {
  ServiceOutcome out;
  CompileOutcome& outcome = out.outcome;
  const double start_ms = NowMs();
  outcome.diagnostics = ScreenText(request.source);
  outcome.failure = ScreenFailure(outcome.diagnostics);
  if (outcome.failure) {
    AddDiagnostics(outcome);
    return out;
  }

  Judged judged;
  double asked_ms = 0;  // waiting for the answer is nobody's work
  const auto timed = [&](const NormalForm& form) {
    outcome.screen_ms = NowMs() - start_ms;
    const double asked_at_ms = NowMs();
    const bool answer = wanted(form);
    asked_ms = NowMs() - asked_at_ms;
    return answer;
  };
  GAUNTLET_CHECK_OK(Judge(request, timed, judged, outcome));
  if (outcome.screen_ms == 0) outcome.screen_ms = NowMs() - start_ms;
  outcome.stopped = !outcome.failure && !judged.wanted;
  if (!outcome.failure && judged.wanted && !judged.lifted.empty())
    GAUNTLET_CHECK_OK(GenerateLifted(request, judged));
  outcome.form = judged.form;
  outcome.compile_ms = judged.compile_ms;
  if (judged.object && !outcome.failure) {
    outcome.failure = std::move(judged.object->failure);
    if (!outcome.failure) GAUNTLET_CHECK_OK(LinkAndCheck(request, judged.object->object, out));
  }
  AddDiagnostics(outcome);
  stage_(CompilerStage::kIdle);
  return out;
}

Result<ServiceOutcome> Service::CompileSimulator(const std::string& source, const std::string& domain) {
  ServiceOutcome out;
  const double start_ms = NowMs();
  stage_(CompilerStage::kParse);
  std::optional<ObjectOutcome> object;
  const auto generate = [&](ParsedCandidate& unit) {
    if (HasErrors(unit)) return;
    out.outcome.diagnostics = ReadAbi(unit, domain).findings;
    if (!out.outcome.diagnostics.empty()) return;
    stage_(CompilerStage::kCodegen);
    object = GenerateObject(unit, DebugBuild::kNone, CodeOf::kSimulator);
  };
  GAUNTLET_TRY(ParseOutcome parsed, toolchain_->Parse({.source = source, .domain = ""}, generate));
  if (!out.outcome.diagnostics.empty())
    out.outcome.failure =
        Failure{VerdictKind::kCompileError, Stage::kCompile, out.outcome.diagnostics[0].message};
  out.outcome.diagnostics.insert(out.outcome.diagnostics.end(), parsed.diagnostics.begin(),
                                 parsed.diagnostics.end());
  if (parsed.failure) out.outcome.failure = std::move(parsed.failure);
  if (!out.outcome.failure && object) out.outcome.failure = std::move(object->failure);
  out.outcome.compile_ms = NowMs() - start_ms;
  if (!out.outcome.failure) {
    stage_(CompilerStage::kLink);
    GAUNTLET_TRY(LinkOutcome linked, linker_.Link(object->object, false));
    out.outcome.failure = std::move(linked.failure);
    if (!out.outcome.failure) out.module = std::move(linked.module);
  }
  AddDiagnostics(out.outcome);
  stage_(CompilerStage::kIdle);
  return out;
}

Result<uint32_t> Service::Locate(const CompileRequest& request, uint64_t module_offset) {
  CompileRequest with_lines = request;
  with_lines.line_tables = true;
  GAUNTLET_TRY(const ServiceOutcome built, Compile(with_lines, [](const NormalForm&) { return true; }));
  if (built.module.empty()) return 0;
  stage_(CompilerStage::kLocate);
  const uint32_t line = LineOfOffset(built.module, module_offset);
  stage_(CompilerStage::kIdle);
  return line;
}

}  // namespace

Result<std::unique_ptr<CompilerService>> CompilerService::Create(const CompilerLimits& limits,
                                                                 const std::vector<HeaderFile>& headers,
                                                                 std::function<void(CompilerStage)> stage) {
  const Layout& layout = Layout::Current();
  GAUNTLET_TRY(auto toolchain,
               Toolchain::Create(
                   {"", limits.diagnostics_bytes, limits.source_bytes,
                    [stage](bool begins) { stage(begins ? CompilerStage::kHeaders : CompilerStage::kParse); },
                    headers}));
  const fs::path archive = layout.root / "lib" / "gauntlet" / "libgauntlet_rt.a";
  GAUNTLET_TRY(Linker linker, Linker::Create(archive.string()));
  GAUNTLET_TRY(const std::string runtime, ReadTextFile(archive));
  GAUNTLET_TRY(AllowedImports allowed,
               AllowedImports::Load(layout.PluginApi() / "runtime" / "allowed_imports.txt"));
  return std::unique_ptr<CompilerService>(std::make_unique<Service>(
      std::move(toolchain), std::move(linker), HashText(runtime), std::move(allowed), std::move(stage)));
}

}  // namespace gauntlet
