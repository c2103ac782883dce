#include "tests/hostile/world.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "host/base/clock.h"
#include "host/base/layout.h"
#include "host/evaluate/test_inputs.h"
#include "host/toolchain/candidate_ast_text.h"
#include "tests/hostile/leftovers.h"

// The compiler process has no use for it, as the screen rejects assembly; the programs here do.
extern "C" void LLVMInitializeX86AsmParser();

namespace gauntlet::hostile {
namespace {

constexpr const char* kPolicy = "gauntlet.cache.policy/1";
constexpr const char* kPriority = "gauntlet.cache.priority/1";
const auto kAlways = [](const NormalForm&) { return true; };

CompileRequest RequestFor(const std::string& source, const std::string& interface_name) {
  return {.source = source, .domain = "cache", .interface_name = interface_name};
}

Isolation IsolationOf(const std::string& way) {
  if (way == "hot") return Isolation::kHot;
  if (way == "trusted") return Isolation::kTrusted;
  return Isolation::kFork;
}

// Workers that are started while this lives check no artifacts.
class Unchecked {
 public:
  explicit Unchecked(bool unchecked) {
    if (unchecked) ::setenv("GAUNTLET_UNCHECKED_ARTIFACTS", "1", 1);
  }
  Unchecked(const Unchecked&) = delete;
  Unchecked& operator=(const Unchecked&) = delete;
  ~Unchecked() { ::unsetenv("GAUNTLET_UNCHECKED_ARTIFACTS"); }
};

Outcome OutcomeOf(const Verdict& verdict, std::string note) {
  Outcome outcome{std::string(ToString(verdict.kind())), "", std::move(note), verdict.ToJson().dump()};
  if (const Failure* failure = verdict.failure()) outcome.rule = failure->detail.value("rule", "");
  return outcome;
}

std::string Difference(const std::vector<Simulation>& a, const std::vector<Simulation>& b) {
  if (a.size() != b.size()) return fmt::format("{} simulations, not {}", b.size(), a.size());
  for (size_t i = 0; i < a.size(); ++i)
    if (a[i].workload != b[i].workload || a[i].metrics != b[i].metrics ||
        a[i].answer_count != b[i].answer_count || a[i].answer_hash != b[i].answer_hash)
      return fmt::format("workload {}: other metrics or answers", a[i].workload);
  return "";
}

std::string Baseline(const std::string& problem, const std::string& name) {
  std::ifstream file(std::filesystem::path(GAUNTLET_SOURCE_DIR) / "problems" / problem / "baselines" /
                     (name + ".cc"));
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  GAUNTLET_ASSERT(!text.empty());
  return text;
}

}  // namespace

CompilerLimits SmallLimits() {
  CompilerLimits limits;
  limits.cpu_ms = 2000;
  limits.memory_bytes = 1ull << 30;
  return limits;
}

EvaluatorSetup SmallSetup(Isolation isolation, const std::string& interface_name) {
  EvaluatorSetup setup = CacheSetup(isolation);
  setup.interface_name = interface_name;
  return setup;
}

World::World() {
  ::setenv("GAUNTLET_ROOT", GAUNTLET_BUILD_DIR, 0);
  auto compiler = Compiler::Start(SmallLimits());
  if (!compiler) fmt::print(stderr, "{}\n", compiler.error().message);
  GAUNTLET_ASSERT(compiler.has_value());
  compiler_ = std::move(*compiler);
  LLVMInitializeX86AsmParser();
  auto toolchain = Toolchain::Create({});
  GAUNTLET_ASSERT(toolchain.has_value());
  toolchain_ = std::move(*toolchain);
  auto linker = Linker::Create((Layout::Current().root / "lib" / "gauntlet" / "libgauntlet_rt.a").string());
  GAUNTLET_ASSERT(linker.has_value());
  linker_ = std::make_unique<Linker>(std::move(*linker));
  for (const char* name : {"fifo", "lru", "clock", "sieve", "s3fifo", "arc", "lfu"})
    AddHonest(kPolicy, "cache_miss_ratio", name);
  for (const char* name : {"lru", "gdsf"}) AddHonest(kPriority, "cache_priority", name);
}

// What an honest candidate comes to in processes that never saw another one.
void World::AddHonest(const char* interface_name, const char* problem, const char* name) {
  Honest honest{name, interface_name, Baseline(problem, name), nullptr, {}};
  auto compiled = compiler_->Compile(RequestFor(honest.source, interface_name), kAlways);
  GAUNTLET_ASSERT(compiled.has_value() && compiled->module != nullptr);
  honest.module = compiled->module;
  auto fresh = Evaluator::Start(SmallSetup(Isolation::kFork, interface_name));
  GAUNTLET_ASSERT(fresh.has_value());
  const auto evaluation = (*fresh)->Evaluate({honest.module, {}, {0, 1}});
  GAUNTLET_ASSERT(evaluation.has_value() && evaluation->verdict.ok());
  honest.simulations = evaluation->simulations;
  honest_.push_back(std::move(honest));
}

Evaluator& World::EvaluatorOf(const std::string& way, const std::string& interface_name) {
  const std::string tier = way == "confirm" ? "fork" : way;
  auto& evaluator = evaluators_[{tier, interface_name}];
  if (evaluator == nullptr) {
    auto started = Evaluator::Start(SmallSetup(IsolationOf(tier), interface_name));
    GAUNTLET_ASSERT(started.has_value());
    evaluator = std::move(*started);
  }
  return *evaluator;
}

std::shared_ptr<const Module> World::BuildUnscreened(const Program& program) {
  std::optional<ObjectOutcome> object;
  const ParseRequest request = {program.source, "cache", program.interface_name, false};
  const auto parsed = toolchain_->Parse(request, [&](ParsedCandidate& candidate) {
    if (!HasErrors(candidate)) object = GenerateObject(candidate);
  });
  GAUNTLET_ASSERT(parsed.has_value());
  if (parsed->failure || !object || object->failure) {
    fmt::print(stderr, "{} does not compile: {}\n", program.name,
               parsed->failure ? parsed->failure->reason : "no code");
    return nullptr;
  }
  const auto linked = linker_->Link(object->object, false);
  GAUNTLET_ASSERT(linked.has_value());
  if (linked->failure) {
    fmt::print(stderr, "{}: {}\n", program.name, linked->failure->reason);
    return nullptr;
  }
  auto module = Module::FromBytes(std::as_bytes(std::span(linked->module)));
  GAUNTLET_ASSERT(module.has_value());
  return *module;
}

std::shared_ptr<const Module> World::ModuleOf(const Program& program) {
  auto& module = modules_[program.name];
  if (module == nullptr) module = BuildUnscreened(program);
  return module;
}

Outcome World::RunSource(const Program& program) {
  const auto compiled = compiler_->Compile(RequestFor(program.source, program.interface_name), kAlways);
  if (!compiled) return {"error: " + compiled.error().message, "", "", ""};
  if (compiled->failure) return OutcomeOf(*compiled->failure, "");
  return OutcomeOf(Verdict::Ok(), "");
}

Outcome World::RunModule(const Program& program, const std::string& way) {
  const auto module = ModuleOf(program);
  if (module == nullptr) return {"error: no module", "", "", ""};
  const Unchecked unchecked(way == "open");
  Evaluator& evaluator = EvaluatorOf(way, program.interface_name);
  const EvaluationRequest request = {module, {}, {0, 1}};
  auto evaluation = evaluator.Evaluate(request);
  if (evaluation && way == "confirm") {
    if (!evaluation->verdict.ok())
      return {"error: there is nothing to confirm", "", "", evaluation->verdict.ToJson().dump()};
    evaluation = evaluator.Confirm(request, *evaluation);
  }
  if (!evaluation) return {"error: " + evaluation.error().message, "", "", ""};
  return OutcomeOf(evaluation->verdict, evaluation->note);
}

std::string World::TryHonest(const Honest& candidate, const std::string& way) {
  const Unchecked unchecked(way == "open");
  Evaluator& evaluator = EvaluatorOf(way, candidate.interface_name);
  const EvaluationRequest request = {candidate.module, {}, {0, 1}};
  auto evaluation = evaluator.Evaluate(request);
  if (evaluation && way == "confirm" && evaluation->verdict.ok())
    evaluation = evaluator.Confirm(request, *evaluation);
  if (!evaluation) return evaluation.error().message;
  if (!evaluation->verdict.ok()) return evaluation->verdict.ToJson().dump();
  return Difference(candidate.simulations, evaluation->simulations);
}

std::string World::TryHonestSource(const Honest& candidate) {
  const auto compiled = compiler_->Compile(RequestFor(candidate.source, candidate.interface_name), kAlways);
  if (!compiled) return compiled.error().message;
  if (compiled->failure) return compiled->failure->reason;
  return compiled->module->hash() == candidate.module->hash() ? "" : "another module from the same source";
}

std::vector<std::string> World::Traces() const {
  size_t modules = honest_.size() + modules_.size();
  return hostile::Traces(modules);
}

std::string World::LeftOver() {
  std::vector<std::string> now = Traces();
  if (traces_.empty()) {
    traces_ = std::move(now);
    return "";
  }
  // A worker lets go of what it sent a moment after we have it.
  const Deadline deadline = Deadline::After(3000);
  while (!WhatIsNew(traces_, now).empty() && !deadline.Passed()) {
    ::usleep(2000);
    now = Traces();
  }
  return WhatIsNew(traces_, now);
}

}  // namespace gauntlet::hostile
