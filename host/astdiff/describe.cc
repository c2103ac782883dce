#include "host/astdiff/describe.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/astdiff/constructs.h"
#include "host/astdiff/end.h"
#include "host/astdiff/group.h"

namespace gauntlet::astdiff {
namespace {

class Describer {
 public:
  Describer(const SyntaxPair& pair, bool same_tree) : pair_(pair), same_tree_(same_tree) {}

  TreeEdit Edit(const Hunk& hunk) const {
    const End a = BeforeOf(pair_, hunk), b = AfterOf(pair_, hunk);
    TreeEdit edit;
    edit.kind = hunk.before.empty()  ? EditKind::kInsert
                : hunk.after.empty() ? EditKind::kDelete
                                     : EditKind::kUpdate;
    edit.in_a = RangeOf(a);
    edit.in_b = RangeOf(b);
    edit.before = a.Text();
    edit.after = b.Text();
    edit.where = Where(edit.kind == EditKind::kInsert ? b : a);
    edit.edit_class = ClassOf(edit, a, b);
    edit.says = Says(edit, a, b);
    return edit;
  }

 private:
  static TextRange RangeOf(const End& end) {
    const auto& tokens = end.side.tokens;
    const uint32_t line = end.side.Line(end.span);
    if (!end.span.empty()) return {tokens[end.span.begin].begin, tokens[end.span.end - 1].end, line};
    const uint32_t at = end.span.begin > 0 ? tokens[end.span.begin - 1].end : 0;
    return {at, at, line};
  }

  static std::string Where(const End& end) {
    const int function = end.Up(IsFunction);
    const int around = function >= 0 ? function : end.Up(IsRecord);
    return around < 0 ? "" : end.At(around).name;
  }

  // A literal, with its sign.
  static bool IsNumber(const End& end) {
    return !end.span.empty() && IsLiteral(end.side.Text(end.span.end - 1)) &&
           End{end.side, {end.span.begin, end.span.end - 1}, end.node}.All(
               [](std::string_view t) { return t == "-" || t == "+"; });
  }

  EditClass ClassOf(const TreeEdit& edit, const End& a, const End& b) const {
    if (same_tree_) return EditClass::kCosmetic;
    const bool update = edit.kind == EditKind::kUpdate;
    if (update && IsNumber(a) && IsNumber(b)) return EditClass::kLiteral;
    if (a.All(IsOperator) && b.All(IsOperator)) return EditClass::kOperator;
    const End& there = edit.kind == EditKind::kInsert ? b : a;
    for (const int child : there.Whole()) {
      if (IsFunction(there.At(child))) return EditClass::kFunction;
      if (there.At(child).kind == "FieldDecl") return EditClass::kState;
    }
    if (there.Up([](const Node& n) { return n.kind == "FieldDecl"; }) >= 0) return EditClass::kState;
    if (there.Up(IsFunction) < 0) return EditClass::kStructure;
    return there.InCondition() ? EditClass::kCondition : EditClass::kStatement;
  }

  std::string Says(const TreeEdit& edit, const End& a, const End& b) const {
    const std::string change = ChangeText(edit.before, edit.after);
    const End& there = edit.kind == EditKind::kInsert ? b : a;
    const bool in_loop = there.InCondition() && there.Up(IsLoop) >= 0;
    switch (edit.edit_class) {
      case EditClass::kCosmetic: {
        const bool names =
            a.span.size() == 1 && b.span.size() == 1 && IsName(edit.before) && IsName(edit.after);
        return (names ? "renamed: " : "written otherwise: ") + change;
      }
      case EditClass::kLiteral:
        return (in_loop ? "loop bound: " : Weight(a)) + change;
      case EditClass::kOperator:
        return "operator: " + change;
      case EditClass::kCondition:
        return (in_loop ? "loop bound: " : "condition: ") + Step(edit, change);
      case EditClass::kState:
        return "state: " + Step(edit, change);
      case EditClass::kFunction:
        return Function(edit, there);
      case EditClass::kStructure:
      case EditClass::kStatement:
        break;
    }
    return Statement(edit, a, b, change);
  }

  static std::string Step(const TreeEdit& edit, const std::string& change) {
    if (edit.kind == EditKind::kInsert) return "new " + Brief(edit.after);
    if (edit.kind == EditKind::kDelete) return "gone " + Brief(edit.before);
    return change;
  }

  // `3.0 * age`: the weight of age.
  static std::string Weight(const End& a) {
    const Node& around = a.At(a.node);
    const Node& whole = around.kind == "BinaryOperator" || around.parent < 0 ? around : a.At(around.parent);
    if (whole.kind != "BinaryOperator" || whole.children.size() != 2) return "";
    for (const int child : whole.children) {
      const Span& span = a.At(child).span;
      if (span.Contains(a.span)) continue;
      const bool times = whole.span.size() > span.size() && HasLoose(a, whole, "*");
      if (times) return fmt::format("weight of {}: ", Brief(a.side.Text(span)));
    }
    return "";
  }
  static bool HasLoose(const End& end, const Node& node, std::string_view token) {
    for (uint32_t t = node.span.begin; t < node.span.end; ++t) {
      const bool inside = std::ranges::any_of(node.children, [&](int child) {
        return end.At(child).span.begin <= t && t < end.At(child).span.end;
      });
      if (!inside && end.side.Text(t) == token) return true;
    }
    return false;
  }

  static std::string Function(const TreeEdit& edit, const End& there) {
    std::string names;
    for (const int child : there.Whole()) {
      if (IsFunction(there.At(child))) names += (names.empty() ? "" : ", ") + there.At(child).name;
    }
    if (edit.kind == EditKind::kDelete) return "function gone: " + names;
    if (edit.kind == EditKind::kUpdate) return "function replaced: " + names;
    return "new function: " + names;
  }

  static std::string Statement(const TreeEdit& edit, const End& a, const End& b, const std::string& change) {
    if (const int guard = GuardOf(b, a); guard >= 0) return "new guard: " + ConditionOf(b, guard);
    if (const int guard = GuardOf(a, b); guard >= 0) return "no more guard: " + ConditionOf(a, guard);
    return Step(edit, change);
  }
  // An `if` that is all of `end`, and governs all of `other` (which may be nothing) or guards what follows it.
  static int GuardOf(const End& end, const End& other) {
    const std::vector<int> whole = end.Whole();
    const int node = whole.size() == 1 ? whole.front() : end.node;
    if (end.At(node).kind != "IfStmt" || !end.span.Contains(end.At(node).span)) return -1;
    if (other.span.empty()) return node;
    const Span governed = Core(end.side, {EndOfCondition(end.side, end.At(node)), end.At(node).span.end});
    return SameTokens(end.side, governed, other.side, Core(other.side, other.span)) ? node : -1;
  }
  // Without braces around it and the semicolon behind it.
  static Span Core(const Side& side, Span span) {
    if (span.size() >= 2 && side.Text(span.begin) == "{" && side.Text(span.end - 1) == "}") {
      ++span.begin;
      --span.end;
    }
    if (!span.empty() && side.Text(span.end - 1) == ";") --span.end;
    return span;
  }
  static std::string ConditionOf(const End& end, int guard) {
    const Node& node = end.At(guard);
    return node.children.empty() ? "" : Brief(end.side.Text(end.At(node.children[0]).span));
  }

  const SyntaxPair& pair_;
  bool same_tree_;
};

// What went in one place and came in another, to the token, was moved.
void PairMoves(const SyntaxPair& pair, const std::vector<Hunk>& hunks, std::vector<TreeEdit>& edits) {
  constexpr uint32_t kLeastTokens = 3;
  for (size_t i = 0; i < edits.size(); ++i) {
    if (edits[i].kind != EditKind::kDelete || hunks[i].before.size() < kLeastTokens) continue;
    for (size_t j = 0; j < edits.size(); ++j) {
      if (edits[j].kind != EditKind::kInsert ||
          !SameTokens(pair.before, hunks[i].before, pair.after, hunks[j].after))
        continue;
      edits[i].kind = edits[j].kind = EditKind::kMove;
      edits[i].moved_with = static_cast<int>(j);
      edits[j].moved_with = static_cast<int>(i);
      edits[i].says = fmt::format("moved to line {}: {}", edits[j].in_b.line, edits[i].says);
      edits[j].says = fmt::format("moved from line {}: {}", edits[i].in_a.line, edits[j].says);
      break;
    }
  }
}

}  // namespace

void Describe(const SyntaxPair& pair, const std::vector<Hunk>& hunks, SourceDiff& diff) {
  const Describer describer(pair, diff.same_tree);
  diff.edits.reserve(hunks.size());
  for (const Hunk& hunk : hunks) {
    diff.edits.push_back(describer.Edit(hunk));
    diff.edits.back().took = ConstructsOf(BeforeOf(pair, hunk));
    diff.edits.back().brought = ConstructsOf(AfterOf(pair, hunk));
  }
  PairMoves(pair, hunks, diff.edits);
  diff.named = Group(pair, hunks, diff.edits);
}

}  // namespace gauntlet::astdiff
