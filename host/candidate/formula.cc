#include "host/candidate/formula.h"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <cmath>

namespace gauntlet {

// Recursive descent; a formula nests as deep as kMostDepth.
class FormulaParser {
 public:
  explicit FormulaParser(const std::string& text) : text_(text) {}

  Result<Formula> Parse() {
    GAUNTLET_CHECK_OK(Comparison());
    if (Peek() != 0) return Wrong("an operator");
    return std::move(formula_);
  }

 private:
  using Code = Formula::Code;
  static constexpr int kMostDepth = 64;

  char Peek() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool Take(char wanted) {
    if (Peek() != wanted) return false;
    ++at_;
    return true;
  }
  std::unexpected<Error> Wrong(const std::string& expected) const {
    return Fail(ErrorKind::kInput, fmt::format("expected {} at character {}", expected, at_ + 1));
  }
  Result<> Expect(char wanted) {
    if (!Take(wanted)) return Wrong(fmt::format("'{}'", wanted));
    return {};
  }
  void Add(Code code) { formula_.steps_.push_back({code, 0, {}}); }

  Result<> Comparison() {
    if (++depth_ > kMostDepth) return Wrong("fewer parentheses");
    GAUNTLET_CHECK_OK(Sum());
    const char sign = Peek();
    if (sign == '<' || sign == '>') {
      ++at_;
      GAUNTLET_CHECK_OK(Sum());
      Add(sign == '<' ? Code::kLess : Code::kMore);
    }
    --depth_;
    return {};
  }
  Result<> Sum() {
    GAUNTLET_CHECK_OK(Product());
    for (char sign = Peek(); sign == '+' || sign == '-'; sign = Peek()) {
      ++at_;
      GAUNTLET_CHECK_OK(Product());
      Add(sign == '+' ? Code::kAdd : Code::kSubtract);
    }
    return {};
  }
  Result<> Product() {
    GAUNTLET_CHECK_OK(Signed());
    for (char sign = Peek(); sign == '*' || sign == '/'; sign = Peek()) {
      ++at_;
      GAUNTLET_CHECK_OK(Signed());
      Add(sign == '*' ? Code::kMultiply : Code::kDivide);
    }
    return {};
  }
  Result<> Signed() {
    const bool negative = Take('-');
    GAUNTLET_CHECK_OK(Operand());
    if (negative) Add(Code::kNegate);
    return {};
  }
  Result<> Operand() {
    const char c = Peek();
    if (Take('(')) {
      GAUNTLET_CHECK_OK(Comparison());
      return Expect(')');
    }
    if (std::isdigit(static_cast<unsigned char>(c)) || c == '.') return Number();
    if (std::isalpha(static_cast<unsigned char>(c)) || c == '_') return Name();
    return Wrong("a number, a name or '('");
  }
  Result<> Number() {
    double value = 0;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc()) return Wrong("a number");
    at_ += static_cast<size_t>(end - begin);
    formula_.steps_.push_back({Code::kNumber, value, {}});
    return {};
  }
  Result<> Name() {
    const size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
      ++at_;
    const std::string name = text_.substr(begin, at_ - begin);
    if (Peek() != '(') {
      formula_.steps_.push_back({Code::kName, 0, name});
      return {};
    }
    if (name == "min") return Arguments(2, Code::kMin);
    if (name == "max") return Arguments(2, Code::kMax);
    if (name == "if") return Arguments(3, Code::kIf);
    at_ = begin;
    return Wrong("min, max or if");
  }
  Result<> Arguments(int count, Code code) {
    GAUNTLET_CHECK_OK(Expect('('));
    for (int i = 0; i < count; ++i) {
      if (i > 0) GAUNTLET_CHECK_OK(Expect(','));
      GAUNTLET_CHECK_OK(Comparison());
    }
    Add(code);
    return Expect(')');
  }

  const std::string& text_;
  size_t at_ = 0;
  int depth_ = 0;
  Formula formula_;
};

Result<Formula> Formula::Parse(const std::string& text) { return FormulaParser(text).Parse(); }

std::optional<double> Formula::Evaluate(const Lookup& lookup) const {
  std::vector<double> stack;
  const auto pop = [&stack] {
    const double value = stack.back();
    stack.pop_back();
    return value;
  };
  for (const Step& step : steps_) {
    if (step.code == Code::kNumber || step.code == Code::kName) {
      const auto value = step.code == Code::kNumber ? std::optional(step.number) : lookup(step.name);
      if (!value) return std::nullopt;
      stack.push_back(*value);
      continue;
    }
    const double c = step.code == Code::kIf ? pop() : 0;
    const double b = step.code == Code::kNegate ? 0 : pop();
    const double a = pop();
    switch (step.code) {
      case Code::kAdd:
        stack.push_back(a + b);
        break;
      case Code::kSubtract:
        stack.push_back(a - b);
        break;
      case Code::kMultiply:
        stack.push_back(a * b);
        break;
      case Code::kDivide:
        stack.push_back(a / b);
        break;
      case Code::kNegate:
        stack.push_back(-a);
        break;
      case Code::kLess:
        stack.push_back(a < b ? 1 : 0);
        break;
      case Code::kMore:
        stack.push_back(a > b ? 1 : 0);
        break;
      case Code::kMin:
        stack.push_back(b < a ? b : a);
        break;
      case Code::kMax:
        stack.push_back(a < b ? b : a);
        break;
      default:
        stack.push_back(a != 0 ? b : c);
        break;
    }
  }
  return std::isfinite(stack.back()) ? std::optional(stack.back()) : std::nullopt;
}

}  // namespace gauntlet
