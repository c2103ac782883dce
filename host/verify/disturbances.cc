#include "host/verify/disturbances.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gauntlet {
namespace {

double Mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double Deviation(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  const double mean = Mean(values);
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

// Workloads of one trace share its disturbed form as well.
Result<std::vector<Workload>> DisturbAll(const Disturbance& disturbance,
                                         const std::vector<Workload>& workloads, uint64_t seed) {
  std::vector<Workload> out;
  for (size_t i = 0; i < workloads.size(); ++i) {
    GAUNTLET_TRY(Workload variant, disturbance.make(workloads[i], seed));
    const auto same = std::ranges::find(workloads.begin(), workloads.begin() + static_cast<ptrdiff_t>(i),
                                        workloads[i].data, &Workload::data);
    if (variant.data != workloads[i].data && same != workloads.begin() + static_cast<ptrdiff_t>(i))
      variant.data = out[static_cast<size_t>(same - workloads.begin())].data;
    out.push_back(std::move(variant));
  }
  return out;
}

}  // namespace

Result<std::unique_ptr<Disturbances>> Disturbances::Open(const Problem& problem,
                                                         const VerifierOptions& options,
                                                         const std::vector<Workload>& workloads,
                                                         const References& references) {
  std::unique_ptr<Disturbances> out(new Disturbances(problem));
  out->split_size_ = workloads.size();
  const Variants* variants = VariantsOf(problem);
  if (variants == nullptr) return out;
  std::vector<Workload> all;
  for (const Disturbance& disturbance : variants->disturbances) {
    Kind& kind =
        out->kinds_.emplace_back(Kind{disturbance.name, disturbance.says, disturbance.keeps_references, {}});
    for (unsigned run = 0; run < options.disturbed_runs; ++run) {
      kind.runs.push_back({.first = static_cast<uint32_t>(all.size())});
      GAUNTLET_TRY(const auto some, DisturbAll(disturbance, workloads, MixSeed({options.seed, run})));
      all.insert(all.end(), some.begin(), some.end());
    }
  }
  GAUNTLET_TRY(out->ground_, Ground::Open(problem, options, std::move(all), false));
  GAUNTLET_CHECK_OK(out->FillReferences(workloads, references));
  return out;
}

// Names repeat from run to run, so that each run has its own table.
Result<> Disturbances::FillReferences(const std::vector<Workload>& originals, const References& references) {
  if (!NeedsReferences(problem_.objective)) return {};
  for (Kind& kind : kinds_)
    for (Run& run : kind.runs)
      for (size_t i = 0; i < originals.size(); ++i) {
        const Workload& variant = ground_->workloads()[run.first + i];
        Metrics& reference = run.references[variant.name];
        if (kind.keeps_references(originals[i])) {
          reference = references.at(originals[i].name);
        } else {
          GAUNTLET_TRY(reference,
                       ground_->Reference(run.first + static_cast<uint32_t>(i), problem_.objective));
        }
      }
  return {};
}

Result<std::optional<double>> Disturbances::ScoreOf(const EvaluationRequest& request, const Run& run,
                                                    Failure* failure) {
  EvaluationRequest disturbed = request;
  disturbed.workloads.resize(split_size_);
  std::iota(disturbed.workloads.begin(), disturbed.workloads.end(), run.first);
  GAUNTLET_TRY(const Evaluation evaluation, ground_->evaluator().Evaluate(disturbed));
  if (const Failure* failed = evaluation.verdict.failure()) {
    *failure = *failed;
    return std::nullopt;
  }
  GAUNTLET_TRY(const double score, Score(problem_.objective, ground_->ResultsOf(evaluation), run.references));
  return score;
}

Result<> Disturbances::MeetSeed(const EvaluationRequest& seed) {
  for (Kind& kind : kinds_)
    for (Run& run : kind.runs) {
      Failure failure;
      GAUNTLET_TRY(const auto score, ScoreOf(seed, run, &failure));
      if (!score) return Fail(ErrorKind::kInput, fmt::format("the problem's seed fails: {}", failure.reason));
      run.seed_score = *score;
    }
  return {};
}

Result<VerifyCheck> Disturbances::Check(size_t i, const EvaluationRequest& candidate, double score,
                                        double gain, std::vector<double>* scores) {
  const Kind& kind = kinds_[i];
  VerifyCheck check{.name = kind.name, .title = kind.says};
  std::vector<double> mine, gains;
  for (const Run& run : kind.runs) {
    Failure failure;
    GAUNTLET_TRY(const auto disturbed, ScoreOf(candidate, run, &failure));
    if (!disturbed) {
      check.says = fmt::format("{}: {}", ToString(failure.kind), failure.reason);
      check.detail = {{"verdict", Verdict(failure).ToJson()}};
      return check;
    }
    mine.push_back(*disturbed);
    gains.push_back(*disturbed - run.seed_score);
  }
  scores->insert(scores->end(), mine.begin(), mine.end());
  const auto [low, high] = std::ranges::minmax(mine);
  const double kept = Mean(gains);
  const bool lost = gain > 0 && kept < kKeptShare * gain && gain - kept > 2 * Deviation(gains);
  check.passed = !lost;
  check.says = fmt::format("score {:+.5f} to {:+.5f}, undisturbed {:+.5f}; ", low, high, score);
  check.says +=
      gain > 0 ? fmt::format("{:.0f} % of its gain of {:+.5f} over the seed stays", 100 * kept / gain, gain)
               : "it has no gain over the seed to lose";
  check.detail = {{"scores", mine}, {"gain", gain}, {"gains", gains}, {"least_share_to_keep", kKeptShare}};
  return check;
}

}  // namespace gauntlet
