#include "host/verify/reruns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/workload/variants.h"

namespace gauntlet {
namespace {

constexpr char kAddresses[] = "its answers depend on addresses, or on memory that it never wrote";
constexpr char kCarries[] = "it carries something over from one simulation to the next";
constexpr char kOrder[] = "its answers depend on which simulations came before";

void Unmask(VerifyCheck& check, const std::string& what, Json detail) {
  Fails(check, {VerdictKind::kNondeterministic, Stage::kConfirm, what, detail}, true);
  check.detail = std::move(detail);
}

// Whether the run came to its end, as the first one did.
bool Ended(const LoggedEvaluation& run, const std::string& reason, VerifyCheck& check) {
  const Failure* failure = run.evaluation.verdict.failure();
  if (failure == nullptr) return true;
  Fails(check, *failure, false);
  if (failure->kind != VerdictKind::kTimeout)
    Unmask(check,
           fmt::format("{}; it ended otherwise: {}: {}", reason, ToString(failure->kind), failure->reason),
           {{"verdict", Verdict(*failure).ToJson()}, {"workload", failure->detail.value("workload", "")}});
  return false;
}

uint64_t AnswerCount(const LoggedEvaluation& run) {
  uint64_t count = 0;
  for (const Simulation& simulation : run.evaluation.simulations) count += simulation.answer_count;
  return count;
}

}  // namespace

void Fails(VerifyCheck& check, const Failure& failure, bool unmasks) {
  check.passed = false;
  check.says = fmt::format("{}: {}", ToString(failure.kind), failure.reason);
  if (unmasks && failure.kind != VerdictKind::kTimeout) check.unmasked = failure;
}

void TakeScore(VerifyCheck& check, double score, size_t simulations, std::optional<double> train_score) {
  check.passed = true;
  check.says = fmt::format("score {:+.6f} over {} workloads", score, simulations);
  check.detail = {{"score", score}};
  if (!train_score) return;
  const double lost = *train_score - score;
  check.says += fmt::format("; {:.6f} {} than on train", std::abs(lost), lost < 0 ? "more" : "less");
  check.detail["train_gap"] = lost;
}

Result<Reruns> Reruns::Open(const Problem& problem, const VerifierOptions& options,
                            const std::vector<Workload>& workloads) {
  Reruns out(problem);
  GAUNTLET_TRY(out.altered_, Ground::Open(problem, options, workloads, true));
  GAUNTLET_TRY(auto simulations, out.TakeApart(workloads));
  GAUNTLET_TRY(out.simulations_, Ground::Open(problem, options, std::move(simulations), false));
  return out;
}

Result<std::vector<Workload>> Reruns::TakeApart(const std::vector<Workload>& workloads) {
  const Variants* variants = VariantsOf(domain_);
  std::vector<Workload> all;
  for (const Workload& workload : workloads) {
    const auto next = static_cast<uint32_t>(all.size());
    Apart& apart = apart_.emplace_back(Apart{.alone = {next}, .reversed = next});
    Simulations simulations;
    if (variants != nullptr && variants->simulations != nullptr) {
      GAUNTLET_TRY(simulations, variants->simulations(workload));
    }
    if (simulations.alone.size() < 2) {
      all.push_back(workload);
      continue;
    }
    apart = {.first_records = {0}, .log_header_bytes = simulations.log_header_bytes};
    for (Simulations::One& one : simulations.alone) {
      apart.alone.push_back(static_cast<uint32_t>(all.size()));
      apart.first_records.push_back(apart.first_records.back() + one.records);
      all.push_back(std::move(one.workload));
    }
    apart.reversed = static_cast<uint32_t>(all.size());
    all.push_back(std::move(simulations.reversed));
  }
  return all;
}

Result<> Reruns::Compare(const LoggedSimulation& a, const LoggedSimulation& b, const std::string& reason,
                         VerifyCheck& check) {
  GAUNTLET_TRY(const auto divergence, FindDivergence(a, b, domain_, interface_name_));
  if (!divergence) return {};
  const uint32_t number = a.simulation().workload;
  Json detail = divergence->ToJson();
  detail["workload"] = altered_.workloads()[number].name;
  std::string where = altered_.workloads()[number].name;
  if (a.slice) {
    const std::vector<uint64_t>& firsts = apart_[number].first_records;
    const auto part = std::ranges::find(firsts, a.slice->first_record) - firsts.begin() + 1;
    where += fmt::format(" simulation {} of {}", part, firsts.size() - 1);
    detail["simulation"] = part;
  }
  Unmask(check, fmt::format("{}; first on {}, {}", reason, where, divergence->Text()), std::move(detail));
  return {};
}

Result<> Reruns::PlayAltered(const FirstRun& first, VerifyCheck& check) {
  GAUNTLET_TRY(const LoggedEvaluation run, altered_.evaluator().EvaluateLogged(*first.request));
  if (!Ended(run, kAddresses, check)) return {};
  check.passed = true;
  for (uint32_t i = 0; i < apart_.size() && check.passed; ++i)
    GAUNTLET_CHECK_OK(
        Compare({first.evaluator, first.logged, i}, {&altered_.evaluator(), &run, i}, kAddresses, check));
  if (check.passed) check.says = fmt::format("the same {} answers", AnswerCount(run));
  return {};
}

Result<> Reruns::PlayAlone(const FirstRun& first, VerifyCheck& check) {
  size_t count = 0;
  check.passed = true;
  for (uint32_t i = 0; i < apart_.size() && check.passed; ++i) {
    GAUNTLET_CHECK_OK(PlayApart(first, i, check));
    count += apart_[i].count();
  }
  if (check.passed)
    check.says = fmt::format("the same {} answers of {} simulations", AnswerCount(*first.logged), count);
  return {};
}

// Equal answers so far mean that both runs are equally far: what follows in the first run's log is the next
// simulation's.
Result<> Reruns::PlayApart(const FirstRun& first, uint32_t workload, VerifyCheck& check) {
  Apart& apart = apart_[workload];
  EvaluationRequest one = *first.request;
  uint64_t begin = apart.log_header_bytes;
  apart.log_begins = {begin};
  for (size_t i = 0; i < apart.count(); ++i) {
    one.workloads = {apart.alone[i]};
    GAUNTLET_TRY(const LoggedEvaluation run, simulations_.evaluator().EvaluateLogged(one));
    if (!Ended(run, kCarries, check)) return {};
    LoggedSimulation in_first = {first.evaluator, first.logged, workload},
                     alone = {&simulations_.evaluator(), &run, 0};
    const uint64_t bytes = run.logs[0].bytes - std::min(run.logs[0].bytes, apart.log_header_bytes);
    if (apart.count() > 1) {
      const bool last = i + 1 == apart.count();
      in_first.slice = {begin, last ? UINT64_MAX : begin + bytes, apart.first_records[i]};
      alone.slice = {.begin = apart.log_header_bytes};
    }
    GAUNTLET_CHECK_OK(Compare(in_first, alone, kCarries, check));
    if (!check.passed) return {};
    apart.log_begins.push_back(begin += bytes);
  }
  return {};
}

Result<> Reruns::PlayInReverse(const FirstRun& first, VerifyCheck& check) {
  EvaluationRequest reversed = *first.request;
  reversed.workloads.clear();
  for (const Apart& apart : apart_) reversed.workloads.insert(reversed.workloads.begin(), apart.reversed);
  GAUNTLET_TRY(const LoggedEvaluation run, simulations_.evaluator().EvaluateLogged(reversed));
  if (!Ended(run, kOrder, check)) return {};
  check.passed = true;
  for (uint32_t i = 0; i < apart_.size() && check.passed; ++i)
    GAUNTLET_CHECK_OK(CompareReversed(first, run, apart_.size() - 1 - i, i, check));
  if (check.passed) check.says = fmt::format("the same {} answers", AnswerCount(run));
  return {};
}

Result<> Reruns::CompareReversed(const FirstRun& first, const LoggedEvaluation& run, size_t index,
                                 uint32_t workload, VerifyCheck& check) {
  const Apart& apart = apart_[workload];
  LoggedSimulation in_first = {first.evaluator, first.logged, workload},
                   now = {&simulations_.evaluator(), &run, index};
  if (apart.count() == 1) return Compare(in_first, now, kOrder, check);
  uint64_t begin = apart.log_header_bytes, record = 0;
  for (size_t i = apart.count(); i-- > 0 && check.passed;) {
    const uint64_t bytes = apart.log_begins[i + 1] - apart.log_begins[i];
    in_first.slice = {apart.log_begins[i], apart.log_begins[i + 1], apart.first_records[i]};
    now.slice = {begin, i == 0 ? UINT64_MAX : begin + bytes, record};
    GAUNTLET_CHECK_OK(Compare(in_first, now, kOrder, check));
    begin += bytes;
    record += apart.first_records[i + 1] - apart.first_records[i];
  }
  return {};
}

}  // namespace gauntlet
