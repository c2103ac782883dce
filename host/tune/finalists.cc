#include "host/tune/finalists.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "host/base/clock.h"

namespace gauntlet::tune {
namespace {

double LowEnd(const Gain& gain) { return gain.interval ? gain.interval->low : gain.mean; }

std::vector<PairedDifference> Differences(const std::vector<Workload>& workloads, const Played& mine,
                                          const Played& theirs) {
  std::vector<PairedDifference> out;
  for (size_t i = 0; i < workloads.size(); ++i)
    out.push_back({workloads[i].dataset, mine.scores[i] - theirs.scores[i]});
  return out;
}

std::string Joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

// Whether a parse of the written source finds the numbers that were played.
bool IsVector(const Space& space, const Settings& settings, const NormalForm& form) {
  return form.parameters == space.Written(settings);
}

}  // namespace

Gain GainBetween(const std::vector<Workload>& workloads, const Played& mine, const Played& theirs) {
  return GainOf(Differences(workloads, mine, theirs));
}

Result<CompileOutcome> PlainCompiler::Compile(const std::string& source, bool lift) const {
  const CompileRequest request{.source = source,
                               .domain = problem_.domain,
                               .interface_name = problem_.interface_name,
                               .lift_literals = lift};
  GAUNTLET_TRY(CompileOutcome outcome, compiler_.Compile(request, [](const NormalForm&) { return true; }));
  if (!outcome.failure && (!outcome.module || !outcome.form))
    return Fail(ErrorKind::kInternalError, "the compiler gave neither a failure nor a module");
  return outcome;
}

std::vector<Finalist> RankFinalists(const Searches& searches, const std::vector<Fold>& folds,
                                    const Field& train, size_t most) {
  std::vector<Finalist> finalists;
  for (const Searches::Found& found : searches.found()) {
    const auto same = std::ranges::find(finalists, found.tried.settings, &Finalist::settings);
    if (same != finalists.end()) continue;
    Finalist finalist{.settings = found.tried.settings, .found_on = "all of train"};
    finalist.train = GainBetween(train.workloads(), found.tried.played, searches.original());
    if (found.unseen_fold) {
      finalist.found_on = "all but " + Joined(folds[*found.unseen_fold].datasets);
      finalist.held_out = searches.fold_gains()[*found.unseen_fold].held_out;
      if (*finalist.held_out < 0) finalist.rejected = "loses on the fold that its search did not see";
    }
    if (finalist.train.mean <= 0) finalist.rejected = "no better on train as a whole";
    finalists.push_back(std::move(finalist));
  }
  std::vector<size_t> order(finalists.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) {
    return std::tuple(!finalists[i].rejected.empty(), -LowEnd(finalists[i].train), i);
  });
  std::vector<Finalist> ranked;
  for (const size_t i : order) ranked.push_back(std::move(finalists[i]));
  finalists = std::move(ranked);
  for (size_t i = most; i < finalists.size(); ++i)
    if (finalists[i].rejected.empty())
      finalists[i].rejected = fmt::format("not among the best {} on train", most);
  return finalists;
}

Result<std::shared_ptr<const Module>> Jury::Meet(Finalist& finalist, const Played& original_train,
                                                 const std::optional<Played>& original_validation) const {
  GAUNTLET_TRY(const CompileOutcome outcome, compiler.Compile(space.Source(finalist.settings), false));
  if (outcome.failure) {
    finalist.rejected = "written as a source it does not compile: " + outcome.failure->reason;
    return nullptr;
  }
  if (!IsVector(space, finalist.settings, *outcome.form)) {
    finalist.rejected = "written as a source it is another program: a number means something else there";
    return nullptr;
  }
  if (!validation) return outcome.module;
  GAUNTLET_TRY(const Played met, validation->Play(0, outcome.module, {}));
  if (!met.ok()) {
    finalist.rejected = fmt::format("fails on validation: {}: {}", met.failed, met.reason);
    return nullptr;
  }
  const auto differences = Differences(validation->workloads(), met, *original_validation);
  finalist.validation = GainOf(differences);
  for (const Searches::Found& found : searches.found()) {
    if (found.tried.settings != finalist.settings) continue;
    auto both = Differences(train.workloads(), found.tried.played, original_train);
    both.insert(both.end(), differences.begin(), differences.end());
    finalist.both = GainOf(both);
  }
  Weigh(finalist);
  return outcome.module;
}

void Jury::Weigh(Finalist& finalist) const {
  if (finalist.validation->mean <= 0) {
    finalist.rejected = "no better on validation";
  } else if (!anyway && !finalist.both->BeyondDoubt()) {
    finalist.rejected = "its gain on train and validation may be noise";
  }
}

Result<> Jury::Decide(Tuning& tuning) const {
  std::optional<Played> original_validation;
  if (validation) {
    GAUNTLET_TRY(const CompileOutcome original, compiler.Compile(space.source(), false));
    GAUNTLET_TRY(original_validation, validation->Play(0, original.module, {}));
    if (!original_validation->ok())
      return Fail(ErrorKind::kInput, fmt::format("the original fails on validation: {}: {}",
                                                 original_validation->failed, original_validation->reason));
    tuning.validation_score = Mean(original_validation->scores);
  }
  std::vector<std::shared_ptr<const Module>> modules(tuning.finalists.size());
  for (size_t i = 0; i < modules.size(); ++i) {
    if (!tuning.finalists[i].rejected.empty()) continue;
    GAUNTLET_TRY(modules[i], Meet(tuning.finalists[i], searches.original(), original_validation));
  }
  for (;;) {
    // Without validation the first: they are in order.
    for (size_t i = 0; i < modules.size(); ++i) {
      const Finalist& finalist = tuning.finalists[i];
      if (!finalist.rejected.empty()) continue;
      const bool better =
          !tuning.chosen || (finalist.validation &&
                             finalist.validation->mean > tuning.finalists[*tuning.chosen].validation->mean);
      if (better) tuning.chosen = i;
    }
    if (!tuning.chosen) return {};
    Finalist& finalist = tuning.finalists[*tuning.chosen];
    GAUNTLET_TRY(const Played confirmed, train.Confirm(0, modules[*tuning.chosen]));
    std::optional<Played> beyond;
    if (validation && confirmed.ok()) {
      GAUNTLET_TRY(beyond, validation->Confirm(0, modules[*tuning.chosen]));
    }
    const Played& last = beyond ? *beyond : confirmed;
    if (last.ok()) {
      const auto found = std::ranges::find_if(
          searches.found(), [&](const Searches::Found& f) { return f.tried.settings == finalist.settings; });
      tuning.bit_equal = confirmed.answers == found->tried.played.answers;
      if (!tuning.bit_equal)
        return Fail(ErrorKind::kInternalError,
                    "the written source answers otherwise than the vector that was tuned");
      tuning.confirmed = true;
      return {};
    }
    finalist.rejected = fmt::format("not confirmed: {}: {}", last.failed, last.reason);
    tuning.chosen.reset();
  }
}

Result<Speed> MeasureSpeed(const Space& space, const PlainCompiler& compiler, Field& train,
                           const std::shared_ptr<const Module>& lifted, const Searches& searches,
                           size_t most) {
  Speed speed;
  double table_ms = 0, compiled_ms = 0;
  for (const Tried& tried : searches.shared()) {
    if (!tried.played.ok() || speed.vectors == most) continue;
    const double start_ms = NowMs();
    GAUNTLET_TRY(const Played over_table, train.Play(0, lifted, space.Table(tried.settings)));
    const double between_ms = NowMs();
    GAUNTLET_TRY(const CompileOutcome outcome, compiler.Compile(space.Source(tried.settings), false));
    if (outcome.failure) continue;  // as text it is no program, as a vector it was one
    const double built_ms = NowMs();
    GAUNTLET_TRY(const Played compiled, train.Play(0, outcome.module, {}));
    table_ms += between_ms - start_ms;
    compiled_ms += NowMs() - between_ms;
    speed.compile_ms += built_ms - between_ms;
    ++speed.vectors;
    if (compiled.answers == over_table.answers && IsVector(space, tried.settings, *outcome.form))
      ++speed.equal;
  }
  if (speed.vectors == 0) return speed;
  const auto count = static_cast<double>(speed.vectors);
  speed.table_per_s = count / table_ms * 1000;
  speed.compile_per_s = count / compiled_ms * 1000;
  speed.compile_ms /= count;
  return speed;
}

}  // namespace gauntlet::tune
