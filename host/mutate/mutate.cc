#include "host/mutate/mutate.h"

#include <algorithm>
#include <list>

#include "host/base/hash.h"
#include "host/mutate/change.h"
#include "host/mutate/child_form.h"
#include "host/mutate/operators.h"
#include "host/mutate/sketch_builder.h"
#include "host/toolchain/toolchain.h"

namespace gauntlet {
namespace {

using mutate::Operator;
using mutate::Sketch;

constexpr size_t kParentsKept = 64;
constexpr int kDraws = 40;                   // before a request is given up
constexpr double kSecondChange = 0.2;        // a proposal that takes two steps at once
constexpr double kLongFormula = 150;         // characters
constexpr size_t kLargestSource = 64 << 10;  // no proposal grows beyond

struct Drawn {
  Hash128 source;
  std::string domain;
  std::shared_ptr<const Sketch> sketch;
  std::optional<Failure> failure;
};

// 1 for a formula that a person would write, more for one that only search would.
double Bulk(const Sketch& sketch) {
  uint32_t longest = 0;
  for (const mutate::Expression& e : sketch.expressions) {
    if (!e.dead && e.type.IsNumber()) longest = std::max(longest, e.range.size());
  }
  return 1 + static_cast<double>(longest) / kLongFormula;
}

// Where formulas have become long, less is added and more is taken away.
const Operator* Draw(const Sketch& sketch, Rng& rng, bool has_other) {
  const double bulk = Bulk(sketch);
  std::vector<double> weights;
  for (const Operator& op : mutate::Operators()) {
    const bool fits = op.name != "crossover" || has_other;
    const double factor = op.size == mutate::Size::kGrows     ? 1 / bulk
                          : op.size == mutate::Size::kShrinks ? bulk * bulk
                                                              : 1;
    weights.push_back(fits ? op.weight * factor : 0);
  }
  return &mutate::Operators()[*mutate::PickWeighted(weights, rng)];
}

Failure NothingToChange(std::string_view operation) {
  return Failure{
      VerdictKind::kScreenRejected, Stage::kScreen,
      "the evolve block offers nothing that " +
          (operation.empty() ? std::string("any operator") : "the operator " + std::string(operation)) +
          " can change"};
}

}  // namespace

class Mutator::Parsed {
 public:
  explicit Parsed(Toolchain& toolchain) : toolchain_(toolchain) {}

  Result<Drawn> Get(const std::string& source, const std::string& domain) {
    const Hash128 hash = HashText(source);
    const auto found =
        std::ranges::find_if(kept_, [&](const Drawn& d) { return d.source == hash && d.domain == domain; });
    if (found != kept_.end()) {
      kept_.splice(kept_.begin(), kept_, found);
      return kept_.front();
    }
    Drawn drawn{hash, domain, nullptr, std::nullopt};
    const ParseRequest request{.source = source, .domain = domain};
    GAUNTLET_TRY(ParseOutcome outcome, toolchain_.Parse(request, [&](ParsedCandidate& candidate) {
      if (auto sketch = mutate::BuildSketch(candidate))
        drawn.sketch = std::make_shared<const Sketch>(std::move(*sketch));
    }));
    drawn.failure = std::move(outcome.failure);
    kept_.push_front(std::move(drawn));
    if (kept_.size() > kParentsKept) kept_.pop_back();
    return kept_.front();
  }

 private:
  Toolchain& toolchain_;
  std::list<Drawn> kept_;  // the latest first
};

Mutator::Mutator(Toolchain& toolchain) : parsed_(std::make_unique<Parsed>(toolchain)) {}
Mutator::~Mutator() = default;

Result<MutateOutcome> Mutator::Mutate(const MutateRequest& request) {
  MutateOutcome outcome;
  GAUNTLET_TRY(const Drawn parent, parsed_->Get(request.parent, request.domain));
  if (parent.failure || !parent.sketch) {
    outcome.failure = parent.failure ? parent.failure : NothingToChange("");
    return outcome;
  }
  std::shared_ptr<const Sketch> other;
  if (request.other) {
    GAUNTLET_TRY(const Drawn second, parsed_->Get(*request.other, request.domain));
    other = second.sketch;
  }
  Rng rng(MixSeed({request.seed, parent.source.low, parent.source.high}));
  const Operator* asked =
      request.operator_name.empty() ? nullptr : mutate::FindOperator(request.operator_name);
  if (!request.operator_name.empty() && !asked) {
    return Fail(ErrorKind::kUsage, "there is no mutation operator named " + request.operator_name);
  }
  for (int draw = 0; draw < kDraws; ++draw) {
    const Operator& op = asked ? *asked : *Draw(*parent.sketch, rng, other != nullptr);
    const auto proposal = op.propose({*parent.sketch, other.get()}, rng);
    if (!proposal) continue;
    auto change = mutate::Apply(*parent.sketch, *proposal, op.name);
    if (!change || change->source == request.parent || change->source.size() > kLargestSource) continue;
    outcome.source = std::move(change->source);
    outcome.edits = std::move(change->edits);
    outcome.operator_name = op.name;
    outcome.form = mutate::FormOfChild(*parent.sketch, *proposal);
    break;
  }
  if (outcome.source.empty()) {
    outcome.failure = NothingToChange(request.operator_name);
    return outcome;
  }
  // Two steps at once, now and then, for what one step cannot reach.
  if (!asked && outcome.operator_name != "literal" && rng.Chance(kSecondChange)) {
    GAUNTLET_CHECK_OK(AddSecondStep(request, rng, outcome));
  }
  return outcome;
}

Result<> Mutator::AddSecondStep(const MutateRequest& request, Rng& rng, MutateOutcome& outcome) {
  GAUNTLET_TRY(const Drawn between, parsed_->Get(outcome.source, request.domain));
  if (!between.sketch) return {};  // it does not parse: the first step stays for what it is
  for (int draw = 0; draw < kDraws; ++draw) {
    const Operator& op = *Draw(*between.sketch, rng, false);
    const auto proposal = op.propose({*between.sketch, nullptr}, rng);
    if (!proposal) continue;
    auto change = mutate::Apply(*between.sketch, *proposal, op.name);
    if (!change || change->source == outcome.source || change->source == request.parent) continue;
    if (change->source.size() > kLargestSource) continue;
    outcome.source = std::move(change->source);
    std::ranges::move(change->edits, std::back_inserter(outcome.edits));
    outcome.form.reset();
    outcome.operator_name += "+" + std::string(op.name);
    break;
  }
  return {};
}

std::vector<std::string_view> MutationOperatorNames() {
  std::vector<std::string_view> names;
  for (const Operator& op : mutate::Operators()) names.push_back(op.name);
  return names;
}

}  // namespace gauntlet
