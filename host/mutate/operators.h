// The mutation operators: each finds the sites of its kind in a sketch, draws one, and answers with text
// replacements. A new operator is one function and one line in operators.cc.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/rng.h"
#include "host/mutate/sketch.h"
#include "host/mutate/term.h"

namespace gauntlet::mutate {

struct Replacement {
  Range range;  // empty: an insertion
  std::string text;
};

// In any order; the ranges do not overlap.
using Proposal = std::vector<Replacement>;

struct Parents {
  const Sketch& parent;
  const Sketch* other;  // for crossover; nullptr: none
};

enum class Size : uint8_t { kKeeps, kGrows, kShrinks };

struct Operator {
  std::string_view name;
  double weight;  // how often it is drawn, relative to the others
  Size size;      // what it does to formulas
  // Nothing: the parent has no site for it, or the draw came to nothing and another may not.
  std::optional<Proposal> (*propose)(const Parents& parents, Rng& rng);
};

std::span<const Operator> Operators();
const Operator* FindOperator(std::string_view name);  // nullptr: none

// The operators, by file.
std::optional<Proposal> ProposeLiteral(const Parents& parents, Rng& rng);
std::optional<Proposal> ProposeSwap(const Parents& parents, Rng& rng);
std::optional<Proposal> ProposeSubstitute(const Parents& parents, Rng& rng);
std::optional<Proposal> ProposeSimplify(const Parents& parents, Rng& rng);
std::optional<Proposal> ProposeGrow(const Parents& parents, Rng& rng);
std::optional<Proposal> ProposeFresh(const Parents& parents, Rng& rng);
std::optional<Proposal> ProposeCondition(const Parents& parents, Rng& rng);
std::optional<Proposal> ProposeGuard(const Parents& parents, Rng& rng);
std::optional<Proposal> ProposeRemove(const Parents& parents, Rng& rng);
std::optional<Proposal> ProposeDuplicate(const Parents& parents, Rng& rng);
std::optional<Proposal> ProposeMove(const Parents& parents, Rng& rng);
std::optional<Proposal> ProposeInsert(const Parents& parents, Rng& rng);
std::optional<Proposal> ProposeState(const Parents& parents, Rng& rng);
std::optional<Proposal> ProposeCrossover(const Parents& parents, Rng& rng);

// What several of them need.
// Draws an element of `sites` by `weigh`; nothing if all weigh 0.
template <class Items, class Weigh>
std::optional<size_t> PickSite(const Items& items, Rng& rng, Weigh weigh) {
  std::vector<double> weights;
  weights.reserve(items.size());
  for (const auto& item : items) weights.push_back(weigh(item));
  return PickWeighted(weights, rng);
}
// `text` for the place of `site`, with parentheses and the cast that a place with a fixed type needs.
std::string FitSite(const Expression& site, const Term& term);
// The site's own text as a term.
Term TermOf(const Sketch& sketch, const Expression& site);
// A value of the site may be replaced by an expression without effects.
bool IsReplaceable(const Sketch& sketch, const Expression& site);
// It asks whether there is a slot, or whether two are one, and so keeps the policy from naming none: no site.
bool Protects(std::string_view text);
bool Protects(const Sketch& sketch, const Expression& site);
// A hook that only takes out of the structures what leaves.
bool OnlyTakesOut(const Sketch& sketch, int function);
// The range with its line, if nothing else stands on it.
Range WholeLines(const Sketch& sketch, Range range);
// The site reads as a real number: a real, or an integer that is converted to one at once.
bool IsRealSite(const Expression& site);

}  // namespace gauntlet::mutate
