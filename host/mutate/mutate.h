// Breeds a policy source from one or two parents by one change of Clang's syntax tree, inside the evolve
// block. Runs in the compiler process, where the SDK's header state is warm. A pure function of the request.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.h"
#include "host/base/rng.h"
#include "host/candidate/candidate.h"
#include "host/toolchain/normal_form.h"

namespace gauntlet {

class Toolchain;

struct MutateRequest {
  std::string domain;
  std::string parent;                // source
  std::optional<std::string> other;  // for crossover
  uint64_t seed = 0;
  std::string operator_name;  // empty: drawn by the weights of the operators
};

struct MutateOutcome {
  std::optional<Failure> failure;  // the parent does not parse, or nothing can be changed
  std::string source;
  std::vector<Edit> edits;
  std::string operator_name;
  std::optional<NormalForm> form;  // known without a parse when only literals changed
};

// Keeps what it drew of recent parents: a parent is parsed once, however often it breeds.
class Mutator {
 public:
  // `toolchain` outlives it. One thread at a time.
  explicit Mutator(Toolchain& toolchain);
  ~Mutator();

  // An error means that the toolchain failed; what the parents do wrong is in the outcome.
  Result<MutateOutcome> Mutate(const MutateRequest& request);

 private:
  class Parsed;
  Result<> AddSecondStep(const MutateRequest& request, Rng& rng, MutateOutcome& outcome);
  std::unique_ptr<Parsed> parsed_;
};

// In the order in which they are listed to people.
std::vector<std::string_view> MutationOperatorNames();

}  // namespace gauntlet
