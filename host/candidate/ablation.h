// What a source could do without: a statement, condition, part of a formula or declaration of the evolve block,
// with the text that takes its place when it is undone.
#pragma once

#include <string>
#include <string_view>

#include "host/candidate/source_diff.h"  // TextRange

namespace gauntlet {

enum class AblationKind {
  kStatement,    // goes
  kCondition,    // of a choice: holds always, or never
  kOperand,      // a formula is left with one of its parts
  kFunction,     // goes: a hook that is not there, or a helper
  kDeclaration,  // goes: a field, a constant, a local variable. Compiles only where nothing needs it
};
std::string_view ToString(AblationKind kind);

struct Ablation {
  AblationKind kind = AblationKind::kStatement;
  std::string where;  // the function or class around it; empty: top level
  std::string says;   // "without order_.move_to_front(slot);"
  TextRange range;    // of the source: what goes
  std::string instead;
};

// The source with it undone.
std::string Without(const std::string& source, const Ablation& ablation);

}  // namespace gauntlet
