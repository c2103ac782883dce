#include "host/astdiff/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace gauntlet::astdiff {
namespace {

bool IsLiteral(std::string_view token) {
  return !token.empty() &&
         (std::isdigit(static_cast<unsigned char>(token[0])) != 0 || token[0] == '\'' || token[0] == '"' ||
          token == "true" || token == "false" || token == "nullptr" || (token[0] == '.' && token.size() > 1));
}

bool IsOperator(std::string_view token) {
  static const std::set<std::string_view> kOperators = {
      "+",  "-",  "*",  "/",  "%",  "<",   ">",   "<=", ">=", "==", "!=", "&&",
      "||", "!",  "&",  "|",  "^",  "~",   "<<",  ">>", "=",  "+=", "-=", "*=",
      "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "++", "--", "?",  ":",  "<=>"};
  return kOperators.contains(token);
}

bool IsName(std::string_view token) {
  return !token.empty() && (std::isalpha(static_cast<unsigned char>(token[0])) != 0 || token[0] == '_');
}

template <class Is>
bool All(const Side& side, const Span& span, Is is) {
  for (uint32_t t = span.begin; t < span.end; ++t) {
    if (!is(side.Text(t))) return false;
  }
  return true;
}

bool IsFunction(const Node& node) {
  return node.kind == "FunctionDecl" || node.kind == "CXXMethodDecl" || node.kind == "CXXConstructorDecl" ||
         node.kind == "CXXDestructorDecl" || node.kind == "FunctionTemplateDecl" ||
         node.kind == "CXXConversionDecl";
}
bool IsRecord(const Node& node) { return node.kind == "CXXRecordDecl" || node.kind == "ClassTemplateDecl"; }
bool IsLoop(const Node& node) {
  return node.kind == "ForStmt" || node.kind == "WhileStmt" || node.kind == "DoStmt" ||
         node.kind == "CXXForRangeStmt";
}

// One end of a hunk: its side, its tokens, and the smallest node around them.
struct End {
  const Side& side;
  Span span;
  int node;

  const Node& At(int i) const { return side.nodes[static_cast<size_t>(i)]; }
  std::string Text() const { return std::string(side.Text(span)); }

  // The nearest node from here upwards for which `is` holds; -1: none.
  template <class Is>
  int Up(Is is) const {
    for (int i = node; i > 0; i = At(i).parent) {
      if (is(At(i))) return i;
    }
    return -1;
  }
  // Children of the node that lie wholly in the hunk.
  std::vector<int> Whole() const {
    std::vector<int> whole;
    for (const int child : At(node).children) {
      if (span.Contains(At(child).span)) whole.push_back(child);
    }
    return whole;
  }
  // The part of a choice or a loop that decides: in front of the statement that it governs.
  bool InCondition() const {
    const int holder = Up([&](const Node& n) {
      return n.kind == "IfStmt" || n.kind == "ConditionalOperator" || n.kind == "SwitchStmt" || IsLoop(n);
    });
    if (holder < 0) return false;
    const Node& n = At(holder);
    const auto governs = std::ranges::find_if(n.children, [&](int child) { return IsGoverned(n, child); });
    const uint32_t past = governs == n.children.end() ? n.span.end : At(*governs).span.begin;
    return span.end <= past && span.begin > n.span.begin - (n.kind == "ConditionalOperator" ? 1 : 0);
  }

 private:
  bool IsGoverned(const Node& holder, int child) const {
    if (holder.kind == "ConditionalOperator") return child != holder.children.front();
    const std::string& kind = At(child).kind;
    return kind == "CompoundStmt" || kind == "ReturnStmt" || kind == "BreakStmt" || kind == "ContinueStmt" ||
           child == holder.children.back();
  }
};

class Describer {
 public:
  Describer(const SyntaxPair& pair, bool same_tree) : pair_(pair), same_tree_(same_tree) {}

  TreeEdit Edit(const Hunk& hunk) const {
    const End a{pair_.before, hunk.before, hunk.node_before}, b{pair_.after, hunk.after, hunk.node_after};
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
           All(end.side, {end.span.begin, end.span.end - 1},
               [](std::string_view t) { return t == "-" || t == "+"; });
  }

  EditClass ClassOf(const TreeEdit& edit, const End& a, const End& b) const {
    if (same_tree_) return EditClass::kCosmetic;
    const bool update = edit.kind == EditKind::kUpdate;
    if (update && IsNumber(a) && IsNumber(b)) return EditClass::kLiteral;
    if (All(a.side, a.span, IsOperator) && All(b.side, b.span, IsOperator)) return EditClass::kOperator;
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
    const std::string change = fmt::format("{} -> {}", Brief(edit.before), Brief(edit.after));
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
        return Function(edit, a, b);
      case EditClass::kStructure:
      case EditClass::kStatement:
        break;
    }
    return Statement(edit, there, change);
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
      if (times) return fmt::format("weight of {}: ", Brief(std::string(a.side.Text(span))));
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

  std::string Function(const TreeEdit& edit, const End& a, const End& b) const {
    const End& there = edit.kind == EditKind::kInsert ? b : a;
    std::string names;
    bool called = false;
    for (const int child : there.Whole()) {
      if (!IsFunction(there.At(child))) continue;
      names += (names.empty() ? "" : ", ") + there.At(child).name;
      called |= Calls(b.side, there.At(child));
    }
    if (edit.kind == EditKind::kDelete) return "function gone: " + names;
    if (edit.kind == EditKind::kUpdate) return "function replaced: " + names;
    return (called ? "helper extracted: " : "new function: ") + names;
  }
  // Somebody outside of it names it.
  static bool Calls(const Side& side, const Node& function) {
    for (uint32_t t = 0; t < side.tokens.size(); ++t) {
      const bool inside = function.span.begin <= t && t < function.span.end;
      if (!inside && side.Text(t) == function.name) return true;
    }
    return false;
  }

  static std::string Statement(const TreeEdit& edit, const End& there, const std::string& change) {
    const std::vector<int> whole = there.Whole();
    if (edit.kind != EditKind::kUpdate && whole.size() == 1 && there.At(whole[0]).kind == "IfStmt") {
      const Node& guard = there.At(whole[0]);
      const std::string condition =
          guard.children.empty() ? "" : std::string(there.side.Text(there.At(guard.children[0]).span));
      return fmt::format("{} guard: {}", edit.kind == EditKind::kInsert ? "new" : "no more",
                         Brief(condition));
    }
    return Step(edit, change);
  }

  // One line, cut where it says enough.
  static std::string Brief(const std::string& text) {
    constexpr size_t kMost = 72;
    std::string line;
    for (const char c : text) {
      const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
      if (space && (line.empty() || line.back() == ' ')) continue;
      line += space ? ' ' : c;
    }
    return line.size() <= kMost ? line : line.substr(0, kMost - 3) + "...";
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

std::vector<TreeEdit> Describe(const SyntaxPair& pair, const std::vector<Hunk>& hunks, bool same_tree) {
  const Describer describer(pair, same_tree);
  std::vector<TreeEdit> edits;
  edits.reserve(hunks.size());
  for (const Hunk& hunk : hunks) edits.push_back(describer.Edit(hunk));
  PairMoves(pair, hunks, edits);
  return edits;
}

}  // namespace gauntlet::astdiff
