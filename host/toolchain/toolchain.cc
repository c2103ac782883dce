#include "host/toolchain/toolchain.h"

#include <clang/Basic/Version.h>
#include <clang/Frontend/FrontendAction.h>
#include <clang/Frontend/FrontendActions.h>
#include <clang/Lex/Pragma.h>
#include <clang/Lex/PreprocessorOptions.h>
#include <clang/Serialization/ASTWriter.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>

#include "host/base/layout.h"
#include "host/base/sanitizer_defaults.h"
#include "host/toolchain/candidate_ast.h"
#include "host/toolchain/consumer_log.h"
#include "host/toolchain/diagnostic_sink.h"
#include "host/toolchain/directives.h"
#include "host/toolchain/flags.h"
#include "host/toolchain/headers.h"
#include "host/toolchain/include_rules.h"
#include "host/toolchain/warm_templates.h"

namespace gauntlet {
namespace {

// Writes the header state of one unit into memory.
class HeaderStateAction : public clang::ASTFrontendAction {
 public:
  explicit HeaderStateAction(std::shared_ptr<clang::PCHBuffer> buffer) : buffer_(std::move(buffer)) {}
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler,
                                                        llvm::StringRef) override {
    return std::make_unique<clang::PCHGenerator>(
        compiler.getPreprocessor(), compiler.getModuleCache(), "headers.pch", "", buffer_,
        llvm::ArrayRef<std::shared_ptr<clang::ModuleFileExtension>>(), /*AllowASTWithErrors=*/false,
        /*IncludeTimestamps=*/false);
  }
  clang::TranslationUnitKind getTranslationUnitKind() override { return clang::TU_Prefix; }
  bool hasASTFileSupport() const override { return false; }

 private:
  std::shared_ptr<clang::PCHBuffer> buffer_;
};

// For tests of what a crash of Clang costs.
constexpr const char* kCrashOnDemand = "GAUNTLET_CRASH_ON_DEMAND";

// Parses one candidate and hands its tree on.
class CandidateAction : public clang::ASTFrontendAction {
 public:
  CandidateAction(const ParseRequest& request, const DiagnosticSink& sink, const Toolchain::Visit& visit)
      : request_(request), sink_(sink), visit_(visit) {}

  bool BeginSourceFileAction(clang::CompilerInstance& compiler) override {
    directives_.clear();
    // Clang's own crash and overflow on demand (#pragma clang __debug ...) do nothing here; the screen
    // rejects them.
    if (std::getenv(kCrashOnDemand) == nullptr)
      compiler.getPreprocessor().AddPragmaHandler("clang", new clang::EmptyPragmaHandler("__debug"));
    compiler.getPreprocessor().addPPCallbacks(
        std::make_unique<DirectiveRecorder>(compiler.getPreprocessor(), directives_));
    return true;
  }
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler,
                                                        llvm::StringRef) override {
    return std::make_unique<ConsumerLog>([this, &compiler](ConsumerLog& log) { Finish(compiler, log); });
  }

 private:
  void Finish(clang::CompilerInstance& compiler, ConsumerLog& log) {
    ParsedCandidate candidate{compiler,
                              compiler.getASTContext(),
                              compiler.getSourceManager(),
                              request_.source,
                              FindEvolveBlock(request_.source),
                              {},
                              directives_,
                              log,
                              sink_.has_errors()};
    for (clang::Decl* declaration : compiler.getASTContext().getTranslationUnitDecl()->noload_decls()) {
      if (declaration->isFromASTFile() || declaration->isImplicit()) continue;
      const clang::SourceLocation place = candidate.sources.getExpansionLoc(declaration->getLocation());
      if (IsInCandidate(candidate.sources, place)) candidate.declarations.push_back(declaration);
    }
    visit_(candidate);
  }

  const ParseRequest& request_;
  const DiagnosticSink& sink_;
  const Toolchain::Visit& visit_;
  std::vector<Directive> directives_;
};

// Standard headers that are so small that they belong to every header state.
constexpr std::string_view kSmallHeaders[] = {"cfloat",           "climits", "cstddef",    "cstdint",
                                              "initializer_list", "limits",  "type_traits"};
// Those that are left out of the large header state: slow to read, seldom used.
constexpr std::string_view kSeldomHeaders[] = {"random", "ranges"};

bool IsSmall(std::string_view name) {
  return std::ranges::find(kSmallHeaders, name) != std::end(kSmallHeaders);
}
bool IsSeldom(std::string_view name) {
  return std::ranges::find(kSeldomHeaders, name) != std::end(kSeldomHeaders);
}

class ClangToolchain : public Toolchain {
 public:
  ClangToolchain(const ToolchainOptions& options, HeaderStore headers)
      : options_(options), headers_(std::move(headers)), flags_(CandidateFlags()) {
    flags_.insert(flags_.end(), headers_.search_flags().begin(), headers_.search_flags().end());
    file_manager_ =
        llvm::makeIntrusiveRefCnt<clang::FileManager>(clang::FileSystemOptions(), headers_.files());
  }

  Result<> Initialise();
  Result<ParseOutcome> Parse(const ParseRequest& request, const Visit& visit) override;
  Result<> WarmUp(const std::string& domain, const std::string& interface_name) override {
    const std::string source = fmt::format("#include <{}>\n", SdkHeaderOf(interface_name));
    GAUNTLET_TRY([[maybe_unused]] const std::string state,
                 HeaderStateFor({source, domain, interface_name, false}));
    return {};
  }
  Json Facts() const override {
    return {{"clang", clang::getClangFullVersion()},
            {"flags", CandidateFlags()},
            {"passes", kOptimiserPasses},
            {"sdk", headers_.sdk_hash().Hex()},
            {"standard_library", headers_.standard_hash().Hex()}};
  }

 private:
  // The path of the header state to start from; empty: none.
  Result<std::string> HeaderStateFor(const ParseRequest& request);
  Result<std::string> BuildHeaderState(const std::string& sdk_header, bool with_standard, bool checked);
  void SetUp(clang::CompilerInstance& compiler, llvm::MemoryBufferRef source, DiagnosticSink& sink);
  void NameMainFile(const std::string& text, clang::CompilerInstance& compiler) const;

  ToolchainOptions options_;
  HeaderStore headers_;
  std::vector<std::string> flags_;
  clang::CompilerInvocation invocation_;
  llvm::IntrusiveRefCntPtr<clang::FileManager> file_manager_;
  std::map<std::tuple<std::string, bool, bool>, std::string> header_states_;
};

Result<> ClangToolchain::Initialise() {
  std::vector<const char*> arguments;
  for (const std::string& flag : flags_) arguments.push_back(flag.c_str());
  DiagnosticSink sink(4096);
  clang::DiagnosticsEngine diagnostics(new clang::DiagnosticIDs(), new clang::DiagnosticOptions(), &sink,
                                       false);
  if (!clang::CompilerInvocation::CreateFromArgs(invocation_, arguments, diagnostics)) {
    const auto said = sink.Take();
    return Fail(ErrorKind::kInternalError,
                "Clang does not take the candidate flags: " +
                    (said.empty() ? std::string("no reason given") : said[0].message));
  }
  // C++20 alone turns Clang's modules on. Then every name of a header state is looked up again, all of the
  // target's built-in functions among them, for units of which none imports anything.
  invocation_.getLangOpts().Modules = false;
  invocation_.getFrontendOpts().DisableFree = false;
  invocation_.getCodeGenOpts().DisableFree = false;
  invocation_.getDiagnosticOpts().ShowCarets = false;  // nor "2 errors generated." on our standard error
  invocation_.getPreprocessorOpts().DisablePCHOrModuleValidation = clang::DisableValidationForModuleKind::All;
  return {};
}

void ClangToolchain::SetUp(clang::CompilerInstance& compiler, llvm::MemoryBufferRef source,
                           DiagnosticSink& sink) {
  compiler.getInvocation() = invocation_;
  compiler.createDiagnostics(&sink, /*ShouldOwnClient=*/false);
  compiler.setFileManager(file_manager_.get());
  compiler.getFrontendOpts().Inputs = {clang::FrontendInputFile(source, clang::Language::CXX)};
}

// `checked`: indices and iterators of the standard library are checked at run time.
Result<std::string> ClangToolchain::BuildHeaderState(const std::string& sdk_header, bool with_standard,
                                                     bool checked) {
  std::string text =
      fmt::format("{}#include <{}>\n", checked ? "#define _GLIBCXX_ASSERTIONS 1\n" : "", sdk_header);
  for (std::string_view name : AllowedStandardHeaders()) {
    if (with_standard ? !IsSeldom(name) : IsSmall(name)) text += fmt::format("#include <{}>\n", name);
  }
  if (with_standard) text += kWarmTemplates;
  const auto source = llvm::MemoryBuffer::getMemBuffer(text, "headers.hpp");
  DiagnosticSink sink(16 << 10);
  auto buffer = std::make_shared<clang::PCHBuffer>();
  clang::CompilerInstance compiler;
  SetUp(compiler, source->getMemBufferRef(), sink);
  HeaderStateAction action(buffer);
  if (!compiler.ExecuteAction(action) || !buffer->IsComplete) {
    const auto said = sink.Take();
    return Fail(ErrorKind::kInternalError,
                "the SDK header " + sdk_header + " does not compile: " +
                    (said.empty() ? std::string("no reason given") : said[0].message));
  }
  const std::string path = fmt::format("/gauntlet/headers-{}.pch", header_states_.size());
  headers_.files()->addFile(
      path, 0,
      llvm::MemoryBuffer::getMemBufferCopy(llvm::StringRef(buffer->Data.data(), buffer->Data.size()), path));
  return path;
}

Result<std::string> ClangToolchain::HeaderStateFor(const ParseRequest& request) {
  const std::string expected = SdkHeaderOf(request.interface_name);
  const std::string prefix = fmt::format("gauntlet/sdk/{}_", request.domain);
  std::string sdk_header;
  bool with_standard = false;
  for (std::string_view name : ScanIncludes(request.source)) {
    const bool starts_unit = expected.empty() ? name.starts_with(prefix) : name == expected;
    if (sdk_header.empty() && starts_unit && headers_.Has(std::string(name))) sdk_header = name;
    with_standard |= IsAllowedStandardHeader(name) && !IsSmall(name);
  }
  if (sdk_header.empty()) return std::string();
  const bool checked = request.debug == DebugBuild::kSanitized;
  auto [state, is_new] = header_states_.try_emplace({sdk_header, with_standard, checked});
  if (is_new) {
    options_.building(true);
    auto built = BuildHeaderState(sdk_header, with_standard, checked);
    options_.building(false);
    if (!built) {
      header_states_.erase(state);
      return std::unexpected(built.error());
    }
    state->second = *built;
  }
  return state->second;
}

// Everything that the runtime beside AddressSanitizer reports without type information at run time. A report
// ends the run: SanitizeRecover stays empty.
const clang::SanitizerMask kUndefinedBehaviour[] = {
    clang::SanitizerKind::Alignment,
    clang::SanitizerKind::Bool,
    clang::SanitizerKind::ArrayBounds,
    clang::SanitizerKind::Enum,
    clang::SanitizerKind::FloatCastOverflow,
    clang::SanitizerKind::IntegerDivideByZero,
    clang::SanitizerKind::Null,
    clang::SanitizerKind::PointerOverflow,
    clang::SanitizerKind::Return,
    clang::SanitizerKind::Shift,
    clang::SanitizerKind::SignedIntegerOverflow,
    clang::SanitizerKind::Unreachable,
    clang::SanitizerKind::VLABound,
};

// The line on which the source declares a class; 0: it does not.
uint32_t LineOfClass(std::string_view source, std::string_view name) {
  for (const std::string_view key : {"class ", "struct "}) {
    const std::string declared = std::string(key) + std::string(name);
    for (size_t at = source.find(declared); at != source.npos; at = source.find(declared, at + 1)) {
      const size_t end = at + declared.size();
      const bool whole = end == source.size() ||
                         (!std::isalnum(static_cast<unsigned char>(source[end])) && source[end] != '_');
      if (whole) return 1 + static_cast<uint32_t>(std::ranges::count(source.substr(0, at), '\n'));
    }
  }
  return 0;
}

// What the SDK asks of a class it says in an assertion: "in <gauntlet/sdk/...>, line 9: static assertion failed due
// to requirement 'detail::kChoosesVictims<Lru>': a policy must have ...". The author gets the sentence, and the place
// of the class.
void TakeAssertionOfSdk(const Diagnostic& error, std::string_view source, Failure& failure) {
  constexpr std::string_view kRequirement = "static assertion failed due to requirement '";
  const std::string_view message = error.message;
  const size_t begin = message.find(kRequirement), end = message.find("': ");
  if (!message.starts_with("in <gauntlet/") || begin == message.npos || end == message.npos || end < begin)
    return;
  const std::string_view requirement = message.substr(begin, end - begin);
  const size_t open = requirement.find('<'), close = requirement.rfind('>');
  if (open == requirement.npos || close == requirement.npos) return;
  const std::string_view name = requirement.substr(open + 1, close - open - 1);
  failure.reason = fmt::format("{}: {}", name, message.substr(end + 3));
  if (const uint32_t line = LineOfClass(source, name); line != 0)
    failure.detail = {{"line", line}, {"column", 1}};
}

Failure ParseFailure(const std::vector<Diagnostic>& diagnostics, const std::string& limit_reached,
                     std::string_view source) {
  const auto first = std::ranges::find(diagnostics, "error", &Diagnostic::severity);
  const Diagnostic error =
      first != diagnostics.end() ? *first : Diagnostic{"error", "", 0, 0, "it does not parse"};
  // An error inside a header: the first note that points at the candidate says where it comes from.
  const auto place = std::find_if(first, diagnostics.end(), [](const Diagnostic& d) { return d.line != 0; });
  Failure failure{limit_reached.empty() ? VerdictKind::kCompileError : VerdictKind::kCompileResource,
                  Stage::kCompile,
                  limit_reached.empty() ? error.message : limit_reached + ": " + error.message};
  if (place != diagnostics.end()) {
    failure.detail["line"] = place->line;
    failure.detail["column"] = place->column;
  }
  TakeAssertionOfSdk(error, source, failure);
  return failure;
}

// What differs from a scored build. The header state is the same: it holds declarations, and code generation
// asks for all of this per unit.
void SetUpDebugBuild(DebugBuild build, clang::CompilerInvocation& invocation) {
  if (build == DebugBuild::kNone) return;
  clang::CodeGenOptions& code = invocation.getCodeGenOpts();
  code.setDebugInfo(llvm::codegenoptions::FullDebugInfo);
  code.setDebuggerTuning(llvm::DebuggerKind::GDB);
  code.DwarfVersion = 4;
  code.DebugColumnInfo = true;
  if (build == DebugBuild::kOptimised) return;
  code.OptimizationLevel = 0;
  code.setFramePointer(clang::CodeGenOptions::FramePointerKind::All);
  if (build == DebugBuild::kPlain) return;
  clang::SanitizerSet& sanitizers = invocation.getLangOpts().Sanitize;
  sanitizers.set(clang::SanitizerKind::Address, true);
  for (const clang::SanitizerMask kind : kUndefinedBehaviour) sanitizers.set(kind, true);
}

// Code generation with sanitizers looks for the main file among exceptions by name: it must be a file.
void ClangToolchain::NameMainFile(const std::string& text, clang::CompilerInstance& compiler) const {
  compiler.setFileManager(new clang::FileManager(clang::FileSystemOptions(), headers_.files()));
  compiler.getPreprocessorOpts().addRemappedFile(
      kCandidateFileName, llvm::MemoryBuffer::getMemBufferCopy(text, kCandidateFileName).release());
  compiler.getFrontendOpts().Inputs = {clang::FrontendInputFile(kCandidateFileName, clang::Language::CXX)};
}

Result<ParseOutcome> ClangToolchain::Parse(const ParseRequest& request, const Visit& visit) {
  if (request.source.size() > options_.source_bytes)
    return ParseOutcome{Failure{VerdictKind::kCompileResource, Stage::kCompile,
                                fmt::format("the source has {} bytes; at most {} are taken",
                                            request.source.size(), options_.source_bytes)},
                        {}};
  GAUNTLET_TRY(const std::string header_state, HeaderStateFor(request));
  const std::string text(request.source);  // Clang wants a terminating NUL
  DiagnosticSink sink(options_.diagnostics_bytes);
  {
    clang::CompilerInstance compiler;
    SetUp(compiler, llvm::MemoryBufferRef(text, kCandidateFileName), sink);
    compiler.getPreprocessorOpts().ImplicitPCHInclude = header_state;
    if (request.line_tables)
      compiler.getCodeGenOpts().setDebugInfo(llvm::codegenoptions::DebugLineTablesOnly);
    SetUpDebugBuild(request.debug, compiler.getInvocation());
    if (request.debug == DebugBuild::kSanitized) NameMainFile(text, compiler);
    CandidateAction action(request, sink, visit);
    compiler.ExecuteAction(action);
  }
  ParseOutcome outcome;
  const bool failed = sink.has_errors();
  outcome.diagnostics = sink.Take();
  if (failed) outcome.failure = ParseFailure(outcome.diagnostics, sink.limit_reached(), text);
  return outcome;
}

}  // namespace

Result<std::unique_ptr<Toolchain>> Toolchain::Create(const ToolchainOptions& options) {
  const std::string plugin_api =
      options.plugin_api.empty() ? Layout::Current().PluginApi().string() : options.plugin_api;
  GAUNTLET_TRY(HeaderStore headers, HeaderStore::Load(plugin_api, options.headers));
  auto toolchain = std::make_unique<ClangToolchain>(options, std::move(headers));
  GAUNTLET_CHECK_OK(toolchain->Initialise());
  return std::unique_ptr<Toolchain>(std::move(toolchain));
}

}  // namespace gauntlet
