// Two sources as Clang's syntax trees over their tokens, and which node of one is which of the other. Plain
// C++: whoever reads pairs includes no Clang.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::astdiff {

// Tokens [begin, end) of one side.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;

  uint32_t size() const { return end - begin; }
  bool empty() const { return begin == end; }
  bool Contains(const Span& other) const { return begin <= other.begin && other.end <= end; }
  friend bool operator==(const Span&, const Span&) = default;
};

struct Node {
  std::string kind;  // Clang's: IfStmt, BinaryOperator, CXXMethodDecl, ...
  std::string name;  // of a declaration
  Span span;
  int parent = -1;
  std::vector<int> children;  // in order; their spans do not overlap
  int match = -1;             // the node of the other side that it is, as Clang's matcher sees it
};

struct Token {
  uint32_t begin = 0;  // bytes of the source
  uint32_t end = 0;
  uint32_t line = 0;  // from 1
};

struct Side {
  std::string_view source;
  std::vector<Token> tokens;  // without comments
  std::vector<Node> nodes;    // preorder; nodes[0] is the whole source

  std::string_view Text(uint32_t token) const {
    return source.substr(tokens[token].begin, tokens[token].end - tokens[token].begin);
  }
  // As it stands in the source, comments inside included; empty for an empty span.
  std::string_view Text(const Span& span) const {
    if (span.empty()) return {};
    return source.substr(tokens[span.begin].begin, tokens[span.end - 1].end - tokens[span.begin].begin);
  }
  // Of the span's first token, or of the one that an empty span stands before.
  uint32_t Line(const Span& span) const {
    if (tokens.empty()) return 1;
    return span.begin < tokens.size() ? tokens[span.begin].line : tokens.back().line;
  }
};

struct SyntaxPair {
  Side before;
  Side after;
};

}  // namespace gauntlet::astdiff
