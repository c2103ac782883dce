#include "host/astdiff/end.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace gauntlet::astdiff {
namespace {

bool IsAlpha(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool OfAWord(char c) {
  return IsAlpha(c) || IsDigit(c) || c == '_' || c == '.' || (static_cast<unsigned char>(c) & 0x80) != 0;
}

// What both begin and end with, but for a few whole words next to what differs.
void CutShared(std::string& a, std::string& b) {
  constexpr size_t kContext = 20;
  const size_t most = std::min(a.size(), b.size());
  size_t head = 0, tail = 0;
  while (head < most && a[head] == b[head]) ++head;
  while (head + tail < most && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  head = head > kContext ? head - kContext : 0;
  tail = tail > kContext ? tail - kContext : 0;
  while (head > 0 && OfAWord(a[head - 1])) --head;
  while (tail > 0 && OfAWord(a[a.size() - tail])) --tail;
  for (std::string* text : {&a, &b})
    *text =
        (head > 0 ? "... " : "") + text->substr(head, text->size() - head - tail) + (tail > 0 ? " ..." : "");
}

}  // namespace

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

bool IsChoiceOrLoop(const Node& node) {
  return node.kind == "IfStmt" || node.kind == "SwitchStmt" || IsLoop(node);
}

bool IsHolder(const Node& node) {
  return node.kind == "CompoundStmt" || node.kind == "TranslationUnit" || IsRecord(node);
}

bool IsLiteral(std::string_view token) {
  return !token.empty() && (IsDigit(token[0]) || token[0] == '\'' || token[0] == '"' || token == "true" ||
                            token == "false" || token == "nullptr" || (token[0] == '.' && token.size() > 1));
}

bool IsOperator(std::string_view token) {
  static const std::set<std::string_view> kOperators = {
      "+",  "-",  "*",  "/",  "%",  "<",   ">",   "<=", ">=", "==", "!=", "&&",
      "||", "!",  "&",  "|",  "^",  "~",   "<<",  ">>", "=",  "+=", "-=", "*=",
      "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "++", "--", "?",  ":",  "<=>"};
  return kOperators.contains(token);
}

bool IsName(std::string_view token) { return !token.empty() && (IsAlpha(token[0]) || token[0] == '_'); }

std::vector<int> End::Whole() const {
  std::vector<int> whole;
  for (const int child : At(node).children) {
    if (span.Contains(At(child).span)) whole.push_back(child);
  }
  return whole;
}

bool End::InCondition() const {
  const int holder = Up([](const Node& n) { return n.kind == "ConditionalOperator" || IsChoiceOrLoop(n); });
  if (holder < 0) return false;
  const Node& n = At(holder);
  return span.end <= EndOfCondition(side, n) &&
         span.begin > n.span.begin - (n.kind == "ConditionalOperator" ? 1 : 0);
}

int End::Statement() const {
  if (IsHolder(At(node))) {
    const std::vector<int> whole = Whole();
    return whole.size() == 1 ? whole.front() : 0;
  }
  for (int i = node; i > 0; i = At(i).parent) {
    if (IsHolder(At(At(i).parent))) return i;
  }
  return 0;
}

bool End::HasToken(const Side& side, const Span& span, std::string_view token) {
  for (uint32_t t = span.begin; t < span.end; ++t) {
    if (side.Text(t) == token) return true;
  }
  return false;
}

uint32_t EndOfCondition(const Side& side, const Node& node) {
  for (const int child : node.children) {
    const Node& at = side.nodes[static_cast<size_t>(child)];
    const bool governed = node.kind == "ConditionalOperator"
                              ? child != node.children.front()
                              : at.kind == "CompoundStmt" || at.kind == "ReturnStmt" ||
                                    at.kind == "BreakStmt" || at.kind == "ContinueStmt" ||
                                    child == node.children.back();
    if (governed) return at.span.begin;
  }
  return node.span.end;
}

std::string ChangeText(std::string_view before, std::string_view after) {
  constexpr size_t kLong = 36;
  std::string a = OneLine(before), b = OneLine(after);
  if (a.size() > kLong && b.size() > kLong) {
    if (const size_t at = b.find(a); at != std::string::npos) {
      b.replace(at, a.size(), "...");
    } else if (const size_t in_a = a.find(b); in_a != std::string::npos) {
      a.replace(in_a, b.size(), "...");
    } else {
      CutShared(a, b);
    }
  }
  return Brief(a) + " -> " + Brief(b);
}

}  // namespace gauntlet::astdiff
