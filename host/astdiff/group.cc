#include "host/astdiff/group.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "host/astdiff/end.h"

namespace gauntlet::astdiff {
namespace {

bool IsVariable(const Node& node) {
  return node.kind == "VarDecl" || node.kind == "ParmVarDecl" || node.kind == "BindingDecl";
}

bool IsDeclaration(const Node& node) {
  return IsFunction(node) || IsRecord(node) || IsVariable(node) || node.kind == "FieldDecl";
}

// Where a name of its kind is known: the nearest block, choice, loop or function around a variable, the source else.
Span ScopeOf(const Side& side, const Node& declaration) {
  if (!IsVariable(declaration)) return side.nodes[0].span;
  for (int i = declaration.parent; i > 0; i = side.nodes[static_cast<size_t>(i)].parent) {
    const Node& n = side.nodes[static_cast<size_t>(i)];
    if (n.kind == "CompoundStmt" || n.kind == "LambdaExpr" || IsChoiceOrLoop(n) || IsFunction(n))
      return n.span;
    if (IsRecord(n)) break;
  }
  return side.nodes[0].span;
}

// The name stands for a variable or a member of ours there, as far as tokens tell: not `x.size`, not `a::size`.
bool IsPlainUse(const Side& side, uint32_t token) {
  if (token == 0) return true;
  const std::string_view before = side.Text(token - 1);
  return before != "." && before != "->" && before != "::";
}

bool IsUsed(const Side& side, const Span& span, std::string_view name) {
  for (uint32_t t = span.begin; t < span.end; ++t) {
    if (side.Text(t) == name && IsPlainUse(side, t)) return true;
  }
  return false;
}

class Grouper {
 public:
  Grouper(const SyntaxPair& pair, const std::vector<Hunk>& hunks, std::vector<TreeEdit>& edits)
      : pair_(pair), hunks_(hunks), edits_(edits), taken_(edits.size(), false) {}

  std::vector<NamedEdit> Run() {
    for (size_t i = 0; i < edits_.size(); ++i) Rename(i);
    for (size_t i = 0; i < edits_.size(); ++i) Move(i);
    for (const char* kind : {"function", "member", "variable"}) {
      for (size_t i = 0; i < edits_.size(); ++i) Declaration(i, kind);
    }
    Alike();
    InOneStatement();
    for (size_t i = 0; i < edits_.size(); ++i) {
      if (!taken_[i] && !JoinsTheOneBefore(i)) Add(i, {i}, edits_[i].says);
    }
    std::ranges::sort(named_, {}, [](const NamedEdit& e) { return e.places.front(); });
    return std::move(named_);
  }

 private:
  End A(size_t i) const { return BeforeOf(pair_, hunks_[i]); }
  End B(size_t i) const { return AfterOf(pair_, hunks_[i]); }

  NamedEdit& Add(size_t head, std::vector<size_t> members, std::string says) {
    const TreeEdit& first = edits_[head];
    std::ranges::sort(members);
    NamedEdit named{first.kind, first.edit_class, first.where, std::move(says), {}, "", ""};
    for (const size_t i : members) {
      taken_[i] = true;
      named.places.push_back(static_cast<int>(i));
      if (edits_[i].kind != named.kind) named.kind = EditKind::kUpdate;
    }
    named_.push_back(std::move(named));
    return named_.back();
  }

  // A single name in place of another.
  bool IsNameForName(size_t i) const {
    const Hunk& h = hunks_[i];
    return edits_[i].kind == EditKind::kUpdate && h.before.size() == 1 && h.after.size() == 1 &&
           IsName(edits_[i].before) && IsName(edits_[i].after);
  }

  void Rename(size_t i) {
    if (taken_[i] || !IsNameForName(i)) return;
    const End a = A(i), b = B(i);
    const Node &from = a.At(a.node), &to = b.At(b.node);
    if (!IsDeclaration(from) || from.kind != to.kind || from.name != edits_[i].before ||
        to.name != edits_[i].after)
      return;
    const Span scope_a = ScopeOf(pair_.before, from), scope_b = ScopeOf(pair_.after, to);
    // Else one of them is the name of something else, too, and a use may have changed its meaning.
    if (IsUsed(pair_.before, scope_a, to.name) || IsUsed(pair_.after, scope_b, from.name)) return;
    std::vector<size_t> members;
    for (size_t j = 0; j < edits_.size(); ++j) {
      if (!taken_[j] && IsNameForName(j) && edits_[j].before == from.name && edits_[j].after == to.name &&
          scope_a.Contains(hunks_[j].before) && IsPlainUse(pair_.before, hunks_[j].before.begin))
        members.push_back(j);
    }
    const bool local = IsVariable(from) && scope_a != pair_.before.nodes[0].span;
    for (const size_t j : members) {
      if (local) edits_[j].edit_class = EditClass::kCosmetic;
      edits_[j].says = fmt::format("renamed: {} -> {}", from.name, to.name);
    }
    NamedEdit& named = Add(i, members, edits_[i].says);
    named.renamed_from = from.name;
    named.renamed_to = to.name;
  }

  void Move(size_t i) {
    if (taken_[i] || edits_[i].kind != EditKind::kMove) return;
    const auto other = static_cast<size_t>(edits_[i].moved_with);
    if (taken_[other]) return;
    Add(i, {i, other}, edits_[i].says);
  }

  // What an insertion or a deletion declares, of that kind; nullptr: nothing.
  const Node* Declared(const End& end, std::string_view kind) const {
    for (const int child : end.Whole()) {
      const Node* n = &end.At(child);
      if (n->kind == "DeclStmt" && !n->children.empty()) n = &end.At(n->children.front());
      const bool fits = kind == "function" ? IsFunction(*n)
                        : kind == "member" ? n->kind == "FieldDecl"
                                           : IsVariable(*n);
      if (fits && !n->name.empty()) return n;
    }
    return nullptr;
  }

  void Declaration(size_t i, std::string_view kind) {
    const bool came = edits_[i].kind == EditKind::kInsert;
    if (taken_[i] || (!came && edits_[i].kind != EditKind::kDelete)) return;
    const End there = came ? B(i) : A(i);
    const Node* declared = Declared(there, kind);
    const Side& other = came ? pair_.before : pair_.after;
    if (declared == nullptr || End::HasToken(other, other.nodes[0].span, declared->name)) return;
    std::vector<size_t> members = {i};
    bool extracted = false;
    for (size_t j = 0; j < edits_.size(); ++j) {
      if (taken_[j] || j == i) continue;
      const End use = came ? B(j) : A(j), instead = came ? A(j) : B(j);
      if (!use.Has(declared->name) || Declares(use)) continue;
      members.push_back(j);
      extracted |= kind == "function" && IsMadeOf(instead, there.side, declared->span);
    }
    if (extracted) edits_[i].says = (came ? "helper extracted: " : "helper inlined: ") + declared->name;
    Add(i, members, edits_[i].says);
  }
  bool Declares(const End& end) const {
    return Declared(end, "function") != nullptr || Declared(end, "member") != nullptr;
  }
  // Most tokens of `end` stand in the function, too.
  static bool IsMadeOf(const End& end, const Side& side, const Span& function) {
    constexpr double kMost = 0.6;
    uint32_t names = 0, shared = 0;
    for (uint32_t t = end.span.begin; t < end.span.end; ++t) {
      if (!IsName(end.side.Text(t))) continue;
      ++names;
      shared += End::HasToken(side, function, end.side.Text(t)) ? 1 : 0;
    }
    return names > 0 && shared >= kMost * names;
  }

  void Alike() {
    using Key = std::tuple<std::string, std::string, std::string, std::string>;
    std::map<Key, std::vector<size_t>> alike;
    for (size_t i = 0; i < edits_.size(); ++i) {
      const TreeEdit& e = edits_[i];
      if (!taken_[i]) alike[{e.where, e.says, e.before, e.after}].push_back(i);
    }
    for (const auto& [key, members] : alike) {
      if (members.size() > 1) Add(members.front(), members, edits_[members.front()].says);
    }
  }

  void InOneStatement() {
    std::map<std::tuple<EditClass, int, int>, std::vector<size_t>> together;
    for (size_t i = 0; i < edits_.size(); ++i) {
      const int in_a = A(i).Statement(), in_b = B(i).Statement();
      if (!taken_[i] && in_a > 0 && in_b > 0) together[{edits_[i].edit_class, in_a, in_b}].push_back(i);
    }
    for (const auto& [key, members] : together) {
      if (members.size() < 2) continue;
      const auto& [edit_class, in_a, in_b] = key;
      const bool is_list = edit_class == EditClass::kLiteral || edit_class == EditClass::kOperator ||
                           edit_class == EditClass::kCosmetic;
      Add(members.front(), members, is_list ? Listed(members) : AsOne(members));
    }
  }
  // The semicolon or brace that an edit takes along.
  bool JoinsTheOneBefore(size_t i) {
    const auto is_punctuation = [](std::string_view t) { return t == ";" || t == "{" || t == "}"; };
    if (i == 0 || !A(i).All(is_punctuation) || !B(i).All(is_punctuation) ||
        edits_[i].where != edits_[i - 1].where)
      return false;
    for (NamedEdit& named : named_) {
      if (std::ranges::find(named.places, static_cast<int>(i) - 1) == named.places.end()) continue;
      named.places.push_back(static_cast<int>(i));
      std::ranges::sort(named.places);
      return true;
    }
    return false;
  }
  std::string Listed(const std::vector<size_t>& members) const {
    std::string says;
    for (const size_t i : members) says += (says.empty() ? "" : "; ") + edits_[i].says;
    return says;
  }
  // From the first to the last of them, with what stands between.
  std::string AsOne(const std::vector<size_t>& members) const {
    const Span a{hunks_[members.front()].before.begin, hunks_[members.back()].before.end};
    const Span b{hunks_[members.front()].after.begin, hunks_[members.back()].after.end};
    return ChangeText(pair_.before.Text(a), pair_.after.Text(b));
  }

  const SyntaxPair& pair_;
  const std::vector<Hunk>& hunks_;
  std::vector<TreeEdit>& edits_;
  std::vector<bool> taken_;
  std::vector<NamedEdit> named_;
};

}  // namespace

std::vector<NamedEdit> Group(const SyntaxPair& pair, const std::vector<Hunk>& hunks,
                             std::vector<TreeEdit>& edits) {
  return Grouper(pair, hunks, edits).Run();
}

}  // namespace gauntlet::astdiff
