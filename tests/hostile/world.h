// The real processes that hostile programs and honest candidates pass through in turn: a compiler, an evaluator
// a tier, and the library path that builds modules with the screen left out.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/compile/compile.h"
#include "host/compiler/compiler.h"
#include "host/evaluate/evaluator.h"
#include "host/toolchain/toolchain.h"
#include "tests/hostile/program.h"

namespace gauntlet::hostile {

struct Honest {
  std::string name;
  std::string interface_name;
  std::string source;
  std::shared_ptr<const Module> module;
  std::vector<Simulation> simulations;  // as a fresh evaluator of tier fork gave them
};

// What came of one program by one way.
struct Outcome {
  std::string kind;  // of the verdict; "error: ..." when the platform failed
  std::string rule;
  std::string note;
  std::string text;  // all of it, for a message
};

class World {
 public:
  World();

  Outcome RunSource(const Program& program);
  // `way`: fork, hot, trusted, open or confirm.
  Outcome RunModule(const Program& program, const std::string& way);

  const std::vector<Honest>& honest() const { return honest_; }
  // Empty: the candidate came out as it did the first time; else what differed.
  // `way`: as for RunModule.
  std::string TryHonest(const Honest& candidate, const std::string& way);
  std::string TryHonestSource(const Honest& candidate);

  // Empty: nothing of the candidates before is left in this process, its workers and on this machine.
  std::string LeftOver();

 private:
  void AddHonest(const char* interface_name, const char* problem, const char* name);
  Evaluator& EvaluatorOf(const std::string& way, const std::string& interface_name);
  std::shared_ptr<const Module> ModuleOf(const Program& program);
  std::shared_ptr<const Module> BuildUnscreened(const Program& program);
  std::vector<std::string> Traces() const;

  std::unique_ptr<Compiler> compiler_;
  std::unique_ptr<Toolchain> toolchain_;
  std::unique_ptr<Linker> linker_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<Evaluator>> evaluators_;
  std::map<std::string, std::shared_ptr<const Module>> modules_;
  std::vector<Honest> honest_;
  std::vector<std::string> traces_;
};

CompilerLimits SmallLimits();
EvaluatorSetup SmallSetup(Isolation isolation, const std::string& interface_name);

}  // namespace gauntlet::hostile
