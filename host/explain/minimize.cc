#include "host/explain/minimize.h"

#include <algorithm>
#include <span>
#include <tuple>

#include "host/candidate/ablation.h"
#include "host/explain/significant_text.h"
#include "host/ledger/edits.h"

namespace gauntlet {
namespace {

// A part that can go.
struct Spare {
  Ablation part;
  uint64_t bytes = 0;  // that go with it
};

// REQUIRES: no two overlap, in the order of the text.
std::string WithoutAll(const std::string& source, std::span<const Spare> parts) {
  std::string out = source;
  for (size_t i = parts.size(); i-- > 0;) out = Without(out, parts[i].part);
  return out;
}

uint64_t BytesOf(std::span<const Spare> parts) {
  uint64_t bytes = 0;
  for (const Spare& s : parts) bytes += s.bytes;
  return bytes;
}

// The largest first, as many as do not overlap, in the order of the text.
std::vector<Spare> Disjoint(std::vector<Spare> spares) {
  std::ranges::sort(spares, {}, [](const Spare& s) { return std::tuple(~s.bytes, s.part.range.begin); });
  std::vector<Spare> out;
  for (Spare& s : spares) {
    const TextRange& r = s.part.range;
    const bool overlaps = std::ranges::any_of(out, [&](const Spare& other) {
      return r.begin < other.part.range.end && other.part.range.begin < r.end;
    });
    if (!overlaps) out.push_back(std::move(s));
  }
  std::ranges::sort(out, {}, [](const Spare& s) { return s.part.range.begin; });
  return out;
}

class Minimizer {
 public:
  Minimizer(double lowest, Trials& trials, const TrialProgress& progress)
      : lowest_(lowest), trials_(trials), progress_(progress) {}

  Result<> Run(Minimized& out) {
    out.bytes_before = out.bytes = PolicyBytes(out.source);
    for (bool smaller = true; smaller && !out.stopped;) {
      GAUNTLET_TRY(const auto spares, FindSpares(out));
      GAUNTLET_TRY(smaller, TakeStep(Disjoint(spares), out));
    }
    return {};
  }

 private:
  bool IsEnough(const Candidate* c) const {
    return c != nullptr && c->verdict.ok() && c->infeasible.empty() && c->score && *c->score >= lowest_;
  }

  // What can go by itself.
  Result<std::vector<Spare>> FindSpares(Minimized& out) {
    GAUNTLET_TRY(const AblationOutcome found,
                 trials_.compiler().Ablations({out.source, DomainOf(out.source)}));
    std::vector<Spare> candidates;
    std::vector<std::string> sources;
    for (const Ablation& a : found.ablations) {
      std::string source = Without(out.source, a);
      const uint64_t bytes = PolicyBytes(source);
      if (bytes >= out.bytes) continue;
      candidates.push_back({a, out.bytes - bytes});
      sources.push_back(std::move(source));
    }
    GAUNTLET_TRY(const auto tried, trials_.Run(sources, progress_));
    std::vector<Spare> spares;
    for (size_t i = 0; i < tried.size(); ++i) {
      if (tried[i] == nullptr) out.stopped = true;
      if (IsEnough(tried[i])) spares.push_back(std::move(candidates[i]));
    }
    return spares;
  }

  // The most of `parts`, each of which can go by itself, that can go together.
  Result<std::vector<Spare>> MostOf(const std::string& source, std::span<const Spare> parts) {
    std::vector<Spare> all(parts.begin(), parts.end());
    if (parts.size() <= 1) return all;
    GAUNTLET_TRY(const bool together, Holds(WithoutAll(source, parts)));
    if (together) return all;
    GAUNTLET_TRY(std::vector<Spare> left, MostOf(source, parts.first(parts.size() / 2)));
    GAUNTLET_TRY(std::vector<Spare> right, MostOf(source, parts.subspan(parts.size() / 2)));
    std::vector<Spare> both = left;
    both.insert(both.end(), right.begin(), right.end());
    GAUNTLET_TRY(const bool halves, Holds(WithoutAll(source, both)));
    if (halves) return both;
    return BytesOf(left) >= BytesOf(right) ? left : right;
  }
  Result<bool> Holds(const std::string& source) {
    GAUNTLET_TRY(const auto tried, trials_.Run(std::span(&source, 1), progress_));
    return IsEnough(tried.front());
  }

  // False: nothing went.
  Result<bool> TakeStep(const std::vector<Spare>& spares, Minimized& out) {
    if (spares.empty() || out.stopped) return false;
    GAUNTLET_TRY(const auto gone, MostOf(out.source, spares));
    const std::string source = WithoutAll(out.source, gone);
    GAUNTLET_TRY(const Candidate confirmed, trials_.Confirm(source));
    if (!IsEnough(&confirmed) || !confirmed.admitted())
      return Fail(ErrorKind::kVerifierMismatch,
                  "a smaller policy's score could not be confirmed: " + confirmed.verdict.ToJson().dump());
    MinimizeStep step{{}, *confirmed.score, PolicyBytes(source)};
    for (const Spare& s : gone) step.gone.push_back(s.part.says);
    out.source = source;
    out.score = step.score;
    out.bytes = step.bytes;
    out.steps.push_back(std::move(step));
    return true;
  }

  double lowest_;
  Trials& trials_;
  const TrialProgress& progress_;
};

}  // namespace

uint64_t PolicyBytes(const std::string& source) { return SignificantCharacters(source).size(); }

Result<Minimized> Minimize(const std::string& source, double score, double tolerance, Trials& trials,
                           const TrialProgress& progress) {
  Minimized out{.source = source, .score = score};
  GAUNTLET_CHECK_OK(Minimizer(score - tolerance, trials, progress).Run(out));
  return out;
}

Json Minimized::ToJson() const {
  Json json = {{"source", source}, {"score", score},     {"bytes_before", bytes_before},
               {"bytes", bytes},   {"stopped", stopped}, {"steps", Json::array()}};
  for (const MinimizeStep& s : steps)
    json["steps"].push_back({{"gone", s.gone}, {"score", s.score}, {"bytes", s.bytes}});
  return json;
}

}  // namespace gauntlet
