// What can have a say in decisions, and how often. A literal that is read once in a million accesses, the
// width of a scan that would find the first one anyway, the value of a flag that is only asked for being set:
// changing these gives another text and the same policy. All of it is read off the tree; nothing is run.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "host/mutate/sketch.h"

namespace gauntlet::mutate {
namespace {

constexpr double kOncePerRound = 0.02;  // behind `count % round == 0`
constexpr double kInOneList = 0.4;      // behind a question for an object's list
constexpr double kSwitch = 0.25;        // a member that is set to what it mostly is
constexpr double kCold = 0.1;           // what is below, and only that, changes seldom

using Names = std::set<std::string, std::less<>>;

// --- flags: numbers that are only asked for being 0 or not, and only set to literals

bool AsksForTruth(const Sketch& sketch, int index) {
  const Expression& e = sketch.expressions[index];
  if (e.wanted.kind == ValueKind::kBool) return true;
  if (e.parent < 0) return false;
  const Expression& whole = sketch.expressions[e.parent];
  if (whole.kind != ExpressionKind::kBinary || whole.operands.size() != 2 || whole.operands[1] < 0)
    return false;
  const bool compares = whole.op_text == "==" || whole.op_text == "!=" || whole.op_text == ">";
  return compares && whole.operands[0] == index && sketch.Text(sketch.expressions[whole.operands[1]]) == "0";
}

bool IsCell(const Sketch& sketch, int index) {
  const Expression& e = sketch.expressions[index];
  if (e.type.kind != ValueKind::kInteger || e.type.is_signed) return false;
  if (e.kind == ExpressionKind::kIndex) return true;
  // The `visited_` of `visited_[slot]` is no number itself.
  return e.kind == ExpressionKind::kMember || e.kind == ExpressionKind::kName;
}

Names Flags(const Sketch& sketch) {
  Names asked, other;
  for (size_t i = 0; i < sketch.expressions.size(); ++i) {
    const Expression& e = sketch.expressions[i];
    const int index = static_cast<int>(i);
    if (!IsCell(sketch, index)) continue;
    const std::string name(TargetOf(sketch, index));
    if (!IsWritten(sketch, index)) {
      (AsksForTruth(sketch, index) ? asked : other).insert(name);
      continue;
    }
    const Expression& write = sketch.expressions[e.parent < 0 ? index : e.parent];
    const bool plain = write.kind == ExpressionKind::kAssignment && write.op_text == "=";
    if (!plain) other.insert(name);
  }
  for (const std::string& name : other) asked.erase(name);
  return asked;
}

void MarkFlags(Sketch& sketch) {
  const Names flags = Flags(sketch);
  for (size_t i = 0; i < sketch.expressions.size(); ++i) {
    Expression& e = sketch.expressions[i];
    if (e.kind != ExpressionKind::kAssignment || e.operands.size() != 2 || e.operands[1] < 0) continue;
    if (!flags.contains(TargetOf(sketch, e.operands[0]))) continue;
    e.flag = sketch.expressions[e.operands[1]].flag = true;
  }
  for (Function& function : sketch.functions) {
    for (Feature& f : function.features) {
      std::string_view path = f.text;
      if (path.ends_with(']')) path = path.substr(0, path.rfind('['));
      f.flag = f.type.kind == ValueKind::kInteger && flags.contains(LastNameOf(path));
    }
  }
}

// --- heat: how often a statement runs, as far as its conditions say

bool IsRound(const Sketch& sketch, int index) {
  if (index < 0) return false;
  const Expression& e = sketch.expressions[index];
  if (e.kind == ExpressionKind::kBinary && e.op_text == "==") {
    return std::ranges::any_of(
        e.operands, [&](int operand) { return operand >= 0 && sketch.expressions[operand].op_text == "%"; });
  }
  return e.op_text == "&&" &&
         std::ranges::any_of(e.operands, [&](int operand) { return IsRound(sketch, operand); });
}

double HeatBelow(const Sketch& sketch, const Statement& choice) {
  if (choice.kind != StatementKind::kIf || choice.condition < 0) return 1;
  if (IsRound(sketch, choice.condition)) return kOncePerRound;
  return sketch.expressions[choice.condition].asks_place ? kInOneList : 1;
}

// A helper runs as often as the hottest of its calls; hooks are called from outside.
std::vector<double> HeatOfFunctions(const Sketch& sketch) {
  std::vector<double> heat(sketch.functions.size(), 1);
  for (size_t f = 0; f < heat.size(); ++f) {
    double hottest = -1;
    for (const Expression& e : sketch.expressions) {
      const bool calls = e.kind == ExpressionKind::kCall && e.object.empty() &&
                         e.op_text == sketch.functions[f].name && e.function != static_cast<int>(f);
      if (calls) hottest = std::max(hottest, e.statement < 0 ? 1 : sketch.statements[e.statement].heat);
    }
    if (hottest >= 0) heat[f] = hottest;
  }
  return heat;
}

// `remember_ = true;`: a switch between hooks, not a step for an object. Where it stands matters if another
// hook has turned it over meanwhile.
bool IsSwitch(const Sketch& sketch, const Statement& s) {
  if (s.kind != StatementKind::kExpression || s.first < 0) return false;
  const Expression& e = sketch.expressions[s.first];
  if (e.kind != ExpressionKind::kAssignment || e.op_text != "=" || e.operands.size() != 2) return false;
  const auto [target, value] = std::pair(e.operands[0], e.operands[1]);
  if (target < 0 || value < 0) return false;
  return sketch.expressions[target].kind != ExpressionKind::kIndex &&
         sketch.expressions[target].type.kind == ValueKind::kBool &&
         sketch.expressions[value].kind == ExpressionKind::kBool;
}

void MarkHeat(Sketch& sketch) {
  std::vector<double> functions(sketch.functions.size(), 1);
  for (int round = 0; round < 4; ++round) {  // helpers of helpers
    for (Statement& s : sketch.statements) {
      const double around = s.parent >= 0     ? sketch.statements[s.parent].heat
                            : s.function >= 0 ? functions[s.function]
                                              : 1;
      s.heat = around * (s.parent >= 0 ? HeatBelow(sketch, sketch.statements[s.parent]) : 1);
    }
    functions = HeatOfFunctions(sketch);
  }
  for (Statement& s : sketch.statements) s.heat *= IsSwitch(sketch, s) ? kSwitch : 1;
  for (Expression& e : sketch.expressions) {
    if (e.statement < 0) continue;
    const Statement& s = sketch.statements[e.statement];
    // The condition itself is asked whenever its statement is reached; a round's is nearly always false.
    const bool round = s.condition >= 0 && IsRound(sketch, s.condition) &&
                       sketch.expressions[s.condition].range.Contains(e.range);
    e.heat = s.heat * (round ? kCold : 1);
  }
}

// A member that only cold statements change is nearly a constant: comparing it with a number says little.
void MarkColdNames(Sketch& sketch) {
  std::map<std::string, double, std::less<>> hottest;
  for (size_t i = 0; i < sketch.expressions.size(); ++i) {
    const int index = static_cast<int>(i);
    if (!IsCell(sketch, index) && !sketch.expressions[i].type.IsNumber()) continue;
    if (!IsWritten(sketch, index)) continue;
    double& heat = hottest[std::string(TargetOf(sketch, index))];
    heat = std::max(heat, sketch.expressions[i].heat);
  }
  for (size_t i = 0; i < sketch.expressions.size(); ++i) {
    const Expression& e = sketch.expressions[i];
    if (e.kind != ExpressionKind::kName && e.kind != ExpressionKind::kMember) continue;
    const auto found = hottest.find(LastNameOf(sketch.Text(e)));
    if (found == hottest.end() || found->second > kCold || e.parent < 0) continue;
    Expression& whole = sketch.expressions[e.parent];
    if (whole.kind != ExpressionKind::kBinary || whole.type.kind != ValueKind::kBool) continue;
    const bool says_little = std::ranges::all_of(whole.operands, [&](int operand) {
      if (operand < 0) return false;
      const Expression& side = sketch.expressions[operand];
      return &side == &e || side.constant || side.kind == ExpressionKind::kInteger ||
             side.kind == ExpressionKind::kReal;
    });
    if (!says_little) continue;
    whole.heat = std::min(whole.heat, kCold);
    for (const int operand : whole.operands) {
      if (operand >= 0) sketch.expressions[operand].heat = whole.heat;
    }
  }
}

// --- scans

// What a function's result reads of the slot that it is given.
Names ReadOfObject(const Sketch& sketch, int function) {
  Names read;
  for (const Expression& e : sketch.expressions) {
    if (e.function != function || e.dead || e.kind != ExpressionKind::kMember || !e.type.IsNumber()) continue;
    const size_t dot = sketch.Text(e).find_last_of(".>");
    const bool of_request = sketch.Text(e).find("request") != std::string_view::npos;
    if (dot != std::string_view::npos && !of_request) read.emplace(LastNameOf(sketch.Text(e)));
  }
  return read;
}

// It tells objects apart by one point in time and nothing else.
bool JudgesByTimeAlone(const Sketch& sketch, int function) {
  const Function& f = sketch.functions[function];
  if (f.result.kind != ValueKind::kReal || f.signature.find("Slot") == std::string::npos) return false;
  const Names read = ReadOfObject(sketch, function);
  return read.size() == 1 && MeaningOf(*read.begin()).dimension == Dimension::kPoint;
}

// Lists are in the order of their objects' times, so a scan that judges by one of these finds what it saw
// first or last, however far it goes.
void MarkScans(Sketch& sketch) {
  for (size_t i = 0; i < sketch.statements.size(); ++i) {
    const Statement& loop = sketch.statements[i];
    if (loop.kind != StatementKind::kLoop) continue;
    bool judges = false, by_time = true;
    for (const Expression& e : sketch.expressions) {
      if (e.kind != ExpressionKind::kCall || !e.object.empty() || !loop.range.Contains(e.range)) continue;
      for (size_t f = 0; f < sketch.functions.size(); ++f) {
        if (sketch.functions[f].name != e.op_text || sketch.functions[f].result.kind != ValueKind::kReal)
          continue;
        judges = true;
        by_time &= JudgesByTimeAlone(sketch, static_cast<int>(f));
      }
    }
    if (!judges || !by_time) continue;
    for (Expression& e : sketch.expressions) {
      if (e.statement == static_cast<int>(i)) e.heat = 0;
      const bool walks = e.kind == ExpressionKind::kAssignment && e.type.kind == ValueKind::kSlot;
      if (walks && e.statement >= 0 && loop.range.Contains(e.range)) sketch.statements[e.statement].heat = 0;
    }
  }
}

bool IsSameValue(const Sketch& sketch, int a, int b) {
  return a >= 0 && b >= 0 && sketch.Text(sketch.expressions[a]) == sketch.Text(sketch.expressions[b]);
}

// `if (value < lowest) lowest = value;` keeps the best so far: an account.
void MarkExtremes(Sketch& sketch) {
  for (const Statement& s : sketch.statements) {
    if (s.kind != StatementKind::kIf || s.condition < 0) continue;
    for (const Expression& question : sketch.expressions) {
      const bool orders = question.op_text == "<" || question.op_text == ">" || question.op_text == "<=" ||
                          question.op_text == ">=";
      if (!orders || question.operands.size() != 2 ||
          !sketch.expressions[s.condition].range.Contains(question.range))
        continue;
      for (Expression& e : sketch.expressions) {
        if (e.kind != ExpressionKind::kAssignment || e.op_text != "=" || e.operands.size() != 2 ||
            !s.range.Contains(e.range))
          continue;
        const auto [a, b] = std::pair(question.operands[0], question.operands[1]);
        const bool keeps = (IsSameValue(sketch, e.operands[0], a) && IsSameValue(sketch, e.operands[1], b)) ||
                           (IsSameValue(sketch, e.operands[0], b) && IsSameValue(sketch, e.operands[1], a));
        if (!keeps) continue;
        e.account = true;
        sketch.expressions[a].extreme = sketch.expressions[b].extreme = true;
        for (const int operand : e.operands) sketch.expressions[operand].account = true;
      }
    }
  }
}

// `at = list.prev(at)`: the step of a walk that began at one end; the other way there is nothing. Longer steps
// see others.
void MarkWalks(Sketch& sketch) {
  for (const Expression& e : sketch.expressions) {
    if (e.kind != ExpressionKind::kAssignment || e.operands.size() != 2 || e.operands[1] < 0) continue;
    Expression& step = sketch.expressions[e.operands[1]];
    const bool goes = step.kind == ExpressionKind::kCall && step.type.kind == ValueKind::kSlot &&
                      (step.op_text == "prev" || step.op_text == "next");
    const bool from_itself = std::ranges::any_of(
        step.operands, [&](int operand) { return IsSameValue(sketch, e.operands[0], operand); });
    if (goes && from_itself) step.account = true;
  }
}

}  // namespace

bool IsWritten(const Sketch& sketch, int index) {
  for (int up = index; up >= 0; up = sketch.expressions[up].parent) {
    const Expression& e = sketch.expressions[up];
    if (e.parent < 0) return false;
    const Expression& whole = sketch.expressions[e.parent];
    const bool first = !whole.operands.empty() && whole.operands[0] == up;
    if (whole.kind == ExpressionKind::kAssignment) return first;
    if (whole.kind == ExpressionKind::kUnary && (whole.op_text == "++" || whole.op_text == "--")) return true;
    if (whole.kind != ExpressionKind::kIndex || !first) return false;
  }
  return false;
}

void MarkLiveness(Sketch& sketch) {
  MarkFlags(sketch);
  MarkHeat(sketch);
  MarkColdNames(sketch);
  MarkScans(sketch);
  MarkExtremes(sketch);
  MarkWalks(sketch);
}

}  // namespace gauntlet::mutate
