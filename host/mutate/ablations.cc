#include "host/mutate/ablations.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "host/base/brief.h"
#include "host/mutate/operators.h"
#include "host/mutate/sketch_builder.h"
#include "host/toolchain/toolchain.h"

namespace gauntlet {
namespace {

using mutate::Expression;
using mutate::ExpressionKind;
using mutate::Range;
using mutate::Role;
using mutate::Sketch;
using mutate::Statement;
using mutate::StatementKind;
using mutate::ValueKind;

class Finder {
 public:
  explicit Finder(const Sketch& sketch) : sketch_(sketch) {}

  std::vector<Ablation> Find() {
    for (size_t i = 0; i < sketch_.statements.size(); ++i) AddStatement(static_cast<int>(i));
    for (const Expression& e : sketch_.expressions) AddParts(e);
    for (const mutate::Declaration& d : sketch_.declarations) {
      const auto kind = d.is_function ? AblationKind::kFunction : AblationKind::kDeclaration;
      if (d.range.size() > 0) Add(kind, d.owner, "without " + d.name, Lines(d.range), "");
    }
    std::ranges::sort(found_, {},
                      [](const Ablation& a) { return std::tuple(a.range.begin, ~a.range.end, a.instead); });
    return std::move(found_);
  }

 private:
  void Add(AblationKind kind, std::string where, std::string says, Range range, std::string instead) {
    if (!sketch_.InBlock(range) || sketch_.Text(range) == instead) return;
    if (!known_.emplace(range.begin, range.end, instead).second) return;
    // The line of the first byte that is not white space.
    uint32_t first = range.begin;
    while (first < range.end && std::string_view(" \t\n\r").contains(sketch_.source[first])) ++first;
    const auto line = std::count(sketch_.source.begin(), sketch_.source.begin() + first, '\n') + 1;
    found_.push_back({kind,
                      std::move(where),
                      std::move(says),
                      {range.begin, range.end, static_cast<uint32_t>(line)},
                      std::move(instead)});
  }
  std::string Where(int function) const {
    if (function < 0) return "";
    const mutate::Function& f = sketch_.functions[static_cast<size_t>(function)];
    return f.owner.empty() ? f.name : f.owner + "::" + f.name;
  }

  // The range with its line and the comment behind it, if nothing else stands there.
  Range Lines(Range range) const {
    const size_t end = std::min(sketch_.source.find('\n', range.end), sketch_.source.size());
    const size_t next = sketch_.source.find_first_not_of(" \t", range.end);
    Range with_comment = range;
    if (next < end && std::string_view(sketch_.source).substr(next).starts_with("//"))
      with_comment.end = static_cast<uint32_t>(end);
    const Range lines = mutate::WholeLines(sketch_, with_comment);
    return lines == with_comment ? range : lines;
  }

  void AddStatement(int index) {
    const Statement& s = sketch_.statements[static_cast<size_t>(index)];
    const std::string where = Where(s.function);
    const std::string says = "without " + Brief(sketch_.Text(s.range));
    switch (s.kind) {
      case StatementKind::kIf:
        AddCondition(index);
        [[fallthrough]];
      case StatementKind::kExpression:
      case StatementKind::kLoop:
      case StatementKind::kSwitch:
      case StatementKind::kJump:
        Remove(AblationKind::kStatement, s, where, says);
        break;
      case StatementKind::kDeclaration:
        Remove(AblationKind::kDeclaration, s, where, says);
        break;
      case StatementKind::kReturn:
      case StatementKind::kCompound:
      case StatementKind::kOther:
        break;
    }
  }
  void Remove(AblationKind kind, const Statement& s, const std::string& where, const std::string& says) {
    if (s.in_compound) {
      Add(kind, where, says, Lines(s.range), "");
    } else {
      Add(kind, where, says, s.range, ";");
    }
  }
  // A choice that always holds is its first branch, one that never does the other: without an else, no statement
  // at all.
  void AddCondition(int index) {
    const Statement& s = sketch_.statements[static_cast<size_t>(index)];
    if (s.condition < 0) return;
    const std::string text = Brief(sketch_.Text(sketch_.expressions[static_cast<size_t>(s.condition)]));
    std::vector<std::string> branches;
    for (const Statement& branch : sketch_.statements) {
      if (branch.parent == index) branches.emplace_back(sketch_.Text(branch.range));
    }
    if (!branches.empty())
      Add(AblationKind::kCondition, Where(s.function), "always " + text, s.range, branches[0]);
    if (branches.size() == 2)
      Add(AblationKind::kCondition, Where(s.function), "never " + text, s.range, branches[1]);
  }

  bool CanStandFor(const Expression& whole, const Expression& part) const {
    if (whole.type.kind == ValueKind::kBool) return part.type.kind == ValueKind::kBool;
    if (whole.type.kind == ValueKind::kSlot) return part.type.kind == ValueKind::kSlot;
    return whole.type.IsNumber() && part.type.IsNumber() &&
           (mutate::IsRealSite(whole) || part.type.kind == ValueKind::kInteger);
  }
  // `a` of "a - b" and "a / b": the other one by itself is another formula.
  static bool OnlyFirst(const Expression& e) { return e.op_text == "-" || e.op_text == "/"; }

  void AddParts(const Expression& e) {
    const bool splits = e.kind == ExpressionKind::kConditional ||
                        (e.kind == ExpressionKind::kCall && e.object.empty()) ||
                        (e.kind == ExpressionKind::kBinary && JoinsAlike(e.op_text));
    if (!splits || e.fixed || e.dead || e.role == Role::kDiscarded) return;
    for (size_t i = 0; i < e.operands.size(); ++i) {
      if (e.operands[i] < 0 || (i > 0 && OnlyFirst(e))) continue;
      const Expression* part = &sketch_.expressions[static_cast<size_t>(e.operands[i])];
      if (part->kind == ExpressionKind::kParentheses && !part->operands.empty() && part->operands[0] >= 0)
        part = &sketch_.expressions[static_cast<size_t>(part->operands[0])];
      if (!CanStandFor(e, *part)) continue;
      const mutate::Term term{std::string(sketch_.Text(*part)), part->precedence, part->type.kind};
      const auto kind =
          e.kind == ExpressionKind::kConditional ? AblationKind::kCondition : AblationKind::kOperand;
      Add(kind, Where(e.function), SaysOnly(e, i), e.range, mutate::FitSite(e, term));
    }
  }
  // `e` is left with its operand `i`.
  std::string SaysOnly(const Expression& e, size_t i) const {
    const auto text = [&](size_t operand) {
      const int index = e.operands[operand];
      return index < 0 ? std::string("?")
                       : Brief(sketch_.Text(sketch_.expressions[static_cast<size_t>(index)]));
    };
    if (e.kind == ExpressionKind::kConditional && e.operands.size() == 3 && i > 0)
      return (i == 1 ? "always " : "never ") + text(0);
    if (e.kind == ExpressionKind::kBinary && e.operands.size() == 2)
      return i == 0 ? "without " + e.op_text + " " + text(1) : "without " + text(0) + " " + e.op_text;
    return "only " + text(i) + " of " + Brief(sketch_.Text(e));
  }
  static bool JoinsAlike(std::string_view op) {
    return op == "+" || op == "-" || op == "*" || op == "/" || op == "&&" || op == "||";
  }

  const Sketch& sketch_;
  std::vector<Ablation> found_;
  std::set<std::tuple<uint32_t, uint32_t, std::string>> known_;
};

}  // namespace

Result<AblationOutcome> FindAblations(Toolchain& toolchain, const TreeRequest& request) {
  AblationOutcome outcome;
  GAUNTLET_TRY(ParseOutcome parsed, toolchain.Parse({.source = request.source, .domain = request.domain},
                                                    [&](ParsedCandidate& candidate) {
                                                      if (const auto sketch = mutate::BuildSketch(candidate))
                                                        outcome.ablations = Finder(*sketch).Find();
                                                    }));
  outcome.failure = std::move(parsed.failure);
  return outcome;
}

}  // namespace gauntlet
