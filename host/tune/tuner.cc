#include "host/tune/tuner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/base/clock.h"
#include "host/harness/language.h"
#include "host/tune/finalists.h"
#include "host/tune/searches.h"
#include "host/verify/ground.h"

namespace gauntlet::tune {
namespace {

constexpr double kLimitTimes = 16;     // the original's time: a vector that takes more fails
constexpr double kLeastLimitMs = 250;  // CPU
constexpr size_t kSpeedVectors = 20;

std::string WhereIn(const Failure& failure) {
  if (!failure.detail.contains("line")) return failure.reason;
  return fmt::format("line {}: {}", failure.detail["line"].dump(), failure.reason);
}

// A power of two times the least: the same on most machines, for most runs.
double LimitFor(double original_ms) {
  const double wanted = std::max(1.0, original_ms * kLimitTimes / kLeastLimitMs);
  return kLeastLimitMs * std::exp2(std::ceil(std::log2(wanted)));
}

class LiteralTuner final : public Tuner {
 public:
  // `own`: the compiler, if nobody else owns it.
  LiteralTuner(const Problem& problem, Compiler& compiler, std::unique_ptr<Compiler> own, Space space)
      : problem_(problem), own_(std::move(own)), space_(std::move(space)), plain_(compiler, problem) {}

  const Space& space() const override { return space_; }
  Result<Tuning> Tune(const TunerOptions& options) override;

 private:
  Result<> CompileBoth();
  Result<Played> MeetOriginal(Field& train, Tuning& tuning);
  Result<> TakeLimit(Field& train, double original_ms, Tuning& tuning);
  Result<std::unique_ptr<Field>> OpenValidation(const TunerOptions& options, Tuning& tuning);
  std::string Reason(const Tuning& tuning) const;

  const Problem& problem_;
  std::unique_ptr<Compiler> own_;
  Space space_;
  PlainCompiler plain_;
  std::shared_ptr<const Module> lifted_, original_;
};

Result<> LiteralTuner::CompileBoth() {
  GAUNTLET_TRY(CompileOutcome lifted, plain_.Compile(space_.source(), true));
  if (lifted.failure)
    return Fail(ErrorKind::kInput, fmt::format("the source fails: {}: {}", ToString(lifted.failure->kind),
                                               WhereIn(*lifted.failure)));
  if (lifted.form->parameters != space_.Table(space_.Original()))
    return Fail(ErrorKind::kInput,
                "this source does not compile over a parameter table (a constant is computed from its "
                "literals): take "
                "constexpr away where it is not needed");
  GAUNTLET_TRY(CompileOutcome original, plain_.Compile(space_.source(), false));
  if (original.failure)
    return Fail(ErrorKind::kInternalError, "compiled once, and then not: " + original.failure->reason);
  lifted_ = std::move(lifted.module);
  original_ = std::move(original.module);
  return {};
}

// The original's answers, over the table as without: what vectors are compared with.
Result<Played> LiteralTuner::MeetOriginal(Field& train, Tuning& tuning) {
  GAUNTLET_TRY(Played played, train.Play(0, lifted_, space_.Table(space_.Original())));
  if (!played.ok())
    return Fail(ErrorKind::kInput,
                fmt::format("the original fails, so there is nothing to compare with: {}: {}", played.failed,
                            played.reason));
  GAUNTLET_TRY(const Played plain, train.Play(0, original_, {}));
  if (plain.answers != played.answers)
    return Fail(ErrorKind::kInternalError,
                "the source over a parameter table answers otherwise than as it is; see gauntlet verify");
  tuning.train_score = Mean(played.scores);
  return played;
}

Result<> LiteralTuner::TakeLimit(Field& train, double original_ms, Tuning& tuning) {
  tuning.limit_ms = std::min(LimitFor(original_ms), problem_.limits.cpu_s * 1000);
  return train.Limit(tuning.limit_ms);
}

// Null: the problem has none, or it is not to be asked.
Result<std::unique_ptr<Field>> LiteralTuner::OpenValidation(const TunerOptions& options, Tuning& tuning) {
  const auto entries = OfSplits(problem_.workloads, {Split::kValidation});
  if (entries.empty() || options.train) return nullptr;
  FieldOptions one = options.field;
  one.lanes = 1;
  GAUNTLET_TRY(auto validation, Field::Open(problem_, entries, one));
  tuning.validation_workloads = validation->workloads().size();
  return validation;
}

std::string LiteralTuner::Reason(const Tuning& tuning) const {
  if (tuning.chosen) {
    const Finalist& chosen = tuning.finalists[*tuning.chosen];
    if (!chosen.both)
      return "the best on train; the problem has no validation split to tell whether it holds";
    if (!chosen.both->BeyondDoubt())
      return "the best on validation; its gain may be noise, and was wanted anyway";
    return "the best on validation, and its gain is beyond doubt";
  }
  if (tuning.finalists.empty()) return "no vector is better on train: the original stays";
  return fmt::format("nothing is better beyond noise: the original stays. The best on train: {}",
                     tuning.finalists.front().rejected);
}

Result<Tuning> LiteralTuner::Tune(const TunerOptions& options) {
  GAUNTLET_ASSERT(options.strategy != nullptr);
  if (space_.dimensions().empty())
    return Fail(ErrorKind::kInput,
                "no literal of the evolve block can be tuned: --dry-run lists them with the reasons");
  Tuning tuning{.strategy = std::string(options.strategy->name)};
  GAUNTLET_CHECK_OK(CompileBoth());
  std::unique_ptr<Field> own;
  if (!options.train) {
    GAUNTLET_TRY(own, Field::Open(problem_, OfSplits(problem_.workloads, {Split::kTrain}), options.field));
  }
  Field* const train = own ? own.get() : options.train;
  GAUNTLET_TRY(Played original, MeetOriginal(*train, tuning));
  if (own) GAUNTLET_CHECK_OK(TakeLimit(*train, original.cpu_ms, tuning));
  std::vector<std::string> datasets;
  for (const Workload& workload : train->workloads()) datasets.push_back(workload.dataset);
  const std::vector<Fold> folds = MakeFolds(datasets, options.folds);

  const double start_ms = NowMs();
  Searches searches(space_, *train, lifted_, options, std::move(original));
  GAUNTLET_CHECK_OK(searches.Run(folds));
  tuning.seconds = (NowMs() - start_ms) / 1000;
  tuning.vectors = searches.played();
  tuning.failures = searches.failures();
  tuning.interrupted = searches.interrupted();
  tuning.lanes = train->lanes();
  tuning.train_workloads = train->workloads().size();
  tuning.folds = searches.fold_gains();
  tuning.finalists = RankFinalists(searches, folds, *train, options.finalists);

  if (std::ranges::any_of(tuning.finalists, [](const Finalist& f) { return f.rejected.empty(); })) {
    GAUNTLET_TRY(const auto validation, OpenValidation(options, tuning));
    const Jury jury{space_, plain_, *train, validation.get(), searches, options.anyway};
    GAUNTLET_CHECK_OK(jury.Decide(tuning));
  }
  tuning.says = Reason(tuning);
  tuning.source = tuning.chosen ? space_.Source(tuning.finalists[*tuning.chosen].settings) : space_.source();
  if (!tuning.interrupted && own) {
    GAUNTLET_TRY(tuning.speed, MeasureSpeed(space_, plain_, *train, lifted_, searches, kSpeedVectors));
  }
  return tuning;
}

}  // namespace

namespace {

Result<std::unique_ptr<Tuner>> OpenOn(const Problem& problem, std::string source, Compiler& compiler,
                                      std::unique_ptr<Compiler> own) {
  GAUNTLET_TRY(const LiteralsOutcome literals,
               compiler.Literals({.source = source, .domain = problem.domain}));
  if (literals.failure) return Fail(ErrorKind::kInput, "it does not parse: " + WhereIn(*literals.failure));
  GAUNTLET_TRY(Space space, Space::Of(std::move(source), literals.literals));
  return std::make_unique<LiteralTuner>(problem, compiler, std::move(own), std::move(space));
}

}  // namespace

Result<std::unique_ptr<Tuner>> Tuner::Open(const Problem& problem, std::string source) {
  GAUNTLET_TRY(auto compiler, StartCompiler(LanguageOf(problem), CompilerLimitsFor(problem)));
  Compiler& lent = *compiler;
  return OpenOn(problem, std::move(source), lent, std::move(compiler));
}

Result<std::unique_ptr<Tuner>> Tuner::Open(const Problem& problem, std::string source, Compiler& compiler) {
  return OpenOn(problem, std::move(source), compiler, nullptr);
}

}  // namespace gauntlet::tune
