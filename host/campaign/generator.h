// Where candidates come from. A new generator is one file and one line in generators.cc.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/campaign/job.h"
#include "host/compiler/compiler.h"

namespace gauntlet {

struct Offspring {
  std::optional<Failure> failure;  // none could be made: the candidate's verdict
  std::string source;
  std::vector<Edit> edits;
  std::optional<NormalForm> form;  // if known without a parse
};

// One for each lane; used by one thread at a time.
class Generator {
 public:
  virtual ~Generator() = default;
  // Depends on the job only. REQUIRES: job.main_source.
  virtual Result<Offspring> Generate(const Job& job, Compiler& compiler) = 0;
};

// kInput: an unknown kind, naming what there is.
Result<std::unique_ptr<Generator>> MakeGenerator(const std::string& kind, const std::string& domain);
std::vector<std::string> GeneratorKinds();
// Whether candidates come from models: llm, command, replay.
bool AsksModels(const std::string& kind);

std::unique_ptr<Generator> MakeMutateGenerator(const std::string& domain);

}  // namespace gauntlet
