#include "host/astdiff/match.h"

#include <clang/AST/DeclCXX.h>
#include <clang/Lex/Lexer.h>
#include <clang/Tooling/ASTDiff/ASTDiff.h>

#include <algorithm>
#include <optional>

#include "host/toolchain/candidate_ast.h"

namespace gauntlet::astdiff {
namespace {

namespace cd = clang::diff;

// The matcher walks what a context calls its traversal scope.
class Scope {
 public:
  explicit Scope(ParsedCandidate& candidate)
      : context_(candidate.context), before_(context_.getTraversalScope()) {
    context_.setTraversalScope(candidate.declarations);
  }
  ~Scope() { context_.setTraversalScope(before_); }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  clang::ASTContext& context_;
  std::vector<clang::Decl*> before_;
};

// Of the line, and of those that a backslash adds to it.
size_t EndOfDirective(std::string_view text, size_t at) {
  for (;;) {
    at = std::min(text.find('\n', at), text.size());
    if (at == text.size() || text[at - 1] != '\\') return at;
    ++at;
  }
}

std::vector<Token> TokensOf(const ParsedCandidate& candidate) {
  const std::string text(candidate.source);  // the lexer wants a terminating NUL
  clang::Lexer lexer(clang::SourceLocation(), candidate.compiler.getLangOpts(), text.data(), text.data(),
                     text.data() + text.size());
  std::vector<Token> tokens;
  clang::Token token;
  uint32_t line = 1, counted = 0;
  size_t directive_end = 0;
  for (bool last = false; !last;) {
    last = lexer.LexFromRawLexer(token);
    if (token.is(clang::tok::eof)) break;
    const auto end = static_cast<uint32_t>(lexer.getBufferLocation() - text.data());
    const uint32_t begin = end - token.getLength();
    line += static_cast<uint32_t>(std::count(text.begin() + counted, text.begin() + begin, '\n'));
    counted = begin;
    // A directive is one token: it ends with its line.
    if (begin < directive_end) {
      tokens.back().end = end;
    } else {
      tokens.push_back({begin, end, line});
    }
    if (token.is(clang::tok::hash) && token.isAtStartOfLine()) directive_end = EndOfDirective(text, begin);
  }
  return tokens;
}

class SideBuilder {
 public:
  SideBuilder(const ParsedCandidate& candidate, const cd::SyntaxTree& tree)
      : candidate_(candidate), tree_(tree), side_{candidate.source, TokensOf(candidate), {}} {}

  Side Build() {
    side_.nodes.push_back(
        {"TranslationUnit", "", {0, static_cast<uint32_t>(side_.tokens.size())}, -1, {}, -1});
    node_of_.assign(Index(tree_.getSize()), -1);
    Add(tree_.getRootId(), 0);
    return std::move(side_);
  }
  // Of the matcher's numbers; -1: it has no text of its own.
  const std::vector<int>& node_of() const { return node_of_; }

 private:
  struct Child {
    cd::NodeId id;
    Span span;
  };

  // The nearest ones below `id` that have text of their own within `around`: what is implicit or comes out of
  // a macro has none.
  void Collect(cd::NodeId id, const Span& around, std::vector<Child>& out) const {
    for (const cd::NodeId child : tree_.getNode(id).Children) {
      const auto span = SpanOf(tree_.getNode(child));
      if (span && !span->empty() && around.Contains(*span)) {
        out.push_back({child, *span});
      } else {
        Collect(child, around, out);
      }
    }
  }

  void Add(cd::NodeId id, int at) {
    std::vector<Child> children;
    Collect(id, side_.nodes[Index(at)].span, children);
    // Of two that begin together the longer one holds the other.
    std::ranges::sort(children, {},
                      [](const Child& child) { return std::pair(child.span.begin, ~child.span.end); });
    uint32_t past = 0;
    for (const Child& child : children) {
      if (child.span.begin < past)
        continue;  // `int a, b;`: the second shares the type's tokens with the first
      past = child.span.end;
      const int node = static_cast<int>(side_.nodes.size());
      side_.nodes[Index(at)].children.push_back(node);
      const cd::Node& made = tree_.getNode(child.id);
      side_.nodes.push_back({made.getTypeLabel().str(), NameOf(made), child.span, at, {}, -1});
      node_of_[Index(child.id)] = node;
      Add(child.id, node);
    }
  }

  static size_t Index(int number) { return static_cast<size_t>(number); }

  std::optional<Span> SpanOf(const cd::Node& node) const {
    const auto range = candidate_.Range(node.ASTNode.getSourceRange());
    if (!range) return std::nullopt;
    const auto begin = std::ranges::lower_bound(side_.tokens, range->first, {}, &Token::begin);
    const auto end = std::ranges::lower_bound(side_.tokens, range->second, {}, &Token::begin);
    const auto index = [&](auto at) { return static_cast<uint32_t>(at - side_.tokens.begin()); };
    if (index(end) < index(begin)) return std::nullopt;
    return Span{index(begin), index(end)};
  }

  static std::string NameOf(const cd::Node& node) {
    const auto* declaration = node.ASTNode.get<clang::NamedDecl>();
    return declaration == nullptr ? "" : declaration->getDeclName().getAsString();
  }

  const ParsedCandidate& candidate_;
  const cd::SyntaxTree& tree_;
  Side side_;
  std::vector<int> node_of_;
};

}  // namespace

SyntaxPair Match(ParsedCandidate& before, ParsedCandidate& after) {
  const Scope scope_before(before), scope_after(after);
  cd::SyntaxTree tree_before(before.context), tree_after(after.context);
  cd::ComparisonOptions options;
  options.MinHeight = 1;
  const cd::ASTDiff diff(tree_before, tree_after, options);
  SideBuilder one(before, tree_before), other(after, tree_after);
  SyntaxPair pair{one.Build(), other.Build()};
  for (int id = 0; id < tree_before.getSize(); ++id) {
    const cd::NodeId mapped = diff.getMapped(tree_before, id);
    if (mapped.isInvalid()) continue;
    const int from = one.node_of()[static_cast<size_t>(id)];
    const int to = other.node_of()[static_cast<size_t>(static_cast<int>(mapped))];
    if (from < 0 || to < 0) continue;
    pair.before.nodes[static_cast<size_t>(from)].match = to;
    pair.after.nodes[static_cast<size_t>(to)].match = from;
  }
  return pair;
}

}  // namespace gauntlet::astdiff
