#include "host/mutate/operators.h"

#include <algorithm>
#include <array>

namespace gauntlet::mutate {
namespace {

constexpr std::array kOperators = {
    Operator{"literal", 3, true, ProposeLiteral},
    Operator{"swap", 1, false, ProposeSwap},
    Operator{"substitute", 2, false, ProposeSubstitute},
    Operator{"simplify", 1, false, ProposeSimplify},
    Operator{"grow", 4, false, ProposeGrow},
    Operator{"fresh", 1.5, false, ProposeFresh},
    Operator{"condition", 1.5, false, ProposeCondition},
    Operator{"guard", 1, false, ProposeGuard},
    Operator{"remove", 0.7, false, ProposeRemove},
    Operator{"duplicate", 0.5, false, ProposeDuplicate},
    Operator{"move", 0.5, false, ProposeMove},
    Operator{"insert", 1, false, ProposeInsert},
    Operator{"crossover", 1.5, false, ProposeCrossover},
};

}  // namespace

std::span<const Operator> Operators() { return kOperators; }

const Operator* FindOperator(std::string_view name) {
  const auto found = std::ranges::find(kOperators, name, &Operator::name);
  return found == kOperators.end() ? nullptr : &*found;
}

Term TermOf(const Sketch& sketch, const Expression& site) {
  return {std::string(sketch.Text(site)), site.precedence, site.type.kind};
}

bool IsReplaceable(const Sketch& sketch, const Expression& site) {
  if (site.fixed || site.dead || !site.pure || site.function < 0 || !sketch.InBlock(site.range)) return false;
  if (site.role == Role::kDiscarded || site.kind == ExpressionKind::kParentheses) return false;
  return true;
}

bool IsRealSite(const Expression& site) {
  return site.type.kind == ValueKind::kReal ||
         (site.type.kind == ValueKind::kInteger && site.wanted.kind == ValueKind::kReal);
}

std::string FitSite(const Expression& site, const Term& term) {
  if (!site.exact || site.wanted.name.empty()) return Fit(term, site.needs);
  return "static_cast<" + site.wanted.name + ">(" + term.text + ")";
}

}  // namespace gauntlet::mutate
