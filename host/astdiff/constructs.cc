#include "host/astdiff/constructs.h"

#include <algorithm>
#include <string>

namespace gauntlet::astdiff {
namespace {

constexpr uint32_t kLeastTokens = 3;

std::string Tokens(const Side& side, const Span& span) {
  std::string text;
  for (uint32_t t = span.begin; t < span.end; ++t) {
    if (t > span.begin) text += ' ';
    text += side.Text(t);
  }
  return text;
}

// "if ( a > 3 )", or "if ( a > 3 ) else" for what stands behind the else.
std::string Head(const End& end, const Node& holder, const Span& what) {
  const uint32_t past = EndOfCondition(end.side, holder);
  std::string head = Tokens(end.side, {holder.span.begin, past});
  const bool second = std::ranges::any_of(holder.children, [&](int child) {
    const Span& span = end.At(child).span;
    return span.begin == past && span.end <= what.begin;
  });
  return second ? head + " else" : head;
}

std::string PlaceOf(const End& end, int node) {
  const Span& what = end.At(node).span;
  std::string around, head;
  for (int i = end.At(node).parent; i > 0; i = end.At(i).parent) {
    const Node& n = end.At(i);
    if ((IsFunction(n) || IsRecord(n)) && !n.name.empty())
      around = n.name + (around.empty() ? "" : "::") + around;
    // What decides is not its own place.
    const bool governs = IsChoiceOrLoop(n) && around.empty() && what.begin >= EndOfCondition(end.side, n);
    if (governs && head.empty()) head = Head(end, n, what);
  }
  return head.empty() ? around : around + " > " + head;
}

bool SaysEnough(const End& end, const Span& span) {
  if (span.size() < kLeastTokens) return false;
  for (uint32_t t = span.begin; t < span.end; ++t) {
    const bool is_hunk = end.span.size() == 1 && t == end.span.begin;
    if (!is_hunk && IsName(end.side.Text(t))) return true;
  }
  return false;
}

Construct Of(const End& end, int node) { return {PlaceOf(end, node), Tokens(end.side, end.At(node).span)}; }

// Commas alone stand between them: an operator would be lost.
bool AreAll(const End& end, const std::vector<int>& whole) {
  uint32_t at = end.span.begin;
  const auto only_commas = [&](uint32_t past) {
    while (at < past && end.side.Text(at) == ",") ++at;
    return at == past;
  };
  for (const int child : whole) {
    if (!only_commas(end.At(child).span.begin)) return false;
    at = end.At(child).span.end;
  }
  return only_commas(end.span.end);
}

}  // namespace

std::vector<Construct> ConstructsOf(const End& end) {
  std::vector<Construct> constructs;
  if (end.span.empty()) return constructs;
  const std::vector<int> whole = end.Whole();
  const bool in_holder = IsHolder(end.At(end.node));
  if (!whole.empty() && (in_holder || AreAll(end, whole))) {
    for (const int child : whole) {
      if (SaysEnough(end, end.At(child).span)) constructs.push_back(Of(end, child));
    }
    if (!constructs.empty() || in_holder) return constructs;
  }
  int node = end.node;
  while (node > 0 && !IsHolder(end.At(end.At(node).parent)) && !SaysEnough(end, end.At(node).span))
    node = end.At(node).parent;
  constructs.push_back(Of(end, node));
  return constructs;
}

}  // namespace gauntlet::astdiff
