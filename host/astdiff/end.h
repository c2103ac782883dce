// One end of a hunk, its tokens and the smallest node around them, and what kinds of nodes there are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/astdiff/hunks.h"
#include "host/base/brief.h"  // Brief

namespace gauntlet::astdiff {

bool IsFunction(const Node& node);
bool IsRecord(const Node& node);
bool IsLoop(const Node& node);
bool IsChoiceOrLoop(const Node& node);  // if, switch, loops; not ?:
// Its children are statements or declarations, each whole by itself: a block, a class, the source.
bool IsHolder(const Node& node);

bool IsLiteral(std::string_view token);
bool IsOperator(std::string_view token);
bool IsName(std::string_view token);  // also a keyword

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
  std::vector<int> Whole() const;
  // In the part of a choice or a loop that decides: in front of the statement that it governs.
  bool InCondition() const;
  // The statement or declaration around it, or what stands in a holder's place; 0: the hunk spans several.
  int Statement() const;
  // Every token is one of those.
  template <class Is>
  bool All(Is is) const {
    for (uint32_t t = span.begin; t < span.end; ++t) {
      if (!is(side.Text(t))) return false;
    }
    return true;
  }
  bool Has(std::string_view token) const { return HasToken(side, span, token); }
  static bool HasToken(const Side& side, const Span& span, std::string_view token);
};

inline End BeforeOf(const SyntaxPair& pair, const Hunk& hunk) {
  return {pair.before, hunk.before, hunk.node_before};
}
inline End AfterOf(const SyntaxPair& pair, const Hunk& hunk) {
  return {pair.after, hunk.after, hunk.node_after};
}

// Where the part of `node` ends that decides, if it is a choice or a loop: the first token of what it governs.
uint32_t EndOfCondition(const Side& side, const Node& node);

// "BEFORE -> AFTER", each brief. What long ones share is left out: one that holds the other says "..." for it, else
// only a few words around what differs are left.
std::string ChangeText(std::string_view before, std::string_view after);

}  // namespace gauntlet::astdiff
