#include <clang/AST/ASTConsumer.h>
#include <clang/CodeGen/ModuleBuilder.h>
#include <clang/Frontend/CompilerInstance.h>
#include <gauntlet/abi.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Analysis/TargetLibraryInfo.h>
#include <llvm/Analysis/TargetTransformInfo.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Transforms/IPO/Internalize.h>
#include <llvm/Transforms/Instrumentation/AddressSanitizer.h>

#include "host/base/result.h"
#include "host/compile/compile.h"
#include "host/toolchain/candidate_ast.h"
#include "host/toolchain/consumer_log.h"
#include "host/toolchain/flags.h"

namespace gauntlet {
namespace {

// From a module of LLVM to an object file. What the target knows and the machine passes are set up once and
// serve every unit: for a small one that costs as much as its own code.
class Backend {
 public:
  explicit Backend(const clang::TargetOptions& target);
  const llvm::DataLayout& layout() const { return layout_; }
  void Optimise(llvm::Module& module, DebugBuild debug, CodeOf code);
  std::vector<char> Emit(llvm::Module& module);

 private:
  std::unique_ptr<llvm::TargetMachine> machine_;
  llvm::DataLayout layout_;
  llvm::TargetLibraryInfoImpl library_;
  llvm::SmallVector<char, 0> object_;
  llvm::raw_svector_ostream stream_{object_};
  llvm::legacy::PassManager machine_passes_;
};

std::unique_ptr<llvm::TargetMachine> MakeMachine(const clang::TargetOptions& target) {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  std::string error;
  const llvm::Target* x86 = llvm::TargetRegistry::lookupTarget(target.Triple, error);
  GAUNTLET_ASSERT(x86 != nullptr);
  llvm::TargetOptions options;
  options.UseInitArray = true;
  options.FunctionSections = true;
  options.DataSections = true;
  return std::unique_ptr<llvm::TargetMachine>(
      x86->createTargetMachine(target.Triple, target.CPU, llvm::join(target.Features, ","), options,
                               llvm::Reloc::PIC_, std::nullopt, llvm::CodeGenOptLevel::Default));
}

Backend::Backend(const clang::TargetOptions& target)
    : machine_(MakeMachine(target)),
      layout_(machine_->createDataLayout()),
      library_(llvm::Triple(target.Triple)) {
  // Calls of mathematical functions stay calls: the optimiser would fold them with this machine's libm.
  for (const std::string& name : InexactMathFunctions()) {
    llvm::LibFunc function;
    if (library_.getLibFunc(name, function)) library_.setUnavailable(function);
  }
  machine_passes_.add(llvm::createTargetTransformInfoWrapperPass(machine_->getTargetIRAnalysis()));
  machine_passes_.add(new llvm::TargetLibraryInfoWrapperPass(library_));
  const bool cannot_emit =
      machine_->addPassesToEmitFile(machine_passes_, stream_, nullptr, llvm::CodeGenFileType::ObjectFile,
                                    /*DisableVerify=*/true);
  GAUNTLET_ASSERT(!cannot_emit);
}

// What a policy module is put through. kPlain keeps every line; the sanitizer's pass writes its checks in.
void AddPasses(llvm::PassBuilder& builder, DebugBuild debug, CodeOf code, llvm::ModulePassManager& passes) {
  if (code == CodeOf::kSimulator && debug == DebugBuild::kNone) {
    passes.addPass(builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O2));
    return;
  }
  const bool plain = debug == DebugBuild::kPlain || debug == DebugBuild::kSanitized;
  const bool parsed =
      !llvm::errorToBool(builder.parsePassPipeline(passes, plain ? "always-inline" : kOptimiserPasses));
  GAUNTLET_ASSERT(parsed);
  if (debug != DebugBuild::kSanitized) return;
  llvm::AddressSanitizerOptions options;
  options.UseAfterScope = true;
  passes.addPass(llvm::AddressSanitizerPass(options, /*UseGlobalGC=*/false, /*UseOdrIndicator=*/false));
}

void Backend::Optimise(llvm::Module& module, DebugBuild debug, CodeOf code) {
  llvm::PassBuilder builder(machine_.get());
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  functions.registerPass([this] { return llvm::TargetLibraryAnalysis(library_); });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);

  llvm::ModulePassManager passes;
  // Only the entry and what the runtime archive looks for is called from outside. So a function that its
  // thunk alone calls ends up in there and nowhere else; the linker would drop the second copy after it has
  // cost.
  passes.addPass(llvm::InternalizePass(
      [](const llvm::GlobalValue& value) { return value.getName().starts_with("gauntlet_"); }));
  AddPasses(builder, debug, code, passes);
  passes.run(module, modules);
}

std::vector<char> Backend::Emit(llvm::Module& module) {
  object_.clear();
  machine_passes_.run(module);
  return {object_.begin(), object_.end()};
}

// The table that lifted literals are read from (gauntlet/sdk/parameters.hpp), as GAUNTLET_PARAMETERS has it.
void DefineParameters(const std::vector<uint64_t>& parameters, llvm::Module& module) {
  llvm::LLVMContext& context = module.getContext();
  const auto define = [&](const char* name, llvm::Constant* value) {
    auto* defined = new llvm::GlobalVariable(module, value->getType(), /*isConstant=*/false,
                                             llvm::GlobalValue::ExternalLinkage, value);
    if (llvm::GlobalVariable* declared = module.getGlobalVariable(name)) {
      declared->replaceAllUsesWith(defined);
      declared->eraseFromParent();
    }
    defined->setName(name);
    defined->setVisibility(llvm::GlobalValue::HiddenVisibility);
    defined->setDSOLocal(true);
    defined->setAlignment(llvm::Align(16));
    return defined;
  };
  llvm::Constant* values =
      define("gauntlet_parameter_values", llvm::ConstantDataArray::get(context, parameters));
  llvm::Type* word = llvm::Type::getInt32Ty(context);
  static_assert(sizeof(gauntlet_parameters) == 16 && offsetof(gauntlet_parameters, count) == 4 &&
                offsetof(gauntlet_parameters, values) == 8);
  define("gauntlet_parameter_table",
         llvm::ConstantStruct::getAnon({llvm::ConstantInt::get(word, sizeof(gauntlet_parameters)),
                                        llvm::ConstantInt::get(word, parameters.size()), values}));
}

// Labels of assembly stay in a back end, and a second one of the same name ends the process.
bool HasAssembly(const llvm::Module& module) {
  if (!module.getModuleInlineAsm().empty()) return true;
  for (const llvm::Function& function : module)
    for (const llvm::Instruction& instruction : llvm::instructions(function))
      if (const auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction); call && call->isInlineAsm())
        return true;
  return false;
}

std::vector<char> OptimiseAndEmit(Backend& backend, llvm::Module& module, DebugBuild debug, CodeOf code) {
  backend.Optimise(module, debug, code);
  return backend.Emit(module);
}

std::optional<Failure> FailureOf(const clang::CompilerInstance& compiler) {
  if (!compiler.getDiagnostics().hasErrorOccurred()) return std::nullopt;
  return Failure{VerdictKind::kCompileError, Stage::kCompile, "code generation failed; see the diagnostics"};
}

}  // namespace

ObjectOutcome GenerateObject(ParsedCandidate& candidate, DebugBuild debug, CodeOf code) {
  clang::CompilerInstance& compiler = candidate.compiler;
  static Backend backend(compiler.getTargetOpts());  // the flags of candidates are fixed
  llvm::LLVMContext context;
  context.setDiscardValueNames(true);
  // The front end knows by now which calls are plain calls, and the backend has it from its own table. As
  // attributes, 87 on every function, they cost more than optimising a short one.
  compiler.getLangOpts().NoBuiltinFuncs.clear();
  std::unique_ptr<clang::CodeGenerator> generator(clang::CreateLLVMCodeGen(
      compiler.getDiagnostics(), kCandidateFileName, &compiler.getVirtualFileSystem(),
      compiler.getHeaderSearchOpts(), compiler.getPreprocessorOpts(), compiler.getCodeGenOpts(), context));
  generator->Initialize(candidate.context);
  candidate.log.Replay(*generator, candidate.context);
  if (auto failure = FailureOf(compiler)) return {std::move(failure), {}};

  const std::unique_ptr<llvm::Module> module(generator->ReleaseModule());
  module->setDataLayout(backend.layout());
  if (!candidate.parameters.empty()) DefineParameters(candidate.parameters, *module);
  ObjectOutcome outcome;
  if (HasAssembly(*module)) {  // past no screen; a back end of its own all the same
    Backend own(compiler.getTargetOpts());
    outcome.object = OptimiseAndEmit(own, *module, debug, code);
  } else {
    outcome.object = OptimiseAndEmit(backend, *module, debug, code);
  }
  if (auto failure = FailureOf(compiler)) return {std::move(failure), {}};
  return outcome;
}

}  // namespace gauntlet
