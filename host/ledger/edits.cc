#include "host/ledger/edits.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "host/base/message.h"
#include "host/compiler/compiler.h"
#include "host/compiler/wire.h"

namespace gauntlet {
namespace {

// A question to a compiler: what dies of it is asked again one by one, and its clock runs for all together.
constexpr size_t kMostChildren = 16;

// Steps from one candidate, as places in the list of all.
struct Batch {
  int64_t from = -1;
  std::vector<size_t> steps;
};

std::vector<Batch> BatchesOf(std::span<const Step> steps) {
  std::vector<size_t> order(steps.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {}, [&](size_t i) { return std::pair(steps[i].from, i); });
  std::vector<Batch> batches;
  for (const size_t i : order) {
    if (batches.empty() || batches.back().from != steps[i].from ||
        batches.back().steps.size() == kMostChildren)
      batches.push_back({steps[i].from, {}});
    batches.back().steps.push_back(i);
  }
  return batches;
}

SourceDiff Died(std::optional<Failure> failure) {
  SourceDiff diff;
  diff.failure = std::move(failure);
  diff.failed = "b";
  return diff;
}

class Reading {
 public:
  Reading(const CampaignFile& file, std::span<const Step> steps)
      : file_(file), steps_(steps), batches_(BatchesOf(steps)), diffs_(steps.size()) {}

  Result<std::vector<SourceDiff>> Run(std::vector<std::unique_ptr<Compiler>> compilers) {
    {
      std::vector<std::jthread> lanes;
      for (auto& compiler : compilers) lanes.emplace_back([this, &compiler] { Lane(*compiler); });
    }
    GAUNTLET_CHECK_OK(ended_);
    return std::move(diffs_);
  }

 private:
  void Lane(Compiler& compiler) {
    for (size_t i = next_++; i < batches_.size(); i = next_++) {
      if (Result<> done = Ask(compiler, batches_[i]); !done) {
        const std::lock_guard lock(mutex_);
        ended_ = std::move(done);
        next_ = batches_.size();
      }
    }
  }

  Result<> Ask(Compiler& compiler, const Batch& batch) {
    GAUNTLET_TRY(const DiffRequest request, RequestOf(batch));
    GAUNTLET_TRY(DiffOutcome outcome, compiler.Diff(request));
    if (!outcome.failure) {
      for (size_t i = 0; i < batch.steps.size(); ++i) diffs_[batch.steps[i]] = std::move(outcome.diffs[i]);
    } else if (batch.steps.size() == 1) {
      diffs_[batch.steps[0]] = Died(std::move(outcome.failure));
    } else {
      for (const size_t step : batch.steps) GAUNTLET_CHECK_OK(Ask(compiler, {batch.from, {step}}));
    }
    return {};
  }

  Result<DiffRequest> RequestOf(const Batch& batch) {
    const std::lock_guard lock(mutex_);
    GAUNTLET_TRY(Candidate from, file_.Get(batch.from));
    DiffRequest request{std::move(from.source), {}, ""};
    request.domain = DomainOf(request.a);
    for (const size_t step : batch.steps) {
      GAUNTLET_TRY(Candidate to, file_.Get(steps_[step].to));
      request.b.push_back(std::move(to.source));
    }
    return request;
  }

  std::mutex mutex_;  // of the file, and of `ended_`
  const CampaignFile& file_;
  std::span<const Step> steps_;
  std::vector<Batch> batches_;
  std::vector<SourceDiff> diffs_;  // a lane writes those of its batches
  std::atomic<size_t> next_ = 0;
  Result<> ended_;
};

}  // namespace

std::string DomainOf(const std::string& source) {
  constexpr std::string_view kSdk = "gauntlet/sdk/";
  const size_t at = source.find(kSdk);
  if (at == std::string::npos) return "";
  const size_t end = source.find_first_of("_.>\"", at + kSdk.size());
  return source.substr(at + kSdk.size(), end - at - kSdk.size());
}

Result<Language> LanguageOf(const CampaignFile& file) {
  GAUNTLET_TRY(const auto problem, file.GetFact("problem"));
  if (!problem) return Language{};
  auto language = ReadMessage([&] { return LanguageFromFact(*problem); });
  if (!language)
    return Fail(ErrorKind::kStorageError,
                "the campaign's headers cannot be read: " + language.error().message);
  return language;
}

Result<SourceDiff> DiffOf(const std::string& a, const std::string& b, const Language& language) {
  GAUNTLET_TRY(const auto compiler, StartCompiler(language, {}));
  GAUNTLET_TRY(DiffOutcome outcome, compiler->Diff({a, {b}, DomainOf(a)}));
  if (!outcome.failure) return std::move(outcome.diffs[0]);
  return Died(std::move(outcome.failure));
}

unsigned LanesFor(size_t steps) {
  constexpr size_t kOfOne = 100;  // starting a compiler costs as much as so many steps
  const auto worth = static_cast<unsigned>(std::min<size_t>(1 + steps / kOfOne, 64));
  return std::min(worth, std::max(1u, std::thread::hardware_concurrency()));
}

Result<std::vector<SourceDiff>> ReadEdits(const CampaignFile& file, std::span<const Step> steps,
                                          unsigned lanes) {
  GAUNTLET_TRY(const Language language, LanguageOf(file));
  std::vector<std::unique_ptr<Compiler>> compilers;
  while (compilers.size() < std::min<size_t>(lanes, steps.size())) {
    GAUNTLET_TRY(auto compiler, StartCompiler(language, {}));
    compilers.push_back(std::move(compiler));
  }
  return Reading(file, steps).Run(std::move(compilers));
}

}  // namespace gauntlet
