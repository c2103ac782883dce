#include "host/harness/text_compiler.h"

#include <fmt/format.h>

#include "host/base/utf8.h"
#include "host/harness/text.h"

namespace gauntlet {
namespace {

Failure NeedsTree(const char* what) {
  return {VerdictKind::kNoResult, Stage::kGenerate,
          fmt::format("{} needs a syntax tree, and this problem's program takes sources as they are", what),
          Json::object()};
}

class TextCompiler final : public Compiler {
 public:
  TextCompiler(std::string suffix, const CompilerLimits& limits)
      : suffix_(std::move(suffix)), source_bytes_(limits.source_bytes) {}

  const Json& Toolchain() const override { return toolchain_; }

  Result<CompileOutcome> Compile(const CompileRequest& request, const Wanted& wanted) override {
    CompileOutcome outcome;
    outcome.failure = Screen(request.source);
    if (outcome.failure) return outcome;
    outcome.form = FormOfText(request.source, suffix_);
    outcome.stopped = !wanted(*outcome.form);
    if (outcome.stopped) return outcome;
    GAUNTLET_TRY(outcome.module, Module::FromBytes(std::as_bytes(std::span(request.source))));
    return outcome;
  }

  Result<CompileOutcome> CompileSimulator(const std::string&) override {
    return Fail(ErrorKind::kInternalError, "a simulator is no text");
  }

  Result<MutateOutcome> Mutate(const MutateRequest& request) override {
    MutateOutcome outcome;
    outcome.operator_name = request.other ? "crossover" : "number";
    auto made = ReworkNumbers(request.parent, request.other, suffix_, request.seed);
    if (!made) {
      outcome.failure =
          Failure{VerdictKind::kNoResult, Stage::kGenerate,
                  "without a syntax tree only numbers of the evolve block can be changed, and there is "
                  "none: use --generator llm or command",
                  Json::object()};
      return outcome;
    }
    outcome.source = std::move(made->source);
    outcome.edits = std::move(made->edits);
    return outcome;
  }

  Result<DiffOutcome> Diff(const DiffRequest& request) override {
    DiffOutcome outcome;
    for (const std::string& b : request.b) outcome.diffs.push_back(DiffOfText(request.a, b, suffix_));
    return outcome;
  }
  Result<AblationOutcome> Ablations(const TreeRequest&) override {
    return AblationOutcome{.failure = NeedsTree("to find what a policy could do without"), .ablations = {}};
  }
  Result<LiteralsOutcome> Literals(const TreeRequest&) override {
    return LiteralsOutcome{.failure = NeedsTree("to tune numbers"), .literals = {}};
  }
  Result<GramsOutcome> Grams(const TreeRequest& request) override {
    return GramsOutcome{.failure = std::nullopt, .grams = GramsOfText(request.source, suffix_)};
  }
  Result<uint32_t> Locate(const CompileRequest&, uint64_t) override { return 0; }

 private:
  std::optional<Failure> Screen(const std::string& source) const {
    const auto rejected = [](std::string reason) {
      return Failure{VerdictKind::kScreenRejected, Stage::kScreen, std::move(reason), Json::object()};
    };
    if (source.size() > source_bytes_)
      return rejected(
          fmt::format("the source has {} bytes; at most {} are allowed", source.size(), source_bytes_));
    if (source.find('\0') != std::string::npos || !IsUtf8(source))
      return rejected("the source is no UTF-8 text");
    return std::nullopt;
  }

  std::string suffix_;
  uint64_t source_bytes_;
  Json toolchain_ = Json::object();
};

}  // namespace

std::unique_ptr<Compiler> MakeTextCompiler(const std::string& suffix, const CompilerLimits& limits) {
  return std::make_unique<TextCompiler>(suffix, limits);
}

}  // namespace gauntlet
