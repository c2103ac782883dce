// Operators that let a policy know more: numbers get terms, conditions get clauses, results get new formulas,
// all over what the hook offers.
#include <algorithm>

#include "host/mutate/operators.h"

namespace gauntlet::mutate {
namespace {

constexpr size_t kLongestSite = 250;  // what is longer is replaced, not grown

bool InsideLoop(const Sketch& sketch, const Expression& e) {
  return e.statement >= 0 && sketch.statements[e.statement].in_loop;
}

bool IsBoolean(const Expression& e) { return e.kind == ExpressionKind::kBool; }

// The result of a function is where a term tells most; a local's value comes next.
double WorthOfGrowing(const Sketch& sketch, const Expression& e) {
  if (!IsReplaceable(sketch, e) || !e.type.IsNumber() || e.role == Role::kIndex || InsideLoop(sketch, e))
    return 0;
  if (e.wanted.kind == ValueKind::kSlot || e.asks_place) return 0;
  const bool real = IsRealSite(e);
  const bool literal = e.kind == ExpressionKind::kInteger || e.kind == ExpressionKind::kReal;
  if (e.range.size() > kLongestSite || (literal && !real)) return 0;
  if (!real && e.guarded) return 0;
  if (e.role == Role::kReturn) return real ? 6 : 1;
  if (e.role == Role::kInitializer || e.role == Role::kCondition) return 2;
  return literal ? 0.4 : 1;
}

Term Times(const Term& factor, const Term& term) {
  return {Fit(factor, kMultiplicative) + " * " + Fit(term, kUnary), kMultiplicative, ValueKind::kReal};
}

Term Plus(const Term& left, const Term& right, bool minus = false) {
  return {Fit(left, kAdditive) + (minus ? " - " : " + ") + Fit(right, kMultiplicative), kAdditive,
          ValueKind::kReal};
}

Term Choice(const Term& condition, const Term& yes, const Term& no) {
  return {Fit(condition, kLogicalOr) + " ? " + Fit(yes, kAssignment) + " : " + Fit(no, kAssignment),
          kAssignment, ValueKind::kReal};
}

Term Number(double value) { return {RealText(value), kPrimary, ValueKind::kReal}; }

// `site` with a term added, as a real number.
std::optional<Term> AddTerm(const Term& site, TermMaker& maker, Rng& rng) {
  const uint64_t choice = rng.Below(10);
  if (choice < 6) {
    const auto ratio = maker.Ratio();
    if (!ratio) return std::nullopt;
    return Plus(site, Times(maker.Scale(), *ratio), rng.Chance(0.15));
  }
  if (choice < 9) {
    const auto duration = maker.Duration();
    if (!duration) return std::nullopt;
    return Plus(site, Times(Number(LogUniform(0.05, 10, rng)), *duration), rng.Chance(0.6));
  }
  const auto any = maker.Real(1);
  if (!any) return std::nullopt;
  return Plus(site, *any);
}

std::optional<Term> ScaleBy(const Term& site, TermMaker& maker, Rng& rng) {
  const auto ratio = maker.Ratio();
  if (!ratio) return std::nullopt;
  const Term shifted =
      Plus(Number(1), rng.Chance(0.5) ? *ratio : Times(Number(LogUniform(0.01, 2, rng)), *ratio));
  switch (rng.Below(3)) {
    case 0:
      return Times(site, *ratio);
    case 1:
      return Times(site, shifted);
    default:
      return Term{Fit(site, kMultiplicative) + " / (" + shifted.text + ")", kMultiplicative,
                  ValueKind::kReal};
  }
}

// What `site` becomes for a part of the objects.
std::optional<Term> ChooseBy(const Term& site, TermMaker& maker, Rng& rng) {
  const auto condition = maker.Condition();
  if (!condition) return std::nullopt;
  std::optional<Term> other;
  switch (rng.Below(4)) {
    case 0:
      other = Times(Number(LogUniform(0.05, 1, rng)), site);
      break;
    case 1:
      other = Plus(site, maker.Scale(), true);
      break;
    case 2:
      other = AddTerm(site, maker, rng);
      break;
    default:
      other = maker.Real(1);
      break;
  }
  if (!other || other->text == site.text) return std::nullopt;
  return rng.Chance(0.5) ? Choice(*condition, site, *other) : Choice(*condition, *other, site);
}

std::optional<Term> Bound(const Term& site, TermMaker& maker, const Sketch& sketch, Rng& rng) {
  const auto other = rng.Chance(0.3) ? maker.Priority() : maker.Real(1);
  if (!other || other->text == site.text) return std::nullopt;
  const bool larger = rng.Chance(0.5);
  const auto found = sketch.mathematics.find(larger ? "max" : "min");
  if (found != sketch.mathematics.end()) {
    return Term{found->second + "(" + site.text + ", " + other->text + ")", kPrimary, ValueKind::kReal};
  }
  const Term condition{Fit(site, kAdditive) + (larger ? " > " : " < ") + Fit(*other, kAdditive), kRelational,
                       ValueKind::kBool};
  return Choice(condition, site, *other);
}

std::optional<Term> GrowReal(const Sketch& sketch, const Expression& e, TermMaker& maker, Rng& rng) {
  Term site = TermOf(sketch, e);
  if (e.type.kind == ValueKind::kInteger) site = {"double(" + site.text + ")", kPrimary, ValueKind::kReal};
  if (e.guarded) {  // stays positive: below a division or a logarithm
    const auto ratio = maker.Ratio();
    return ratio ? std::optional(Plus(site, *ratio)) : std::nullopt;
  }
  const uint64_t choice = rng.Below(12);
  if (choice < 5) return AddTerm(site, maker, rng);
  if (choice < 7) return ScaleBy(site, maker, rng);
  if (choice < 10) return ChooseBy(site, maker, rng);
  return Bound(site, maker, sketch, rng);
}

std::optional<Term> GrowInteger(const Sketch& sketch, const Expression& e, TermMaker& maker, Rng& rng) {
  const Term site = TermOf(sketch, e);
  const auto value = maker.Integer();
  const auto condition = maker.Condition();
  const std::string number = std::to_string(2 + rng.Below(6));
  switch (rng.Below(5)) {
    case 0:
      if (value)
        return Term{Fit(site, kAdditive) + " + " + Fit(*value, kMultiplicative), kAdditive,
                    ValueKind::kInteger};
      break;
    case 1:
      return Term{Fit(site, kMultiplicative) + " * " + number, kMultiplicative, ValueKind::kInteger};
    case 2:
      return Term{Fit(site, kMultiplicative) + " / " + number, kMultiplicative, ValueKind::kInteger};
    default:
      break;
  }
  if (!condition) return std::nullopt;
  const Term other = value && rng.Chance(0.4)
                         ? *value
                         : Term{Fit(site, kMultiplicative) + (rng.Chance(0.5) ? " * " : " / ") + number,
                                kMultiplicative, ValueKind::kInteger};
  return Choice(*condition, site, other);
}

}  // namespace

std::optional<Proposal> ProposeGrow(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  const auto index =
      PickSite(sketch.expressions, rng, [&](const Expression& e) { return WorthOfGrowing(sketch, e); });
  if (!index) return std::nullopt;
  const Expression& e = sketch.expressions[*index];
  TermMaker maker(sketch, e.function, e.range.begin, rng);
  const auto term = IsRealSite(e) ? GrowReal(sketch, e, maker, rng) : GrowInteger(sketch, e, maker, rng);
  if (!term) return std::nullopt;
  return Proposal{{e.range, FitSite(e, *term)}};
}

std::optional<Proposal> ProposeFresh(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  const auto weigh = [&](const Expression& e) {
    if (!IsReplaceable(sketch, e) || e.guarded || InsideLoop(sketch, e) || e.type.kind == ValueKind::kSlot)
      return 0.0;
    if (e.role == Role::kReturn || e.role == Role::kInitializer)
      return e.type.IsNumber() && e.kind != ExpressionKind::kInteger ? 1.0 : 0.0;
    return e.role == Role::kCondition && e.parent < 0 && !e.asks_place ? 0.7 : 0.0;
  };
  const auto index = PickSite(sketch.expressions, rng, weigh);
  if (!index) return std::nullopt;
  const Expression& e = sketch.expressions[*index];
  TermMaker maker(sketch, e.function, e.range.begin, rng);
  std::optional<Term> term;
  if (e.role == Role::kCondition) {
    term = maker.Condition();
  } else if (!IsRealSite(e)) {
    term = maker.Integer();
  } else {
    // What the field knows to work: a point in time, or the inflation of the last eviction, and a worth on
    // top.
    std::optional<Term> base = rng.Chance(0.5) ? maker.Point() : maker.Priority();
    if (!base || rng.Chance(0.2)) base = maker.Real(2);
    if (!base) return std::nullopt;
    term = rng.Chance(0.2) ? base : AddTerm(*base, maker, rng);
  }
  if (!term || term->text == sketch.Text(e)) return std::nullopt;
  return Proposal{{e.range, FitSite(e, *term)}};
}

std::optional<Proposal> ProposeCondition(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  const auto weigh = [&](const Expression& e) {
    if (e.fixed || e.dead || (e.bounds_loop && !e.leaves_loop) || e.parent >= 0 || e.function < 0 ||
        !sketch.InBlock(e.range))
      return 0.0;
    const bool returned = e.role == Role::kReturn && e.type.kind == ValueKind::kBool;
    if (Protects(sketch, e) || OnlyTakesOut(sketch, e.function) || IsBoolean(e)) return 0.0;
    if (InsideLoop(sketch, e)) return 0.3;
    return e.role == Role::kCondition || returned ? 1.0 : 0.0;
  };
  const auto index = PickSite(sketch.expressions, rng, weigh);
  if (!index) return std::nullopt;
  const Expression& e = sketch.expressions[*index];
  TermMaker maker(sketch, e.function, e.range.begin, rng);
  const auto clause = maker.Condition();
  if (!clause || clause->text == sketch.Text(e)) return std::nullopt;
  const Term own = TermOf(sketch, e);
  // What is admitted mostly is can only be refused more; what is asked seldom holds more often.
  const bool both = e.role == Role::kReturn || e.asks_place || (!e.leaves_loop && rng.Chance(0.35));
  const uint8_t precedence = both ? kLogicalAnd : kLogicalOr;
  const Term grown{
      Fit(own, precedence) + (both ? " && " : " || ") + Fit(*clause, static_cast<uint8_t>(precedence + 1)),
      precedence, ValueKind::kBool};
  return Proposal{{e.range, Fit(grown, e.needs)}};
}

}  // namespace gauntlet::mutate
