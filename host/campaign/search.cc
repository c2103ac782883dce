#include "host/campaign/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gauntlet {
namespace {

// Streams of random numbers of one candidate.
constexpr uint64_t kChooseStream = 1, kGenerateStream = 2, kQuestionStream = 3;

// What was measured meanwhile does not count: the row is the same whether anybody looked or not.
void MakeDuplicate(Candidate& candidate, int64_t of) {
  candidate.verdict = Failure{
      VerdictKind::kDuplicate,
      Stage::kScreen,
      fmt::format("the same policy as candidate {}, up to white space, comments and names of locals", of),
      {{"of", of}}};
  candidate.stage_scores.clear();
  candidate.score.reset();
  candidate.metrics.clear();
  candidate.workloads.clear();
  candidate.features.clear();
  candidate.infeasible.clear();
  candidate.confirmed = candidate.unconfirmed = false;
}

Bred BredOf(const Candidate& c) {
  return {.number = c.number,
          .parents = c.parents,
          .island = c.island,
          .score = c.admitted() ? c.score : std::nullopt};
}

std::set<int64_t> NumbersOf(const Selector& selector) {
  std::set<int64_t> numbers;
  for (const Elite& elite : selector.Contents()) numbers.insert(elite.number);
  return numbers;
}

}  // namespace

Result<std::unique_ptr<Search>> Search::Make(const CampaignConfig& config, std::string seed_source,
                                             int64_t stored, SourceReader read_source, Questioner* questioner,
                                             Race* race) {
  GAUNTLET_TRY(std::unique_ptr<Selector> selector, MakeSelector(config.selector));
  return std::unique_ptr<Search>(new Search(config, std::move(selector), std::move(seed_source), stored,
                                            std::move(read_source), questioner, race));
}

Search::Search(const CampaignConfig& config, std::unique_ptr<Selector> selector, std::string seed_source,
               int64_t stored, SourceReader read_source, Questioner* questioner, Race* race)
    : config_(config),
      selector_(std::move(selector)),
      cascade_(config.cascade),
      tunings_(config.tune, config.seed),
      read_source_(std::move(read_source)),
      questioner_(questioner),
      race_(race),
      stored_(stored) {
  if (stored_ == 0) ready_.push_back(Given(std::move(seed_source), "seed", {}));
  proposed_ = 1;
}

Result<> Search::Restore(const Candidate& row) {
  GAUNTLET_ASSERT(row.number == applied_ && row.number < stored_);
  // Only a row from outside comes before an answer that is waited for: it goes on without that answer, for good.
  while (blocked_) {
    questioner_->GoWithout(proposed_);
    GAUNTLET_CHECK_OK(Propose());
  }
  if (!row.tree_hash.IsZero()) trees_.Claim(row.tree_hash, row.number);
  cascade_.Add(row);
  if (row.admitted() && row.score && selector_->Insert(EliteOf(row))) inhabited_ = true;
  selector_->Learn(BredOf(row));
  return Learn(row);
}

Result<std::vector<int64_t>> Search::Apply(Candidate& result) {
  GAUNTLET_ASSERT(result.number == applied_ && !blocked_);
  if (!result.tree_hash.IsZero() && !trees_.Claim(result.tree_hash, result.number))
    MakeDuplicate(result, trees_.Owner(result.tree_hash));
  GAUNTLET_ASSERT(!result.admitted() || (result.verdict.ok() && result.score && result.infeasible.empty()));
  cascade_.Add(result);
  std::vector<int64_t> left;
  result.in_archive = false;
  if (result.admitted()) {
    const std::set<int64_t> before = NumbersOf(*selector_);
    result.in_archive = selector_->Insert(EliteOf(result));
    if (result.in_archive) {
      inhabited_ = true;
      sources_[result.number] = std::make_shared<const std::string>(result.source);
      std::ranges::set_difference(before, NumbersOf(*selector_), std::back_inserter(left));
      for (const int64_t number : left) sources_.erase(number);
    }
  }
  for (const int64_t number : selector_->Learn(BredOf(result))) {
    if (number == result.number) {
      result.in_archive = false;
    } else {
      left.push_back(number);
    }
    sources_.erase(number);
  }
  GAUNTLET_CHECK_OK(Learn(result));
  return left;
}

std::optional<Job> Search::Next(int64_t limit) {
  if (ready_.empty() || ready_.front().number >= limit) return std::nullopt;
  Job job = std::move(ready_.front());
  ready_.pop_front();
  return job;
}

Job Search::Given(std::string source, std::string generator, std::vector<int64_t> parents) const {
  return {.number = applied_,
          .generator = std::move(generator),
          .source = std::move(source),
          .parents = {},
          .parent_numbers = std::move(parents),
          .main_source = nullptr,
          .other_source = nullptr,
          .seed = 0,
          .snapshot = selector_->Clone(),
          .stage_bars = Cascade(config_.cascade).Bars()};
}

Result<> Search::Learn(const Candidate& row) {
  ++applied_;
  tunings_.Learn(row);
  if (race_) GAUNTLET_CHECK_OK(race_->Learn(row));
  if (questioner_) {
    questioner_->Learn(row);
    GAUNTLET_CHECK_OK(questioner_->Reflect(*selector_, config_.seed, SourceReaderOfArchive()));
  }
  return Propose();
}

Result<> Search::Reflected(Purpose purpose, int64_t from, const std::string& reply) {
  questioner_->Reflected(purpose, from, reply);
  return Propose();
}

Result<> Search::Propose() {
  // Without anybody to breed from (the seed failed) nothing follows.
  if (!inhabited_) return {};
  blocked_ = false;
  for (; std::max<int64_t>(1, proposed_ - config_.window + 1) <= applied_; ++proposed_) {
    const bool is_stored = proposed_ < std::max(stored_, applied_);
    if (!is_stored && questioner_ && !questioner_->ReadyFor(proposed_)) {
      blocked_ = true;
      return {};
    }
    const std::optional<Elite> tuned = tunings_.Choose(proposed_, *selector_);
    if (is_stored) continue;
    GAUNTLET_TRY(Job job, MakeJob(proposed_, tuned));
    ready_.push_back(std::move(job));
  }
  return {};
}

// `tuned`: the elite that it is to be tuned from; empty: it is bred, or asked for.
Result<Job> Search::MakeJob(int64_t number, const std::optional<Elite>& tuned) {
  const auto k = static_cast<uint64_t>(number);
  Rng rng(MixSeed({config_.seed, k, kChooseStream}));
  Job job{.number = number, .generator = config_.generator};
  job.parents =
      tuned ? Parents{.main = tuned->number, .island = tuned->island} : selector_->Choose(rng, number);
  job.seed = MixSeed({config_.seed, k, kGenerateStream});
  job.parent_numbers = {job.parents.main};
  GAUNTLET_TRY(job.main_source, SourceOf(job.parents.main));
  if (job.parents.other >= 0) {
    job.parent_numbers.push_back(job.parents.other);
    GAUNTLET_TRY(job.other_source, SourceOf(job.parents.other));
  }
  job.snapshot = selector_->Clone();
  job.stage_bars = cascade_.Bars();
  if (race_) job.race = race_->plan();
  job.known = applied_ - 1;
  if (tuned) {
    job.generator = "tune";
  } else if (questioner_) {
    GAUNTLET_CHECK_OK(MakeQuestion(job));
  }
  return job;
}

Result<> Search::MakeQuestion(Job& job) {
  Rng rng(MixSeed({config_.seed, static_cast<uint64_t>(job.number), kQuestionStream}));
  if (!questioner_->WantsModel(rng)) {
    job.generator = "mutate";
    return {};
  }
  GAUNTLET_TRY(Question question,
               questioner_->Ask(job.number, job.parents, *selector_, rng, SourceReaderOfArchive()));
  // Only a crossover has two parents; the others are asked of one.
  if (question.edit != "crossover") {
    job.parents.other = -1;
    job.parent_numbers.resize(1);
    job.other_source.reset();
  }
  job.generator = "llm";
  job.question = std::make_shared<const Question>(std::move(question));
  return {};
}

Questioner::SourceReader Search::SourceReaderOfArchive() {
  return [this](int64_t number) -> Result<std::string> {
    GAUNTLET_TRY(const auto source, SourceOf(number));
    return *source;
  };
}

Result<std::shared_ptr<const std::string>> Search::SourceOf(int64_t number) {
  std::shared_ptr<const std::string>& kept = sources_[number];
  if (!kept) {
    GAUNTLET_TRY(std::string source, read_source_(number));
    kept = std::make_shared<const std::string>(std::move(source));
  }
  return kept;
}

}  // namespace gauntlet
