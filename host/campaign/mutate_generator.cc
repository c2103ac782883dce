// Offline generation: a change of the parent's syntax tree, or a crossover of two.
#include "host/campaign/generator.h"

namespace gauntlet {
namespace {

// An operator that finds nothing to change is drawn again; the last tries are without the second parent.
constexpr uint64_t kTries = 8, kTriesWithMate = 4;

class MutateGenerator final : public Generator {
 public:
  explicit MutateGenerator(std::string domain) : domain_(std::move(domain)) {}

  Result<Offspring> Generate(const Job& job, Compiler& compiler) override {
    std::optional<Failure> failure;
    for (uint64_t attempt = 0; attempt < kTries; ++attempt) {
      MutateRequest request{.domain = domain_,
                            .parent = *job.main_source,
                            .other = std::nullopt,
                            .seed = MixSeed({job.seed, attempt}),
                            .operator_name = ""};
      if (job.other_source && attempt < kTriesWithMate) request.other = *job.other_source;
      GAUNTLET_TRY(MutateOutcome outcome, compiler.Mutate(request));
      if (!outcome.failure)
        return Offspring{std::nullopt, std::move(outcome.source), std::move(outcome.edits),
                         std::move(outcome.form)};
      failure = std::move(outcome.failure);
    }
    return Offspring{
        .failure = std::move(failure), .source = *job.main_source, .edits = {}, .form = std::nullopt};
  }

 private:
  std::string domain_;
};

}  // namespace

std::unique_ptr<Generator> MakeMutateGenerator(const std::string& domain) {
  return std::make_unique<MutateGenerator>(domain);
}

}  // namespace gauntlet
