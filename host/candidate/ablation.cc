#include "host/candidate/ablation.h"

#include "host/base/result.h"

namespace gauntlet {

std::string_view ToString(AblationKind kind) {
  switch (kind) {
    case AblationKind::kStatement:
      return "statement";
    case AblationKind::kCondition:
      return "condition";
    case AblationKind::kOperand:
      return "operand";
    case AblationKind::kFunction:
      return "function";
    case AblationKind::kDeclaration:
      return "declaration";
  }
  GAUNTLET_ASSERT(false);
}

std::string Without(const std::string& source, const Ablation& ablation) {
  std::string out = source;
  return out.replace(ablation.range.begin, ablation.range.end - ablation.range.begin, ablation.instead);
}

}  // namespace gauntlet
