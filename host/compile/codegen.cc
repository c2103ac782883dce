#include <clang/AST/ASTConsumer.h>
#include <clang/CodeGen/BackendUtil.h>
#include <clang/CodeGen/ModuleBuilder.h>
#include <clang/Frontend/CompilerInstance.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>

#include <mutex>

#include "host/compile/compile.h"
#include "host/toolchain/candidate_ast.h"
#include "host/toolchain/consumer_log.h"
#include "host/toolchain/flags.h"

namespace gauntlet {
namespace {

void InitialiseTarget() {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
  });
}

std::optional<Failure> FailureOf(const clang::CompilerInstance& compiler) {
  if (!compiler.getDiagnostics().hasErrorOccurred()) return std::nullopt;
  return Failure{VerdictKind::kCompileError, Stage::kCompile, "code generation failed; see the diagnostics"};
}

}  // namespace

ObjectOutcome GenerateObject(ParsedCandidate& candidate) {
  InitialiseTarget();
  clang::CompilerInstance& compiler = candidate.compiler;
  llvm::LLVMContext context;
  context.setDiscardValueNames(true);
  std::unique_ptr<clang::CodeGenerator> generator(clang::CreateLLVMCodeGen(
      compiler.getDiagnostics(), kCandidateFileName, &compiler.getVirtualFileSystem(),
      compiler.getHeaderSearchOpts(), compiler.getPreprocessorOpts(), compiler.getCodeGenOpts(), context));
  generator->Initialize(candidate.context);
  candidate.log.Replay(*generator, candidate.context);
  if (auto failure = FailureOf(compiler)) return {std::move(failure), {}};

  const std::unique_ptr<llvm::Module> module(generator->ReleaseModule());
  llvm::SmallVector<char, 0> bytes;
  clang::EmitBackendOutput(compiler.getDiagnostics(), compiler.getHeaderSearchOpts(),
                           compiler.getCodeGenOpts(), compiler.getTargetOpts(), compiler.getLangOpts(),
                           compiler.getTarget().getDataLayoutString(), module.get(), clang::Backend_EmitObj,
                           &compiler.getVirtualFileSystem(),
                           std::make_unique<llvm::raw_svector_ostream>(bytes));
  if (auto failure = FailureOf(compiler)) return {std::move(failure), {}};
  return {std::nullopt, std::vector<char>(bytes.begin(), bytes.end())};
}

}  // namespace gauntlet
