// A number computed from others by a formula of a problem's author: what others published as their score,
// say. It is reported beside the score and never part of it, so it may use what a clock measured.
//
//   90*balancedness_gpu + 5*min(0.002/t, 2) - if(t > 0.01, min(20*t, 20), 0)
//
// Numbers, names, + - * / with their usual precedence, parentheses, comparisons (1 or 0; lowest), min(a, b),
// max(a, b), if(condition, a, b).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.h"

namespace gauntlet {

class Formula {
 public:
  // kInput: what was expected, and at which character, from 1.
  static Result<Formula> Parse(const std::string& text);

  // What a name stands for; nothing: unknown here.
  using Lookup = std::function<std::optional<double>(const std::string& name)>;
  // Nothing: a name is unknown, or the result is no finite number (a division by 0).
  std::optional<double> Evaluate(const Lookup& lookup) const;

 private:
  friend class FormulaParser;
  // Postfix: operands before what takes them.
  enum class Code {
    kNumber,
    kName,
    kAdd,
    kSubtract,
    kMultiply,
    kDivide,
    kNegate,
    kLess,
    kMore,
    kMin,
    kMax,
    kIf
  };
  struct Step {
    Code code;
    double number = 0;
    std::string name;
  };
  std::vector<Step> steps_;
};

}  // namespace gauntlet
