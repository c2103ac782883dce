// How a form is made: the candidate's tokens are read again without comments, and the tree says which of them
// are names of locals (they become numbers, in order of declaration) and which are literals (they become
// values). Two texts with one form are one program: every token is in it except for such names, and a name
// that cannot be told apart from others stays.

#include "host/toolchain/normal_form.h"

#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Lex/Lexer.h>
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "host/toolchain/candidate_ast.h"
#include "host/toolchain/literals.h"

namespace gauntlet {
namespace {

struct Counts {
  uint32_t nodes = 0, statements = 0, branches = 0, loops = 0, literals = 0, calls = 0, depth = 0;
};

bool IsLocal(const clang::ValueDecl* declaration) {
  if (const auto* variable = clang::dyn_cast<clang::VarDecl>(declaration))
    return variable->isLocalVarDeclOrParm();
  if (const auto* binding = clang::dyn_cast<clang::BindingDecl>(declaration))
    return binding->getDeclContext()->isFunctionOrMethod();
  return false;
}

// Places of names in the candidate's text, and counts of what the tree is made of.
class TreeVisitor : public clang::RecursiveASTVisitor<TreeVisitor> {
 public:
  explicit TreeVisitor(const ParsedCandidate& candidate) : candidate_(candidate) {}

  bool shouldVisitTemplateInstantiations() const { return false; }
  bool shouldVisitImplicitCode() const { return false; }

  bool TraverseStmt(clang::Stmt* statement, DataRecursionQueue* = nullptr) {
    if (!statement) return true;
    if (depth_ >= kMaxDepth) return true;
    counts.depth = std::max(counts.depth, ++depth_);
    const bool go_on = Base::TraverseStmt(statement);
    --depth_;
    return go_on;
  }

  bool VisitStmt(clang::Stmt* statement) {
    ++counts.nodes;
    if (!clang::isa<clang::Expr>(statement)) ++counts.statements;
    switch (statement->getStmtClass()) {
      case clang::Stmt::IfStmtClass:
      case clang::Stmt::SwitchStmtClass:
      case clang::Stmt::ConditionalOperatorClass:
        ++counts.branches;
        break;
      case clang::Stmt::ForStmtClass:
      case clang::Stmt::WhileStmtClass:
      case clang::Stmt::DoStmtClass:
      case clang::Stmt::CXXForRangeStmtClass:
        ++counts.loops;
        break;
      case clang::Stmt::IntegerLiteralClass:
      case clang::Stmt::FloatingLiteralClass:
        ++counts.literals;
        break;
      case clang::Stmt::CallExprClass:
      case clang::Stmt::CXXMemberCallExprClass:
      case clang::Stmt::CXXOperatorCallExprClass:
        ++counts.calls;
        break;
      default:
        break;
    }
    return true;
  }

  bool VisitNamedDecl(clang::NamedDecl* declaration) {
    ++counts.nodes;
    if (const auto* value = clang::dyn_cast<clang::ValueDecl>(declaration))
      Use(value, declaration->getLocation());
    return true;
  }
  bool VisitDeclRefExpr(clang::DeclRefExpr* reference) {
    Use(reference->getDecl(), reference->getLocation());
    return true;
  }
  bool VisitMemberExpr(clang::MemberExpr* member) {
    Use(member->getMemberDecl(), member->getMemberLoc());
    return true;
  }
  bool VisitLambdaExpr(clang::LambdaExpr* lambda) {
    for (const clang::LambdaCapture& capture : lambda->explicit_captures())
      if (capture.capturesVariable()) Use(capture.getCapturedVar(), capture.getLocation());
    return true;
  }

  // Offset of a token -> the local that it names; nullptr: something else.
  std::unordered_map<uint32_t, const clang::ValueDecl*> names;
  std::unordered_set<const clang::ValueDecl*> pinned;  // their names have to stay
  Counts counts;

 private:
  using Base = clang::RecursiveASTVisitor<TreeVisitor>;
  static constexpr uint32_t kMaxDepth = 2000;

  void Use(const clang::ValueDecl* declaration, clang::SourceLocation location) {
    if (location.isInvalid()) return;
    const bool local = IsLocal(declaration);
    const auto* canonical = clang::cast<clang::ValueDecl>(declaration->getCanonicalDecl());
    if (local && location.isMacroID() && !candidate_.sources.isMacroArgExpansion(location))
      pinned.insert(canonical);
    const auto [file, offset] = candidate_.sources.getDecomposedSpellingLoc(location);
    if (file != candidate_.sources.getMainFileID()) return;
    // A parameter of a function redeclared elsewhere, or a token that names two things: no renaming.
    const auto [place, is_new] = names.try_emplace(offset, local ? canonical : nullptr);
    if (!is_new && place->second != (local ? canonical : nullptr)) {
      if (place->second) pinned.insert(place->second);
      if (local) pinned.insert(canonical);
    }
  }

  const ParsedCandidate& candidate_;
  uint32_t depth_ = 0;
};

struct Token {
  clang::tok::TokenKind kind;
  uint32_t offset;
  std::string_view text;
  bool starts_line = false;
  bool after_space = false;
};

std::vector<Token> Tokens(const ParsedCandidate& candidate) {
  std::vector<Token> tokens;
  const clang::FileID main = candidate.sources.getMainFileID();
  const llvm::MemoryBufferRef buffer = candidate.sources.getBufferOrFake(main);
  clang::Lexer lexer(main, buffer, candidate.sources, candidate.context.getLangOpts());
  clang::Token token;
  for (;;) {
    lexer.LexFromRawLexer(token);
    if (token.is(clang::tok::eof)) return tokens;
    const uint32_t offset = candidate.sources.getFileOffset(token.getLocation());
    tokens.push_back({token.getKind(), offset, candidate.source.substr(offset, token.getLength()),
                      token.isAtStartOfLine(), token.hasLeadingSpace()});
  }
}

// Names that are used where the tree does not tell of what (a stringised argument, an attribute) keep their
// spelling.
void PinUnexplained(const std::vector<Token>& tokens, TreeVisitor& tree) {
  std::unordered_map<std::string_view, std::vector<const clang::ValueDecl*>> by_name;
  for (const auto& [offset, local] : tree.names)
    if (local && local->getIdentifier()) by_name[local->getName()].push_back(local);
  bool in_define = false, stringises = false;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].text == "define" && i > 0 && tokens[i - 1].text == "#") in_define = true;
    if (in_define && i > 1 && tokens[i - 1].text != "define" &&
        (tokens[i].text == "#" || tokens[i].text == "##"))
      stringises = true;
    if (tokens[i].kind != clang::tok::raw_identifier || tree.names.contains(tokens[i].offset)) continue;
    if (i > 0 && (tokens[i - 1].text == "." || tokens[i - 1].text == "->" || tokens[i - 1].text == "::"))
      continue;
    const auto found = by_name.find(tokens[i].text);
    if (found != by_name.end()) tree.pinned.insert(found->second.begin(), found->second.end());
  }
  if (!stringises) return;
  for (const auto& [name, locals] : by_name) tree.pinned.insert(locals.begin(), locals.end());
}

// A token as the shape holds it, with a letter for its kind in front.
class Writer {
 public:
  Writer(const ParsedCandidate& candidate, const TreeVisitor& tree,
         const std::vector<LiftableLiteral>& literals)
      : candidate_(candidate), tree_(tree), next_literal_(literals.begin()), last_literal_(literals.end()) {}

  void Write(const Token& token) {
    Separate(token);
    if (next_literal_ != last_literal_ && next_literal_->begin == token.offset) {
      shape += fmt::format("?{}\n", next_literal_->type);
      ++next_literal_;
      return;
    }
    shape += Text(token);
  }

  std::string shape;

 private:
  // Lines and spaces mean something inside preprocessor directives, and nowhere else.
  void Separate(const Token& token) {
    if (token.starts_line) {
      const bool was_directive = in_directive_;
      in_directive_ = token.kind == clang::tok::hash;
      if (!was_directive && !in_directive_) return;
      shape += "#\n";
    } else if (in_directive_ && token.after_space) {
      shape += ' ';
    }
  }

  std::string Text(const Token& token) {
    if (token.kind == clang::tok::raw_identifier) {
      const auto named = tree_.names.find(token.offset);
      if (named != tree_.names.end() && named->second && !tree_.pinned.contains(named->second)) {
        const auto [number, is_new] = numbers_.try_emplace(named->second, numbers_.size());
        return fmt::format("%{}\n", number->second);
      }
      // These give the place in the text back to the program.
      if (token.text == "__LINE__" || token.text.starts_with("__builtin_") ||
          token.text == "source_location") {
        const clang::SourceLocation place =
            candidate_.sources.getLocForStartOfFile(candidate_.sources.getMainFileID())
                .getLocWithOffset(static_cast<int>(token.offset));
        if (token.text == "__LINE__" || token.text == "__builtin_LINE" || token.text == "__builtin_COLUMN" ||
            token.text == "__builtin_source_location" || token.text == "source_location")
          return fmt::format("@{} {} {}\n", token.text, candidate_.sources.getSpellingLineNumber(place),
                             candidate_.sources.getSpellingColumnNumber(place));
      }
    }
    return fmt::format("'{}\n", token.text);
  }

  const ParsedCandidate& candidate_;
  const TreeVisitor& tree_;
  std::vector<LiftableLiteral>::const_iterator next_literal_, last_literal_;
  std::unordered_map<const clang::ValueDecl*, size_t> numbers_;
  bool in_directive_ = false;
};

}  // namespace

Hash128 TreeOf(const Hash128& shape, std::span<const uint64_t> parameters) {
  std::vector<uint64_t> words{shape.high, shape.low};
  words.insert(words.end(), parameters.begin(), parameters.end());
  return HashBytes(std::as_bytes(std::span(words)));
}

NormalForm Normalise(const ParsedCandidate& candidate) {
  TreeVisitor tree(candidate);
  for (clang::Decl* declaration : candidate.declarations) tree.TraverseDecl(declaration);
  const std::vector<LiftableLiteral> literals = FindLiftableLiterals(candidate);
  const std::vector<Token> tokens = Tokens(candidate);
  PinUnexplained(tokens, tree);
  Writer writer(candidate, tree, literals);
  size_t code_length = 0;
  for (const Token& token : tokens) {
    if (token.kind == clang::tok::comment) continue;
    writer.Write(token);
    if (candidate.evolve.Contains(token.offset)) ++code_length;
  }
  NormalForm form;
  form.shape = HashText(writer.shape);
  for (const LiftableLiteral& literal : literals) form.parameters.push_back(literal.bits);
  form.tree = TreeOf(form.shape, form.parameters);
  const Counts& counts = tree.counts;
  form.features = {{"nodes", counts.nodes},       {"statements", counts.statements},
                   {"branches", counts.branches}, {"loops", counts.loops},
                   {"literals", counts.literals}, {"calls", counts.calls},
                   {"depth", counts.depth},       {"code_length", static_cast<double>(code_length)}};
  return form;
}

}  // namespace gauntlet
