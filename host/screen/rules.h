// Names and tables behind the screen's rules, without Clang.
#pragma once

#include <string>
#include <string_view>

#include "host/toolchain/diagnostic.h"

namespace gauntlet {

// A finding of the rule with this id: `what` was met, then the rule's advice.
// REQUIRES: ScreenRules() has the id.
Diagnostic Finding(std::string_view rule, uint32_t line, uint32_t column, const std::string& what);

// The rule that a function, variable or type of std or of the C library breaks, by its unqualified name;
// empty: none.
std::string_view RuleOfLibraryName(std::string_view name);
// The rule that calling a builtin of the compiler breaks; empty: none.
std::string_view RuleOfBuiltin(std::string_view name);
// Whether `#pragma <text>` only guides the optimiser or the warnings.
bool IsHarmlessPragma(std::string_view text);
// Whether a macro of this name would change the language or Gauntlet's own macros.
bool IsReservedMacro(std::string_view name);
bool IsReservedName(std::string_view name);  // gauntlet_..., GAUNTLET_...
// Attributes, by Clang's spelling, that change nothing but speed, warnings or layout.
bool IsHarmlessAttribute(std::string_view spelling);

}  // namespace gauntlet
