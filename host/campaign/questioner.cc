#include "host/campaign/questioner.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "host/base/brief.h"
#include "host/base/file.h"
#include "host/base/layout.h"
#include "host/prompt/interface_text.h"

namespace gauntlet {
namespace {

constexpr size_t kFailuresKept = 64;

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

// Of the reference metrics: what the score is made of, and the size of things.
bool IsTold(const Objective& objective, const std::string& name) {
  constexpr std::array<std::string_view, 6> kSizes = {
      "requests", "footprint_objects", "capacity", "simulations", "layers", "experts"};
  return name == objective.reference || name == objective.bound || std::ranges::count(kSizes, name) > 0;
}

std::string Trimmed(std::string text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  return text;
}

}  // namespace

Result<std::unique_ptr<Questioner>> Questioner::Make(const LlmConfig& config, const Problem& problem,
                                                     const References& references, Json facts) {
  std::unique_ptr<Questioner> out(new Questioner(config, problem, references, std::move(facts)));
  GAUNTLET_TRY(out->templates_, PromptTemplates::Load(problem.folder));
  GAUNTLET_TRY(out->ensemble_, Ensemble::Make(config.Arms()));
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
      if (const auto score = ScoreOn(w); score && row.confirmed) {
        const auto at = best_on_.try_emplace(w.name, *score).first;
        at->second = std::max(at->second, *score);
      }
    if (row.confirmed && (!best_ || *row.score > *best_)) best_ = row.score, best_since_ = 0;
  }
  seen_[row.number] = std::move(seen);
}

// The arms of a row that was asked for under another configuration are not known here: nothing is learned of it.
void Questioner::LearnChoice(const Candidate& row) {
  const Proposal& p = *row.proposal;
  const auto model = std::ranges::find(config_.models, p.model, &ModelSpec::name);
  const Choice choice = {.model = static_cast<size_t>(model - config_.models.begin()),
                         .edit = IndexOf(config_.edits, p.edit),
                         .variant = IndexOf(config_.variants, p.variant)};
  if (choice.model == config_.models.size() || choice.edit == config_.edits.size() ||
      choice.variant == config_.variants.size())
    return;
  const auto parent = row.parents.empty() ? seen_.end() : seen_.find(row.parents.front());
  const auto before = parent == seen_.end() ? std::nullopt : parent->second.score;
  ensemble_->Learn(choice, RewardOf(row.verdict.ok() ? row.score : std::nullopt, before, config_.gain_scale),
                   p.usd);
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
  q.variant = config_.variants[choice.variant].first;
  if (!config_.models.empty() && !config_.models[q.model].temperatures.empty()) {
    const std::vector<double>& choices = config_.models[q.model].temperatures;
    q.temperature = choices[rng.Below(choices.size())];
  }
  q.seed = rng.Next() >> 33;  // endpoints take 31 bits
  GAUNTLET_TRY(const Json facts, Facts(q, number, parents, archive, read_source));
  q.prompt = MakePrompt(templates_, facts_, facts, config_.prompt.tokens);
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
              {"edits", TriedEdits()},
              {"failures", Json::array()},
              {"hints", Json::array()},
              {"edit_" + question.edit, true},
              {"variant_" + question.variant, true}};
  if (best_since_ >= config_.stagnation) out["stagnation"] = best_since_;
  const auto wanted = std::min<size_t>(failures_.size(), static_cast<size_t>(config_.prompt.failures));
  for (size_t i = 0; i < wanted; ++i) {
    const Failed& f = failures_[failures_.size() - 1 - i];
    out["failures"].push_back({{"kind", f.kind}, {"reason", f.reason}});
  }
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
              {"source", Trimmed(source)},
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
Json Questioner::TriedEdits() const {
  std::vector<std::pair<double, int64_t>> steps = steps_;
  std::ranges::sort(steps, std::greater<>());
  const auto most = static_cast<size_t>(config_.prompt.edits);
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

Result<Json> Questioner::Policies(const std::vector<int64_t>& numbers,
                                  const SourceReader& read_source) const {
  Json out = Json::array();
  for (const int64_t number : numbers) {
    GAUNTLET_TRY(const std::string source, read_source(number));
    out.push_back(Parent(number, source));
  }
  return out;
}

Result<Json> ProblemFacts(const Problem& problem, const References& references,
                          const std::vector<std::string>& workloads, const Json& baseline_scores) {
  GAUNTLET_TRY(const std::string seed, ReadTextFile(problem.seed.string()));
  GAUNTLET_TRY(Json out, InterfaceText(Layout::Current().PluginApi(), seed, problem.domain));
  std::string statement;
  if (!problem.prompt.empty()) {
    GAUNTLET_TRY(statement, ReadTextFile(problem.prompt.string()));
  }
  out["title"] = problem.title;
  out["statement"] = Trimmed(statement);
  out["cpu_s"] = fmt::format("{:g}", problem.limits.cpu_s);
  out["memory_mb"] = problem.limits.memory_mb;
  out["source_kb"] = problem.limits.source_kb;
  out["constraints"] = Json::array();
  for (const Constraint& c : problem.constraints)
    out["constraints"].push_back(
        {{"text", fmt::format("{} is at {} {:g}", c.metric, c.is_most ? "most" : "least", c.limit)}});
  const Objective& o = problem.objective;
  out["score_rule"] = o.form == Objective::Form::kValue
                          ? fmt::format("The score is the mean of {}{} over the workloads.",
                                        o.minimize ? "minus " : "", o.metric)
                          : fmt::format(
                                "The score is the mean over the workloads of ({1} - {0}) / {1} where {0} is "
                                "the smaller, and of "
                                "-({0} - {1}) / {0} where it is not.",
                                o.metric, o.reference);
  out["workloads"] = Json::array();
  for (const std::string& name : workloads) {
    const auto reference = references.find(name);
    std::string facts;
    for (const Metric& m : reference == references.end() ? Metrics{} : reference->second)
      if (IsTold(problem.objective, m.name))
        facts += fmt::format("{}{} {:g}", facts.empty() ? "" : ", ", m.name, m.Value());
    out["workloads"].push_back({{"name", name}, {"facts", facts}});
  }
  out["baselines"] = Json::array();
  for (const Baseline& baseline : problem.baselines)
    if (baseline_scores.contains(baseline.name) && baseline_scores[baseline.name].is_number())
      out["baselines"].push_back(
          {{"name", baseline.name}, {"score", Signed(baseline_scores[baseline.name].get<double>())}});
  return out;
}

}  // namespace gauntlet
