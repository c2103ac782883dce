#include "host/mutate/list_literals.h"

#include <algorithm>

#include "host/mutate/literal_use.h"
#include "host/mutate/sketch_builder.h"
#include "host/toolchain/fixed_literals.h"
#include "host/toolchain/toolchain.h"

namespace gauntlet {
namespace {

using mutate::Expression;
using mutate::ExpressionKind;
using mutate::Sketch;

constexpr size_t kShort = 60;  // characters of what a person is shown

bool IsHexadecimal(std::string_view text) {
  return text.size() > 1 && text[0] == '0' &&
         std::string_view("xXbB").find(text[1]) != std::string_view::npos;
}

bool IsOfBits(std::string_view op) {
  return op == "<<" || op == ">>" || op == "&" || op == "|" || op == "^" || op == "<<=" || op == ">>=" ||
         op == "&=" || op == "|=" || op == "^=";
}

bool IsEquality(std::string_view op) { return op == "==" || op == "!="; }

// On one line, with single blanks.
std::string OneLine(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string Shortened(std::string text) {
  if (text.size() > kShort) text = text.substr(0, kShort - 3) + "...";
  return text;
}

// The largest expression round it that a person takes in at a glance.
std::string RoundExpression(const Sketch& sketch, const Expression& literal) {
  const Expression* round = &literal;
  while (round->parent >= 0) {
    const Expression& parent = sketch.expressions[round->parent];
    if (sketch.Text(parent).size() > kShort && round != &literal) break;
    round = &parent;
  }
  return Shortened(OneLine(sketch.Text(*round)));
}

// What lies round a number that no expression of the sketch holds, up to the next bracket, comma or semicolon.
std::string RoundBrackets(std::string_view source, uint32_t begin, uint32_t end) {
  const auto ends = [&](size_t at, int& depth, char opens, char closes) {
    const char c = source[at];
    if (c == closes) ++depth;
    return (c == opens && depth-- == 0) ||
           (depth == 0 && (c == ';' || c == ',' || c == '{' || c == '}' || c == '\n'));
  };
  size_t first = begin, last = end;
  for (int depth = 0; first > 0 && !ends(first - 1, depth, '(', ')'); --first) {
  }
  for (int depth = 0; last < source.size() && !ends(last, depth, ')', '('); ++last) {
  }
  return Shortened(OneLine(source.substr(first, last - first)));
}

void AddUse(const Sketch& sketch, const Expression& e, LiteralSite& site) {
  site.expression = RoundExpression(sketch, e);
  if (e.function >= 0) site.function = sketch.functions[e.function].name;
  site.fixed = mutate::UseOfLiteral(sketch, e).why_not;
  if (site.fixed.empty() && e.parent >= 0 && IsOfBits(sketch.expressions[e.parent].op_text))
    site.fixed = "a pattern of bits";
  site.as_real = e.wanted.kind == mutate::ValueKind::kReal;
  if (site.fixed.empty() && site.as_real && e.parent >= 0 && IsEquality(sketch.expressions[e.parent].op_text))
    site.fixed = "a real compared for equality";
  site.positive = e.guarded;
  site.bounds_loop = e.bounds_loop;
  site.below = e.below;
}

LiteralSite Parameter(const Sketch& sketch, const LiftableLiteral& literal, int number) {
  LiteralSite site{.begin = literal.begin, .end = literal.end};
  site.parameter = number;
  site.type = literal.type;
  site.is_real = literal.is_real;
  site.bits = literal.bits;
  const mutate::Range range{literal.begin, literal.end};
  site.text = sketch.Text(range);
  const auto e = std::ranges::find_if(sketch.expressions, [&](const Expression& x) {
    return x.range == range && (x.kind == ExpressionKind::kInteger || x.kind == ExpressionKind::kReal);
  });
  if (e != sketch.expressions.end()) AddUse(sketch, *e, site);
  site.as_real |= literal.is_real;
  if (e == sketch.expressions.end() && literal.bits == 0) site.fixed = "the 0 that a member begins with";
  site.may_be_zero = literal.is_real || literal.bits == 0 || mutate::IsOperand(sketch, range);
  if (site.fixed.empty() && IsHexadecimal(site.text)) site.fixed = "a pattern of bits";
  return site;
}

std::vector<LiteralSite> Sites(const Sketch& sketch, const ParsedCandidate& candidate) {
  std::vector<LiteralSite> sites;
  const std::vector<LiftableLiteral> liftable = FindLiftableLiterals(candidate);
  for (const LiftableLiteral& literal : liftable)
    sites.push_back(Parameter(sketch, literal, static_cast<int>(sites.size())));
  for (FixedLiteral& fixed : FindFixedLiterals(candidate, liftable)) {
    LiteralSite site{.begin = fixed.begin, .end = fixed.end};
    site.text = sketch.Text(mutate::Range{fixed.begin, fixed.end});
    site.fixed = std::move(fixed.reason);
    sites.push_back(std::move(site));
  }
  std::ranges::sort(sites, {}, &LiteralSite::begin);
  const std::string_view source = sketch.source;
  for (LiteralSite& site : sites) {
    site.line = static_cast<uint32_t>(std::count(source.begin(), source.begin() + site.begin, '\n') + 1);
    if (site.expression.empty()) site.expression = RoundBrackets(source, site.begin, site.end);
  }
  return sites;
}

}  // namespace

Result<LiteralsOutcome> ListLiterals(Toolchain& toolchain, const TreeRequest& request) {
  LiteralsOutcome outcome;
  GAUNTLET_TRY(ParseOutcome parsed, toolchain.Parse({.source = request.source, .domain = request.domain},
                                                    [&](ParsedCandidate& candidate) {
                                                      const auto sketch = mutate::BuildSketch(candidate);
                                                      if (sketch)
                                                        outcome.literals = Sites(*sketch, candidate);
                                                    }));
  outcome.failure = std::move(parsed.failure);
  return outcome;
}

}  // namespace gauntlet
