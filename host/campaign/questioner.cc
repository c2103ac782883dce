#include "host/campaign/questioner.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/algorithm/string/trim.hpp>
#include <cmath>

#include "host/base/brief.h"
#include "host/harness/language.h"

namespace gauntlet {
namespace {

constexpr size_t kFailuresKept = 64;
// A summary is made from this many times what a question is told.
constexpr int64_t kSummaryLooksBack = 4;

std::string Signed(double value) { return fmt::format("{:+.5f}", value); }

size_t IndexOf(const Weights& weights, const std::string& name) {
  const auto at = std::ranges::find(weights, name, &Weights::value_type::first);
  return static_cast<size_t>(at - weights.begin());
}

// What changed, in a line for a list. The words are a candidate's: one line, cut, without fences.
std::string SaysOf(const std::vector<Edit>& edits) {
  constexpr size_t kMost = 3;
  std::string out;
  for (size_t i = 0; i < std::min(kMost, edits.size()); ++i) {
    const Edit& e = edits[i];
    if (!out.empty()) out += "; ";
    out += e.operation + ": ";
    if (e.before.empty()) {
      out += "new `" + Brief(e.after) + "`";
    } else if (e.after.empty()) {
      out += "without `" + Brief(e.before) + "`";
    } else {
      out += "`" + Brief(e.before) + "` becomes `" + Brief(e.after) + "`";
    }
  }
  if (edits.size() > kMost) out += fmt::format("; and {} more", edits.size() - kMost);
  return out;
}

}  // namespace

Result<std::unique_ptr<Questioner>> Questioner::Make(const LlmConfig& config, const Problem& problem,
                                                     const References& references, Json facts,
                                                     int64_t window) {
  std::unique_ptr<Questioner> out(new Questioner(config, problem, references, std::move(facts), window));
  GAUNTLET_TRY(out->templates_, PromptTemplates::Load(problem.folder, TextTagOf(LanguageOf(problem))));
  GAUNTLET_TRY(out->ensemble_, Ensemble::Make(config.Arms()));
  for (const auto& [name, weight] : config.variants)
    out->variants_.push_back({.name = name,
                              .text = boost::algorithm::trim_copy(
                                  RenderTemplate(out->templates_.variant, {{"variant_" + name, true}}))});
  return out;
}

void Questioner::Learn(const Candidate& row) {
  Seen seen{.score = row.score, .parent = row.parents.empty() ? -1 : row.parents.front()};
  ++best_since_;
  if (row.proposal) LearnChoice(row);
  if (const Failure* failure = row.verdict.failure()) {
    if (row.proposal && failure->kind != VerdictKind::kDuplicate) {
      failures_.push_back({std::string(ToString(failure->kind)), Brief(failure->reason)});
      if (failures_.size() > kFailuresKept) failures_.pop_front();
    }
  } else if (row.score) {
    seen.says = SaysOf(row.edits);
    seen.workloads = row.workloads;
    if (const auto parent = seen_.find(seen.parent); parent != seen_.end() && parent->second.score)
      if (const double gain = *row.score - *parent->second.score; gain != 0 && !seen.says.empty())
        steps_.emplace_back(gain, row.number);
    for (const WorkloadResult& w : row.workloads)
      if (const auto score = ScoreOn(w); score && row.admitted()) {
        const auto at = best_on_.try_emplace(w.name, *score).first;
        at->second = std::max(at->second, *score);
      }
    if (row.admitted() && (!best_ || *row.score > *best_)) best_ = row.score, best_since_ = 0;
  }
  seen_[row.number] = std::move(seen);
  learned_ = row.number;
  AdmitInstructions();
}

// The arms of a row that was asked for under another configuration are not known here: nothing is learned of it.
void Questioner::LearnChoice(const Candidate& row) {
  const Proposal& p = *row.proposal;
  const auto model = std::ranges::find(config_.models, p.model, &ModelSpec::name);
  const auto variant = std::ranges::find(variants_, p.variant, &Variant::name);
  const Choice choice = {.model = static_cast<size_t>(model - config_.models.begin()),
                         .edit = IndexOf(config_.edits, p.edit),
                         .variant = static_cast<size_t>(variant - variants_.begin())};
  if (choice.model == config_.models.size() || choice.edit == config_.edits.size() ||
      choice.variant == variants_.size())
    return;
  const auto parent = row.parents.empty() ? seen_.end() : seen_.find(row.parents.front());
  const auto before = parent == seen_.end() ? std::nullopt : parent->second.score;
  const double reward = RewardOf(row.verdict.ok() ? row.score : std::nullopt, before, config_.gain_scale);
  ensemble_->Learn(choice, reward, p.usd);
  ++variant->answers;
  variant->reward += reward;
}

Result<Question> Questioner::Ask(int64_t number, const Parents& parents, const Selector& archive, Rng& rng,
                                 const SourceReader& read_source) const {
  Question q;
  const auto allowed = std::make_unique<bool[]>(config_.edits.size());
  for (size_t i = 0; i < config_.edits.size(); ++i)
    allowed[i] = config_.edits[i].first != "crossover" || parents.other >= 0;
  const Choice choice = ensemble_->Choose(rng, {allowed.get(), config_.edits.size()});
  q.model = choice.model;
  q.edit = config_.edits[choice.edit].first;
  q.variant = variants_[choice.variant].name;
  if (!config_.models.empty() && !config_.models[q.model].temperatures.empty()) {
    const std::vector<double>& choices = config_.models[q.model].temperatures;
    q.temperature = choices[rng.Below(choices.size())];
  }
  q.seed = rng.Next() >> 33;  // endpoints take 31 bits
  GAUNTLET_TRY(Json facts, Facts(q, number, parents, archive, read_source));
  if (const std::string& text = variants_[choice.variant].text; !text.empty()) facts["instruction"] = text;
  facts["phrasing"] = q.seed;
  q.prompt = MakePrompt(templates_, templates_.question, facts_, facts, config_.prompt.tokens);
  return q;
}

Result<Json> Questioner::Facts(const Question& question, int64_t number, const Parents& parents,
                               const Selector& archive, const SourceReader& read_source) const {
  GAUNTLET_TRY(const std::string source, read_source(parents.main));
  const Seen& parent = seen_.at(parents.main);
  Json out = {{"parent", Parent(parents.main, source)},
              {"workloads", Workloads(parent)},
              {"worse", Worse(parent)},
              {"ancestors", Ancestors(parents.main)},
              {"edits", TriedEdits(config_.prompt.edits)},
              {"failures", Failures(config_.prompt.failures)},
              {"hints", Json::array()},
              {"edit_" + question.edit, true},
              {"variant_" + question.variant, true}};
  if (best_since_ >= config_.stagnation) out["stagnation"] = best_since_;
  if (const Json summary = Summary(number); !summary.is_null()) out["summary"] = summary;
  for (const Hint& hint : hints_)
    if (hint.from <= number) out["hints"].push_back({{"text", hint.text}});
  std::vector<int64_t> top, diverse;
  const std::vector<Elite> elites = archive.Contents();
  for (const Elite& elite : elites) {
    if (elite.number == parents.main || elite.number == parents.other) continue;
    if (static_cast<int64_t>(top.size()) < config_.prompt.top) {
      top.push_back(elite.number);
    } else {
      diverse.push_back(elite.number);
    }
  }
  // Of the rest, evenly over the ranks: other cells, other islands, other ideas.
  const auto few = std::min<size_t>(diverse.size(), static_cast<size_t>(config_.prompt.diverse));
  for (size_t i = 0; i < few; ++i) diverse[i] = diverse[(2 * i + 1) * diverse.size() / (2 * few)];
  diverse.resize(few);
  GAUNTLET_TRY(out["top"], Policies(top, read_source));
  GAUNTLET_TRY(out["diverse"], Policies(diverse, read_source));
  if (question.edit == "crossover") {
    GAUNTLET_TRY(const Json others, Policies({parents.other}, read_source));
    out["other"] = others.front();
  }
  return out;
}

Json Questioner::Parent(int64_t number, const std::string& source) const {
  const Seen& seen = seen_.at(number);
  Json out = {{"number", number},
              {"score", seen.score ? Signed(*seen.score) : "none"},
              {"source", boost::algorithm::trim_right_copy(source)},
              {"fence", FenceFor(source)}};
  const auto gap = GapClosed(problem_.objective, seen.workloads, seen_.at(0).workloads, references_);
  if (gap && number > 0) out["gap"] = fmt::format("{:.1f} %", *gap * 100);
  return out;
}

std::optional<double> Questioner::ScoreOn(const WorkloadResult& workload) const {
  const auto score = ScoreOne(problem_.objective, workload, references_);
  return score && std::isfinite(*score) ? std::optional(*score) : std::nullopt;
}

// Those with the most to gain first: they are the last to be cut.
Json Questioner::Workloads(const Seen& seen) const {
  std::vector<std::pair<double, size_t>> order;
  std::vector<Json> lines;
  for (const WorkloadResult& w : seen.workloads) {
    const auto score = ScoreOn(w);
    if (!score) continue;
    const auto bound = ScoreOfBound(problem_.objective, w.name, references_);
    Json line = {{"name", w.name}, {"score", Signed(*score)}};
    if (const auto best = best_on_.find(w.name); best != best_on_.end() && best->second > *score)
      line["best"] = Signed(best->second);
    if (bound) line["bound"] = Signed(*bound);
    order.emplace_back(*score - bound.value_or(*score), lines.size());
    lines.push_back(std::move(line));
  }
  std::ranges::sort(order);
  Json out = Json::array();
  for (const auto& [missing, index] : order) out.push_back(lines[index]);
  return out;
}

Json Questioner::Worse(const Seen& seen) const {
  Json out = Json::array();
  const auto parent = seen_.find(seen.parent);
  if (parent == seen_.end()) return out;
  for (const WorkloadResult& w : seen.workloads) {
    const auto before = std::ranges::find(parent->second.workloads, w.name, &WorkloadResult::name);
    if (before == parent->second.workloads.end()) continue;
    const auto now = ScoreOn(w), then = ScoreOn(*before);
    if (now && then && *now < *then) out.push_back({{"name", w.name}, {"change", Signed(*now - *then)}});
  }
  return out;
}

Json Questioner::Ancestors(int64_t number) const {
  std::vector<Json> steps;
  for (int64_t at = number; at >= 0 && static_cast<int64_t>(steps.size()) < config_.prompt.ancestors;) {
    const Seen& seen = seen_.at(at);
    Json step = {{"number", at}, {"score", seen.score ? "score " + Signed(*seen.score) : "no score"}};
    if (!seen.says.empty()) step["says"] = seen.says;
    if (const auto parent = seen_.find(seen.parent);
        parent != seen_.end() && parent->second.score && seen.score)
      step["gain"] = Signed(*seen.score - *parent->second.score);
    steps.push_back(std::move(step));
    at = seen.parent;
  }
  return steps.size() < 2 ? Json::array() : Json(std::vector<Json>(steps.rbegin(), steps.rend()));
}

// The largest gains and the largest losses, half and half: what to do again, and what not.
Json Questioner::TriedEdits(int64_t wanted) const {
  std::vector<std::pair<double, int64_t>> steps = steps_;
  std::ranges::sort(steps, std::greater<>());
  const auto most = static_cast<size_t>(wanted);
  if (steps.size() > most) {
    const size_t gains = most - most / 2;
    steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(gains),
                steps.end() - static_cast<std::ptrdiff_t>(most - gains));
  }
  Json out = Json::array();
  for (const auto& [gain, number] : steps)
    out.push_back({{"gain", Signed(gain)}, {"says", seen_.at(number).says}});
  return out;
}

// The latest first.
Json Questioner::Failures(int64_t most) const {
  Json out = Json::array();
  for (auto f = failures_.rbegin(); f != failures_.rend() && static_cast<int64_t>(out.size()) < most; ++f)
    out.push_back({{"kind", f->kind}, {"reason", f->reason}});
  return out;
}

Json Questioner::Summary(int64_t number) const {
  const std::string text = reflections_.SummaryFor(number);
  return text.empty() ? Json() : Json{{"text", text}, {"fence", FenceFor(text)}};
}

Result<Json> Questioner::Policies(const std::vector<int64_t>& numbers,
                                  const SourceReader& read_source) const {
  Json out = Json::array();
  for (const int64_t number : numbers) {
    GAUNTLET_TRY(const std::string source, read_source(number));
    out.push_back(Parent(number, source));
  }
  return out;
}

Result<> Questioner::Reflect(const Selector& archive, uint64_t seed, const SourceReader& read_source) {
  const int64_t applied = learned_ + 1;
  for (const auto& [purpose, from] : reflections_.DueAt(applied)) {
    if (archive.Contents().empty()) {
      reflections_.Put(purpose, from, "");
      continue;
    }
    Reflection r{.purpose = purpose,
                 .from = from,
                 .prompt = {},
                 .seed = MixSeed({seed, static_cast<uint64_t>(from), static_cast<uint64_t>(purpose)}) >> 33};
    if (purpose == Purpose::kSummary) {
      GAUNTLET_TRY(const Json facts, SummaryFacts(archive, read_source));
      r.prompt = MakePrompt(templates_, templates_.summary, facts_, facts, config_.prompt.tokens);
    } else {
      r.prompt =
          MakePrompt(templates_, templates_.instruction, facts_, InstructionFacts(), config_.prompt.tokens);
    }
    due_.push_back(std::move(r));
  }
  return {};
}

std::vector<Reflection> Questioner::TakeDue(int64_t limit) {
  std::vector<Reflection> out;
  for (; !due_.empty() && due_.front().from - window_ < limit; due_.pop_front())
    out.push_back(std::move(due_.front()));
  return out;
}

void Questioner::Reflected(Purpose purpose, int64_t from, const std::string& reply) {
  reflections_.Put(purpose, from, TextOfReflection(purpose, reply));
  AdmitInstructions();
}

void Questioner::GoWithout(int64_t number) {
  for (; !due_.empty() && due_.front().from <= number; due_.pop_front())
    Reflected(due_.front().purpose, due_.front().from, "");
}

// Always between the same two rows: an answer that is late holds the next row up. The variants of the configuration
// stay; of those that were written, the worst makes room, but never the one that comes.
void Questioner::AdmitInstructions() {
  for (std::string& text : reflections_.TakeInstructions(learned_ + window_)) {
    if (text.empty()) continue;
    const auto written = std::ranges::count(variants_, true, &Variant::written);
    variants_.push_back(
        {.name = fmt::format("written_{}", written + 1), .text = std::move(text), .written = true});
    ensemble_->AddVariant(config_.instructions.weight);
    std::optional<size_t> worst;
    int64_t active = 0;
    for (size_t i = 0; i < variants_.size(); ++i) {
      if (!variants_[i].written || variants_[i].retired) continue;
      ++active;
      const auto worth = [&](size_t j) { return ensemble_->variants()[j].MeanReward(); };
      if (i + 1 < variants_.size() && (!worst || worth(i) < worth(*worst))) worst = i;
    }
    if (active <= config_.instructions.most || !worst) continue;
    variants_[*worst].retired = true;
    ensemble_->RetireVariant(*worst);
  }
}

Result<Json> Questioner::SummaryFacts(const Selector& archive, const SourceReader& read_source) const {
  const int64_t best = archive.Contents().front().number;
  GAUNTLET_TRY(const std::string source, read_source(best));
  Json out = {{"number", learned_ + 1},
              {"words", config_.summary.words},
              {"parent", Parent(best, source)},
              {"workloads", Workloads(seen_.at(best))},
              {"ancestors", Ancestors(best)},
              {"edits", TriedEdits(config_.prompt.edits * kSummaryLooksBack)},
              {"failures", Failures(config_.prompt.failures * kSummaryLooksBack)}};
  if (const Json summary = Summary(learned_ + 1 + window_); !summary.is_null()) out["summary"] = summary;
  return out;
}

// Of no candidate anything: what is written here is an instruction, and nobody else may write it.
Json Questioner::InstructionFacts() const {
  Json variants = Json::array();
  for (const Variant& v : variants_) {
    if (v.retired) continue;
    const std::string text = v.text.empty() ? "(none)" : v.text;
    const double worth = v.answers > 0 ? v.reward / static_cast<double>(v.answers) : 0;
    variants.push_back({{"name", v.name},
                        {"text", text},
                        {"fence", FenceFor(text)},
                        {"used", v.answers},
                        {"worth", fmt::format("{:.3f}", worth)}});
  }
  return {{"words", config_.instructions.words}, {"variants", variants}};
}

}  // namespace gauntlet
