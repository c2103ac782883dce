#include "host/astdiff/hunks.h"

#include <algorithm>
#include <map>

namespace gauntlet::astdiff {
namespace {

// Weights of the alignment. What the matcher paired, or what is equal, goes before what only looks alike.
constexpr double kPaired = 4, kEqual = 4, kNamesake = 3, kAlike = 1;
constexpr double kLeastShared = 0.4;  // of tokens, for two nodes of one kind to be versions of each other

class Aligner {
 public:
  explicit Aligner(const SyntaxPair& pair) : pair_(pair) {}

  std::vector<Hunk> Run() {
    Compare(0, 0);
    return std::move(hunks_);
  }

 private:
  const Side& a() const { return pair_.before; }
  const Side& b() const { return pair_.after; }
  const Node& NodeA(int i) const { return a().nodes[static_cast<size_t>(i)]; }
  const Node& NodeB(int i) const { return b().nodes[static_cast<size_t>(i)]; }

  // Descends where children correspond; what lies between them is compared as text.
  void Compare(int i, int j) {
    const Node& one = NodeA(i);
    const Node& other = NodeB(j);
    if (SameTokens(a(), one.span, b(), other.span)) return;
    uint32_t at_a = one.span.begin, at_b = other.span.begin;
    for (const auto& [x, y] : Align(one.children, other.children)) {
      Gap({at_a, NodeA(x).span.begin}, {at_b, NodeB(y).span.begin}, i, j);
      Compare(x, y);
      at_a = NodeA(x).span.end;
      at_b = NodeB(y).span.end;
    }
    Gap({at_a, one.span.end}, {at_b, other.span.end}, i, j);
  }

  double Likeness(int i, int j) const {
    const Node& one = NodeA(i);
    const Node& other = NodeB(j);
    if (one.match == j) return kPaired;
    if (SameTokens(a(), one.span, b(), other.span)) return kEqual;
    if (one.kind != other.kind) return 0;
    if (!one.name.empty() && one.name == other.name) return kNamesake;
    return SharedTokens(one.span, other.span) >= kLeastShared ? kAlike : 0;
  }

  // Of both together (Dice).
  double SharedTokens(const Span& one, const Span& other) const {
    std::map<std::string_view, int> count;
    for (uint32_t t = one.begin; t < one.end; ++t) ++count[a().Text(t)];
    int shared = 0;
    for (uint32_t t = other.begin; t < other.end; ++t) shared += count[b().Text(t)]-- > 0 ? 1 : 0;
    return 2.0 * shared / (one.size() + other.size());
  }

  // The pairs of children, in order in both, that are alike the most.
  std::vector<std::pair<int, int>> Align(const std::vector<int>& one, const std::vector<int>& other) const {
    const size_t n = one.size(), m = other.size();
    std::vector<std::vector<double>> best(n + 1, std::vector<double>(m + 1, 0));
    std::vector<std::vector<double>> likeness(n, std::vector<double>(m, 0));
    for (size_t i = n; i-- > 0;) {
      for (size_t j = m; j-- > 0;) {
        likeness[i][j] = Likeness(one[i], other[j]);
        const double taken = likeness[i][j] > 0 ? likeness[i][j] + best[i + 1][j + 1] : 0;
        best[i][j] = std::max({taken, best[i + 1][j], best[i][j + 1]});
      }
    }
    std::vector<std::pair<int, int>> pairs;
    for (size_t i = 0, j = 0; i < n && j < m;) {
      if (likeness[i][j] > 0 && best[i][j] == likeness[i][j] + best[i + 1][j + 1]) {
        pairs.emplace_back(one[i++], other[j++]);
      } else if (best[i + 1][j] >= best[i][j + 1]) {
        ++i;
      } else {
        ++j;
      }
    }
    return pairs;
  }

  // No node is cut: only what lies outside of children is taken off the ends.
  void Gap(Span one, Span other, int i, int j) {
    while (!one.empty() && !other.empty() && a().Text(one.begin) == b().Text(other.begin) &&
           IsLoose(NodeA(i), a(), one.begin) && IsLoose(NodeB(j), b(), other.begin)) {
      ++one.begin;
      ++other.begin;
    }
    while (!one.empty() && !other.empty() && a().Text(one.end - 1) == b().Text(other.end - 1) &&
           IsLoose(NodeA(i), a(), one.end - 1) && IsLoose(NodeB(j), b(), other.end - 1)) {
      --one.end;
      --other.end;
    }
    if (one.empty() && other.empty()) return;
    if (SameTokens(a(), one, b(), other)) return;
    hunks_.push_back({one, other, i, j});
  }

  static bool IsLoose(const Node& node, const Side& side, uint32_t token) {
    return std::ranges::none_of(node.children, [&](int child) {
      const Span& span = side.nodes[static_cast<size_t>(child)].span;
      return span.begin <= token && token < span.end;
    });
  }

  const SyntaxPair& pair_;
  std::vector<Hunk> hunks_;
};

}  // namespace

bool SameTokens(const Side& a, const Span& in_a, const Side& b, const Span& in_b) {
  if (in_a.size() != in_b.size()) return false;
  for (uint32_t i = 0; i < in_a.size(); ++i) {
    if (a.Text(in_a.begin + i) != b.Text(in_b.begin + i)) return false;
  }
  return true;
}

std::vector<Hunk> FindHunks(const SyntaxPair& pair) { return Aligner(pair).Run(); }

}  // namespace gauntlet::astdiff
